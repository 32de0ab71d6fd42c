"""How a rule stands in the newest whole week, by the same series, limits and words as the pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from dashboards.formats import count, in_words, uncertainty
from dashboards.localised import day
from dashboards.periods import Span, last_day, periods
from dashboards.state import CUSTOM, ViewState
from dashboards.views.series import WeeklySeries, weekly_series
from dashboards.views.verdicts import evidence, has_limits, since, verdict
from evenhand.alerts.rules import AlertRule

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore
    from transforms.metrics import MetricDefinition


@dataclass(frozen=True)
class Standing:
    """What a rule says about a week."""

    week: date
    is_on: bool = False
    """Whether there is something to tell of."""
    is_over: bool = True
    """Whether nothing is left of what may have been told; between on and over a rule waits and tells nothing twice."""
    is_higher: bool = False
    """Which side the week is on; a week on the other side ends what was told, too."""
    words: str = ""
    problem: str = ""
    """Why the rule cannot be evaluated."""
    value: float | None = None
    n: int | None = None
    low: float | None = None
    high: float | None = None


def newest_week(generation: dict[str, object]) -> Span:
    """The newest whole week of the data."""
    newest = last_day(generation)
    sunday = newest - timedelta(days=(newest.weekday() + 1) % 7)
    return Span(sunday - timedelta(days=6), sunday)


def standing(store: RememberedStore, rule: AlertRule) -> Standing:
    """How a rule stands now; a rule that cannot be evaluated says why."""
    week = newest_week(store.generation)
    assert week.start is not None
    definition = store.catalogue.get(rule.metric)
    if definition is None:
        return Standing(week.start, problem=f"there is no metric {rule.metric!r}")
    if rule.kind == "signal" and not has_limits(definition):
        problem = f"{definition.label} is a volume, which has seasons and no usual; a threshold can watch it"
        return Standing(week.start, problem=problem)
    shown = periods(ViewState(period=CUSTOM, start=week.start, end=week.end), last_day(store.generation))
    try:
        series = weekly_series(store, (rule.metric,), shown, rule.where)[rule.metric]
    except ValueError as error:
        return Standing(week.start, problem=str(error))
    currency = str(store.generation.get("currency", ""))
    return (
        of_signal(series, definition, currency)
        if rule.kind == "signal"
        else of_threshold(rule, series, definition, currency)
    )


def of_signal(series: WeeklySeries, definition: MetricDefinition, currency: str) -> Standing:
    """Special cause or not, as the pages judge it.

    It is over when the series is back at or across the median: a point that is inside the limits again but still on
    the same side belongs to the same stretch, and the next one may be outside again.
    """
    week = series.weeks.row(-1, named=True)
    problem = _no_records(week) or ("" if series.limits else "there are too few weeks before to know what is usual")
    if problem or series.limits is None:
        return Standing(week["period"], problem=problem)
    cause, centre = series.cause, series.limits.centre
    is_higher = week["value"] > centre
    figure = f"{definition.label} {_figure(definition, week, currency)} in the week of {day(week['period'])}"
    if cause is None or not series.is_lasting:
        return _told(week, False, week["value"] == centre, is_higher, f"{figure}, as usual")
    proof = evidence(series)
    words = f"{figure}, {verdict(series, definition)['word']} {since(series)}" + (f" ({proof})" if proof else "")
    return _told(week, True, False, cause.is_higher, words)


def of_threshold(rule: AlertRule, series: WeeklySeries, definition: MetricDefinition, currency: str) -> Standing:
    """Whether a week lies beyond a fixed limit, with enough records and, where that is known, by no chance."""
    week = series.weeks.row(-1, named=True)
    if problem := _no_records(week):
        return Standing(week["period"], problem=problem)
    limit, is_higher = (rule.above, True) if rule.above is not None else (rule.below, False)
    assert limit is not None
    least = rule.least_n if rule.least_n is not None else _least_n(definition)
    value, sure = week["value"], week["low"] if is_higher else week["high"]
    edge = sure if rule.is_beyond_chance and sure is not None else value
    is_beyond = {
        place: number > limit if is_higher else number < limit for place, number in (("value", value), ("edge", edge))
    }
    is_enough = week["n"] is None or week["n"] >= least
    side = "above" if is_higher else "below"
    words = (
        f"{definition.label} {_figure(definition, week, currency)} in the week of {day(week['period'])}, "
        f"{'' if is_beyond['value'] else 'not '}{side} {in_words(definition.unit, limit, currency)}"
    )
    if not is_enough:
        words += f"; fewer than {least} are too few to say"
    elif is_beyond["value"] and not is_beyond["edge"]:
        words += ", which chance may explain"
    return _told(week, is_enough and is_beyond["edge"], is_enough and not is_beyond["value"], is_higher, words)


def _told(week: dict[str, Any], is_on: bool, is_over: bool, is_higher: bool, words: str) -> Standing:
    kept = {name: week[name] for name in ("value", "n", "low", "high")}
    return Standing(week["period"], is_on, is_over, is_higher, words, **kept)


def _least_n(definition: MetricDefinition) -> int:
    """Of a volume any number can be said; n is the volume itself."""
    return 0 if definition.n == definition.name else definition.least_n


def _no_records(week: dict[str, Any]) -> str:
    return "" if week["value"] is not None else f"there are no records in the week of {day(week['period'])}"


def _figure(definition: MetricDefinition, week: dict[str, Any], currency: str) -> str:
    value, low, high = (week[name] for name in ("value", "low", "high"))
    parts = [uncertainty(definition, value, low, high)]
    if definition.n != definition.name:
        parts.append(f"n {count(week['n'])}")
    known = ", ".join(part for part in parts if part)
    return in_words(definition.unit, value, currency) + (f" ({known})" if known else "")
