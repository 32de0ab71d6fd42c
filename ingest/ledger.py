"""What was loaded from which file, and what was put aside; written in the same transaction as the rows."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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


def definition_hash(stream: Stream) -> str:
    """Changes when a stream would make other rows of the same file."""
    read = stream.read
    reader = f"{read.__module__}.{read.__qualname__}" if hasattr(read, "__qualname__") else repr(read)
    parts: tuple[Any, ...] = (
        stream.table,
        stream.columns,
        stream.time_zone,
        stream.applies_with,
        stream.impossible,
        reader,
        stream.dialect,
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()


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
