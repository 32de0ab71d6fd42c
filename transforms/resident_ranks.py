"""Quantiles from counts of bins held in memory: only the values beside the wanted ranks are read from the file.

The counts are by day, team and channel, in finer bins than those of `transforms.ranked`: about one in sixty of the
values is read. A bin reaches from above its lower edge up to its upper one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from transforms.aliases import Floats, Integers, Run
from transforms.groups import KEPT_BY, Groups
from transforms.ranked import Ranked, bins_around, day_conditions, places_of
from transforms.resident_sums import MOST_ROWS, DayRows, ResidentSums, day_numbers

FINE_INDEX = "rollup_fine_ranks"
"""The table that names the counts of each table of ranked values, and the edges of their bins."""
FINE_BINS = 128


@dataclass(frozen=True)
class Quantile:
    """A quantile of each group and both ends of its interval; not a number where there is none."""

    value: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class DayBins(DayRows):
    """How many values of each day, team and channel lie in each bin, and where to read the values themselves."""

    ranked: str
    """The measure whose tables hold the values."""
    edges: tuple[float, ...]
    """The highest value of each bin but the last."""
    bins: npt.NDArray[np.uint32]
    """A row for each day, team and channel."""
    place_of_cell: Integers
    """Team and channel of the cells of the ranked values, by their number."""

    def quantiles(self, run: Run, wanted: Groups, shares: Mapping[str, float]) -> dict[str, Quantile]:
        """Metric to its quantile of a share, the very one that sorting all values of each group would give."""
        met, held = self._held(wanted)
        if not len(met):
            return {metric: Quantile(*np.full((3, len(wanted)), np.nan)) for metric in shares}
        through = np.cumsum(held, axis=1)
        n = through[:, -1]
        places = {metric: places_of(n, share) for metric, share in shares.items()}
        first, last = self._of_slices(wanted, met, bins_around(through, np.concatenate([*places.values()], axis=1)))
        starts, near = self._near(run, wanted, first, last)
        first_of = first[met % len(wanted.slices)]
        below = np.where(first_of > 0, through[np.arange(len(met)), first_of - 1], 0)
        return quantiles_among(
            len(wanted), met, places, shares, (n, below, lambda row: near[starts[met[row]] : starts[met[row] + 1]])
        )

    def _held(self, wanted: Groups) -> tuple[Integers, Integers]:
        """The groups that have values, by number, and how many each of their bins holds."""
        rows, numbers = self.counted(wanted)
        order = np.argsort(numbers, kind="stable")
        rows_of = np.bincount(numbers, minlength=len(wanted))
        met = np.flatnonzero(rows_of)
        if not len(met):
            return met, np.zeros((0, len(self.edges) + 1), dtype=np.int64)
        starts = np.cumsum(rows_of[met]) - rows_of[met]
        return met, np.add.reduceat(self.bins[rows[order]], starts, axis=0, dtype=np.int64)

    def _of_slices(self, wanted: Groups, met: Integers, around: tuple[Integers, Integers]) -> tuple[Integers, Integers]:
        """The first and last bin that any period of each slice needs; of a slice without values none."""
        first = np.full(len(wanted.slices), len(self.edges), dtype=np.int64)
        last = np.full(len(wanted.slices), -1, dtype=np.int64)
        np.minimum.at(first, met % len(wanted.slices), around[0])
        np.maximum.at(last, met % len(wanted.slices), around[1])
        return first, last

    def _near(self, run: Run, wanted: Groups, first: Integers, last: Integers) -> tuple[Integers, Floats]:
        """The values in these bins group by group, and where those of each group start."""
        request, size = wanted.request, len(wanted)
        statement, values = self._statement(wanted, first, last)
        rows = run(statement, values)
        numbers = np.zeros(rows.height, dtype=np.int64)
        if request.grain:
            numbers += wanted.period_of[day_numbers(rows["day"]) - wanted.first] * len(wanted.slices)
        if request.by:
            numbers += wanted.slice_of[self.place_of_cell[rows["cell"].to_numpy()]]
        near: Floats = rows["value"].to_numpy()
        if size > 1:
            # Numbers of two bytes are put in order without comparing them.
            order = np.argsort(numbers.astype(np.uint16), kind="stable")
            numbers, near = numbers[order], near[order]
        return np.searchsorted(numbers, np.arange(size + 1)), near

    def _statement(self, wanted: Groups, first: Integers, last: Integers) -> tuple[str, dict[str, Any]]:
        request = wanted.request
        inside, values = day_conditions(request)
        slices = wanted.slice_of[self.place_of_cell]
        lows, highs = np.array([-math.inf, *self.edges])[first], np.array([*self.edges, math.inf])[last]
        values |= {"lowest": float(lows.min()), "highest": float(highs.max())}
        inside += " and value > $lowest and value <= $highest"
        joined = ""
        if request.by:
            # As lists, because the database takes longer to read six hundred rows of text than to answer.
            cells = np.flatnonzero(slices >= 0)
            values |= {"cells": cells.tolist(), "lows": lows[slices[cells]].tolist()}
            values["highs"] = highs[slices[cells]].tolist()
            joined = " join (select unnest($cells) as cell, unnest($lows) as low, unnest($highs) as high) using (cell)"
            inside += " and value > low and value <= high"
        elif request.where:
            inside += f" and cell in ({', '.join(map(str, np.flatnonzero(slices >= 0))) or '-1'})"
        columns = ", ".join([*(["day"] if request.grain else []), *(["cell"] if request.by else []), "value"])
        return f'select {columns} from main."ranked_{self.ranked}"{joined} where {inside}', values


def day_bins(run: Run, names: ResidentSums, ranked: Ranked, fine: tuple[str, Sequence[float]]) -> DayBins | None:
    """Reads the counts of a measure from a table with bins of these edges; None where there are too many to be held."""
    relation, edges = fine
    cells = ranked.cells
    rows = run(f'select * from main."{relation}" order by day nulls last limit {MOST_ROWS + 1}', {})
    if rows.height > MOST_ROWS:
        return None
    days = day_numbers(rows["day"])
    place_of_cell = np.zeros(int(cells["cell"].max() or 0) + 1, dtype=np.int64)  # type: ignore[arg-type]
    place_of_cell[cells["cell"].to_numpy()] = names.places(cells)
    bins = rows["bins"].to_numpy().reshape(rows.height, len(edges) + 1)
    return DayBins(days, rows.height - len(days), names.places(rows), ranked.measure, tuple(edges), bins, place_of_cell)


def fine_statement(measure: str, edges: Sequence[float]) -> str:
    """The SQL that counts the ranked values of a measure by day, team and channel."""
    ends = ", ".join(f"'{edge!r}'::double" for edge in [*edges, math.inf])
    told = ", ".join(KEPT_BY)
    return (
        f'create or replace table main."{fine_relation(measure)}" as select day, {told}, '
        f"cast(map_values(histogram(value, [{ends}])) as uinteger[{len(edges) + 1}]) as bins "
        f'from main."ranked_{measure}" join main."cells_{measure}" using (cell) group by day, {told} order by day'
    )


def fine_relation(measure: str) -> str:
    """The table of the counts of a measure."""
    return f"binned_{measure}_by_team"


def quantiles_among(
    size: int,
    met: Integers,
    places: Mapping[str, Integers],
    shares: Mapping[str, float],
    known: tuple[Integers, Integers, Callable[[int], npt.NDArray[np.floating[Any]]]],
) -> dict[str, Quantile]:
    """Metric to its quantile in each of `size` groups; `met` are those with values, the rest has none.

    Of each of those, in this order, `known` tells how many values it has, how many of them lie below the ones at hand,
    and gives these, by row; `places` are the wanted places among all.
    """
    told = {metric: Quantile(*np.full((3, size), np.nan)) for metric in shares}
    n, below, near = known
    for row, group in enumerate(met):
        values = near(row)
        for metric, share in shares.items():
            at = (n[row] - 1) * share
            found = picked(values, places[metric][row], below[row])
            told[metric].value[group] = found[0] + (found[1] - found[0]) * (at - math.floor(at))
            told[metric].low[group], told[metric].high[group] = found[2:]
    return told


def picked(values: npt.NDArray[np.floating[Any]], places: Integers, below: int) -> list[float]:
    """The values at some places of their order, of which so many lie below; not a number at a place of -1."""
    asked = [int(place) - below for place in places if place >= 0]
    ordered = np.partition(values, sorted(set(asked))) if asked else values
    return [float(ordered[place - below]) if place >= 0 else math.nan for place in places.tolist()]
