"""Key figures, and the weeks behind each as a small line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards.formats import change, count, number, uncertainty, unit_word
from dashboards.periods import Span
from dashboards.views.series import SPARK_WEEKS, WeeklySeries
from dashboards.views.verdicts import tone, verdict

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore
    from transforms.metrics import MetricDefinition

TOO_FEW = "too few to say"
"""The word of a tile whose period holds so few records that nothing is judged."""


def tile(
    store: RememberedStore,
    now: dict[str, Any],
    before: dict[str, Any] | None,
    series: WeeklySeries,
    shown: Span,
) -> dict[str, Any]:
    """One key figure with what its reader must know: change, verdict, interval or n, and its weeks."""
    definition = store.catalogue[now["metric"]]
    unit, value = definition.unit, now["value"]
    currency = str(store.generation.get("currency", ""))
    is_stock_or_flow = definition.n == definition.name
    is_few = not is_stock_or_flow and now["n"] < definition.least_n
    moved = change(unit, value, before["value"]) if before and not is_few else ""
    interval = uncertainty(definition, value, now["low"], now["high"])
    if is_stock_or_flow:
        beside, counted = "" if definition.is_semi_additive else a_day(unit, value, shown), "records" if value else ""
    else:
        beside, counted = interval, f"n {count(now['n'])}" if now["n"] else ""
    # A word about the period stands beside all of its weeks.
    drawn = spark_line(series, definition, max(SPARK_WEEKS, int(series.weeks["is_shown"].sum())))
    return {
        "metric": definition.name,
        "label": definition.label,
        "number": number(unit, value),
        "unit": unit_word(unit, value, currency),
        "change": moved,
        "direction": _direction(value, before["value"] if before else None, moved),
        "verdict": _verdict(series, definition, value, is_few),
        "interval": beside,
        "counted": counted,
        "note": " · ".join(note for note in (beside, counted) if note and note != "records"),
        # Where the period holds too few records to judge, so do its weeks: a mark would contradict the word.
        "spark": drawn | {"signals": [None] * len(drawn["signals"])} if is_few else drawn,
    }


def _verdict(series: WeeklySeries, definition: MetricDefinition, value: float | None, is_few: bool) -> dict[str, Any]:
    if value is None:
        return {"word": "no records", "tone": "plain"}
    if is_few:
        return {"word": TOO_FEW, "tone": "plain"}
    said = verdict(series, definition)
    if series.is_of_period or series.limits is None:
        return said
    # Beside the figure of the whole history stands what the weeks before say of the latest one.
    return said | {"word": f"latest week {said['word']}"}


def a_day(unit: str, value: float | None, shown: Span) -> str:
    """A volume per day of the period, so that periods of different length can be compared."""
    if unit != "count" or value is None or shown.start is None or shown.end is None:
        return ""
    return f"{count(value / ((shown.end - shown.start).days + 1))} a day"


def _direction(now: float | None, before: float | None, moved: str) -> str:
    if not moved or moved == "no change" or now is None or before is None:
        return "flat"
    return "up" if now > before else "down"


def spark_line(series: WeeklySeries, definition: MetricDefinition, length: int = SPARK_WEEKS) -> dict[str, Any]:
    """The last whole weeks with their limits and signals."""
    weeks = series.weeks.tail(length)
    return {
        "values": weeks["value"].to_list(),
        "shown": weeks["is_shown"].to_list(),
        "signals": signal_tones(series, definition)[-weeks.height :],
        "limits": [series.limits.low, series.limits.high] if series.limits else None,
    }


def signal_tones(series: WeeklySeries, definition: MetricDefinition) -> list[str | None]:
    """What each week's signal means: better, worse or plain; null where it carries none."""
    if series.limits is None:
        return [None] * series.weeks.height
    centre = series.limits.centre
    return [
        tone(definition.better, value > centre) if signal and value is not None else None
        for signal, value in zip(series.weeks["signal"].to_list(), series.weeks["value"].to_list(), strict=True)
    ]
