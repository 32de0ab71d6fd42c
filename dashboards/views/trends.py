"""Trends: which series of the service moved, since when, and which only vary as they always do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards.formats import amount, change, number, scale_of, uncertainty, unit_word
from dashboards.periods import Periods, periods_of
from dashboards.state import ViewState
from dashboards.views.resolutions import resolutions
from dashboards.views.scope import scope
from dashboards.views.series import WeeklySeries, weekly_series
from dashboards.views.tiles import signal_tones
from dashboards.views.verdicts import evidence, has_limits, since, verdict
from transforms.differences import Reading, difference_of_readings, weekly_noise
from transforms.requests import MetricRequest
from transforms.signals import false_alarm_rate

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore
    from transforms.metrics import MetricDefinition

FAMILIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Volume", ("cases_opened", "contacts_offered", "backlog")),
    ("Speed", ("first_response_time_median", "resolution_time_median", "service_level")),
    ("Quality", ("sla_attainment", "repeat_contact_rate", "reopen_rate", "escalation_rate")),
    ("Satisfaction", ("csat", "nps")),
    ("Sales", ("offer_rate", "upsell_conversion")),
    ("Complaints", ("complaint_rate", "upheld_rate")),
)
METRICS = tuple(metric for _, metrics in FAMILIES for metric in metrics)
_DAYS_OF_A_WEEK = 7
_AGAINST = {"previous": "the period before", "year": "the same weeks last year"}


def trends(store: RememberedStore, state: ViewState) -> dict[str, Any]:
    """Everything on the page: scope, series with signals, curves of resolution."""
    spans = periods_of(state, store.generation)
    series = weekly_series(store, METRICS, spans, state.where)
    now = _values(store, state, spans.shown.start, spans.shown.end)
    before = _values(store, state, spans.compared.start, spans.compared.end) if spans.compared else {}
    rows = {name: _row(store, spans, series[name], now[name], before.get(name)) for name in METRICS}
    return {
        "scope": scope(store, state, spans),
        "signals": {
            "against": _AGAINST[state.compare],
            "weeks": [week.isoformat() for week in series[METRICS[0]].weeks["period"]],
            "first_shown": series[METRICS[0]].weeks["is_shown"].to_list().index(True),
            "families": [{"title": title, "rows": [rows[name] for name in names]} for title, names in FAMILIES],
            "alarms": _alarms(series),
        },
        "curves": resolutions(store, state, spans),
    }


def _values(store: RememberedStore, state: ViewState, start: Any, end: Any) -> dict[str, dict[str, Any]]:
    found = store.query(MetricRequest(METRICS, start=start, end=end, where=state.where))
    return {row["metric"]: row for row in found.to_dicts()}


def _row(
    store: RememberedStore, spans: Periods, series: WeeklySeries, now: dict[str, Any], before: dict[str, Any] | None
) -> dict[str, Any]:
    definition = store.catalogue[now["metric"]]
    currency = str(store.generation.get("currency", ""))
    unit, value = definition.unit, now["value"]
    said = verdict(series, definition)
    cause = series.cause
    return {
        "metric": definition.name,
        "label": definition.label,
        "description": definition.description,
        "number": number(unit, value),
        "unit_word": unit_word(unit, value, currency),
        "note": uncertainty(definition, value, now["low"], now["high"]),
        "n": None if definition.n == definition.name else now["n"],
        "verdict": _words(definition, series, said),
        "chart": _chart(definition, series, currency)
        | {"cause": None if cause is None else {"first": cause.first, "last": cause.last, "tone": said["tone"]}},
        "comparison": _comparison(definition, series, spans, now, before) if before else None,
    }


def _chart(definition: MetricDefinition, series: WeeklySeries, currency: str) -> dict[str, Any]:
    """The weeks as plain lists, in the unit of the metric; the page divides them."""
    weeks, limits = series.weeks, series.limits
    known = weeks["value"].drop_nulls()
    most = float(known.max()) if known.len() else None  # type: ignore[arg-type]
    divisor, _, decimals = scale_of(definition.unit, most)
    return {
        "unit": unit_word(definition.unit, most, currency),
        "divisor": divisor,
        "decimals": decimals,
        "is_from_zero": not has_limits(definition),
        "limits": [limits.low, limits.centre, limits.high] if limits else None,
        "values": weeks["value"].round_sig_figs(6).to_list(),
        "n": None if definition.n == definition.name else weeks["n"].to_list(),
        "signals": weeks["signal"].to_list(),
        "tones": signal_tones(series, definition),
    }


def _words(definition: MetricDefinition, series: WeeklySeries, said: dict[str, str]) -> dict[str, Any]:
    """Special or common cause, in a sentence with the date it began."""
    if series.weeks["value"].null_count() == series.weeks.height:
        return {
            "kind": "",
            "words": f"No records of this in the last {series.weeks.height} weeks.",
            "tone": "plain",
            "is_special": False,
        }
    if not has_limits(definition):
        return {"kind": "", "words": "", "tone": "plain", "is_special": False}
    if series.limits is None:
        words = "Too little history, or too little variation in it, to tell signal from noise."
        return {"kind": "", "words": words, "tone": "plain", "is_special": False}
    if series.cause is None:
        return {"kind": "Common cause", "words": "within natural limits", "tone": "plain", "is_special": False}
    return {
        "kind": "Special cause",
        "words": f"{said['word']} {since(series)}",
        "evidence": evidence(series),
        "tone": said["tone"],
        "is_special": True,
    }


def _comparison(
    definition: MetricDefinition, series: WeeklySeries, spans: Periods, now: dict[str, Any], before: dict[str, Any]
) -> dict[str, str]:
    """The change in the unit of the measure, and whether chance alone could have made it."""
    unit = definition.unit
    moved = change(unit, now["value"], before["value"])
    if not moved or not has_limits(definition):
        return {"moved": moved, "noise": "", "reading": ""}
    reach = _noise(series, spans, now, before)
    if reach is None:
        return {"moved": moved, "noise": "", "reading": "too little to judge by"}
    is_within = abs(now["value"] - before["value"]) <= reach
    return {
        "moved": moved,
        "reading": "within noise" if is_within else "beyond noise",
        "noise": amount(unit, now["value"], reach),
    }


def _noise(series: WeeklySeries, spans: Periods, now: dict[str, Any], before: dict[str, Any]) -> float | None:
    """The wider of what sampling and what the weeks of the series explain, on the side of the difference."""
    by_records = difference_of_readings(
        Reading(now["value"], now["low"], now["high"]), Reading(before["value"], before["low"], before["high"])
    )
    reaches = []
    if by_records:
        is_fallen = by_records.value < 0
        reaches.append(by_records.high - by_records.value if is_fallen else by_records.value - by_records.low)
    if series.limits and spans.shown.start and spans.shown.end:
        weeks = max(1.0, ((spans.shown.end - spans.shown.start).days + 1) / _DAYS_OF_A_WEEK)
        reaches.append(weekly_noise(series.limits.sigma, (weeks, weeks)) or 0.0)
    return max(reaches) if reaches else None


def _alarms(series: dict[str, WeeklySeries]) -> str:
    """How many of these marks chance alone would make, said once for the whole page."""
    rates = [false_alarm_rate(one.limits.points) for one in series.values() if one.limits]
    known = [rate for rate in rates if rate]
    if not known:
        return ""
    weeks = round(1 / sum(known))
    often = f"about one in {weeks} weeks" if weeks > 1 else "about one every week"
    return (
        f"With nothing but chance at work, expect {often} to carry a false mark somewhere in these {len(known)} "
        "series, and one comparison in 20 to lie beyond noise."
    )
