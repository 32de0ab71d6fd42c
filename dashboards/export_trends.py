"""The figures of the trends page as tables: every week of every series, then the times to resolution."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dashboards.periods import periods_of
from dashboards.state import ViewState
from dashboards.tables import UNIT_OF_ROW, Column, Table, estimate
from dashboards.views.resolutions import resolution_groups
from dashboards.views.series import WeeklySeries, weekly_series
from dashboards.views.trends import METRICS

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore

COLUMNS = (
    *(Column("metric", "Metric"), Column("week", "Week of", "date"), Column("team", "Team")),
    *(Column("channel", "Channel"), *estimate(), Column("unit", "Unit")),
    Column("lower_limit", "Lower limit", "number", UNIT_OF_ROW),
    Column("centre", "Median of the weeks before", "number", UNIT_OF_ROW),
    Column("upper_limit", "Upper limit", "number", UNIT_OF_ROW),
    Column("signal", "Signal"),
)


def trend_tables(store: RememberedStore, state: ViewState, address: Mapping[str, str]) -> list[Table]:
    """Weeks with limits and signals, and the times to resolution, in one table."""
    return [Table("trends", "Trends", COLUMNS, list(_rows(store, state)))]


def _rows(store: RememberedStore, state: ViewState) -> Iterator[Sequence[Any]]:
    """Durations in seconds, rates as fractions; limits only where a series has them."""
    spans = periods_of(state, store.generation)
    for name, series in weekly_series(store, METRICS, spans, state.where).items():
        yield from week_rows(name, store.catalogue[name].unit, series)
    horizon, groups = resolution_groups(store, state, spans)
    days = round(horizon / 86400)
    for team, channel, found in groups:
        for metric, told in (("median", found.median), (f"mean_within_{days}_days", found.mean)):
            figures = (told.value, found.cases, told.low, told.high, "seconds")
            yield (f"time_to_resolution_{metric}", None, team, channel, *figures, *_NO_LIMITS)
        for metric, share in (("resolved", found.resolved), ("ended_otherwise", found.ended_otherwise)):
            label = f"{metric}_within_{days}_days"
            yield (label, None, team, channel, share, found.cases, None, None, "ratio", *_NO_LIMITS)
        figures = (found.still_open, found.cases, None, None, "count")
        yield ("cases_still_open", None, team, channel, *figures, *_NO_LIMITS)


_NO_LIMITS = (None, None, None, "")


def week_rows(name: str, unit: str, series: WeeklySeries) -> Iterator[Sequence[Any]]:
    """The weeks of one series under the columns of this table."""
    limits = series.limits
    drawn = (limits.low, limits.centre, limits.high) if limits else (None, None, None)
    for row in series.weeks.iter_rows(named=True):
        told = (row["value"], row["n"] or 0, row["low"], row["high"], unit)
        yield (name, row["period"], "(all)", "(all)", *told, *drawn, row["signal"] or "")
