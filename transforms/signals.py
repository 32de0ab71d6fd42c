"""Signal against noise in a series over time: natural process limits and the points that break them."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

# Shewhart's constant for a median of moving ranges of two: 3 / 0.954 (Wheeler, Understanding Variation, 1993).
MEDIAN_MOVING_RANGE_FACTOR = 3 / 0.954
RUN_LENGTH = 8
MINIMUM_BASELINE = 8


@dataclass(frozen=True)
class NaturalLimits:
    """Median and natural process limits of a series, in the unit of the series."""

    centre: float
    low: float
    high: float
    points: int


def natural_limits(
    baseline: pl.Series, floor: float | None = None, ceiling: float | None = None
) -> NaturalLimits | None:
    """XmR limits from the median and the median moving range; None with fewer than eight known points.

    The median form is taken because one past incident must not widen the limits for a year. `floor` and `ceiling` are
    the bounds that the measure cannot pass, 0 and 1 for a share.
    """
    known = baseline.drop_nulls().cast(pl.Float64)
    if known.len() < MINIMUM_BASELINE:
        return None
    centre = float(known.median())  # type: ignore[arg-type]
    moving_range = float(known.diff().abs().drop_nulls().median())  # type: ignore[arg-type]
    low, high = (
        centre - MEDIAN_MOVING_RANGE_FACTOR * moving_range,
        centre + MEDIAN_MOVING_RANGE_FACTOR * moving_range,
    )
    if floor is not None:
        low = max(low, floor)
    if ceiling is not None:
        high = min(high, ceiling)
    return NaturalLimits(centre, low, high, known.len())


def flag_signals(series: pl.Series, limits: NaturalLimits | None) -> pl.Series:
    """Names each point: 'above', 'below' (outside the limits), 'run' (the eighth in a row on one side), else null.

    A run is named once, where it becomes one, so that a lasting shift is one signal and not a painted year.
    """
    if limits is None:
        return pl.Series("signal", [None] * series.len(), dtype=pl.String)
    flags: list[str | None] = []
    run, side = 0, 0
    for value in series.to_list():
        if value is None or value == limits.centre:
            run, side = 0, 0
            flags.append(None)
            continue
        now = 1 if value > limits.centre else -1
        run, side = (run + 1, now) if now == side else (1, now)
        if value > limits.high:
            flags.append("above")
        elif value < limits.low:
            flags.append("below")
        else:
            flags.append("run" if run == RUN_LENGTH else None)
    return pl.Series("signal", flags, dtype=pl.String)
