"""The figures of the trends page as rows: every week of every series, then the times to resolution."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from dashboards.periods import periods_of
from dashboards.state import ViewState
from dashboards.views.resolutions import resolution_groups
from dashboards.views.series import WeeklySeries, weekly_series
from dashboards.views.trends import METRICS

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore

HEADER = (
    *("metric", "week", "team", "channel", "value", "n", "low", "high", "unit"),
    *("lower_limit", "centre", "upper_limit", "signal"),
)


def trend_rows(store: RememberedStore, state: ViewState) -> Iterator[Sequence[Any]]:
    """Rows under `HEADER`: durations in seconds, rates as fractions; limits only where a series has them."""
    spans = periods_of(state, store.generation)
    for name, series in weekly_series(store, METRICS, spans, state.where).items():
        yield from _weeks(name, store.catalogue[name].unit, series)
    horizon, groups = resolution_groups(store, state, spans)
    days = round(horizon / 86400)
    for team, channel, found in groups:
        for metric, told in (("median", found.median), (f"mean_within_{days}_days", found.mean)):
            label = f"time_to_resolution_{metric}"
            yield (label, "", team, channel, told.value, found.cases, told.low, told.high, "seconds", *[""] * 4)
        for metric, share in (("resolved", found.resolved), ("ended_otherwise", found.ended_otherwise)):
            label = f"{metric}_within_{days}_days"
            yield (label, "", team, channel, share, found.cases, "", "", "ratio", *[""] * 4)
        yield ("cases_still_open", "", team, channel, found.still_open, found.cases, "", "", "count", *[""] * 4)


def _weeks(name: str, unit: str, series: WeeklySeries) -> Iterator[Sequence[Any]]:
    limits = series.limits
    drawn = (limits.low, limits.centre, limits.high) if limits else ("", "", "")
    for row in series.weeks.iter_rows(named=True):
        told = (row["value"], row["n"] or 0, row["low"], row["high"], unit)
        yield (name, row["period"].isoformat(), "(all)", "(all)", *told, *drawn, row["signal"] or "")
