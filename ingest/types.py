"""What a source is: streams of declared columns, and what one file's reading leaves behind."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

# A reader fills two temporary tables of the given connection:
#   incoming(_row BIGINT, <one VARCHAR column per declared column, named as in the stream>)
#   incoming_rejects(_row BIGINT, line BIGINT, byte BIGINT, column_name VARCHAR, reason VARCHAR, raw_text VARCHAR)
# `_row` counts the records of the file from 1, rejected ones included. Nothing is cast: typing is the loader's.
Reader = Callable[[duckdb.DuckDBPyConnection, Path, "Stream"], "ReadSummary"]


@dataclass(frozen=True)
class Column:
    """One declared column of a raw table: what is not declared is never stored."""

    name: str
    type: str = "VARCHAR"
    """DuckDB type in the raw table: VARCHAR, BIGINT, DOUBLE, BOOLEAN, DATE, TIMESTAMPTZ or JSON."""
    origin: str | tuple[str, ...] | None = None
    """Header or JSON path in the file, several are joined by one blank; None means the same as `name`."""
    formats: tuple[str, ...] = ()
    """For instants: strptime formats, or 'iso', 'epoch_s', 'epoch_ms'; the first that fits is taken."""
    required: bool = False
    """A record without it is rejected."""
    personal: bool = False
    """Replaced by a keyed hash before it is written."""
    null_words: tuple[str, ...] = ()
    values: dict[str, str] = field(default_factory=dict)
    """Source word to canonical word; words not listed stay as they are."""
    constant: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    allowed: tuple[str, ...] = ()
    """The vocabulary of a closed list, after `values`; any other word rejects the record."""
    separator: str = " "
    """Stands between several origins; if one of them is missing, so is the whole."""
    optional: bool = False
    """The file may lack this column altogether."""
    is_row_key: bool = False
    """Made by the loader from file hash and record number, for files whose records have no id."""
    personal_keys: tuple[str, ...] = ()
    """Keys anywhere inside a JSON column whose values are replaced by the same keyed hash."""

    @property
    def origins(self) -> tuple[str, ...]:
        """The header names that this column is read from, none for a constant or a made key."""
        if self.constant is not None or self.is_row_key:
            return ()
        if self.origin is None:
            return (self.name,)
        return (self.origin,) if isinstance(self.origin, str) else self.origin


@dataclass(frozen=True)
class Impossible:
    """A contradiction inside one record that no real event can cause; the record is rejected."""

    condition: str
    """SQL over the typed columns, true for a contradiction."""
    column: str
    reason: str


@dataclass(frozen=True)
class Stream:
    """One kind of record of a source and the raw table it lands in."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    version: tuple[str, ...]
    """Columns that order the versions of one key, the newest last; ties fall to row number, then file hash."""
    read: Reader
    table: str
    """Raw table, `<system>__<stream>` in schema raw; several mapped sources share one."""
    time_zone: str | None = None
    """Zone of instants that carry none; None means that an instant without a zone is rejected."""
    instant: str | None = None
    """Column that says when the record happened, for freshness."""
    dialect: str = ""
    applies_with: tuple[str, ...] = ()
    """Records in which one of these columns is empty are not of this stream: neither loaded nor rejected."""
    impossible: tuple[Impossible, ...] = ()


@dataclass(frozen=True)
class Source:
    """One system that exports files."""

    name: str
    streams: tuple[Stream, ...]
    recognise: Callable[[Path], Stream | None]
    """The stream that a file holds, None when it is not this source's; looks at name and first bytes only."""
    feeds_every_stream: bool = False
    """Every file of this source is read once for each of its streams."""

    def streams_in(self, path: Path) -> tuple[Stream, ...]:
        """All streams that a file holds, empty when it is not this source's."""
        stream = self.recognise(path)
        if stream is None:
            return ()
        return self.streams if self.feeds_every_stream else (stream,)


@dataclass(frozen=True)
class Place:
    """Where a record stands in its file; line and byte count from 1 and 0, None where the format has none."""

    line: int | None
    byte: int | None
    text: str | None
    """The record as written, None where only its columns can be told."""


@dataclass(frozen=True)
class ReadSummary:
    """What a reader saw: records in the file and what it had to assume."""

    records: int
    assumptions: tuple[str, ...] = ()
    locate: Callable[[Collection[int]], Mapping[int, Place]] | None = None
    """Finds records by number, called only when typing rejects some; without it they are kept as JSON text."""
