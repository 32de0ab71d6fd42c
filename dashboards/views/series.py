"""Weekly series with their natural limits: tile, spark line, trend and verdict all read the same flags."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
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

    @property
    def causes(self) -> list[SpecialCause]:
        """The special causes that reach into the weeks of the period, wherever they began."""
        shown = self.weeks["is_shown"].to_list()
        first_shown = shown.index(True) if True in shown else len(shown)
        return [cause for cause in special_causes(self.weeks["value"], self.limits) if cause.last >= first_shown]

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
    answered = store.query(request)
    return {name: _one(answered.filter(metric=name), store.catalogue[name], spans) for name in metrics}


def weekly_slices(
    store: RememberedStore,
    metrics: tuple[str, ...],
    dimension: str,
    spans: Periods,
    where: tuple[tuple[str, tuple[str, ...]], ...],
) -> dict[tuple[str, str], WeeklySeries]:
    """The same for every slice of a dimension: (slice, metric) to its weeks."""
    answered = store.query(MetricRequest(metrics, (dimension,), "week", spans.trend.start, spans.trend.end, where))
    slices = answered.partition_by(dimension, "metric", as_dict=True, include_key=True)
    return {
        (str(name), str(metric)): _one(rows.drop(dimension), store.catalogue[str(metric)], spans)
        for (name, metric), rows in slices.items()
    }


def _one(answered: pl.DataFrame, definition: MetricDefinition, spans: Periods) -> WeeklySeries:
    assert spans.trend.start is not None
    assert spans.trend.end is not None
    mondays = pl.DataFrame(
        {"period": pl.date_range(spans.trend.start, spans.trend.end, "1w", eager=True).cast(pl.Date)}
    )
    shown_from = _first_week_shown(spans)
    weeks = mondays.join(answered.drop("metric"), on="period", how="left").with_columns(
        is_shown=pl.col("period") >= shown_from
    )
    baseline = weeks.filter(pl.col("period") < shown_from)["value"]
    # Volume has seasons and growth: limits from its past would flag the calendar.
    limits = None if definition.unit in ("count", "money") else natural_limits(baseline, *_bounds(definition))
    return WeeklySeries(weeks.with_columns(flag_signals(weeks["value"], limits).alias("signal")), limits)


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
