"""Exact quantiles of many records without reading them all: where a rank lies, then the few values around it.

Beside the facts stand the values of a duration in their order, cut into bins of equal size, and by day and dimension
how many values each bin holds. Adding these counts tells in which bin a rank lies, and only values of that bin and its
neighbours are read: the answer is the very value that sorting all of them would give.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.sparse import csr_array

from transforms.intervals import quantile_ranks
from transforms.rank_intervals import interval_column

RANK_INDEX = "rollup_ranks"
"""The table that names what is kept for each measure that is a quantile."""
BINS = 64
WORTH_KEEPING = 300_000
"""Of fewer values a quantile is taken faster than its ranks are looked up."""

Ask = Callable[[str], pl.DataFrame]


@dataclass(frozen=True)
class Ranked:
    """The tables of one measure: values in order (`value`, `day`, dimensions), and how many of a day each bin holds."""

    relation: str
    bins: str
    edges: tuple[float, ...]
    """The lowest value of each bin but the first."""

    def quantiles(self, ask: Ask, keys: Sequence[str], condition: str, shares: Mapping[str, float]) -> pl.DataFrame:
        """Keys, then for each metric its quantile and the struct of its interval; as sorting all values gives it.

        `shares` is metric to share. A quantile between two values is interpolated between them (type 7 of Hyndman and
        Fan 1996, SQL's percentile_cont); a group without values has no row, or nulls where nothing is grouped.
        """
        names = [key.rsplit(" as ", maxsplit=1)[-1] for key in keys]
        cells = ask(f'select {", ".join([*keys, "bins"])} from main."{self.bins}" where {condition}')
        groups, held = _counted(cells, names, len(self.edges) + 1)
        wanted = {metric: _places(held.sum(axis=1), share) for metric, share in shares.items()}
        places = np.concatenate(list(wanted.values()), axis=1)
        through = np.cumsum(held, axis=1)
        first, last = _bins_around(through, places)
        below = through[:, first - 1] if first > 0 else np.zeros(len(held), dtype=np.int64)
        values = self._values(ask, keys, condition, first, last)
        groups = groups.with_columns(pl.Series("_below", below), pl.Series("_n", through[:, -1]))
        if names:
            groups = groups.join(values, on=names, how="left", nulls_equal=True, maintain_order="left")
        else:
            groups = groups.hstack(values)
        return groups.select(
            *names, *(told for metric, share in shares.items() for told in _told(metric, share, wanted[metric], groups))
        )

    def _values(self, ask: Ask, keys: Sequence[str], condition: str, first: int, last: int) -> pl.DataFrame:
        edges = [f"value >= {self.edges[first - 1]!r}"] if first > 0 else []
        edges += [f"value < {self.edges[last]!r}"] if last < len(self.edges) else []
        around = " and ".join([condition, *edges])
        told = ", ".join([*keys, "list(value) as near"])
        return ask(f'select {told} from main."{self.relation}" where {around} {_grouped(keys)}')


def _counted(cells: pl.DataFrame, names: list[str], bins_kept: int) -> tuple[pl.DataFrame, np.ndarray]:
    """The groups that cells of days fall into (with a column of their place), and how many values their bins hold.

    Added up here and not in SQL: a sum for each of the bins takes longer to plan than all of them to work out.
    """
    bins = cells["bins"].to_numpy().astype(np.int64, copy=False).reshape(len(cells), bins_kept)
    if not names:
        return pl.DataFrame({"_group": [0]}), bins.sum(axis=0, keepdims=True)
    groups = cells.select(names).unique(maintain_order=True).with_row_index("_group")
    of_cell = cells.select(names).join(groups, on=names, how="left", nulls_equal=True, maintain_order="left")["_group"]
    places = (np.ones(len(cells), dtype=np.int64), (of_cell.to_numpy(), np.arange(len(cells))))
    return groups, csr_array(places, shape=(len(groups), len(cells))) @ bins


def ranking_statements(measure: str, fact: str, columns: Sequence[str], edges: Sequence[float]) -> tuple[str, str]:
    """The SQL that makes the two tables of a measure; `columns` spell `value`, `day` and the dimensions in the fact."""
    ranked = (
        f'create or replace table main."ranked_{measure}" as select {", ".join(columns)} from main."{fact}" '
        f"where {columns[0].rsplit(' as ', maxsplit=1)[0]} is not null order by value"
    )
    bounds = [None, *edges, None]
    counts = []
    for low, high in itertools.pairwise(bounds):
        inside = [f"value >= {low!r}"] if low is not None else []
        inside += [f"value < {high!r}"] if high is not None else []
        counts.append(f"cast(count(*) filter ({' and '.join(inside) or 'true'}) as uinteger)")
    keys = ", ".join(column.rsplit(" as ", maxsplit=1)[-1] for column in columns[1:])
    binned = (
        f'create or replace table main."binned_{measure}" as select {keys}, '
        f"cast([{', '.join(counts)}] as uinteger[{len(counts)}]) as bins "
        f'from main."ranked_{measure}" group by all order by day'
    )
    return ranked, binned


def _grouped(keys: Sequence[str]) -> str:
    return f"group by {', '.join(str(place + 1) for place in range(len(keys)))}" if keys else ""


def _places(n: np.ndarray, share: float) -> np.ndarray:
    """Places from 0 of the values on both sides of a quantile and of both ends of its interval; -1 for none.

    `n` has one entry a group, the answer a row a group and four columns.
    """
    at = np.maximum(n - 1, 0) * share
    ranks = quantile_ranks(n, share)
    ends = [ranks[end].fill_null(0).to_numpy() - 1 for end in ("low", "high")]
    sides = [np.where(n > 0, side(at), -1) for side in (np.floor, np.ceil)]
    return np.stack([*sides, *ends], axis=1).astype(np.int64)


def _bins_around(through: np.ndarray, places: np.ndarray) -> tuple[int, int]:
    """The first and the last bin that any place of any group lies in."""
    group, _ = np.nonzero(places >= 0)
    if not len(group):
        return 0, 0
    bins = (through[group] <= places[places >= 0][:, None]).sum(axis=1)
    return int(bins.min()), int(bins.max())


def _told(metric: str, share: float, places: np.ndarray, groups: pl.DataFrame) -> list[pl.Series]:
    """The quantile of a metric and the struct of its interval, group by group."""
    near, below = groups["near"].list.sort(), groups["_below"].to_numpy()
    floor, ceiling, low, high = (_value_at(near, places[:, column], below) for column in range(4))
    # The place between two values is worked out as the database does it, so that both give the same digits.
    at = (groups["_n"].cast(pl.Float64) - 1).clip(lower_bound=0) * share
    value = floor + (ceiling - floor) * (at - at.floor())
    interval = pl.DataFrame({"low": low, "high": high}).to_struct(interval_column(metric))
    return [value.alias(metric), interval]


def _value_at(near: pl.Series, places: np.ndarray, below: np.ndarray) -> pl.Series:
    known = pl.Series(places >= 0)
    found = near.list.get(pl.Series(np.where(places >= 0, places - below, 0)), null_on_oob=True)
    return pl.select(pl.when(known).then(found.cast(pl.Float64))).to_series()
