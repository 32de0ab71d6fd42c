"""What was loaded from which file, and what was put aside; written in the same transaction as the rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import duckdb

    from ingest.types import Stream

KEPT_OF_FAILED = 100
"""Rejects kept of a file that was rolled back: enough to see what is wrong with it."""


@dataclass(frozen=True)
class LedgerEntry:
    """One file as one stream saw it."""

    file_id: str
    source: str
    stream: Stream
    file_name: str
    size: int
    status: str
    records: int = 0
    loaded: int = 0
    rejected: int = 0
    reason: str | None = None
    assumptions: tuple[str, ...] = ()


_WORKED_OUT: dict[int, tuple[Stream, str]] = {}
"""Hashes by the identity of their streams, which cannot be keys; a stream that is kept gives its place to no other."""


def definition_hash(stream: Stream) -> str:
    """Changes when a stream would make other rows of the same file, and only then; worked out once for a stream."""
    if id(stream) not in _WORKED_OUT:
        _WORKED_OUT[id(stream)] = stream, _hash_of(stream)
    return _WORKED_OUT[id(stream)][1]


def _hash_of(stream: Stream) -> str:
    parts = (
        stream.table,
        stream.columns,
        stream.time_zone,
        stream.applies_with,
        stream.impossible,
        stream.read,
        stream.dialect,
    )
    return hashlib.sha256(_described(parts).encode()).hexdigest()


def _described(value: object) -> str:
    """What a value says, the same in every process; the default repr of functions and objects holds an address."""
    if is_dataclass(value) and not isinstance(value, type):
        inner = {item.name: getattr(value, item.name) for item in fields(value)}
        return f"{type(value).__qualname__}{_described(inner)}"
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{_described(key)}:{_described(item)}" for key, item in value.items()) + "}"
    if isinstance(value, tuple | list):
        return "(" + ",".join(map(_described, value)) + ")"
    if isinstance(value, set | frozenset):
        return "{" + ",".join(sorted(map(_described, value))) + "}"
    if callable(value):
        name = getattr(value, "__qualname__", type(value).__qualname__)
        return f"{getattr(value, '__module__', '')}.{name}"
    return repr(value)


def is_loaded(connection: duckdb.DuckDBPyConnection, file_id: str, source: str, streams: Sequence[Stream]) -> bool:
    """Whether these bytes are loaded for all streams under the definitions of today."""
    rows = connection.execute(
        "select stream, dialect, definition_hash from ledger.files "
        "where file_id = ? and source = ? and status in ('loaded', 'empty')",
        [file_id, source],
    ).fetchall()
    return set(rows) == {(stream.name, stream.dialect, definition_hash(stream)) for stream in streams}


def has_rows(connection: duckdb.DuckDBPyConnection, file_id: str, source: str) -> bool:
    """Whether an earlier load of these bytes stands."""
    row = connection.execute(
        "select count(*) from ledger.files where file_id = ? and source = ? and status in ('loaded', 'empty')",
        [file_id, source],
    ).fetchone()
    return bool(row and row[0])


def forget(connection: duckdb.DuckDBPyConnection, file_id: str, source: str, tables: Iterable[str]) -> None:
    """Remove everything that an earlier load of these bytes left, before it is written anew."""
    if has_rows(connection, file_id, source):
        for table in tables:
            connection.execute(f'delete from raw."{table}" where _file_id = ? and source = ?', [file_id, source])
    for table in ("files", "rejects"):
        connection.execute(f"delete from ledger.{table} where file_id = ? and source = ?", [file_id, source])


def enter(connection: duckdb.DuckDBPyConnection, entry: LedgerEntry, typed: str | None = None) -> None:
    """Write one entry; `typed` is the temporary table whose instants say from when to when the records reach."""
    earliest = latest = None
    if typed is not None and entry.stream.instant is not None:
        reach = connection.execute(
            f'select min("{entry.stream.instant}"), max("{entry.stream.instant}") from "{typed}" '
            "where _problem is null and _applies"
        ).fetchone()
        earliest, latest = reach or (None, None)
    connection.execute(
        "insert into ledger.files values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, now())",
        [
            entry.file_id,
            entry.source,
            entry.stream.name,
            entry.stream.dialect,
            entry.file_name,
            entry.size,
            entry.records,
            entry.loaded,
            entry.rejected,
            entry.status,
            entry.reason,
            json.dumps(entry.assumptions, ensure_ascii=False),
            definition_hash(entry.stream),
            earliest,
            latest,
        ],
    )


def put_aside(connection: duckdb.DuckDBPyConnection, entry: LedgerEntry, rejects: str) -> None:
    """Copy the rejects of one stream to the ledger, only the first of a file that failed."""
    limit = f"limit {KEPT_OF_FAILED}" if entry.status == "failed" else ""
    connection.execute(
        "insert into ledger.rejects "
        "select ?, ?, ?, ?, _row, line, byte, column_name, reason, raw_text, now() "
        f'from "{rejects}" order by _row {limit}',
        [entry.file_id, entry.source, entry.stream.name, entry.file_name],
    )
