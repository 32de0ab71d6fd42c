"""What each page offers as files: the figures of its screen under the same state, as CSV, Excel or Parquet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboards.access.reader import Need
from dashboards.export_files import as_csv, as_parquet
from dashboards.export_workbook import as_xlsx
from dashboards.periods import periods_of
from dashboards.state import ViewState
from dashboards.tables import Footer, Table
from dashboards.views.scope import scope

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore

Tables = Callable[["RememberedStore", ViewState, Mapping[str, str]], Iterable[Table]]
"""One after the other, so that a file of one table does not wait for the others to be worked out."""
Lines = Callable[["RememberedStore", ViewState, Mapping[str, str]], list[str]]

CSV, XLSX, PARQUET = "csv", "xlsx", "parquet"
MEDIA = {
    CSV: "text/csv",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    PARQUET: "application/vnd.apache.parquet",
}


@dataclass(frozen=True)
class Export:
    """The tables of a page, the lines under them, and the page by whose filters its address is read."""

    tables: Tables
    lines: Lines
    filtered_as: str
    needs: Need


_EXPORTS: dict[str, Export] = {}


def scope_lines(store: RememberedStore, state: ViewState, address: Mapping[str, str]) -> list[str]:
    """Period and filters, then how new the data are and of which generation."""
    said = scope(store, state, periods_of(state, store.generation))
    return [f"{said['period']}, {', '.join(said['slices'])}", f"{said['as_of']}, generation {said['generation']}"]


def register_export(
    page: str, tables: Tables, lines: Lines = scope_lines, filtered_as: str = "", *, needs: Need
) -> None:
    """Offers the tables of a page as files under /download/; the first is the one that a CSV or Parquet file holds.

    `needs` is what somebody must be allowed to see for that.
    """
    _EXPORTS[page] = Export(tables, lines, filtered_as or page, needs)


def exported(page: str) -> Export | None:
    """What a page offers as files; None for a page that offers nothing."""
    return _EXPORTS.get(page)


def exported_pages() -> list[str]:
    """The pages that offer files."""
    return sorted(_EXPORTS)


def written(export: Export, kind: str, store: RememberedStore, state: ViewState, address: Mapping[str, str]) -> bytes:
    """A file: a workbook of all tables, else the table that `table` names, or the first."""
    tables = export.tables(store, state, address)
    facts = store.generation
    lines = export.lines(store, state, address)
    footer = Footer(lines, str(facts["generation"]), str(facts.get("data_as_of") or ""))
    if kind == XLSX:
        return as_xlsx(list(tables), footer)
    table = _named(tables, address.get("table", ""))
    return as_csv(table, footer) if kind == CSV else as_parquet(table, footer)


def _named(tables: Iterable[Table], name: str) -> Table:
    first: Table | None = None
    for table in tables:
        if name in ("", table.name):
            return table
        first = first or table
    assert first is not None
    return first
