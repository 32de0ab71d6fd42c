"""Intervals of medians and percentiles from the query that gives their values."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from transforms.intervals import quantile_interval


def interval_column(metric: str) -> str:
    """The column that `apart` keeps the interval of a metric in."""
    return f"{metric}__interval"


def apart(wide: pl.DataFrame, quantiles: Mapping[str, float]) -> pl.DataFrame:
    """Takes each quantile apart that came together with its records: its value, and the struct of low and high.

    `quantiles` names the columns of structs of `value` and `records`, with the share that each is the quantile of.
    """
    for metric, share in quantiles.items():
        value, records = (wide[metric].struct.field(part) for part in ("value", "records"))
        interval = quantile_interval(records, share).cast(pl.Float64).to_struct(interval_column(metric))
        wide = wide.with_columns(value.alias(metric), interval)
    return wide
