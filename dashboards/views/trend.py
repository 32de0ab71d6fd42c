"""One metric by whole weeks with its natural limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards.formats import in_words, scale_of, unit_word
from dashboards.views.series import WeeklySeries
from dashboards.views.tiles import signal_tones

if TYPE_CHECKING:
    from transforms.metrics import MetricDefinition


def trend(definition: MetricDefinition, series: WeeklySeries, currency: str) -> dict[str, Any]:
    """One metric by whole weeks, with the words that a screen reader needs."""
    rows, limits = series.weeks.to_dicts(), series.limits
    tones = signal_tones(series, definition)
    known = [row["value"] for row in rows if row["value"] is not None]
    scale = scale_of(definition.unit, max(known) if known else None)
    flagged = sum(1 for row in rows if row["signal"])
    if limits:
        subtitle = (
            f"{flagged or 'None'} of the last {len(rows)} whole weeks {'stands' if flagged == 1 else 'stand'} out."
        )
        subtitle += f" Band: natural limits (XmR) of the {limits.points} weeks before the period."
    else:
        subtitle = f"The last {len(rows)} whole weeks."
        if definition.unit not in ("count", "money"):
            subtitle += " Too few weeks, or too little variation between them, for natural limits."
    return {
        "metric": definition.name,
        "title": f"{definition.label} by week",
        "subtitle": subtitle,
        "unit": unit_word(definition.unit, max(known, default=None), currency),
        "divisor": scale[0],
        "decimals": scale[2],
        "is_from_zero": definition.unit in ("count", "money"),
        "limits": {"low": limits.low, "centre": limits.centre, "high": limits.high} if limits else None,
        "points": [
            {
                "week": row["period"].isoformat(),
                "value": row["value"],
                "text": in_words(definition.unit, row["value"], currency),
                "n": row["n"],
                "low": row["low"],
                "high": row["high"],
                "signal": row["signal"],
                "tone": signal_tone,
                "is_shown": row["is_shown"],
            }
            for row, signal_tone in zip(rows, tones, strict=True)
        ],
    }
