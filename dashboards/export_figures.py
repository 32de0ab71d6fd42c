"""Metrics by dimensions as a table: one row per metric and slice, as on the command line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from dashboards.export import Tables
from dashboards.periods import periods_of
from dashboards.state import ViewState
from dashboards.tables import Column, Table, estimate, texts
from dashboards.views.breakdown import COLUMNS
from dashboards.views.overview import BOARD
from transforms.requests import MetricRequest

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore

Slices = tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
"""Metrics and the dimensions they are cut by."""

OVERVIEW: Slices = ((BOARD.tiles, ()), (BOARD.tiles, ("team", "channel")))
TEAMS: Slices = ((COLUMNS, ()), (COLUMNS, ("team",)))
CHANNELS: Slices = ((COLUMNS, ()), (COLUMNS, ("channel",)))


def figures(store: RememberedStore, state: ViewState, slices: Slices, title: str = "Figures") -> Table:
    """The metrics of the shown period, the whole before its parts."""
    span = periods_of(state, store.generation).shown
    dimensions = list(dict.fromkeys(name for _, by in slices for name in by))
    rows = []
    for metrics, by in slices:
        for row in store.query(MetricRequest(metrics, by, None, span.start, span.end, state.where)).to_dicts():
            at = [row[name] if name in by else "(all)" for name in dimensions]
            unit = store.catalogue[row["metric"]].unit
            rows.append([row["metric"], *at, row["value"], row["n"], row["low"], row["high"], unit])
    return Table("figures", title, figure_columns(dimensions), rows)


def figure_columns(dimensions: Iterable[str]) -> Sequence[Column]:
    """Metric, slices, figure with n and interval, unit."""
    slices = texts(**{name: name.replace("_", " ").capitalize() for name in dimensions})
    return [Column("metric", "Metric"), *slices, *estimate(), Column("unit", "Unit")]


def figures_of(slices: Slices) -> Tables:
    """The tables of a page that shows nothing but metrics by dimensions."""

    def tables(store: RememberedStore, state: ViewState, address: Mapping[str, str]) -> list[Table]:
        return [figures(store, state, slices)]

    return tables
