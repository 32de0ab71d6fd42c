"""Tables as files hold them: named columns with kinds and units, and rows of plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import polars as pl

Kind = Literal["text", "number", "integer", "date"]
UNIT_OF_ROW = "unit of the row"
"""A column's unit where metrics stand one below the other: what the row's own column `unit` says."""


@dataclass(frozen=True)
class Column:
    """One column; `name` is what programs call it and `label` what people read, `unit` one of the catalogue's."""

    name: str
    label: str
    kind: Kind = "text"
    unit: str = ""


@dataclass(frozen=True)
class Table:
    """One table of a page: durations in seconds, rates as fractions, None for what is not known.

    `frame` holds the same rows in types of their own, where those of `columns` would tell less.
    """

    name: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    frame: pl.DataFrame | None = None


def texts(**labels: str) -> list[Column]:
    """Columns of words, by name and label."""
    return [Column(name, label) for name, label in labels.items()]


def estimate(unit: str = UNIT_OF_ROW) -> list[Column]:
    """The columns of a figure with its n and its 95 % interval."""
    return [
        Column("value", "Value", "number", unit),
        Column("n", "n", "integer", "count"),
        *interval(unit),
    ]


def interval(unit: str = UNIT_OF_ROW) -> list[Column]:
    """The columns of a 95 % interval."""
    return [Column("low", "Low (95 %)", "number", unit), Column("high", "High (95 %)", "number", unit)]


@dataclass(frozen=True)
class Footer:
    """What a file says of itself: lines that people read, and what programs ask for by name."""

    lines: Sequence[str]
    generation: str
    data_as_of: str
