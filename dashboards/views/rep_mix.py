"""What a rep works on beside what the team and the department work on: shares by topic, channel and priority."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

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
Counts = Mapping[tuple[str, ...], float]
"""Records by the words of some dimensions."""


def case_mix(store: RememberedStore, state: ViewState, span: Span, agent: str, team: str) -> dict[str, Any]:
    """Shares of a rep, the rep's team and the department, of contacts or of cases, whichever the rep has more of.

    Of the department only where the reader sees it all.
    """
    own = _counts(store, (*state.where, ("agent", (agent,))), span, DIMENSIONS)
    done = {metric: sum(own[metric].values()) for metric in _WORK}
    work = max(_WORK, key=lambda metric: done[metric])
    if done[work] == 0:
        return {"panels": [], "of": ""}
    counted = {name: _counts(store, state.where, span, ("team", name))[work] for name in DIMENSIONS}
    return {
        "of": f"{count(done[work])} {store.catalogue[work].label.lower()}",
        "team": "" if store.rule.agent else team,
        "is_compared": not store.rule.limits,
        "panels": [
            {"label": label(dimension), "rows": shares(_by_word(own[work], place), counts, team)}
            for place, (dimension, counts) in enumerate(counted.items())
        ],
    }


def _counts(store: RememberedStore, where: Filters, span: Span, by: tuple[str, ...]) -> Mapping[str, Counts]:
    # Both kinds of work at once, so that the question has one shape for everybody. Of one rep records are read; of
    # everybody sums by day, which no rep is told from.
    found: dict[str, dict[tuple[str, ...], float]] = {metric: {} for metric in _WORK}
    told = store.query(MetricRequest(_WORK, by, None, span.start, span.end, where))
    for metric, value, *words in told[["metric", "value", *by]].iter_rows():
        found[metric][tuple(words)] = value or 0.0
    return found


def shares(own: Mapping[str, float], counts: Counts, team: str) -> list[dict[str, Any]]:
    """Each word of a dimension with its share of the rep's, the team's and the department's records.

    A share of nothing is None. `own` are the rep's records by word, `counts` everybody's by team and word.
    """
    by_word = {
        "rep": own,
        "team": _by_word({key: told for key, told in counts.items() if key[0] == team}, 1),
        "department": _by_word(counts, 1),
    }
    totals = {name: sum(words.values()) for name, words in by_word.items()}
    return [
        {"label": label(word)}
        | {name: words.get(word, 0.0) / totals[name] if totals[name] else None for name, words in by_word.items()}
        for word in ordered(set(by_word["department"]))
    ]


def _by_word(counts: Counts, place: int) -> dict[str, float]:
    """The counts by the word at one place of their keys."""
    found: dict[str, float] = defaultdict(float)
    for words, told in counts.items():
        found[words[place]] += told
    return found
