"""The two temporary tables that every reader fills."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.quoting import identifier

if TYPE_CHECKING:
    import duckdb

    from ingest.types import Stream


def create_empty(connection: duckdb.DuckDBPyConnection, stream: Stream) -> None:
    """Make `incoming` and `incoming_rejects` without a record."""
    columns = ", ".join(f"{identifier(column.name)} varchar" for column in stream.columns)
    connection.execute(f"create or replace temp table incoming (_row bigint, {columns})")
    create_rejects(connection)


def create_rejects(connection: duckdb.DuckDBPyConnection) -> None:
    """Make an empty `incoming_rejects`."""
    connection.execute(
        "create or replace temp table incoming_rejects "
        "(_row bigint, line bigint, byte bigint, column_name varchar, reason varchar, raw_text varchar)"
    )
