"""Rows from JSON to what their types say: for the screen, and as Arrow for files.

The process of a query is not trusted, so it sends JSON only, and every cell is looked at here first.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl

Columns = list[tuple[str, str]]
_PLAIN: dict[str, tuple[pl.DataType, Callable[[Any], Any]]] = {
    "BOOLEAN": (pl.Boolean(), bool),
    "TINYINT": (pl.Int8(), int),
    "SMALLINT": (pl.Int16(), int),
    "INTEGER": (pl.Int32(), int),
    "BIGINT": (pl.Int64(), int),
    "UTINYINT": (pl.UInt8(), int),
    "USMALLINT": (pl.UInt16(), int),
    "UINTEGER": (pl.UInt32(), int),
    "UBIGINT": (pl.UInt64(), int),
    # What sum() gives of whole numbers; beyond 64 bits it becomes text.
    "HUGEINT": (pl.Int64(), int),
    "UHUGEINT": (pl.UInt64(), int),
    "FLOAT": (pl.Float64(), float),
    "DOUBLE": (pl.Float64(), float),
    "DATE": (pl.Date(), date.fromisoformat),
}


class BrokenAnswerError(ValueError):
    """The process of a query said something that no answer looks like."""


def read_columns(found: Any) -> Columns:
    """Names and types; BrokenAnswerError for anything else."""
    if not isinstance(found, list):
        raise BrokenAnswerError("no columns")
    columns = []
    for column in found:
        if not (isinstance(column, list) and len(column) == 2 and all(isinstance(part, str) for part in column)):
            raise BrokenAnswerError("a column without name or type")
        columns.append((column[0], column[1]))
    return columns


def read_rows(found: Any, columns: Columns, most: int) -> list[list[Any]]:
    """Rows of as many plain cells as there are columns; BrokenAnswerError for anything else."""
    if not isinstance(found, list) or len(found) > most:
        raise BrokenAnswerError("no rows, or too many")
    for row in found:
        if not isinstance(row, list) or len(row) != len(columns):
            raise BrokenAnswerError("a row of another width")
        if any(isinstance(cell, (list, dict)) for cell in row):
            raise BrokenAnswerError("a cell that is no plain value")
    return found


def for_screen(columns: Columns, rows: list[list[Any]]) -> list[list[Any]]:
    """The same rows with exact decimals as numbers, so that they sort and draw; text where one is none."""
    decimals = {position for position, (_, kind) in enumerate(columns) if kind.startswith("DECIMAL")}
    if not decimals:
        return rows
    return [[_number(cell) if position in decimals else cell for position, cell in enumerate(row)] for row in rows]


def _number(cell: Any) -> Any:
    try:
        return None if cell is None else float(cell)
    except (TypeError, ValueError):
        return str(cell)


def as_arrow(columns: Columns, rows: list[list[Any]]) -> bytes:
    """An Arrow IPC stream; a column whose cells do not fit its type is written as text."""
    names = _told_apart([name for name, _ in columns])
    frame = pl.DataFrame([_series(names[at], kind, [row[at] for row in rows]) for at, (_, kind) in enumerate(columns)])
    stream = io.BytesIO()
    # The oldest form of text columns, which every reader of Arrow knows.
    frame.write_ipc_stream(stream, compat_level=pl.CompatLevel.oldest())
    return stream.getvalue()


def _told_apart(names: Sequence[str]) -> list[str]:
    """No name twice, which a file of columns cannot hold: the second `n` is `n_2`."""
    told: list[str] = []
    for name in names:
        number, candidate = 1, name
        while candidate in told:
            number += 1
            candidate = f"{name}_{number}"
        told.append(candidate)
    return told


def _series(name: str, kind: str, cells: list[Any]) -> pl.Series:
    column, read = _column_type(kind)
    ways: tuple[Callable[[], pl.Series], ...] = (
        lambda: pl.Series(name, cells, column, strict=True),
        lambda: pl.Series(name, [None if cell is None else read(cell) for cell in cells], column, strict=True),
    )
    for way in ways:
        with suppress(pl.exceptions.PolarsError, ValueError, TypeError, ArithmeticError, RuntimeError):
            return way()
    return pl.Series(name, [None if cell is None else str(cell) for cell in cells], pl.String)


def _column_type(kind: str) -> tuple[pl.DataType, Callable[[Any], Any]]:
    """The type of a column for a type of DuckDB's, and how a cell of JSON is read for it."""
    if kind in _PLAIN:
        return _PLAIN[kind]
    if size := re.fullmatch(r"DECIMAL\((\d+),(\d+)\)", kind):
        return pl.Decimal(int(size[1]), int(size[2])), Decimal
    if kind.startswith("TIMESTAMP"):
        zone = "UTC" if kind == "TIMESTAMP WITH TIME ZONE" else None
        return pl.Datetime("us", zone), datetime.fromisoformat
    return pl.String(), str
