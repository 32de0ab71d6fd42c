"""What a source is: streams of declared columns, and what one file's reading leaves behind."""

from __future__ import annotations

from collections.abc import Callable
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

    @property
    def origins(self) -> tuple[str, ...]:
        """The header names that this column is read from, none for a constant."""
        if self.constant is not None:
            return ()
        if self.origin is None:
            return (self.name,)
        return (self.origin,) if isinstance(self.origin, str) else self.origin


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


@dataclass(frozen=True)
class Source:
    """One system that exports files."""

    name: str
    streams: tuple[Stream, ...]
    recognise: Callable[[Path], Stream | None]
    """The stream that a file holds, None when it is not this source's; looks at name and first bytes only."""


@dataclass(frozen=True)
class ReadSummary:
    """What a reader saw: records in the file and what it had to assume."""

    records: int
    assumptions: tuple[str, ...] = ()
