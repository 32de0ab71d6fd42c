"""One table as CSV or Parquet, with what it is of and how new it is."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import polars as pl

from dashboards.export_cells import harmless, known
from dashboards.tables import Column, Footer, Kind, Table

_STORED: dict[Kind, Any] = {"text": pl.String, "number": pl.Float64, "integer": pl.Int64, "date": pl.Date}


def as_csv(table: Table, footer: Footer) -> bytes:
    """The table under the names of its columns, and the footer as lines behind a hash."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([harmless(column.name) for column in table.columns])
    writer.writerows([harmless(cell) for cell in row] for row in table.rows)
    writer.writerows([f"# {line}"] for line in footer.lines)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def as_parquet(table: Table, footer: Footer) -> bytes:
    """The table with typed columns; title, footer and the words for its columns stand in the metadata of the file.

    Texts stay as they are: programs read them, and none of those runs a cell.
    """
    stored = (_stored(column, at, table) for at, column in enumerate(table.columns))
    frame = pl.DataFrame(stored) if table.frame is None else table.frame
    columns = {column.name: {"label": column.label, "unit": column.unit} for column in table.columns}
    said = {
        "title": table.title,
        "footer": "\n".join(footer.lines),
        "generation": footer.generation,
        "data_as_of": footer.data_as_of,
        "columns": json.dumps(columns),
    }
    file = io.BytesIO()
    frame.write_parquet(file, metadata=said)
    return file.getvalue()


def _stored(column: Column, at: int, table: Table) -> pl.Series:
    return pl.Series(column.name, [known(row[at]) for row in table.rows], dtype=_STORED[column.kind], strict=False)
