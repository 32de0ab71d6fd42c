"""Durations held in memory, so that a median of any weeks, teams and channels is found without asking the file.

The values lie by team and channel, then by bin, then by day. How many of them each bin held before each day stands
beside them: subtracting two days tells in which bins wanted ranks lie, and where the values of those days are.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from transforms.aliases import Floats, Integers, Run
from transforms.groups import Groups
from transforms.ranked import Ranked, bins_around, places_of
from transforms.resident_ranks import DayBins, Quantile, quantiles_among
from transforms.resident_sums import DayRows, day_numbers

Values = npt.NDArray[np.float32] | Floats

MOST_VALUES = 50_000_000
"""Of more values of one measure none are held: one process would take a fifth of a gigabyte for them."""


@dataclass(frozen=True)
class HeldValues(DayRows):
    """All values of one measure; the days of each row of counts are those of `DayRows`."""

    first: int
    """The first day, counted from 1970."""
    before: npt.NDArray[np.uint32]
    """How many values each place and bin has before each day from the first on: places by days by bins.

    What carries no date counts as of one day after the last.
    """
    starts: Integers
    """Where the values of each place and bin begin: places by bins."""
    values: Values

    def quantiles(self, _run: object, wanted: Groups, shares: Mapping[str, float]) -> dict[str, Quantile]:
        """Metric to its quantile of a share, the very one that sorting all values of each group would give."""
        places = np.flatnonzero(wanted.slice_of[: len(self.before)] >= 0)
        # Slice by slice, so that groups follow each other in the order of their numbers.
        places = places[np.argsort(wanted.slice_of[places], kind="stable")]
        slices = wanted.slice_of[places]
        # Ends of periods by places by bins.
        before = self.before[places[None, :], self._ends(wanted)[:, None]].astype(np.int64)
        counts = np.diff(before, axis=0)
        met, held = _by_group(counts, slices, len(wanted.slices))
        through = np.cumsum(held, axis=1)
        asked = {metric: places_of(through[:, -1], share) for metric, share in shares.items()}
        first, last = bins_around(through, np.concatenate([*asked.values()], axis=1))
        rows = np.arange(len(met))
        below = np.where(first > 0, through[rows, first - 1], 0)
        needs = _needed_bins(counts.shape, slices, (met, len(wanted.slices)), first, last)
        near = self.values[_spans((self.starts[places] + before[:-1])[needs], counts[needs])]
        ends = np.append(0, np.cumsum(through[rows, last] - below)).tolist()
        return quantiles_among(
            len(wanted), met, asked, shares, (through[:, -1], below, lambda row: near[ends[row] : ends[row + 1]])
        )

    def _ends(self, wanted: Groups) -> Integers:
        """The bounds of periods, counted from the first day."""
        days = self.before.shape[1] - 2
        return np.array([0, days + 1]) if wanted.is_whole else np.clip(wanted.bounds - self.first, 0, days)


def _by_group(counts: Integers, slices: Integers, size: int) -> tuple[Integers, Integers]:
    """The groups that have values, by number, and how many each of their bins holds."""
    firsts = np.flatnonzero(np.diff(slices, prepend=-1))
    if not len(firsts):
        return np.zeros(0, dtype=np.int64), np.zeros((0, counts.shape[2]), dtype=np.int64)
    held = np.add.reduceat(counts, firsts, axis=1)
    periods, met = np.nonzero(held.any(axis=2))
    return periods * size + slices[firsts[met]], held[periods, met]


def _needed_bins(
    shape: tuple[int, ...], slices: Integers, groups: tuple[Integers, int], first: Integers, last: Integers
) -> npt.NDArray[np.bool_]:
    """Which bins the group of each period and place needs; `groups` tells those met, and how many slices there are."""
    met, size = groups
    ends = np.full((2, shape[0] * size), -1, dtype=np.int64)
    ends[:, met] = first, last
    from_bin, to_bin = ends.reshape(2, shape[0], size)[:, :, slices, None]
    bins = np.arange(shape[2])
    needed: npt.NDArray[np.bool_] = (bins >= from_bin) & (bins <= to_bin)
    return needed


def _spans(begins: Integers, lengths: Integers) -> Integers:
    """The positions of spans of such lengths, one after the other."""
    passed = np.cumsum(lengths) - lengths
    return np.repeat(begins - passed, lengths) + np.arange(int(lengths.sum()))


def held_values(run: Run, bins: DayBins) -> HeldValues | None:
    """Reads the values behind some counts; None where there are too many to be held."""
    if int(bins.bins.sum()) > MOST_VALUES or not len(bins.days):
        return None
    rows = run(f'select value, day, cell from main."ranked_{bins.ranked}"', {})
    first, days = int(bins.days[0]), int(bins.days[-1] - bins.days[0]) + 1
    size = len(bins.edges) + 1
    before = np.zeros((int(bins.places.max()) + 1, days + 2, size), dtype=np.uint32)
    before[bins.places, 1 + np.append(bins.days - first, np.full(bins.undated, days))] = bins.bins
    np.cumsum(before, axis=1, out=before)
    values = rows["value"].to_numpy()
    part = bins.place_of_cell[rows["cell"].to_numpy()] * size + np.searchsorted(bins.edges, values)
    day = (rows["day"].cast(pl.Int32) - first).fill_null(days).to_numpy()
    return _held((bins.days, bins.undated, bins.places), first, before, values[_in_order(part, day)])


def values_by(run: Run, ranked: Ranked, place_of_cell: Integers) -> HeldValues | None:
    """As `held_values`, by other places: `place_of_cell` tells that of each cell, by its number."""
    relation = f'main."ranked_{ranked.measure}"'
    known = run(f"select distinct day from {relation} where day is not null order by day", {})
    if not known.height or run(f"select count(*) as n from {relation}", {}).item() > MOST_VALUES:
        return None
    rows = run(f"select value, day, cell from {relation}", {})
    dates = day_numbers(known["day"])
    first, days = int(dates[0]), int(dates[-1] - dates[0]) + 1
    shape = (int(place_of_cell.max()) + 1, days + 2, len(ranked.edges) + 1)
    day = (rows["day"].cast(pl.Int32) - first).fill_null(days).to_numpy()
    place, bin_ = place_of_cell[rows["cell"].to_numpy()], np.searchsorted(ranked.edges, rows["value"].to_numpy())
    counted = np.bincount((place * shape[1] + day + 1) * shape[2] + bin_, minlength=math.prod(shape))
    before = np.cumsum(counted.reshape(shape), axis=1, dtype=np.uint32)
    values = rows["value"].to_numpy()[_in_order(place * shape[2] + bin_, day)]
    return _held((dates, rows["day"].null_count(), place_of_cell[:0]), first, before, values)


def _held(
    rows: tuple[Integers, int, Integers], first: int, before: npt.NDArray[np.uint32], values: Floats
) -> HeldValues:
    ends = np.cumsum(before[:, -1].ravel(), dtype=np.int64)
    starts = (ends - before[:, -1].ravel()).reshape(len(before), -1)
    return HeldValues(*rows, first=first, before=before, starts=starts, values=_narrow(values))


def _in_order(part: Integers, day: Integers) -> Integers:
    """Positions by part, then by day. Numbers of two bytes are put in order without comparing them."""
    by_day = np.argsort(day.astype(np.min_scalar_type(int(day.max()))), kind="stable")
    return by_day[np.argsort(part[by_day].astype(np.min_scalar_type(int(part.max()))), kind="stable")]


def _narrow(values: Floats) -> Values:
    """The same values in half the room, where that holds each of them as it is; whole seconds do."""
    narrow = values.astype(np.float32)
    return narrow if np.array_equal(narrow, values) else values
