"""Weekly series with their natural limits: tile, spark line, trend and verdict all read the same flags."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from dashboards.periods import Periods
from transforms.requests import MetricRequest
from transforms.signals import NaturalLimits, SpecialCause, flag_signals, natural_limits, special_causes

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore
    from transforms.metrics import MetricDefinition

SPARK_WEEKS = 26


@dataclass(frozen=True)
class WeeklySeries:
    """Whole weeks of one metric: period, value, n, low, high, signal, is_shown; limits are from before the period."""

    weeks: pl.DataFrame
    limits: NaturalLimits | None
    is_of_period: bool = True
    """Whether a period is shown; of the whole history the latest week is, judged by the others."""

    @cached_property
    def causes(self) -> list[SpecialCause]:
        """The special causes that reach into the weeks of the period, wherever they began."""
        shown = self.weeks["is_shown"].to_list()
        first_shown = shown.index(True) if True in shown else len(shown)
        return [
            cause for cause in special_causes(self.weeks["value"].to_list(), self.limits) if cause.last >= first_shown
        ]

    @property
    def cause(self) -> SpecialCause | None:
        """The latest of them."""
        return next(reversed(self.causes), None)

    @property
    def is_lasting(self) -> bool:
        """Whether that cause goes on in the latest week."""
        return self.cause is not None and self.cause.last == self.weeks.height - 1


def weekly_series(
    store: RememberedStore, metrics: tuple[str, ...], spans: Periods, where: tuple[tuple[str, tuple[str, ...]], ...]
) -> dict[str, WeeklySeries]:
    """The trend of each metric over the whole weeks up to the end of the period."""
    request = MetricRequest(metrics, grain="week", start=spans.trend.start, end=spans.trend.end, where=where)

    def made() -> dict[str, WeeklySeries]:
        told = _by_key(store.query(request), ["metric"])
        return {name: _one(told[(name,)], store.catalogue[name], spans) for name in metrics}

    return store.worked_out(("weeks", request, spans.shown.start), made)


def weekly_slices(
    store: RememberedStore,
    metrics: tuple[str, ...],
    dimension: str,
    spans: Periods,
    where: tuple[tuple[str, tuple[str, ...]], ...],
) -> dict[tuple[str, str], WeeklySeries]:
    """The same for every slice of a dimension: (slice, metric) to its weeks."""
    answered = store.query(MetricRequest(metrics, (dimension,), "week", spans.trend.start, spans.trend.end, where))
    return {
        (str(name), str(metric)): _one(weeks, store.catalogue[str(metric)], spans)
        for (name, metric), weeks in _by_key(answered, [dimension, "metric"]).items()
    }


_Weeks = dict[date, tuple[float | None, int, float | None, float | None]]
"""Monday to value, n, low and high."""


def _by_key(answered: pl.DataFrame, keys: list[str]) -> dict[tuple[str | None, ...], _Weeks]:
    """The weeks of each series; read row by row, since a frame for each takes longer than its fifty rows."""
    found: dict[tuple[str | None, ...], _Weeks] = defaultdict(dict)
    names = zip(*(answered[key].to_list() for key in keys), strict=True)
    figures = answered.select("value", "n", "low", "high").iter_rows()
    for name, week, figure in zip(names, answered["period"].to_list(), figures, strict=True):
        found[name][week] = figure
    return found


def _one(told: _Weeks, definition: MetricDefinition, spans: Periods) -> WeeklySeries:
    assert spans.trend.start is not None
    assert spans.trend.end is not None
    weeks = range((spans.trend.end - spans.trend.start).days // 7 + 1)
    mondays = [spans.trend.start + timedelta(weeks=week) for week in weeks]
    values, ns, lows, highs = zip(*(told.get(monday, _NOTHING) for monday in mondays), strict=True)
    shown_from = _first_week_shown(spans)
    baseline = [value for monday, value in zip(mondays, values, strict=True) if monday < shown_from]
    # Volume has seasons and growth: limits from its past would flag the calendar.
    limits = None if definition.unit in ("count", "money") else natural_limits(baseline, *_bounds(definition))
    # A list of columns: of a dictionary polars makes a query first, which takes as long again.
    columns = [
        pl.Series("period", mondays, dtype=pl.Date),
        pl.Series("value", values, dtype=pl.Float64),
        pl.Series("n", ns, dtype=pl.Int64),
        pl.Series("low", lows, dtype=pl.Float64),
        pl.Series("high", highs, dtype=pl.Float64),
        pl.Series("is_shown", [monday >= shown_from for monday in mondays]),
        flag_signals(values, limits),
    ]
    return WeeklySeries(pl.DataFrame(columns), limits, is_of_period=spans.shown.start is not None)


_NOTHING = (None, None, None, None)


def _bounds(definition: MetricDefinition) -> tuple[float, float | None]:
    """What the measure cannot pass, in its unit."""
    if definition.interval == "net_promoter":
        return -100.0, 100.0
    return 0.0, 1.0 if definition.unit == "ratio" else None


def _first_week_shown(spans: Periods) -> date:
    assert spans.trend.end is not None
    last_monday = spans.trend.end - timedelta(days=6)
    if spans.shown.start is None:
        return last_monday
    # A week belongs to the period when it ends in it, the last whole week in any case.
    return min(spans.shown.start - timedelta(days=6), last_monday)
