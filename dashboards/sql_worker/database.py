"""Opening the one file that is asked, and shutting DuckDB's own doors behind it."""

from __future__ import annotations

import os

import duckdb

from dashboards.sql_worker.limits import MEMORY_LIMIT

CATALOG = "evenhand"
_THREADS = 2


def open_published(descriptor: int, path: str) -> duckdb.DuckDBPyConnection:
    """A connection that reads the file of this descriptor under the name `evenhand`.

    By its descriptor and not by its path, where the system allows it: so it is readable after the process gave up its
    user, no message names a folder of the machine, and a write-ahead log that somebody put beside it is not looked for.
    """
    own = f"/proc/self/fd/{descriptor}"
    opened = (own if os.path.exists(own) else path).replace("'", "''")
    connection = duckdb.connect(":memory:", config={"threads": _THREADS, "memory_limit": MEMORY_LIMIT})
    connection.execute(f"attach '{opened}' as {CATALOG} (read_only)")
    connection.execute(f"use {CATALOG}; set TimeZone = 'UTC'")
    return connection


def shut(connection: duckdb.DuckDBPyConnection, most_milliseconds: int | None) -> None:
    """DuckDB's own settings against files, extensions, secrets and endless queries, and no way to change them again.

    Without `most_milliseconds` a query may take as long as it likes.
    """
    # The catalogue is read before the file system is closed, which the first look at it needs.
    connection.execute("select count(*) from duckdb_tables()").fetchone()
    patience = [] if most_milliseconds is None else [f"max_execution_time = {most_milliseconds}"]
    for setting in (
        "temp_directory = ''",
        "enable_progress_bar = false",
        "autoinstall_known_extensions = false",
        "autoload_known_extensions = false",
        "allow_community_extensions = false",
        "allow_persistent_secrets = false",
        "python_enable_replacements = false",
        "enable_external_access = false",
        *patience,
        "disabled_filesystems = 'LocalFileSystem'",
        "lock_configuration = true",
    ):
        connection.execute(f"set {setting}")
