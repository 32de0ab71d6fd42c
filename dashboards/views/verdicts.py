"""Signal or noise, in words. A word and a mark on a chart come from the same limits, so they cannot disagree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards.localised import day
from dashboards.views.series import WeeklySeries
from transforms.run_rules import RUN_LENGTH

if TYPE_CHECKING:
    from transforms.metrics import MetricDefinition


def tone(better: str, is_higher: bool) -> str:
    """better, worse or plain: colour means a signal in a known direction and nothing else."""
    if better not in ("higher", "lower"):
        return "plain"
    return "better" if is_higher == (better == "higher") else "worse"


def has_limits(definition: MetricDefinition) -> bool:
    """Volumes have season and growth, so their past says nothing about what is usual."""
    return definition.unit not in ("count", "money")


def verdict(series: WeeklySeries, definition: MetricDefinition) -> dict[str, str]:
    """What the weeks of the period say: word and tone."""
    if not has_limits(definition):
        return {"word": "", "tone": "plain"}
    if series.limits is None:
        return {"word": "too little to judge by", "tone": "plain"}
    if series.cause is None:
        return {"word": "as usual", "tone": "plain"}
    is_higher = series.cause.is_higher
    return {"word": f"{'higher' if is_higher else 'lower'} than usual", "tone": tone(definition.better, is_higher)}


def since(series: WeeklySeries) -> str:
    """When the special cause of the period began, and ended if it is over, in words."""
    cause = series.cause
    if cause is None:
        return ""
    first, last = (day(series.weeks["period"][place]) for place in (cause.first, cause.last))
    if series.is_lasting:
        return f"since the week of {first}"
    return f"in the week of {first}" if first == last else f"from the week of {first} to that of {last}"


def evidence(series: WeeklySeries) -> str:
    """What makes it a special cause: weeks outside the limits, or their number on one side of the median.

    A long period may hold several; the latest is told, and the earlier ones are counted.
    """
    cause = series.cause
    if cause is None or series.limits is None:
        return ""
    weeks = series.weeks.slice(cause.first, cause.last - cause.first + 1)
    outside = weeks["signal"].is_in(["above", "below"]).sum()
    parts = [f"{outside} {'week' if outside == 1 else 'weeks'} outside the limits"] if outside else []
    if weeks.height >= RUN_LENGTH:
        parts.append(f"{weeks.height} weeks in a row {'above' if cause.is_higher else 'below'} the median")
    earlier = len(series.causes) - 1
    if earlier:
        parts.append(f"{earlier} earlier in the period")
    return ", ".join(parts)
