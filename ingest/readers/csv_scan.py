"""One strict pass of DuckDB over a CSV file: good records to `incoming`, broken ones to `incoming_rejects`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ingest.errors import FileFailedError
from ingest.quoting import file_literal, literal
from ingest.readers import record_places
from ingest.readers.headers import incoming_columns
from ingest.readers.incoming import create_rejects
from ingest.readers.plain_text import is_gzip, open_bytes
from ingest.readers.record_places import LONGEST_TEXT, RecordPlaces

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import duckdb

    from ingest.types import Stream


class _BrokenRecord(NamedTuple):
    line: int
    """DuckDB's count, which is of records and blank lines, not of lines."""
    byte: int
    problem: str
    text: str
    swallows_lines: bool


@dataclass(frozen=True)
class CsvScan:
    """A file in UTF-8 whose shape is known; `readable` is the file itself or a cleaned copy of it."""

    path: Path
    readable: Path
    delimiter: str
    width: int

    def read(self, connection: duckdb.DuckDBPyConnection, stream: Stream, positions: Mapping[str, int]) -> int:
        """Fill the two tables and give the number of records; duckdb.Error if the whole file is unreadable."""
        for table in ("csv_errors", "csv_scans"):
            connection.execute(f"drop table if exists {table}")
        wanted = ", ".join(f"c{position}" for position in sorted(set(positions.values()))) or "c0"
        # Materialised as text: a cast of the scan would be pushed into the reader and validate nothing.
        connection.execute(f"create or replace temp table csv_rows as select {wanted} from {self._scan_sql()}")
        broken = self._broken_records(connection)
        rejected = self._reject(connection, broken)
        at = {name: f"c{position}" for name, position in positions.items()}
        good = _number_rows(connection, incoming_columns(stream, at), rejected)
        connection.execute("drop table csv_rows")
        return good + len(rejected)

    def places(self) -> RecordPlaces:
        """Where the records begin in the readable file."""
        with open_bytes(self.readable) as file:
            return record_places.scan(file, self.delimiter, skip_blank=self.width > 1)

    def _scan_sql(self) -> str:
        columns = ", ".join(f"c{index}: 'VARCHAR'" for index in range(self.width))
        compression = "gzip" if is_gzip(self.readable) else "none"
        return (
            f"read_csv({file_literal(self.readable)}, columns = {{{columns}}}, "
            "header = true, auto_detect = false, "
            f"delim = {literal(self.delimiter)}, quote = '\"', escape = '\"', strict_mode = true, "
            f"compression = '{compression}', store_rejects = true, rejects_limit = 0, "
            "rejects_table = 'csv_errors', rejects_scan = 'csv_scans')"
        )

    def _broken_records(self, connection: duckdb.DuckDBPyConnection) -> list[_BrokenRecord]:
        rows = connection.execute(
            # A record may be wrong in several ways; blank lines before it are given as part of it.
            "select line, min(line_byte_position) - 1, any_value(error_message), "
            "ltrim(any_value(csv_line), e'\\r\\n') as text, "
            "bool_or(error_type = 'UNQUOTED VALUE') and contains(rtrim(text, e'\\r\\n'), e'\\n') "
            "from csv_errors group by line order by 2"
        ).fetchall()
        return [_BrokenRecord(*row) for row in rows]

    def _reject(self, connection: duckdb.DuckDBPyConnection, broken: list[_BrokenRecord]) -> list[int]:
        """Put the broken records aside and give their numbers in the file."""
        create_rejects(connection)
        if not broken:
            return []
        places = self.places()
        is_original = self.readable == self.path
        rows = []
        for record in broken:
            # Blank lines are skipped by the scan, so the first record that ends after the byte is the one meant.
            number = places.record_from(record.byte) or record.line - 1
            line = places.lines[number - 1] if 1 <= number <= len(places) else None
            if record.swallows_lines:
                raise FileFailedError(
                    self.path,
                    "a quote opens here that is not closed properly, so the records after it cannot be told apart.",
                    "Close or double the quote, or export the file again.",
                    line,
                )
            byte = places.bytes_[number - 1] if line is not None and is_original else None
            rows.append((number, line, byte, _reason(record.problem), record.text[:LONGEST_TEXT]))
        connection.executemany("insert into incoming_rejects values (?, ?, ?, null, ?, ?)", rows)
        return [row[0] for row in rows]


def _reason(problem: str) -> str:
    if "unicode" in problem:
        return "holds bytes that are not UTF-8; if all of the file is like that, declare its `encoding`"
    return problem.rstrip(".")


def _number_rows(connection: duckdb.DuckDBPyConnection, columns: str, rejected: list[int]) -> int:
    """Build `incoming` with the numbers that the good records have in the file."""
    if not rejected:
        connection.execute(
            f"create or replace temp table incoming as select rowid + 1 as _row, {columns} from csv_rows"
        )
    else:
        # After k rejects a good record stands k places further on than its rank among the good ones.
        connection.execute(
            "create or replace temp table shifts as "
            "select record - row_number() over (order by record) + 1 as from_rank, "
            "row_number() over (order by record) as shift from (select unnest(?::bigint[]) as record) "
            "union all select 0, 0",
            [rejected],
        )
        connection.execute(
            "create or replace temp table incoming as "
            f"select ranked.rank + shifts.shift as _row, {columns} "
            "from (select rowid + 1 as rank, * from csv_rows) as ranked "
            "asof join (select from_rank, max(shift) as shift from shifts group by from_rank) as shifts "
            "on ranked.rank >= shifts.from_rank"
        )
        connection.execute("drop table shifts")
    row = connection.execute("select count(*) from incoming").fetchone()
    return int(row[0]) if row else 0
