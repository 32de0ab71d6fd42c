"""CSV files of any delimiter, plain or gzipped: DuckDB reads, Python looks only at the header and at dirty files."""

from __future__ import annotations

import csv
import io
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from ingest.errors import FileFailedError
from ingest.readers import plain_text, record_places
from ingest.readers.csv_scan import CsvScan
from ingest.readers.headers import match_headers, needed_headers, normal
from ingest.readers.incoming import create_empty
from ingest.types import ReadSummary

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from ingest.types import Place, Stream

DELIMITERS = (",", ";", "\t", "|")
UTF8_NAMES = ("utf-8", "utf8", "utf_8", "utf-8-sig")


@dataclass(frozen=True)
class Delimited:
    """Reader of CSV files; what is left out is found out and said in the assumptions."""

    delimiter: str | None = None
    encoding: str | None = None

    def __call__(self, connection: duckdb.DuckDBPyConnection, path: Path, stream: Stream) -> ReadSummary:
        """Fill `incoming` and `incoming_rejects` with the records of one file."""
        plain_text.refuse_bomb(path)
        head = plain_text.beginning(path)
        if not head.strip(b"\xef\xbb\xbf\r\n \t"):
            create_empty(connection, stream)
            return ReadSummary(0, ("The file is empty: it has not even a header.",))
        text = plain_text.decode_beginning(path, head, self.encoding)
        delimiter = self.delimiter or guess_delimiter(text, needed_headers(stream))
        header = first_record(text, delimiter)
        match = match_headers(path, header, stream)
        said = list(match.assumptions)
        if self.delimiter is None and delimiter != ",":
            said.append("Columns are separated by " + ("tabs." if delimiter == "\t" else f"'{delimiter}'."))
        scan = CsvScan(path, path, delimiter, len(header))
        records, how = self._read(connection, scan, stream, match.positions)
        return ReadSummary(records, (*said, *how), _finder(scan, self.encoding or "utf-8"))

    def _read(
        self, connection: duckdb.DuckDBPyConnection, scan: CsvScan, stream: Stream, positions: Mapping[str, int]
    ) -> tuple[int, tuple[str, ...]]:
        is_utf8 = self.encoding is None or self.encoding.lower() in UTF8_NAMES
        if is_utf8:
            try:
                return scan.read(connection, stream, positions), ()
            except duckdb.Error:
                how = "Its line ends are mixed; all were read alike."
        else:
            how = f"It was read as {self.encoding}."
        with tempfile.TemporaryDirectory(prefix="evenhand-") as folder:
            copy = Path(folder) / "copy.csv"
            plain_text.rewrite(scan.path, copy, None if is_utf8 else self.encoding)
            try:
                copied = CsvScan(scan.path, copy, scan.delimiter, scan.width)
                return copied.read(connection, stream, positions), (how,)
            except duckdb.Error as unreadable:
                raise FileFailedError(
                    scan.path,
                    f"it cannot be read as CSV: {str(unreadable).splitlines()[0]}",
                    "Export it again, or correct `delimiter` and `encoding` of its source.",
                ) from unreadable


def guess_delimiter(text: str, wanted: Collection[str]) -> str:
    """The delimiter under which most wanted headers appear, then the one that gives most columns."""
    names = {normal(name) for name in wanted}

    def fit(delimiter: str) -> tuple[int, int]:
        header = first_record(text, delimiter)
        return len(names & {normal(name) for name in header}), len(header)

    return max(DELIMITERS, key=fit)


def first_record(text: str, delimiter: str) -> list[str]:
    """The fields of the first record."""
    try:
        return next(csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter), [])
    except csv.Error:
        return text.splitlines()[0].split(delimiter)


def _finder(scan: CsvScan, encoding: str) -> Callable[[Collection[int]], Mapping[int, Place]]:
    def find(records: Collection[int]) -> Mapping[int, Place]:
        with plain_text.open_bytes(scan.path) as file:
            return record_places.texts(file, scan.places(), records, encoding)

    return find
