"""Results in three shapes: a table for people, CSV and JSON for programs."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

Row = dict[str, Any]
_WIDTH_OF_A_PIPE = 240


class OutputFormat(StrEnum):
    """How a result is written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def write_rows(
    rows: Sequence[Row],
    columns: Sequence[str],
    output_format: OutputFormat,
    in_words: Callable[[Row, str], str] | None = None,
) -> None:
    """Writes rows to stdout; `in_words` gives a cell as people read it and is used for the table only."""
    if output_format is OutputFormat.JSON:
        write_json([{column: row.get(column) for column in columns} for row in rows])
    elif output_format is OutputFormat.CSV:
        typer.echo(_csv(rows, columns), nl=False)
    else:
        print_table(rows, columns, in_words=in_words)


def write_json(value: object) -> None:
    """Writes one JSON value to stdout."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False, default=_plain))


def print_table(
    rows: Iterable[Row],
    columns: Sequence[str],
    *,
    title: str | None = None,
    in_words: Callable[[Row, str], str] | None = None,
) -> None:
    """Prints a table for people to stdout."""
    rows = list(rows)
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for column in columns:
        numeric = any(isinstance(row.get(column), (int, float, Decimal)) for row in rows)
        table.add_column(column.replace("_", " "), justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(escape((in_words or _cell)(row, column)) for column in columns))
    stdout_console().print(table)


def stdout_console() -> Console:
    """A console on the present stdout; wide when that is a pipe, so that no value is cut."""
    width = None if sys.stdout.isatty() else _WIDTH_OF_A_PIPE
    return Console(file=sys.stdout, highlight=False, width=width)


def _cell(row: Row, column: str) -> str:
    value = row.get(column)
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    return str(value)


def _csv(rows: Sequence[Row], columns: Sequence[str]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows({column: _csv_value(row.get(column)) for column in columns} for row in rows)
    return text.getvalue()


def _csv_value(value: object) -> object:
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False, default=_plain)
    return _plain(value) if isinstance(value, (date, time, timedelta)) else value


def _plain(value: object) -> object:
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Decimal):
        return float(value)
    return str(value)
