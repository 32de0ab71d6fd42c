"""Exact quantiles of many records without reading them all: where a rank lies, then the few values around it.

Beside the facts stand the values of a duration in their order, cut into bins of about equal size, and by day and cell
how many values each bin holds. Adding these counts tells in which bin a rank lies, and only values of that bin and its
neighbours are read: the answer is the very value that sorting all of them would give.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from transforms.aliases import Integers, Run
from transforms.intervals import enclosing_ranks
from transforms.rank_intervals import interval_column
from transforms.requests import MetricRequest

RANK_INDEX = "rollup_ranks"
"""The table that names what is kept for each measure that is a quantile."""
BINS = 32
WORTH_KEEPING = 300_000
"""Of fewer values a quantile is taken faster than its ranks are looked up."""


@dataclass(frozen=True)
class Ranked:
    """The tables of one measure: its values in order by month, how many of a day each bin holds, and their cells.

    A cell is a combination of the dimensions, told by a small number: to compare and join ten million texts takes
    several times as long.
    """

    measure: str
    edges: tuple[float, ...]
    """The lowest value of each bin but the first."""
    cells: pl.DataFrame = field(compare=False)
    """The number of each cell and its dimensions."""

    def quantiles(self, run: Run, request: MetricRequest, shares: Mapping[str, float]) -> pl.DataFrame:
        """Keys, then for each metric its quantile and the struct of its interval; as sorting all values gives it.

        `shares` is metric to share. A quantile between two values is interpolated between them (type 7 of Hyndman and
        Fan 1996, SQL's percentile_cont); a group without values has no row, or nulls where nothing is grouped.
        """
        cells = self._cells(request)
        groups, held = self._held(run, request, cells)
        wanted = {metric: places_of(held.sum(axis=1), share) for metric, share in shares.items()}
        through = np.cumsum(held, axis=1)
        bins = bins_around(through, np.concatenate(list(wanted.values()), axis=1))
        groups = groups.with_columns(
            pl.Series("_n", through[:, -1]), pl.Series("_first", bins[0]), pl.Series("_last", bins[1])
        ).with_columns(pl.col("_first").min().over("slice"), pl.col("_last").max().over("slice"))
        near = self._near(run, request, cells, groups)
        keys = [name for name in groups.columns if not name.startswith("_")]
        groups = groups.join(near, on=keys, how="left", nulls_equal=True, maintain_order="left")
        below = _below(through, groups["_first"].to_numpy())
        told = [one for metric, share in shares.items() for one in _told(metric, share, wanted[metric], groups, below)]
        names = cells.select("slice", *request.by).unique("slice")
        return groups.select(keys).hstack(told).join(names, on="slice", how="left").drop("slice")

    def _cells(self, request: MetricRequest) -> pl.DataFrame:
        """The cells that a request counts, with the number of the slice that each belongs to."""
        kept = [pl.col(name).is_in(list(wanted)) for name, wanted in request.where]
        cells = self.cells.filter(kept) if kept else self.cells
        if not request.by:
            return cells.with_columns(slice=pl.lit(0, pl.Int64))
        slices = cells.select(request.by).unique(maintain_order=True).with_row_index("slice")
        slices = slices.with_columns(pl.col("slice").cast(pl.Int64))
        return cells.join(slices, on=request.by, how="left", nulls_equal=True, maintain_order="left")

    def _held(self, run: Run, request: MetricRequest, cells: pl.DataFrame) -> tuple[pl.DataFrame, Integers]:
        """The groups that have values, and how many each of their bins holds."""
        days, values = day_conditions(request)
        told = ", ".join([*period_columns(request), "cell", "bins"])
        inside = f"{days} and {_within(cells, request)}"
        found = run(f'select {told} from main."binned_{self.measure}" where {inside}', values)
        keys = [*(["period"] if request.grain else []), "slice"]
        counted = found.join(cells.select("cell", "slice"), on="cell", how="left", maintain_order="left")
        return _added_up(counted, keys, len(self.edges) + 1)

    def _near(self, run: Run, request: MetricRequest, cells: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
        """The values of each group in the bins that its slice needs: period, slice, list of values."""
        days, values = day_conditions(request)
        slices = groups.select("slice", "_first", "_last").unique("slice", maintain_order=True)
        first, last = (slices[name].to_list() for name in ("_first", "_last"))
        bounds = [days, *_bounds("value", *self._range(min(first, default=0), max(last, default=0)))]
        joined = ""
        if request.by:
            ranges = {number: self._range(*ends) for number, *ends in slices.iter_rows()}
            wanted = [(*row, *ranges[row[1]]) for row in cells.select("cell", "slice").iter_rows() if row[1] in ranges]
            # As lists, because the database takes longer to read six hundred rows of text than to answer.
            for place, name in enumerate(("cells", "slices", "lows", "highs")):
                values[name] = [row[place] for row in wanted]
            joined = (
                " join (select unnest($cells) as cell, unnest($slices) as slice, unnest($lows) as low, "
                "unnest($highs) as high) as wanted using (cell)"
            )
            bounds.append("value >= low and value < high")
        else:
            bounds.append(_within(cells, request))
        keys = ", ".join([*period_columns(request), f"cast({'slice' if request.by else '0'} as bigint) as slice"])
        return run(
            f'select {keys}, list(value) as near from main."ranked_{self.measure}"{joined} '
            f"where {' and '.join(bounds)} group by all",
            values,
        )

    def _range(self, first: int, last: int) -> tuple[float, float]:
        """From which value up to below which the bins from first to last reach."""
        return (
            self.edges[first - 1] if first > 0 else -math.inf,
            self.edges[last] if last < len(self.edges) else math.inf,
        )


def ranking_statements(measure: str, fact: str, columns: Mapping[str, str], edges: Sequence[float]) -> list[str]:
    """The SQL that makes the tables of a measure; `columns` spells `value`, `day` and the dimensions."""
    told = ", ".join(f'{expression} as "{name}"' for name, expression in columns.items())
    known = f'(select {told} from main."{fact}" where {columns["value"]} is not null)'
    dimensions = [name for name in columns if name not in ("value", "day")]
    same = " and ".join(f'known."{name}" is not distinct from cells."{name}"' for name in dimensions)
    counts = [
        f"cast(count(*) filter ({' and '.join(_bounds('value', low, high)) or 'true'}) as uinteger)"
        for low, high in itertools.pairwise([-math.inf, *edges, math.inf])
    ]
    return [
        f'create or replace table main."cells_{measure}" as select cast(row_number() over () as integer) as cell, * '
        f"from (select distinct {', '.join(dimensions)} from {known})",
        f'create or replace table main."ranked_{measure}" as select value, day, cell '
        f'from {known} as known join main."cells_{measure}" as cells on {same} '
        # By month first: a question about four weeks reads two months, one about a year few of the values of each.
        "order by date_trunc('month', day), value",
        f'create or replace table main."binned_{measure}" as select day, cell, '
        f"cast([{', '.join(counts)}] as uinteger[{len(counts)}]) as bins "
        f'from main."ranked_{measure}" group by day, cell order by day',
    ]


def day_conditions(request: MetricRequest) -> tuple[str, dict[str, Any]]:
    """The days of a request on a table with a column `day`, as SQL, and the values by name."""
    values = {name: day for name, day in (("start", request.start), ("end", request.end)) if day}
    signs = {"start": ">=", "end": "<="}
    return " and ".join(["true", *(f"day {signs[name]} ${name}" for name in values)]), values


def period_columns(request: MetricRequest) -> list[str]:
    """The column `period` of a request with a grain, as SQL on a table with a column `day`."""
    return [f"cast(date_trunc('{request.grain}', day) as date) as period"] if request.grain else []


def _within(cells: pl.DataFrame, request: MetricRequest) -> str:
    if not request.where:
        return "true"
    return f"cell in ({', '.join(map(str, cells['cell'])) or '-1'})"


def _bounds(column: str, low: float, high: float) -> list[str]:
    above = [f"{column} >= cast('{low!r}' as double)"] if low > -math.inf else []
    return above + ([f"{column} < cast('{high!r}' as double)"] if high < math.inf else [])


def _added_up(counted: pl.DataFrame, keys: list[str], bins_kept: int) -> tuple[pl.DataFrame, Integers]:
    """Counts of days and cells added up by group.

    Done here and not in SQL: a sum for each of the bins takes longer to plan than all of them to work out.
    """
    bins = counted["bins"].to_numpy().reshape(len(counted), bins_kept)
    groups = counted.select(keys).unique(maintain_order=True)
    if groups.is_empty():
        rows = 1 if keys == ["slice"] else 0
        return pl.DataFrame({"slice": [0]}) if rows else groups, np.zeros((rows, bins_kept), dtype=np.int64)
    numbered = groups.with_row_index("_group")
    of_row = counted.select(keys).join(numbered, on=keys, how="left", nulls_equal=True, maintain_order="left")["_group"]
    if not of_row.is_sorted():
        bins = bins[of_row.arg_sort().to_numpy()]
    starts = of_row.sort().search_sorted(pl.Series(range(len(groups)), dtype=of_row.dtype))
    return groups, np.add.reduceat(bins, starts.to_numpy().astype(np.int64), axis=0, dtype=np.int64)


def places_of(n: Integers, share: float) -> Integers:
    """Places from 0 of the values on both sides of a quantile and of both ends of its interval; -1 for none.

    `n` has one entry a group, the answer a row a group and four columns.
    """
    at = np.maximum(n - 1, 0) * share
    ends = [ranks - 1 for ranks in enclosing_ranks(n, share)]
    sides = [np.where(n > 0, side(at), -1) for side in (np.floor, np.ceil)]
    return np.stack([*sides, *ends], axis=1).astype(np.int64)


def bins_around(through: Integers, places: Integers) -> tuple[Integers, Integers]:
    """The first and the last bin that any place of each group lies in; a group without places asks for its first."""
    bins = (through[:, None, :] <= places[:, :, None]).sum(axis=2)
    is_known = places >= 0
    return np.where(is_known, bins, through.shape[1] - 1).min(axis=1), np.where(is_known, bins, 0).max(axis=1)


def _below(through: Integers, first: Integers) -> Integers:
    """How many values of each group lie in bins before the first one."""
    before = np.concatenate([np.zeros((len(through), 1), dtype=np.int64), through], axis=1)
    return np.take_along_axis(before, first[:, None].astype(np.int64), axis=1)[:, 0]


def _told(metric: str, share: float, places: Integers, groups: pl.DataFrame, below: Integers) -> Iterable[pl.Series]:
    """The quantile of a metric and the struct of its interval, group by group."""
    near = groups["near"].list.sort()
    floor, ceiling, low, high = (_value_at(near, places[:, column], below) for column in range(4))
    # The place between two values is worked out as the database does it, so that both give the same digits.
    at = (groups["_n"].cast(pl.Float64) - 1).clip(lower_bound=0) * share
    value = floor + (ceiling - floor) * (at - at.floor())
    return value.alias(metric), pl.DataFrame({"low": low, "high": high}).to_struct(interval_column(metric))


def _value_at(near: pl.Series, places: Integers, below: Integers) -> pl.Series:
    found = near.list.get(pl.Series(np.where(places >= 0, places - below, 0)), null_on_oob=True)
    return pl.select(pl.when(pl.Series(places >= 0)).then(found.cast(pl.Float64))).to_series()
