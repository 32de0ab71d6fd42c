"""The days or months of metrics that the trend of a board shows in place of weeks.

They carry no limits and no signals: weekdays differ, and months are few. What is usual is told by weeks alone, so that
a chart of days cannot say otherwise than the tile above it.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from dashboards.periods import Span, days_of_trend, first_day, last_day, last_of, months_of_trend
from transforms.requests import MetricRequest
from transforms.row_rules import Filters

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore

GRAINS = ("week", "day", "month")
"""What the trend of a board can be cut by, the one it opens with first."""


def trend_points(
    store: RememberedStore, metrics: tuple[str, ...], grain: str, shown: Span, where: Filters
) -> dict[str, pl.DataFrame]:
    """Metric to its points, oldest first: period, value, n, low, high, is_shown. A day without records has no value.

    `grain` is day or month; `shown` is the period of the page, up to whose end they go. Units as the metric store's.
    """
    starts = _starts(store, grain, shown)
    if not starts:
        return {name: _points([], {}, grain, shown) for name in metrics}
    request = MetricRequest(metrics, (), grain, starts[0], last_of(grain, starts[-1]), where)

    def made() -> dict[str, pl.DataFrame]:
        found: dict[str, dict[date, _Figure]] = {name: {} for name in metrics}
        for metric, start, *figure in store.query(request).select(_COLUMNS).iter_rows():
            found[metric][start] = (figure[0], figure[1], figure[2], figure[3])
        return {name: _points(starts, found[name], grain, shown) for name in metrics}

    return store.worked_out(("points", request, shown.start), made)


_Figure = tuple[float | None, int | None, float | None, float | None]
_NOTHING: _Figure = (None, None, None, None)
_COLUMNS = ("metric", "period", "value", "n", "low", "high")


def _starts(store: RememberedStore, grain: str, shown: Span) -> list[date]:
    newest = last_day(store.generation)
    if grain == "day":
        return days_of_trend(shown, newest)
    return months_of_trend(shown, newest, first_day(store.generation))


def _points(starts: list[date], told: dict[date, _Figure], grain: str, shown: Span) -> pl.DataFrame:
    figures = [told.get(start, _NOTHING) for start in starts]
    columns = [
        pl.Series("period", starts, dtype=pl.Date),
        pl.Series("value", [value for value, _, _, _ in figures], dtype=pl.Float64),
        pl.Series("n", [n for _, n, _, _ in figures], dtype=pl.Int64),
        pl.Series("low", [low for _, _, low, _ in figures], dtype=pl.Float64),
        pl.Series("high", [high for _, _, _, high in figures], dtype=pl.Float64),
        # Points end with the period, so each that reaches into it belongs to it. Without a first day all do.
        pl.Series("is_shown", [shown.start is None or last_of(grain, start) >= shown.start for start in starts]),
    ]
    return pl.DataFrame(columns)
