"""One query on the published marts, for the person at this machine's keyboard."""

from __future__ import annotations

import duckdb
import polars as pl

from evenhand.errors import EvenhandError, WrongUsageError
from evenhand.generations import Generation
from evenhand.locks import shared_lock


def run_query(generation: Generation, query: str) -> pl.DataFrame:
    """The answer to one SELECT. The file is opened read-only and without any way to other files."""
    with (
        shared_lock(generation.reader_lock, f"Generation {generation.number} is being removed", "Try again."),
        duckdb.connect(str(generation.database), read_only=True) as connection,
    ):
        connection.execute("set TimeZone = 'UTC'; set enable_external_access = false")
        # A read-only connection may still write beside the file it has open, unless the file system is shut.
        connection.execute("set disabled_filesystems = 'LocalFileSystem'; set lock_configuration = true")
        try:
            if len(connection.extract_statements(query)) != 1:
                raise WrongUsageError("Only one statement can be asked at a time.", "Give a single SELECT.")
            relation = connection.sql(query)
            if relation is None:
                raise WrongUsageError("That statement gives no rows.", "Give a single SELECT.")
            frame = pl.from_arrow(relation.to_arrow_table())
        except duckdb.Error as error:
            raise EvenhandError(
                f"The query failed: {error}", '`evenhand sql "show tables"` names the tables.'
            ) from error
    assert isinstance(frame, pl.DataFrame)
    return frame
