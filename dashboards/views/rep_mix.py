"""What a rep works on beside what the team and the department work on: shares by topic, channel and priority."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from dashboards.formats import count
from dashboards.periods import Span
from dashboards.state import ViewState
from dashboards.views.heat import label, ordered
from transforms.requests import MetricRequest

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore

DIMENSIONS = ("topic", "channel", "priority")
_WORK = ("contacts_handled", "cases_resolved")


def case_mix(store: RememberedStore, state: ViewState, span: Span, agent: str, team: str) -> dict[str, Any]:
    """Shares of a rep, the rep's team and the department, of contacts or of cases, whichever the rep has more of.

    Of the department only where the reader sees it all.
    """
    counted = {dimension: _counts(store, state, span, dimension) for dimension in DIMENSIONS}
    whole = counted[DIMENSIONS[0]].filter(agent=agent)
    own = {metric: _total(whole.filter(metric=metric)) for metric in _WORK}
    work = max(_WORK, key=lambda metric: own[metric])
    if own[work] == 0:
        return {"panels": [], "of": ""}
    return {
        "of": f"{count(own[work])} {store.catalogue[work].label.lower()}",
        "team": "" if store.rule.agent else team,
        "is_compared": not store.rule.limits,
        "panels": [
            {"label": label(dimension), "rows": shares(counts.filter(metric=work), dimension, agent, team)}
            for dimension, counts in counted.items()
        ],
    }


def _counts(store: RememberedStore, state: ViewState, span: Span, dimension: str) -> pl.DataFrame:
    # Both kinds of work at once, so that the question has one shape for everybody.
    return store.query(MetricRequest(_WORK, ("agent", "team", dimension), None, span.start, span.end, state.where))


def _total(counts: pl.DataFrame) -> float:
    return float(counts["value"].fill_null(0).sum())


def shares(counts: pl.DataFrame, dimension: str, agent: str, team: str) -> list[dict[str, Any]]:
    """Each word of a dimension with its share of the rep's, the team's and the department's records.

    A share of nothing is None. `counts` holds agent, team, the dimension and value.
    """
    groups = {
        "rep": counts.filter(pl.col("agent") == agent),
        "team": counts.filter(pl.col("team") == team),
        "department": counts,
    }
    totals = {name: _total(rows) for name, rows in groups.items()}
    return [
        {"label": label(word)}
        | {
            name: _total(rows.filter(pl.col(dimension) == word)) / totals[name] if totals[name] else None
            for name, rows in groups.items()
        }
        for word in ordered(set(counts[dimension].to_list()))
    ]
