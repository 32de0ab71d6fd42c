"""The groups that a question asks for: every period by every slice, numbered in the order in which answers are told."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import polars as pl

from transforms.aliases import Integers, Run
from transforms.requests import MetricRequest

KEPT_BY = ("team", "channel")
"""The dimensions of what is held in memory: those that every page filters by."""
_WEEK = 7
_MONDAY = 3
"""Days from the Monday before the first day of 1970, a Thursday."""


@dataclass(frozen=True)
class Groups:
    """Numbers of groups: the period's times how many slices there are, and the slice's. Days are counted from 1970."""

    request: MetricRequest
    first: int
    """The first day that is looked at; what lies before it counts nothing."""
    period_of: Integers
    """Number of the period of each day from the first on; -1 for a day that counts nothing."""
    starts: npt.NDArray[np.datetime64]
    """First day of each period; one entry where no periods are asked for."""
    slice_of: Integers
    """Number of the slice of each team and channel, by their place in the names; -1 where filters leave them out."""
    slices: tuple[tuple[str | None, ...], ...]
    """The names of each slice, in the order of the request's dimensions."""
    names: tuple[pl.Series, ...]
    """The same, dimension by dimension."""

    def __len__(self) -> int:
        """How many groups there are, those without records included."""
        return len(self.starts) * len(self.slices)

    @property
    def last(self) -> int:
        """The last day that is looked at."""
        return self.first + len(self.period_of) - 1

    @property
    def is_whole(self) -> bool:
        """Whether this is one group of days to which what carries no date belongs too."""
        return self.request.start is None and self.request.end is None and not self.request.grain

    @property
    def bounds(self) -> Integers:
        """The first day of each period, and the one after the last: periods are spans of days side by side."""
        return np.searchsorted(self.period_of, np.arange(len(self.starts) + 1)) + self.first

    def at_ends(self, newest: int) -> Groups:
        """The same groups, but of each period only its last day counts, or the newest where that comes first."""
        days = np.arange(self.first, self.last + 1)
        newest = min(self.last, newest)
        ends = np.minimum(_ends(days, self.request.grain), newest) if self.request.grain else newest
        return replace(self, period_of=np.where(days == ends, self.period_of, -1))

    def of(self, days: Integers, places: Integers) -> tuple[Integers, Integers]:
        """Which of some rows count, by position, and the number of the group of each that does."""
        periods, slices = self.period_of[days - self.first], self.slice_of[places]
        counted = np.flatnonzero((periods >= 0) & (slices >= 0))
        return counted, periods[counted] * len(self.slices) + slices[counted]

    def keys(self, numbers: Integers) -> list[pl.Series]:
        """The columns that tell groups apart: period (with a grain) and each dimension."""
        told = []
        if self.request.grain:
            told.append(pl.Series("period", self.starts[numbers // len(self.slices)]))
        told += [names.gather(numbers % len(self.slices)) for names in self.names]
        return told


def groups(request: MetricRequest, names: Mapping[str, Sequence[str | None]], first: int, last: int) -> Groups:
    """The groups of a request; `names` are those of each dimension kept, `first` and `last` the days that there are."""
    first = max(first, day_number(request.start)) if request.start else first
    last = min(last, day_number(request.end)) if request.end else last
    days = np.arange(first, max(last + 1, first))
    if request.grain:
        starts, period_of = np.unique(period_starts(days, request.grain), return_inverse=True)
    else:
        starts, period_of = np.zeros(1, dtype=np.int64), np.zeros(len(days), dtype=np.int64)
    sliced = _slices(request.by, request.where, tuple((name, tuple(known)) for name, known in names.items()))
    return Groups(request, first, period_of.astype(np.int64), starts.astype("datetime64[D]"), *sliced)


def names_in(run: Run, tables: Iterable[str], dimensions: Sequence[str]) -> dict[str, tuple[str | None, ...]]:
    """The names of each dimension in any of the tables, in order, with what has none at the end."""
    told = ", ".join(dimensions)
    found = run(" union ".join(f'select {told} from main."{table}"' for table in tables), {})
    return {name: tuple(found[name].unique().sort(nulls_last=True).to_list()) for name in dimensions}


def places(rows: pl.DataFrame, names: Mapping[str, Sequence[str | None]]) -> tuple[Integers, int]:
    """Where each row stands among all combinations of the names, of which there are so many; None is the last name."""
    number: Integers = np.zeros(rows.height, dtype=np.int64)
    size = 1
    for name, known in names.items():
        if rows[name].null_count() and None not in known:
            raise ValueError(f"{name} is missing in some rows, and in none of the tables that its names are from")
        code = rows[name].cast(pl.Enum([one for one in known if one is not None])).to_physical().cast(pl.Int64)
        number, size = number * len(known) + code.fill_null(len(known) - 1).to_numpy(), size * len(known)
    return number, size


def day_number(day: object) -> int:
    """Days since the first of 1970."""
    return int(np.datetime64(day, "D").astype(np.int64))  # type: ignore[call-overload]


@lru_cache(maxsize=64)
def _slices(
    by: tuple[str, ...],
    where: tuple[tuple[str, tuple[str, ...]], ...],
    of_dimensions: tuple[tuple[str, tuple[str | None, ...]], ...],
) -> tuple[Integers, tuple[tuple[str | None, ...], ...], tuple[pl.Series, ...]]:
    """The number of the slice of each combination of names, in the order of the dimensions, and what each is called,
    slice by slice and dimension by dimension.

    Kept, because a view asks for the same ones a dozen times, and of agents by channel and source there are thousands.
    """
    names = dict(of_dimensions)
    shape = tuple(len(known) for known in names.values())
    # Of each combination the place in every dimension, told without a row for each: of agents there are many.
    places = dict(zip(names, np.ix_(*map(np.arange, shape)), strict=True))
    number: Integers = np.zeros(shape, dtype=np.int64)
    for dimension in by:
        number = number * len(names[dimension]) + places[dimension]
    for dimension, wanted in where:
        is_kept = np.array([name in wanted for name in names[dimension]], dtype=bool)
        number = np.where(is_kept[places[dimension]], number, -1)
    number = np.broadcast_to(number, shape).ravel()
    number.setflags(write=False)
    return number, *_called(tuple((dimension, names[dimension]) for dimension in by))


@lru_cache(maxsize=32)
def _called(
    by: tuple[tuple[str, tuple[str | None, ...]], ...],
) -> tuple[tuple[tuple[str | None, ...], ...], tuple[pl.Series, ...]]:
    """What each slice by these names is called; kept apart, because filters do not change it."""
    slices = tuple(itertools.product(*(known for _, known in by)))
    columns = [pl.Series(name, [one[place] for one in slices], dtype=pl.String) for place, (name, _) in enumerate(by)]
    return slices, tuple(columns)


def period_starts(days: Integers, grain: str) -> Integers:
    """The first day of the period of each day."""
    if grain == "day":
        return days
    if grain == "week":
        return (days + _MONDAY) // _WEEK * _WEEK - _MONDAY
    return _first_days(_months(days) // _MONTHS[grain] * _MONTHS[grain])


def _ends(days: Integers, grain: str) -> Integers:
    """The last day of the period of each day."""
    if grain in ("day", "week"):
        return period_starts(days, grain) + (_WEEK - 1 if grain == "week" else 0)
    return _first_days((_months(days) // _MONTHS[grain] + 1) * _MONTHS[grain]) - 1


_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def _months(days: Integers) -> Integers:
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def _first_days(months: Integers) -> Integers:
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
