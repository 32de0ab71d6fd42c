"""From a column per metric to a row per metric: value, n and interval, as every answer has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from transforms.catalogue import MetricDefinition
from transforms.intervals import mean_interval, net_promoter_interval, wilson
from transforms.rank_intervals import interval_column

_NONE = pl.lit(None, pl.Float64)


def long_answer(
    wide: pl.DataFrame, definitions: Sequence[MetricDefinition], keys: list[str], is_known: bool
) -> pl.DataFrame:
    """Rows of metric, each key, value, n, low, high, metric by metric.

    `wide` has a column for each metric, for each n and sum of squares, and for the interval of each quantile. With
    `is_known` false nothing counted is unknown and not nought. Grouped, only what has records is told.
    """
    parts = [wide.select(pl.lit(d.name).alias("metric"), *keys, *_columns(d, is_known)) for d in definitions]
    rows = pl.concat(parts).lazy()
    # Joined with other metrics, a group may come up in which this one has no record at all.
    met = rows.filter((pl.col("n") > 0) | pl.col("_value").is_not_null()) if keys else rows
    shown = pl.when(pl.col("_value").is_not_null()).then(_interval({d.interval for d in definitions}))
    return (
        met.with_columns(_interval=shown)
        .select("metric", *keys, "value", "n", "_interval")
        .unnest("_interval")
        .collect()
    )


def _columns(definition: MetricDefinition, is_known: bool) -> list[pl.Expr]:
    """What an interval is worked out from, and the value and n that are told."""
    value, n = pl.col(definition.name).cast(pl.Float64), pl.col(definition.n).fill_null(0).cast(pl.Int64)
    # Nothing counted is a count of nought; any other measure of nothing is unknown, and so is a count of what no
    # source records, whose n is the records of which it is known.
    counted = value
    if definition.unit == "count" and is_known:
        counted = value.fill_null(0) if definition.n == definition.name else pl.when(n > 0).then(value.fill_null(0))
    squares = pl.col(definition.sum_of_squares).cast(pl.Float64) if definition.sum_of_squares else _NONE
    ends = pl.struct(low=_NONE, high=_NONE)
    if definition.interval == "rank":
        ends = pl.col(interval_column(definition.name))
    return [
        counted.alias("value"),
        n.alias("n"),
        value.alias("_value"),
        squares.alias("_squares"),
        ends.alias("_ends"),
        pl.lit(definition.interval).alias("_kind"),
    ]


def _interval(kinds: set[str]) -> pl.Expr:
    """The interval of each row by its kind; written once for all metrics, which is what takes time with few rows."""
    value, n, squares = pl.col("_value"), pl.col("n"), pl.col("_squares")
    ways: Mapping[str, pl.Expr] = {
        "wilson": wilson(value * n, n),
        "mean": mean_interval(value, squares, n),
        "net_promoter": net_promoter_interval(value, squares, n),
    }
    found = pl.col("_ends")
    for kind in sorted(kinds & ways.keys()):
        found = pl.when(pl.col("_kind") == kind).then(ways[kind]).otherwise(found)
    return found
