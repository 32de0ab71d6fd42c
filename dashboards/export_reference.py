"""Tables of the pages without filters: every metric with its words, and what was loaded and set aside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import polars as pl

from dashboards.state import ViewState
from dashboards.tables import Column, Table, texts
from dashboards.views.quality import SHOWN, label_of
from dashboards.views.scope import as_of

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore

_DEFINITION = (
    *texts(name="Metric", label="Label", family="Family", description="Description", unit="Unit", better="Better"),
    *texts(population="Population", anchor="Date that decides the period", attribution="Whom it is credited to"),
    *texts(clock="Clock", dialect="Reading", n="Its n", interval="Interval"),
    Column("minimum_n", "Too few below n", "integer"),
    *texts(definition_source="Source of the definition"),
)


def definition_tables(store: RememberedStore, state: ViewState, address: Mapping[str, str]) -> list[Table]:
    """The metrics that people ask for, with their words."""
    shown = [metric for metric in store.catalogue.values() if not metric.hidden]
    shown.sort(key=lambda metric: (metric.family, metric.label))
    rows = [[getattr(metric, column.name) for column in _DEFINITION] for metric in shown]
    return [Table("definitions", "Definitions", _DEFINITION, rows)]


def quality_tables(store: RememberedStore, state: ViewState, address: Mapping[str, str]) -> Iterator[Table]:
    """The tables of the page, all of their rows; moments in the reporting time zone, as on the page."""
    zone = ZoneInfo(str(store.generation.get("time_zone") or "UTC"))
    for name, columns in SHOWN.items():
        frame = store.table(name).select(pl.col(columns))
        kinds = [
            Column(column, label_of(column), "integer" if dtype.is_integer() else "text")
            for column, dtype in frame.schema.items()
        ]
        rows = [[_told(cell, zone) for cell in row] for row in frame.iter_rows()]
        yield Table(name, label_of(name), kinds, rows)


def data_lines(store: RememberedStore, state: ViewState, address: Mapping[str, str]) -> list[str]:
    """How new the data are; there is no filter to name."""
    return [f"{as_of(store.generation)}, generation {store.generation['generation']}"]


def _told(cell: Any, zone: ZoneInfo) -> Any:
    return f"{cell.astimezone(zone):%Y-%m-%d %H:%M}" if isinstance(cell, datetime) else cell
