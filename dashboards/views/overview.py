"""The overview: tiles, one metric's trend, and the same metric by team and channel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards.formats import change, in_words, number, scale_of, uncertainty, unit_word
from dashboards.periods import Periods, Span, periods_of
from dashboards.state import ViewState
from dashboards.views.heat import heat_map
from dashboards.views.scope import scope
from dashboards.views.series import SPARK_WEEKS, WeeklySeries, weekly_series
from dashboards.views.verdicts import tone, verdict
from transforms.requests import MetricRequest

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore
    from transforms.metrics import MetricDefinition

DEFAULT_METRIC = "csat"
TILES = (
    "cases_opened",
    "first_response_time_median",
    "resolution_time_median",
    "service_level",
    "average_handle_time",
    "csat",
    "escalation_rate",
    "reopen_rate",
)


def overview(store: RememberedStore, state: ViewState) -> dict[str, Any]:
    """Everything on the page: scope, tiles, trend, heat map."""
    spans = periods_of(state, store.generation)
    series = weekly_series(store, TILES, spans, state.where)
    return {
        "scope": scope(store, state, spans),
        "tiles": _tiles(store, state, spans, series),
        "trend": trend(store.catalogue[state.metric], series[state.metric], spans, _currency(store)),
        "heat": heat_map(store, state, spans.shown),
    }


def _currency(store: RememberedStore) -> str:
    return str(store.generation.get("currency", ""))


def _tiles(
    store: RememberedStore, state: ViewState, spans: Periods, series: dict[str, WeeklySeries]
) -> list[dict[str, Any]]:
    now = _by_metric(store, MetricRequest(TILES, start=spans.shown.start, end=spans.shown.end, where=state.where))
    before: dict[str, dict[str, Any]] = {}
    if spans.compared:
        request = MetricRequest(TILES, start=spans.compared.start, end=spans.compared.end, where=state.where)
        before = _by_metric(store, request)
    return [_tile(store, now[name], before.get(name), series[name], spans.shown) for name in TILES]


def _by_metric(store: RememberedStore, request: MetricRequest) -> dict[str, dict[str, Any]]:
    return {row["metric"]: row for row in store.query(request).to_dicts()}


def _tile(
    store: RememberedStore, now: dict[str, Any], before: dict[str, Any] | None, series: WeeklySeries, shown: Span
) -> dict[str, Any]:
    definition = store.catalogue[now["metric"]]
    unit, value = definition.unit, now["value"]
    moved = change(unit, value, before["value"]) if before else ""
    is_stock_or_flow = definition.n == definition.name
    interval = uncertainty(definition, value, now["low"], now["high"])
    notes = [interval, a_day(unit, value, shown) if is_stock_or_flow else f"n {now['n']:,}"]
    return {
        "metric": definition.name,
        "label": definition.label,
        "description": definition.description,
        "number": number(unit, value),
        "unit": unit_word(unit, value, _currency(store)),
        "change": moved,
        "direction": _direction(value, before["value"] if before else None, moved),
        "verdict": verdict(series, definition) if value is not None else {"word": "no records", "tone": "plain"},
        "note": " · ".join(note for note in notes if note),
        # A word about the period stands beside all of its weeks.
        "spark": spark_line(series, definition, max(SPARK_WEEKS, int(series.weeks["is_shown"].sum()))),
    }


def a_day(unit: str, value: float | None, shown: Span) -> str:
    """A volume per day of the period, so that periods of different length can be compared."""
    if unit != "count" or value is None or shown.start is None or shown.end is None:
        return ""
    return f"{value / ((shown.end - shown.start).days + 1):,.0f} a day"


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


def trend(definition: MetricDefinition, series: WeeklySeries, spans: Periods, currency: str) -> dict[str, Any]:
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
            subtitle += " Too little history for natural limits."
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
