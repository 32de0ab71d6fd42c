"""Running the one statement and putting its first rows into JSON."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable
from datetime import date, datetime
from datetime import time as time_of_day
from decimal import Decimal
from typing import Any

import duckdb
import pytz  # type: ignore[import-untyped]  # noqa: F401  DuckDB needs it for zones, when no file can be read any more

from dashboards.sql_worker.frames import framed
from dashboards.sql_worker.limits import MOST_BYTES, MOST_COLUMNS, MOST_ROWS
from dashboards.sql_worker.statement import NotAskableError

_ROWS_AT_ONCE = 500
_SECONDS_OF_COUNTING = 0.25
_READ: dict[str, Callable[[str], Any]] = {
    "date": date.fromisoformat,
    "timestamp": datetime.fromisoformat,
    "decimal": Decimal,
}

_FLAT = {
    *("BOOLEAN", "VARCHAR", "UUID", "BLOB", "BIT", "INTERVAL", "FLOAT", "DOUBLE"),
    *("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"),
    *("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"),
    *("DATE", "TIME", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE"),
}
Row = tuple[Any, ...] | list[Any]


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, (date, time_of_day)):
        return value.isoformat()
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    if isinstance(value, (list, tuple)):
        return json.dumps([_plain(part) for part in value], ensure_ascii=False)
    if isinstance(value, dict):
        return json.dumps({str(_plain(name)): _plain(part) for name, part in value.items()}, ensure_ascii=False)
    return str(value)


_QUICK = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_text)


def answer(connection: duckdb.DuckDBPyConnection, statement: Any, values: dict[str, Any]) -> bytes:
    """The message with columns and first rows; `total` is null where counting all would take too long.

    NotAskableError where the answer cannot be shown, duckdb.Error where the statement fails.
    """
    bound = {name: _bound(value) for name, value in values.items()}
    result = connection.execute(statement, bound or None)
    columns = [(str(name), str(kind)) for name, kind, *_ in result.description or []]
    if len(columns) > MOST_COLUMNS:
        raise NotAskableError(f"The answer has {len(columns)} columns, and at most {MOST_COLUMNS} are shown.")
    rows, beyond = _first_rows(result, _writer([kind for _, kind in columns]))
    facts = {"columns": columns, "is_truncated": beyond > 0, "total": _total(result, len(rows) + beyond, beyond > 0)}
    head = json.dumps(facts, ensure_ascii=False).encode()
    return framed(b'{"answer":' + head + b',"rows":[' + ",".join(rows).encode() + b"]}")


def _writer(kinds: list[str]) -> Callable[[Row], str]:
    """How a row of these types is written as JSON."""
    if not all(kind in _FLAT or kind.startswith(("DECIMAL(", "ENUM(")) for kind in kinds):
        return _write_slowly

    def write(row: Row) -> str:
        try:
            return _QUICK.encode(row)
        except ValueError:  # a number that is none, or infinite
            return _write_slowly(row)

    return write


def _write_slowly(row: Row) -> str:
    return _QUICK.encode([_plain(value) for value in row])


def _first_rows(result: duckdb.DuckDBPyConnection, write: Callable[[Row], str]) -> tuple[list[str], int]:
    """The rows that are shown, each as JSON, and how many were read beyond them."""
    rows: list[str] = []
    room = MOST_BYTES
    while fetched := result.fetchmany(_ROWS_AT_ONCE):
        for position, row in enumerate(fetched):
            text = write(row)
            room -= len(text.encode()) + 1
            if len(rows) == MOST_ROWS or room < 0:
                if not rows:
                    raise NotAskableError(f"One row is larger than {MOST_BYTES // 1_000_000} MB. Ask for less of it.")
                return rows, len(fetched) - position
            rows.append(text)
    return rows, 0


def _total(result: duckdb.DuckDBPyConnection, known: int, has_more: bool) -> int | None:
    end = time.monotonic() + _SECONDS_OF_COUNTING
    while has_more and time.monotonic() < end:
        counted = len(result.fetchmany(_ROWS_AT_ONCE))
        known += counted
        has_more = counted == _ROWS_AT_ONCE
    return None if has_more else known


def _bound(value: Any) -> Any:
    if isinstance(value, dict):
        ((kind, text),) = value.items()
        return _READ[kind](text)
    return value


def _plain(value: Any) -> Any:
    """A value as JSON has it; exact numbers, dates and everything nested become text."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    return _text(value)
