"""The tables that Superset reads, in a file that the database version it works with can open."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb

STORAGE_VERSION = "v1.2.0"
"""Superset's dialect needs a DuckDB that cannot open the files of the one that Evenhand writes with."""


def tables_of(database: Path) -> set[str]:
    """The tables of a published file."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return {name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()}


def copied(database: Path, tables: Iterable[str], cache: Path) -> Path:
    """A copy of these tables as they are, rows in their order; kept until the file is another one."""
    found = database.stat()
    copy = cache / f"facts-{found.st_ino}-{found.st_mtime_ns}-{found.st_size}.duckdb"
    if not copy.exists() or not set(tables) <= tables_of(copy):
        for old in cache.glob("facts-*"):
            old.unlink()
        unfinished = copy.with_suffix(".unfinished")
        _write(database, sorted(set(tables)), unfinished)
        unfinished.rename(copy)
    return copy


def _write(database: Path, tables: Iterable[str], target: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"attach '{database}' as published (read_only)")
        connection.execute(f"attach '{target}' as copy (storage_version '{STORAGE_VERSION}')")
        for table in tables:
            connection.execute(f'create table copy.main."{table}" as from published.main."{table}"')
        connection.execute("detach copy")
