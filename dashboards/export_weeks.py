"""Trends as tables: every week of each metric with the limits and signals that the screen draws; days or months."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from dashboards.periods import periods_of
from dashboards.state import DEFAULT_GRAIN, ViewState
from dashboards.tables import UNIT_OF_ROW, Column, Table, estimate
from dashboards.views.series import WeeklySeries, weekly_series, weekly_slices
from dashboards.views.trend_points import trend_points

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore

WEEK = (Column("metric", "Metric"), Column("week", "Week of", "date"))
LIMITS = (
    Column("lower_limit", "Lower limit", "number", UNIT_OF_ROW),
    Column("centre", "Median of the weeks before", "number", UNIT_OF_ROW),
    Column("upper_limit", "Upper limit", "number", UNIT_OF_ROW),
    Column("signal", "Signal"),
)


def over_time(store: RememberedStore, state: ViewState, metrics: tuple[str, ...]) -> Iterator[Table]:
    """The weeks of metrics, which tiles draw whatever the trend is cut by, and then what it is cut by."""
    yield weeks(store, state, metrics)
    if state.grain != DEFAULT_GRAIN:
        yield _points(store, state, metrics)


def _points(store: RememberedStore, state: ViewState, metrics: tuple[str, ...]) -> Table:
    """The days or months of metrics: no limits and no signals, which are told by weeks."""
    grain, shown = state.grain, periods_of(state, store.generation).shown
    rows = [
        [name, row["period"], row["value"], row["n"] or 0, row["low"], row["high"], store.catalogue[name].unit]
        for name, points in trend_points(store, metrics, grain, shown, state.where).items()
        for row in points.iter_rows(named=True)
    ]
    columns = (Column("metric", "Metric"), Column(grain, grain.capitalize(), "date"))
    return Table(f"{grain}s", f"{grain.capitalize()}s", (*columns, *estimate(), Column("unit", "Unit")), rows)


def weeks(store: RememberedStore, state: ViewState, metrics: tuple[str, ...]) -> Table:
    """The weeks of metrics, all slices together."""
    found = weekly_series(store, metrics, periods_of(state, store.generation), state.where)
    rows = [row for name, one in found.items() for row in week_rows(name, store.catalogue[name].unit, one)]
    return Table("weeks", "Weeks", (*WEEK, *estimate(), Column("unit", "Unit"), *LIMITS), rows)


def weeks_by(store: RememberedStore, state: ViewState, metrics: tuple[str, ...], dimension: str) -> Table:
    """The weeks of metrics for each slice; without limits, since the screen draws none where there are few records."""
    found = weekly_slices(store, metrics, dimension, periods_of(state, store.generation), state.where)
    rows = [
        [name, week, at, *figures[:-4]]
        for (at, name), one in sorted(found.items())
        for name, week, *figures in week_rows(name, store.catalogue[name].unit, one)
    ]
    columns = (*WEEK, Column(dimension, dimension.capitalize()), *estimate(), Column("unit", "Unit"))
    return Table("weeks", "Weeks", columns, rows)


def week_rows(name: str, unit: str, series: WeeklySeries) -> Iterator[Sequence[Any]]:
    """Metric and week, figure with unit, limits and signal; limits only where a series has them."""
    limits = series.limits
    drawn = (limits.low, limits.centre, limits.high) if limits else (None, None, None)
    for row in series.weeks.iter_rows(named=True):
        told = (row["value"], row["n"] or 0, row["low"], row["high"], unit)
        yield (name, row["period"], *told, *drawn, row["signal"] or "")
