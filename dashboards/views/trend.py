"""One metric over time: by whole weeks with its natural limits, or by days or months without any."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from dashboards.formats import count, in_words, scale_of, unit_word
from dashboards.views.series import WeeklySeries
from dashboards.views.tiles import signal_tones
from dashboards.views.verdicts import has_limits

if TYPE_CHECKING:
    from transforms.metrics import MetricDefinition

_CHOICE = [{"value": grain, "label": grain.capitalize()} for grain in ("day", "week", "month")]
"""What the trend can be cut by as people read it, the shortest first."""
_OF_POINT = ("value", "n", "low", "high", "signal", "tone", "is_shown")
"""What is told of each point; weeks alone have a signal."""
_BEFORE = {True: "the period", False: "the latest"}
_SHOWN = {True: "selected period", False: "latest week"}
_WHY_WEEKS = {"day": "since weekdays differ", "month": "since months are few"}


def trend(definition: MetricDefinition, series: WeeklySeries, currency: str) -> dict[str, Any]:
    """One metric by whole weeks, with the words that a screen reader needs."""
    rows, limits = series.weeks.to_dicts(), series.limits
    tones = signal_tones(series, definition)
    flagged = sum(1 for row in rows if row["signal"])
    if limits:
        subtitle = (
            f"{flagged or 'None'} of the last {len(rows)} whole weeks {'stands' if flagged == 1 else 'stand'} out."
        )
        subtitle += f" Band: natural limits (XmR) of the {limits.points} weeks before {_BEFORE[series.is_of_period]}."
    else:
        subtitle = f"The last {len(rows)} whole weeks."
        if has_limits(definition):
            subtitle += " Too few weeks, or too little variation between them, for natural limits."
    marked = [row | {"tone": tone} for row, tone in zip(rows, tones, strict=True)]
    drawn = {"low": limits.low, "centre": limits.centre, "high": limits.high} if limits else None
    shown = _SHOWN[series.is_of_period]
    return _drawn(definition, "week", marked, currency) | {"subtitle": subtitle, "limits": drawn, "shown": shown}


def trend_of_points(definition: MetricDefinition, grain: str, points: pl.DataFrame, currency: str) -> dict[str, Any]:
    """The same by day or month. No point is marked, and the words say who judges: the weeks."""
    # A year of days is sent with each click, so the ends of intervals are cut to the digits that are drawn and told.
    rows = points.with_columns(pl.col("low", "high").round_sig_figs(6)).to_dicts()
    subtitle = _how_many(grain, len(rows))
    if rows and has_limits(definition):
        subtitle += f" Limits and signals are told by week, {_WHY_WEEKS[grain]}."
        subtitle += f" Grey: the 95 % interval of each {grain}." if points["low"].count() else ""
        subtitle += _few(definition, grain, rows)
    return _drawn(definition, grain, rows, currency) | {"subtitle": subtitle, "limits": None, "shown": _SHOWN[True]}


def _how_many(grain: str, points: int) -> str:
    whole = "" if grain == "day" else "whole "
    if points == 0:
        return f"The data hold no {whole}{grain} up to the end of the period."
    return f"The last {whole}{grain}." if points == 1 else f"The last {count(points)} {whole}{grain}s."


def _few(definition: MetricDefinition, grain: str, rows: list[dict[str, Any]]) -> str:
    """That single points say little, where most of them rest on too few records."""
    known = [row["n"] for row in rows if row["value"] is not None]
    if 2 * sum(n < definition.least_n for n in known) <= len(known):
        return ""
    return f" Most {grain}s have fewer than {definition.least_n} records, too few to say much."


def _drawn(definition: MetricDefinition, grain: str, rows: list[dict[str, Any]], currency: str) -> dict[str, Any]:
    """What the chart is drawn from: one unit for all of its points, whichever they are."""
    most = max((row["value"] for row in rows if row["value"] is not None), default=None)
    divisor, _, decimals = scale_of(definition.unit, most)
    return {
        "metric": definition.name,
        "title": f"{definition.label} by {grain}",
        "grain": grain,
        "grains": _CHOICE,
        "unit": unit_word(definition.unit, most, currency),
        "divisor": divisor,
        "decimals": decimals,
        "is_from_zero": definition.unit in ("count", "money"),
        "points": [_point(row, definition.unit, currency) for row in rows],
    }


def _point(row: dict[str, Any], unit: str, currency: str) -> dict[str, Any]:
    kept = {name: row[name] for name in _OF_POINT if name in row}
    return {"start": row["period"].isoformat(), "text": in_words(unit, row["value"], currency), **kept}
