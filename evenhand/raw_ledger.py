"""What has been loaded, as the ledger in raw.duckdb tells it."""

from __future__ import annotations

from typing import Any

import duckdb

from evenhand.errors import EvenhandError
from evenhand.home import Home
from evenhand.locks import shared_lock

_INSTANT = "strftime({}, '%Y-%m-%dT%H:%M:%SZ')"


def read_loads(home: Home) -> dict[str, list[dict[str, Any]]]:
    """Loads by source and stream, failed files, and quarantined records by reason; BusyError while a load runs."""
    if not home.raw_file.exists():
        return {"loads": [], "failed_files": [], "quarantine": []}
    with shared_lock(home.raw_lock, "Files are being loaded or built right now", "Ask again in a moment."):
        try:
            with duckdb.connect(str(home.raw_file), read_only=True) as connection:
                connection.execute("set TimeZone = 'UTC'")
                return {name: _rows(connection, query) for name, query in _QUERIES.items()}
        except duckdb.Error as error:
            raise EvenhandError(f"{home.raw_file} cannot be read: {error}.", "See `evenhand doctor`.") from error


_QUERIES = {
    "loads": f"""
        select
            source, stream, count(distinct file_id) as files,
            sum(records)::bigint as records, sum(loaded)::bigint as loaded, sum(rejected)::bigint as rejected,
            {_INSTANT.format("min(earliest_at)")} as earliest_at,
            {_INSTANT.format("max(latest_at)")} as latest_at,
            {_INSTANT.format("max(loaded_at)")} as loaded_at
        from ledger.files where status <> 'failed'
        group by source, stream order by source, stream
        """,
    "failed_files": f"""
        select source, stream, file_name, reason, {_INSTANT.format("loaded_at")} as tried_at
        from ledger.files where status = 'failed' order by loaded_at desc, file_name
        """,
    "quarantine": """
        select source, stream, column_name, reason, count(*) as records, min(file_name) as first_file
        from ledger.rejects group by source, stream, column_name, reason order by records desc, source, stream
        """,
}


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    cursor = connection.execute(query)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
