"""Parquet files, from a warehouse or a pipeline that landed them; every value as text, instants with their zone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb

from ingest.errors import FileFailedError
from ingest.quoting import file_literal, identifier
from ingest.readers.headers import incoming_columns, match_headers
from ingest.readers.incoming import create_rejects
from ingest.types import ReadSummary

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.types import Stream


@dataclass(frozen=True)
class Columnar:
    """Reader of Parquet files."""

    def __call__(self, connection: duckdb.DuckDBPyConnection, path: Path, stream: Stream) -> ReadSummary:
        """Fill `incoming` with the rows of the file."""
        scan = f"read_parquet({file_literal(path)}, file_row_number = true)"
        try:
            described = connection.execute(f"describe select * exclude (file_row_number) from {scan}").fetchall()
            match = match_headers(path, [row[0] for row in described], stream)
            names = [row[0] for row in described]
            at = {name: f"{identifier(names[position])}::varchar" for name, position in match.positions.items()}
            connection.execute(
                "create or replace temp table incoming as "
                f"select file_row_number + 1 as _row, {incoming_columns(stream, at)} from {scan}"
            )
        except duckdb.Error as broken:
            raise FileFailedError(
                path, f"it cannot be read as Parquet: {str(broken).splitlines()[0]}", "Export it again."
            ) from broken
        create_rejects(connection)
        row = connection.execute("select count(*) from incoming").fetchone()
        return ReadSummary(int(row[0]) if row else 0, match.assumptions)
