"""What a rep works on beside what the team and the department work on: shares by topic, channel and priority."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from dashboards.formats import count
from dashboards.periods import Span
from dashboards.state import ViewState
from dashboards.views.heat import label, ordered
from transforms.requests import MetricRequest
from transforms.row_rules import Filters

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore

DIMENSIONS = ("topic", "channel", "priority")
_WORK = ("contacts_handled", "cases_resolved")


def case_mix(store: RememberedStore, state: ViewState, span: Span, agent: str, team: str) -> dict[str, Any]:
    """Shares of a rep, the rep's team and the department, of contacts or of cases, whichever the rep has more of.

    Of the department only where the reader sees it all.
    """
    own = _counts(store, (*state.where, ("agent", (agent,))), span, DIMENSIONS)
    done = {metric: _total(own.filter(metric=metric)) for metric in _WORK}
    work = max(_WORK, key=lambda metric: done[metric])
    if done[work] == 0:
        return {"panels": [], "of": ""}
    own = own.filter(metric=work)
    counted = {name: _counts(store, state.where, span, ("team", name)).filter(metric=work) for name in DIMENSIONS}
    return {
        "of": f"{count(done[work])} {store.catalogue[work].label.lower()}",
        "team": "" if store.rule.agent else team,
        "is_compared": not store.rule.limits,
        "panels": [
            {"label": label(dimension), "rows": shares(own, counts, dimension, team)}
            for dimension, counts in counted.items()
        ],
    }


def _counts(store: RememberedStore, where: Filters, span: Span, by: tuple[str, ...]) -> pl.DataFrame:
    # Both kinds of work at once, so that the question has one shape for everybody. Of one rep records are read; of
    # everybody sums by day, which no rep is told from.
    return store.query(MetricRequest(_WORK, by, None, span.start, span.end, where))


def _total(counts: pl.DataFrame) -> float:
    return float(counts["value"].fill_null(0).sum())


def shares(own: pl.DataFrame, counts: pl.DataFrame, dimension: str, team: str) -> list[dict[str, Any]]:
    """Each word of a dimension with its share of the rep's, the team's and the department's records.

    A share of nothing is None. Both hold the dimension and value, `own` of the rep and `counts`, by team, of everybody.
    """
    groups = {
        "rep": own,
        "team": counts.filter(pl.col("team") == team),
        "department": counts,
    }
    by_word = {name: _by_word(rows, dimension) for name, rows in groups.items()}
    totals = {name: sum(words.values()) for name, words in by_word.items()}
    return [
        {"label": label(word)}
        | {name: words.get(word, 0.0) / totals[name] if totals[name] else None for name, words in by_word.items()}
        for word in ordered(set(counts[dimension].to_list()))
    ]


def _by_word(counts: pl.DataFrame, dimension: str) -> dict[str, float]:
    return dict(counts.group_by(dimension).agg(pl.col("value").fill_null(0).sum()).iter_rows())
