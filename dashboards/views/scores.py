"""How customers answered: the share of each score, by questionnaire."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from dashboards.formats import count, in_words
from dashboards.periods import Span
from dashboards.state import ViewState
from dashboards.views.heat import NOT_RECORDED
from transforms.catalogue import LEAST_RECORDS
from transforms.intervals import wilson
from transforms.requests import MetricRequest

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore

ANSWERS = {
    "csat_answered": ("Satisfaction", {"1 to 5": "4 and 5 count as satisfied, 1 and 2 as dissatisfied."}),
    "nps_answered": ("Recommendation", {"0 to 10": "9 and 10 promote, 0 to 6 detract."}),
    "ces_answered": ("Effort", {"1 to 7": "1 is hard, 7 is easy; 5 and more count as easy."}),
}
"""Metric of a questionnaire to its word, and what the scores of a scale count as."""
_MOST_STEPS = 12


def scores(store: RememberedStore, state: ViewState, shown: Span) -> list[dict[str, Any]]:
    """A distribution for each questionnaire and scale that has answers, the one with most answers first."""
    if "score" not in store.slices_of("csat_answered"):
        return []
    request = MetricRequest(tuple(ANSWERS), ("scale", "score"), None, shown.start, shown.end, state.where)
    answered = store.query(request).filter(pl.col("value") > 0, pl.col("score") != NOT_RECORDED)
    parts = answered.partition_by("metric", "scale", as_dict=True)
    found = [_distribution(str(metric), str(scale), rows) for (metric, scale), rows in parts.items()]
    return sorted(found, key=lambda one: -one["n"])


def _distribution(metric: str, scale: str, rows: pl.DataFrame) -> dict[str, Any]:
    counts = {float(score): int(value) for score, value in rows.select("score", "value").rows()}
    n = sum(counts.values())
    word, meanings = ANSWERS[metric]
    return {
        "metric": metric,
        "title": f"{word}, {scale}",
        "said": meanings.get(scale, ""),
        "n": n,
        "counted": f"n {count(n)}",
        "is_few": n < LEAST_RECORDS,
        "bars": [_bar(score, counts.get(score, 0), n) for score in _steps(scale, counts)],
    }


def _steps(scale: str, counts: dict[float, int]) -> list[float]:
    """All steps of a scale of whole numbers, worst first, so that a score nobody gave is seen as none."""
    first, last = (int(end) for end in scale.split(" to "))
    steps = range(first, last + 1) if first <= last else range(first, last - 1, -1)
    is_whole = all(score in steps for score in counts)
    return [float(step) for step in steps] if is_whole and len(steps) <= _MOST_STEPS else sorted(counts)


def _bar(score: float, given: int, n: int) -> dict[str, Any]:
    interval = pl.select(wilson(pl.lit(given), pl.lit(n))).item()
    return {
        "score": f"{score:g}",
        "share": given / n,
        "low": interval["low"],
        "high": interval["high"],
        "text": in_words("ratio", given / n),
        "count": count(given),
    }
