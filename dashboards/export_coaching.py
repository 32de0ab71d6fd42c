"""The coaching list as a table: a row per person and metric in which anything is said, by name, never by a figure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dashboards.periods import periods_of
from dashboards.state import ViewState
from dashboards.tables import UNIT_OF_ROW, Column, Table, texts
from dashboards.views.coaching import items_of, told_of
from dashboards.views.coaching_words import standing_words

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore

_FIGURES = ("value", "n", "expected", "value_before", "n_before", "expected_before")
COLUMNS = (
    *texts(rep="Rep", team="Team", agent="Agent", metric="Metric", standing="Standing", said="In words"),
    *texts(reading="Reading", reading_before="Reading before", change="Change against expected"),
    Column("value", "Value", "number", UNIT_OF_ROW),
    Column("n", "n", "integer", "count"),
    Column("expected", "Expected with these cases", "number", UNIT_OF_ROW),
    Column("value_before", "Value before", "number", UNIT_OF_ROW),
    Column("n_before", "n before", "integer", "count"),
    Column("expected_before", "Expected before", "number", UNIT_OF_ROW),
    Column("unit", "Unit"),
)


def coaching_tables(store: RememberedStore, state: ViewState, address: Mapping[str, str]) -> list[Table]:
    """Everything that the page could list under these filters, what is noise so far included."""
    told = told_of(store, state, periods_of(state, store.generation))
    rows = [_row(store, row, told.is_compared) for row in items_of(store, state, told).iter_rows(named=True)]
    return [Table("coaching", "Coaching list", COLUMNS, rows)]


def _row(store: RememberedStore, row: dict[str, Any], is_compared: bool) -> list[Any]:
    definition = store.catalogue[row["metric"]]
    held_back = {
        f"{name}{when}"
        for when in ("", "_before")
        for name in ("value", "expected")
        if row[f"n{when}"] < definition.least_n
    }
    figures = [None if name in held_back else row[name] for name in _FIGURES]
    said = [row[name] for name in ("rep", "team", "agent", "metric", "class")]
    return [
        *said,
        standing_words(row, is_compared),
        row["reading"],
        row["reading_before"],
        row["change"],
        *figures,
        definition.unit,
    ]
