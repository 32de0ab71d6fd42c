"""Where each record of a delimited file begins: DuckDB counts records, people look for lines."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from ingest.types import Place

if TYPE_CHECKING:
    from collections.abc import Collection

LONGEST_TEXT = 4096


@dataclass(frozen=True)
class RecordPlaces:
    """First byte (from 0) and line (from 1) of every record after the header."""

    bytes_: list[int]
    lines: list[int]

    def __len__(self) -> int:
        return len(self.bytes_)

    def record_from(self, byte: int) -> int | None:
        """Number, from 1, of the first record that begins at a byte or after it."""
        index = bisect_left(self.bytes_, byte)
        return index + 1 if index < len(self.bytes_) else None


def scan(file: IO[bytes], delimiter: str, skip_blank: bool) -> RecordPlaces:
    """Find the beginning of every record; quoted fields may hold line ends and doubled quotes."""
    mark = re.escape(delimiter.encode())
    whole_field = re.compile(rb"(?:^|(?<=" + mark + rb'))"(?:[^"]|"")*"(?=' + mark + rb"|\r?\n?\Z)")
    open_field = re.compile(rb"(?:^|" + mark + rb')"')
    starts: list[int] = []
    lines: list[int] = []
    byte = 0
    pending: list[bytes] = []
    for number, line in enumerate(file, 1):
        if not pending and not (skip_blank and not line.strip(b"\r\n")):
            starts.append(byte)
            lines.append(number)
        byte += len(line)
        # A line without quotes neither opens nor closes a field.
        if pending or b'"' in line:
            pending.append(line)
        if b'"' in line and not open_field.search(whole_field.sub(b"", b"".join(pending))):
            pending.clear()
    return RecordPlaces(starts[1:], lines[1:])


def texts(file: IO[bytes], places: RecordPlaces, records: Collection[int], encoding: str) -> dict[int, Place]:
    """The places and raw texts of some records."""
    found: dict[int, Place] = {}
    for record in sorted(records):
        if not 1 <= record <= len(places):
            continue
        start = places.bytes_[record - 1]
        end = places.bytes_[record] if record < len(places) else start + LONGEST_TEXT
        file.seek(start)
        text = file.read(min(end - start, LONGEST_TEXT)).decode(encoding, "replace").rstrip("\r\n")
        found[record] = Place(places.lines[record - 1], start, text)
    return found
