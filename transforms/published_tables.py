"""What a published file holds: its tables, their columns and types, and how many rows there are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl

_COLUMNS = """
    select columns.table_name, columns.column_name, columns.data_type, tables.estimated_size
    from duckdb_columns() as columns
    join duckdb_tables() as tables
        on columns.table_oid = tables.table_oid and columns.database_oid = tables.database_oid
    where columns.schema_name = 'main' and not columns.internal
    order by columns.table_name, columns.column_index
"""


def published_columns(run: Callable[[str, dict[str, Any]], pl.DataFrame]) -> pl.DataFrame:
    """One row per column, in the order of the tables: table_name, column_name, data_type, estimated_size of the table.

    `run` is what runs a statement with its values on the file.
    """
    return run(_COLUMNS, {})
