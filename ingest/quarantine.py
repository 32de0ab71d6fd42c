"""Records that do not fit: each with its place, column, reason and raw text; too many of them fail the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.errors import FileFailedError
from ingest.ledger import KEPT_OF_FAILED
from ingest.quoting import identifier

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from ingest.types import ReadSummary, Stream

LARGEST_SHARE_REJECTED = 0.05
SMALL_FILE = 20
"""In a file of fewer records one bad one is already more than the share; it alone does not fail the file."""
LONGEST_TEXT = 4096
TOLD_OF_A_FILE = 3


def broken_records(connection: duckdb.DuckDBPyConnection, rejects: str) -> int:
    """Start the rejects of a stream with those of its reader, one a record, and give their number."""
    connection.execute(
        f"create or replace temp table {rejects} as "
        f"select * replace (left(raw_text, {LONGEST_TEXT}) as raw_text) from incoming_rejects "
        "qualify row_number() over (partition by _row order by byte, line) = 1"
    )
    row = connection.execute(f"select count(*) from {rejects}").fetchone()
    return int(row[0]) if row else 0


def add_misfits(
    connection: duckdb.DuckDBPyConnection,
    stream: Stream,
    summary: ReadSummary,
    *,
    typed: str,
    rejects: str,
    limit: int,
) -> None:
    """Add the records that could not be typed, with the place and text that the reader finds for them."""
    columns = ", ".join(f"incoming.{identifier(column.name)}" for column in stream.columns if column.origins)
    misfits = connection.execute(
        "select _row, _problem.column_name, _problem.reason, "
        f"to_json(struct_pack({columns}))::varchar from {typed} as typed join incoming using (_row) "
        "where _problem is not null and _applies order by _row limit ?",
        [limit],
    ).fetchall()
    places = summary.locate([misfit[0] for misfit in misfits]) if summary.locate and misfits else {}
    rows = []
    for record, column, reason, as_json in misfits:
        place = places.get(record)
        line, byte, text = (place.line, place.byte, place.text) if place else (None, None, None)
        rows.append((record, line, byte, column, reason, (text or as_json)[:LONGEST_TEXT]))
    if rows:
        connection.executemany(f"insert into {rejects} values (?, ?, ?, ?, ?, ?)", rows)


def first_in_words(connection: duckdb.DuckDBPyConnection, rejects: str) -> tuple[str, ...]:
    """The first rejects as a person looks for them: line 3: opened_at '30.02.2026' is not ..."""
    rows = connection.execute(
        f"select line, _row, column_name, reason from {rejects} order by _row limit {TOLD_OF_A_FILE}"
    ).fetchall()
    return tuple(
        f"{f'line {line}' if line else f'record {record}'}: {f'{column} ' if column else ''}{reason}"
        for line, record, column, reason in rows
    )


def are_too_many(rejected: int, records: int) -> bool:
    """Whether so many records do not fit that the file or its mapping must be wrong."""
    return rejected > (1 if records < SMALL_FILE else LARGEST_SHARE_REJECTED * records)


def kept(rejected: int, records: int) -> int:
    """How many rejects are worth keeping: all of a file that loads, the first ones of a file that fails."""
    return KEPT_OF_FAILED if are_too_many(rejected, records) else rejected


def refuse_too_many(
    connection: duckdb.DuckDBPyConnection, path: Path, rejects: str, rejected: int, records: int
) -> None:
    """FileFailedError with the first reject as an example, if they are too many."""
    if not are_too_many(rejected, records):
        return
    first = connection.execute(f"select column_name, reason, line, _row from {rejects} order by _row limit 1")
    column, reason, line, record = first.fetchone() or (None, "", None, None)
    raise FileFailedError(
        path,
        f"{rejected:,} of {records:,} records do not fit, more than 5 %, so nothing was loaded. "
        f"The first is record {record}: {f'{column} ' if column else ''}{reason}.",
        "Correct the file, or its mapping if the export has changed, and load it again.",
        line,
    )
