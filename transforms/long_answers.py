"""From numbers of groups to a row per metric and group: value, n and interval, as every answer has them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

import numpy as np
import polars as pl

from transforms.aliases import Floats, Integers
from transforms.catalogue import MetricDefinition
from transforms.intervals import mean_interval, net_promoter_interval, wilson
from transforms.rank_intervals import interval_column

_NONE = pl.lit(None, pl.Float64)
_ROUNDING = 1e-6
"""Thirds of a record that several people share add up to whole ones but for their last digits."""


def long_answer(
    wide: pl.DataFrame, definitions: Sequence[MetricDefinition], keys: list[str], is_known: bool
) -> pl.DataFrame:
    """Rows of metric, each key, value, n, low, high, metric by metric.

    `wide` has a column for each metric, for each n and sum of squares, and for the interval of each quantile. With
    `is_known` false nothing counted is unknown and not nought. Grouped, only what has records is told.
    """
    parts = [wide.select(pl.lit(d.name).alias("metric"), *keys, *_columns(d, is_known)) for d in definitions]
    rows = pl.concat(parts)
    # Joined with other metrics, a group may come up in which this one has no record at all.
    met = rows.filter((pl.col("n") > 0) | pl.col("_value").is_not_null()) if keys else rows
    return _with_intervals(met, keys, definitions)


def long_answer_of(
    columns: Mapping[str, Floats],
    ends: Mapping[str, tuple[Floats, Floats]],
    keys: Callable[[Integers], list[pl.Series]],
    definitions: Sequence[MetricDefinition],
) -> pl.DataFrame:
    """The same from numbers by group: metric to its values, to both ends of the interval of each quantile.

    What is not a number is not known. `keys` gives the key columns of groups by their number, none where nothing is
    grouped.
    """
    told: list[tuple[Integers, Floats, Floats, Floats, Floats, Floats, Floats]] = []
    nothing = keys(np.zeros(0, dtype=np.int64))
    for d in definitions:
        value, n = columns[d.name], np.nan_to_num(columns[d.n])
        met = np.flatnonzero((n > 0) | ~np.isnan(value)) if nothing else np.arange(len(value))
        unknown = np.full(len(value), np.nan)
        squares = columns[d.sum_of_squares] if d.sum_of_squares else unknown
        low, high = ends.get(d.name, (unknown, unknown))
        shown = _counted(d, value, n)
        told.append((met, shown[met], n[met], value[met], squares[met], low[met], high[met]))
    numbers, value, n, raw, squares, low, high = (np.concatenate(part) for part in zip(*told, strict=True))
    lengths = [len(one[0]) for one in told]
    places = np.repeat(np.arange(len(told)), lengths)
    names, kinds = ([getattr(d, field) for d in definitions] for field in ("name", "interval"))
    known = {"value": value, "_value": raw, "_squares": squares, "_low": low, "_high": high}
    rows = pl.DataFrame(
        [
            # Taken by their places and not by a query, of which each waits for threads that others use.
            pl.Series("metric", names, dtype=pl.String)[places],
            *keys(numbers),
            *(pl.Series(name, values, nan_to_null=True) for name, values in known.items()),
            pl.Series("n", (n + _ROUNDING).astype(np.int64)),
            pl.Series("_kind", kinds, dtype=pl.String)[places],
        ]
    )
    return _with_intervals(rows, [key.name for key in nothing], definitions)


def _counted(definition: MetricDefinition, value: Floats, n: Floats) -> Floats:
    """As `_columns` tells a count of nothing."""
    if definition.unit != "count":
        return value
    if definition.n == definition.name:
        return np.nan_to_num(value)
    return np.where(n > 0, np.nan_to_num(value), np.nan)


def _columns(definition: MetricDefinition, is_known: bool) -> list[pl.Expr]:
    """What an interval is worked out from, and the value and n that are told."""
    value = pl.col(definition.name).cast(pl.Float64)
    n = (pl.col(definition.n).cast(pl.Float64).fill_null(0) + _ROUNDING).cast(pl.Int64)
    # Nothing counted is a count of nought; any other measure of nothing is unknown, and so is a count of what no
    # source records, whose n is the records of which it is known.
    counted = value
    if definition.unit == "count" and is_known:
        counted = value.fill_null(0) if definition.n == definition.name else pl.when(n > 0).then(value.fill_null(0))
    squares = pl.col(definition.sum_of_squares).cast(pl.Float64) if definition.sum_of_squares else _NONE
    low, high = _NONE, _NONE
    if definition.interval == "rank":
        ends = pl.col(interval_column(definition.name)).struct
        low, high = ends.field("low"), ends.field("high")
    return [
        counted.alias("value"),
        value.alias("_value"),
        squares.alias("_squares"),
        low.alias("_low"),
        high.alias("_high"),
        n.alias("n"),
        pl.lit(definition.interval).alias("_kind"),
    ]


def _with_intervals(rows: pl.DataFrame, keys: list[str], definitions: Sequence[MetricDefinition]) -> pl.DataFrame:
    interval = _interval(frozenset(d.interval for d in definitions))
    return rows.select("metric", *keys, "value", "n", interval).unnest("_interval")


@lru_cache(maxsize=64)
def _interval(kinds: frozenset[str]) -> pl.Expr:
    """The interval of each row by its kind; written once for all answers, for writing it takes longer than its work."""
    value, n, squares = pl.col("_value"), pl.col("n"), pl.col("_squares")
    ways: Mapping[str, pl.Expr] = {
        "wilson": wilson(value * n, n),
        "mean": mean_interval(value, squares, n),
        "net_promoter": net_promoter_interval(value, squares, n),
    }
    found = pl.struct(low=pl.col("_low"), high=pl.col("_high"))
    for kind in sorted(kinds & ways.keys()):
        found = pl.when(pl.col("_kind") == kind).then(ways[kind]).otherwise(found)
    return pl.when(value.is_not_null()).then(found).alias("_interval")
