"""Text files of exports, written month by month: what has not happened yet waits for its month."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl


def iso(column: str) -> pl.Expr:
    """An epoch-second column as ISO 8601 in UTC."""
    return pl.from_epoch(pl.col(column), time_unit="s").dt.strftime("%Y-%m-%dT%H:%M:%SZ")


Parts = list[pl.Expr | str]
"""Pieces of a text row: plain strings stand for themselves, columns for their values."""


def glue(parts: Parts) -> pl.Expr:
    """The pieces of a text row, joined; null if any of them is."""
    return pl.concat_str([pl.lit(part) if isinstance(part, str) else part.cast(pl.String) for part in parts])


def write_lines(path: Path, lines: pl.Series, header: str | None = None) -> Path:
    """Write one text line per row; a name that ends in .gz is compressed, with no clock in the bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = lines if header is None else pl.concat([pl.Series([header]), lines])
    data = rows.str.join("\n").item().encode() + b"\n" if len(rows) else b""
    with path.open("wb") as raw:
        if path.suffix == ".gz":
            with gzip.GzipFile("", "wb", compresslevel=5, fileobj=raw, mtime=0) as packed:
                packed.write(data)
        else:
            raw.write(data)
    return path


@dataclass
class Outbox:
    """Rows with a column `at`, of which each month takes what has happened by its end."""

    waiting: list[pl.DataFrame] = field(default_factory=list)

    def add(self, rows: pl.DataFrame) -> None:
        """Keep rows until their month is written."""
        if len(rows):
            self.waiting.append(rows)

    def take(self, until: int) -> pl.DataFrame | None:
        """Remove and return the rows before `until`, in no particular order; None if there never were any."""
        if not self.waiting:
            return None
        rows = pl.concat(self.waiting)
        self.waiting = [rows.filter(pl.col("at") >= until)]
        return rows.filter(pl.col("at") < until)
