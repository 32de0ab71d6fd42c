"""Signal or noise, in words. A word and a mark on a chart come from the same limits, so they cannot disagree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards.views.series import WeeklySeries

if TYPE_CHECKING:
    from transforms.metrics import MetricDefinition


def tone(better: str, is_higher: bool) -> str:
    """better, worse or plain: colour means a signal in a known direction and nothing else."""
    if better not in ("higher", "lower"):
        return "plain"
    return "better" if is_higher == (better == "higher") else "worse"


def verdict(series: WeeklySeries, definition: MetricDefinition) -> dict[str, str]:
    """What the weeks of the period say: word and tone."""
    if definition.unit in ("count", "money"):
        return {"word": "", "tone": "plain"}
    if series.limits is None:
        return {"word": "too little history", "tone": "plain"}
    if not series.signals_shown:
        return {"word": "as usual", "tone": "plain"}
    latest = series.signals_shown[-1]
    shown = series.weeks.filter(is_shown=True, signal=latest)["value"].to_list()
    is_higher = shown[-1] > series.limits.centre
    word = "higher than usual" if is_higher else "lower than usual"
    return {"word": word, "tone": tone(definition.better, is_higher)}
