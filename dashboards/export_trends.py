"""The figures of the trends page as tables: every week of every series, then the times to resolution."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dashboards.export_figures import compared, figures
from dashboards.export_weeks import LIMITS, WEEK, week_rows
from dashboards.periods import periods_of
from dashboards.state import ViewState
from dashboards.tables import Column, Table, estimate, interval
from dashboards.views.resolutions import resolution_groups, resolutions
from dashboards.views.series import weekly_series
from dashboards.views.trends import METRICS

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore

COLUMNS = (
    *(*WEEK, Column("team", "Team"), Column("channel", "Channel")),
    *(*estimate(), Column("unit", "Unit"), *LIMITS),
)


_PERIOD = ((METRICS, ()),)


def trend_tables(store: RememberedStore, state: ViewState, address: Mapping[str, str]) -> Iterator[Table]:
    """Weeks with limits and signals and the times to resolution in one table, then curves, and the whole period."""
    yield Table("trends", "Trends", COLUMNS, list(_rows(store, state)))
    yield _curves(store, state)
    yield figures(store, state, _PERIOD, "Period")
    yield from compared(store, state, _PERIOD)


def _curves(store: RememberedStore, state: ViewState) -> Table:
    found = resolutions(store, state, periods_of(state, store.generation))
    columns = [
        *(Column("dimension", "By"), Column("category", "Of")),
        Column("seconds", "Time since opening", "number", "seconds"),
        *(Column("not_resolved", "Share not resolved", "number", "ratio"), *interval("ratio")),
    ]
    parts = [("(all)", found["all"]), *((part["dimension"], one) for part in found["by"] for one in part["groups"])]
    rows = [
        [dimension, group.get("key", "(all)"), seconds, *step]
        for dimension, group in parts
        if group
        for seconds, step in zip(found["axis"], group["steps"], strict=False)
    ]
    return Table("curves", "Curves of resolution", columns, rows)


def _rows(store: RememberedStore, state: ViewState) -> Iterator[Sequence[Any]]:
    """Durations in seconds, rates as fractions; limits only where a series has them."""
    spans = periods_of(state, store.generation)
    for name, series in weekly_series(store, METRICS, spans, state.where).items():
        for metric, week, *values in week_rows(name, store.catalogue[name].unit, series):
            yield (metric, week, "(all)", "(all)", *values)
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
