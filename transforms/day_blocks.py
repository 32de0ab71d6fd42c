"""Sums by day with the same by month beside them: of a year eleven months and some days are added up.

For sums of agents, of which there are a million and a half of each fact, however many contacts are behind them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from transforms.aliases import Floats, Integers, Run
from transforms.groups import Groups, period_starts
from transforms.requests import MetricRequest
from transforms.resident_sums import day_numbers

Whole = npt.NDArray[np.integer[Any]]

_BY_MONTH = (None, "month", "quarter", "year")
"""The grains of which whole months tell."""
_LONGEST_MONTH = 31
_FEW = 2
"""Rows are left out where so many times as many would be looked at."""


@dataclass(frozen=True, eq=False)
class _Level:
    days: Whole
    """In order; from 1970, of a month its first one."""
    places: Whole
    columns: dict[str, Floats] = field(default_factory=dict)


class DayBlocks:
    """Columns of sums by day and place, by month and place, and of what carries no date."""

    def __init__(self, days: Integers, places: Integers, size: int) -> None:
        """`days` are in order and may be fewer than the places: the last rows carry none. Places are below `size`."""
        self._undated = _Level(days[:0], places[len(days) :])
        self._by_day = _Level(days.astype(np.int32), places[: len(days)].astype(np.int32))
        months = period_starts(days, "month")
        both, self._month_of = np.unique(months * size + places[: len(days)], return_inverse=True)
        self._by_month = _Level((both // size).astype(np.int32), (both % size).astype(np.int32))
        self._unknown: set[str] = set()
        self.first, self.last = (int(days[0]), int(days[-1])) if len(days) else (0, -1)

    def __contains__(self, column: str) -> bool:
        """Whether a column is held."""
        return column in self._by_day.columns

    def keep(self, column: str, values: Floats) -> None:
        """Holds another column, whose values come in the order of the rows; not a number where nothing is known."""
        dated = values[: len(self._by_day.days)]
        self._undated.columns[column] = values[len(dated) :]
        size = len(self._by_month.days)
        if np.isnan(values).any():
            self._unknown.add(column)
            known = ~np.isnan(dated)
            added = np.bincount(self._month_of[known], dated[known], size)
            met = np.bincount(self._month_of[known], minlength=size)
            self._by_month.columns[column] = np.where(met > 0, added, np.nan)
        else:
            self._by_month.columns[column] = np.bincount(self._month_of, dated, size).astype(np.float64)
        # Last, because another thread takes a column of days for one that is held whole.
        self._by_day.columns[column] = dated

    def read(self, run: Run, table: str, measure: str) -> None:
        """Holds the sums of a measure from the table whose days these are."""
        if measure not in self:
            values = run(f'select cast("{measure}" as double) as value from main."{table}"', {})["value"]
            self.keep(measure, values.to_numpy())

    def can_tell(self, asked: MetricRequest) -> bool:
        """Whether each row that a request counts is in a period of it: what carries no date would be one of its own."""
        return not (len(self._undated.places) and asked.grain and not (asked.start or asked.end))

    def added(self, wanted: Groups, columns: Sequence[str]) -> dict[str, Floats]:
        """Column to its sum in each group; not a number where nothing of it is known."""
        sums = {column: np.zeros(len(wanted)) for column in columns}
        met = {column: np.zeros(len(wanted), dtype=np.int64) for column in columns}
        for level, rows in self._stretches(wanted):
            numbers, at = _counted(_numbers(wanted, level, rows), rows)
            all_met = np.bincount(numbers, minlength=len(wanted) + 1)[1:]
            for column in columns:
                values, of, counted = level.columns[column][at], numbers, all_met
                if column in self._unknown:
                    is_known = ~np.isnan(values)
                    values, of = values[is_known], numbers[is_known]
                    counted = np.bincount(of, minlength=len(wanted) + 1)[1:]
                sums[column] += np.bincount(of, values, len(wanted) + 1)[1:]
                met[column] += counted
        return {column: np.where(met[column] > 0, sums[column], np.nan) for column in columns}

    def _stretches(self, wanted: Groups) -> Iterator[tuple[_Level, slice]]:
        """The rows that groups look at: days, whole months in their stead, and what carries no date."""
        asked, after = wanted.request, wanted.last + 1
        if wanted.is_whole and len(self._undated.places):
            yield self._undated, slice(0, len(self._undated.places))
        whole = (after, after)
        if asked.grain in _BY_MONTH:
            whole = _whole_months(wanted.first, wanted.last)
        stretches = (
            (self._by_day, wanted.first, whole[0]),
            (self._by_month, *whole),
            (self._by_day, whole[1], after),
        )
        for level, begin, end in stretches:
            # Looked for as numbers of their own kind: otherwise all days would be copied first.
            rows = slice(*np.searchsorted(level.days, np.array([begin, end], dtype=level.days.dtype)).tolist())
            if rows.stop > rows.start:
                yield level, rows


def days_in_order(run: Run, table: str, columns: Sequence[str], most: int) -> pl.DataFrame | None:
    """The day and some columns of each row; None of a table that is longer, or not stored by day, undated last.

    Its other columns, read later, come in the same order.
    """
    rows = run(f'select day, {", ".join(columns)} from main."{table}" limit {most + 1}', {})
    days = day_numbers(rows["day"])
    is_in_order = not rows["day"].head(len(days)).null_count() and bool((days[1:] >= days[:-1]).all())
    return rows if rows.height <= most and is_in_order else None


def _counted(numbers: Integers, rows: slice) -> tuple[Integers, slice | Integers]:
    """The numbers of groups, each greater by one, with the rows that they are of.

    Nought is that of rows that count nowhere, which are left out where they are many: leaving out takes a while, too.
    """
    counted = np.flatnonzero(numbers >= 0)
    if len(counted) * _FEW > len(numbers):
        return numbers + 1, rows
    return numbers[counted] + 1, counted + rows.start


def _numbers(wanted: Groups, level: _Level, rows: slice) -> Integers:
    """The number of the group of each row; -1 of those that none counts."""
    numbers = wanted.slice_of[level.places[rows]]
    if not wanted.request.grain:
        return numbers
    periods = wanted.period_of[level.days[rows] - wanted.first]
    return np.where(numbers < 0, -1, periods * len(wanted.slices) + numbers)


def _whole_months(first: int, last: int) -> tuple[int, int]:
    """First day of the first whole month and the day after the last one; the day after all twice where none is."""
    before, after = period_starts(np.array([first - 1, last + 1]), "month")
    begin = period_starts(np.array([before + _LONGEST_MONTH]), "month")[0]
    return (int(begin), int(after)) if begin < after else (last + 1, last + 1)
