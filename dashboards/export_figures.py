"""Metrics by dimensions as a table: one row per metric and slice, as on the command line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dashboards.export import Tables
from dashboards.export_weeks import over_time, weeks_by
from dashboards.periods import Span, periods_of
from dashboards.state import ViewState
from dashboards.tables import Column, Table, estimate, texts
from dashboards.views.board import recorded_tiles
from dashboards.views.breakdown import COLUMNS, TABLES
from dashboards.views.overview import BOARD
from transforms.requests import MetricRequest

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore

Slices = tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
"""Metrics and the dimensions they are cut by."""

OVERVIEW: Slices = ((BOARD.tiles, ()), (BOARD.tiles, ("team", "channel")))


def figures(store: RememberedStore, state: ViewState, slices: Slices, title: str = "Figures") -> Table:
    """The metrics of the shown period, the whole before its parts."""
    return _of_span(store, state, slices, periods_of(state, store.generation).shown, title)


def compared(store: RememberedStore, state: ViewState, slices: Slices) -> list[Table]:
    """The same of the period that is compared with, where there is one."""
    span = periods_of(state, store.generation).compared
    return [replace(_of_span(store, state, slices, span, "Compared with"), name="compared")] if span else []


def _of_span(store: RememberedStore, state: ViewState, slices: Slices, span: Span, title: str) -> Table:
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


def figures_by(dimension: str) -> Tables:
    """The tables of a page that sets the slices of a dimension side by side."""
    slices: Slices = ((COLUMNS, ()), (COLUMNS, (dimension,)))
    drawn = tuple(metric for _, metric, _ in TABLES)

    def tables(store: RememberedStore, state: ViewState, address: Mapping[str, str]) -> Iterator[Table]:
        yield figures(store, state, slices)
        yield from compared(store, state, slices)
        yield weeks_by(store, state, drawn, dimension)

    return tables


def overview_tables(store: RememberedStore, state: ViewState, address: Mapping[str, str]) -> Iterator[Table]:
    """The tiles with the map behind them, what they are compared with, and the weeks of each."""
    yield figures(store, state, OVERVIEW)
    yield from compared(store, state, OVERVIEW)
    yield from over_time(store, state, recorded_tiles(store, BOARD))
