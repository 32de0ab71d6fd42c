"""The one way to write raw.duckdb: our own lock, UTC, and every raw table there before anything is loaded.

DuckDB's own lock is lost as soon as the process that holds it opens the database file by other means, and a second
writer's commits then vanish. So the lock that counts is a separate file, and nothing here ever reads raw.duckdb
except through DuckDB.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

import duckdb

from ingest.errors import StoreBusyError
from ingest.locks import holder, take_exclusively
from ingest.quoting import literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from ingest.types import Column

RAW_FILE = "raw.duckdb"
LOCK_FILE = "raw.lock"
SPILL_FOLDER = "raw.spill"

LEDGER = """
create schema if not exists raw;
create schema if not exists ledger;
create table if not exists ledger.files (
    file_id varchar, source varchar, stream varchar, dialect varchar, file_name varchar, bytes bigint,
    records bigint, loaded bigint, rejected bigint, status varchar, reason varchar, assumptions varchar,
    definition_hash varchar, earliest_at timestamptz, latest_at timestamptz, loaded_at timestamptz
);
create table if not exists ledger.rejects (
    file_id varchar, source varchar, stream varchar, file_name varchar, record bigint, line bigint, byte bigint,
    column_name varchar, reason varchar, raw_text varchar, rejected_at timestamptz
);
"""


@contextmanager
def raw_lock(home: Path) -> Iterator[None]:
    """Hold the right to write raw.duckdb; StoreBusyError at once if another process has it."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(home / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not take_exclusively(handle):
            raise StoreBusyError(
                f"{home / RAW_FILE} is being written by process {holder(handle) or 'unknown'}. "
                "Wait until that load has ended, then start this one again."
            )
        yield
    finally:
        os.close(handle)


@contextmanager
def open_raw_store(home: Path, tables: Mapping[str, tuple[Column, ...]]) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open raw.duckdb of an installation for writing, with the ledger and all raw tables in place."""
    with raw_lock(home), _open_for_writing(home, tables) as connection:
        yield connection


def add_missing_tables(home: Path, tables: Mapping[str, tuple[Column, ...]]) -> None:
    """Bring a raw.duckdb of an older version up to date, so that staging compiles; the caller holds the lock."""
    with read_raw_store(home) as connection:
        present = _present_columns(connection)
    declared = {(table, column.name) for table, columns in tables.items() for column in columns}
    if declared - present:
        with _open_for_writing(home, tables):
            pass


@contextmanager
def _open_for_writing(home: Path, tables: Mapping[str, tuple[Column, ...]]) -> Iterator[duckdb.DuckDBPyConnection]:
    path = home / RAW_FILE
    # Opened directly the catalog would be called raw like its schema, and every name in it ambiguous.
    connection = duckdb.connect()
    try:
        connection.execute(f"attach {literal(str(path))} as store; use store")
        path.chmod(0o600)
        connection.execute("set TimeZone = 'UTC'")
        connection.execute("set autoinstall_known_extensions = false")
        connection.execute(f"set temp_directory = {literal(str(home / SPILL_FOLDER))}")
        connection.execute(LEDGER)
        present = _present_columns(connection)
        # One transaction for all: each would wait for the disk by itself.
        connection.execute("begin")
        for table, columns in tables.items():
            _ensure_table(connection, table, columns, {name for of, name in present if of == table})
        connection.execute("commit")
        yield connection
    finally:
        connection.close()


@contextmanager
def read_raw_store(home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open raw.duckdb for reading; StoreBusyError while another process writes it."""
    connection = duckdb.connect()
    try:
        connection.execute("set TimeZone = 'UTC'")
        try:
            connection.execute(f"attach {literal(str(home / RAW_FILE))} as store (read_only); use store")
        except duckdb.IOException as busy:
            raise StoreBusyError(
                f"{home / RAW_FILE} cannot be read now: {str(busy).splitlines()[0]} "
                "If a load is running, wait until it has ended."
            ) from busy
        yield connection
    finally:
        connection.close()


def _present_columns(connection: duckdb.DuckDBPyConnection) -> set[tuple[str, str]]:
    """Table and column of everything in the schema `raw`."""
    return set(
        connection.execute(
            "select table_name, column_name from duckdb_columns() "
            "where database_name = current_database() and schema_name = 'raw'"
        ).fetchall()
    )


def _ensure_table(
    connection: duckdb.DuckDBPyConnection, table: str, columns: tuple[Column, ...], present: set[str]
) -> None:
    declared = {column.name: column.type for column in columns}
    if not present:
        listed = ", ".join(f'"{name}" {kind}' for name, kind in declared.items())
        connection.execute(f'create table raw."{table}" (_file_id varchar, _row bigint, source varchar, {listed})')
        return
    # A table made by an older version lacks the columns that were declared since.
    for name in declared.keys() - present:
        connection.execute(f'alter table raw."{table}" add column "{name}" {declared[name]}')
