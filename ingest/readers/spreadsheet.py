"""Excel workbooks (.xlsx): one sheet with a header in its first row, every cell as text, dates as ISO 8601."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

import fastexcel
import polars as pl

from ingest.errors import FileFailedError
from ingest.quoting import identifier
from ingest.readers.headers import incoming_columns, match_headers
from ingest.readers.incoming import create_empty, create_rejects
from ingest.types import Place, ReadSummary

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    import duckdb

    from ingest.types import Stream


@dataclass(frozen=True)
class Spreadsheet:
    """Reader of one sheet, the first if none is named."""

    sheet: str | None = None

    def __call__(self, connection: duckdb.DuckDBPyConnection, path: Path, stream: Stream) -> ReadSummary:
        """Fill `incoming` with the rows of the sheet; the record number is the sheet row less one."""
        frame, said = self._cells(path)
        if frame.width == 0:
            create_empty(connection, stream)
            return ReadSummary(0, (*said, "The sheet is empty: it has not even a header."))
        match = match_headers(path, [str(name) for name in frame.row(0)], stream)
        records = frame.slice(1).with_row_index("_row", offset=1)
        filled = records.filter(pl.any_horizontal(pl.exclude("_row").is_not_null()))
        blank = records.height - filled.height
        at = {name: identifier(f"c{position}") for name, position in match.positions.items()}
        connection.register("sheet_rows", filled)
        connection.execute(
            "create or replace temp table incoming as "
            f"select _row::bigint as _row, {incoming_columns(stream, at)} from sheet_rows"
        )
        connection.unregister("sheet_rows")
        create_rejects(connection)
        if blank:
            said.append(f"{blank:,} empty rows were passed over.")
        return ReadSummary(filled.height, (*said, *match.assumptions), _sheet_rows)

    def _cells(self, path: Path) -> tuple[pl.DataFrame, list[str]]:
        try:
            book = fastexcel.read_excel(path)
            names = book.sheet_names
            name = self.sheet or names[0]
            if name not in names:
                near = get_close_matches(name, names, n=1)
                hint = f"Did you mean '{near[0]}'?" if near else "Correct `sheet` of its source."
                raise FileFailedError(path, f"there is no sheet '{name}', only {', '.join(names)}.", hint)
            frame = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars()
        except fastexcel.FastExcelError as broken:
            raise FileFailedError(
                path,
                f"it cannot be read as an Excel workbook: {str(broken).splitlines()[0]}.",
                "Save it as .xlsx again.",
            ) from broken
        frame.columns = [f"c{index}" for index in range(frame.width)]
        several = self.sheet is None and len(names) > 1
        return frame, [f"The sheet '{name}' was read, the first of {len(names)}."] if several else []


def _sheet_rows(records: Collection[int]) -> Mapping[int, Place]:
    """The rows as Excel numbers them, the header being row 1."""
    return {record: Place(record + 1, None, None) for record in records}
