"""Signal against noise in a series over time: natural process limits and the points that break them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl
from scipy.stats import norm

from transforms.run_rules import BEYOND_LIMITS, OUTSIDE, RUN, RUN_LENGTH, marks, zones

# Shewhart's constant for a median of moving ranges of two: 3 / 0.954 (Wheeler, Understanding Variation, 1993).
MEDIAN_MOVING_RANGE_FACTOR = 3 / 0.954
MINIMUM_BASELINE = 8

_DRAWN_CHARTS = 2_000
_SEED = 20260630


@dataclass(frozen=True)
class NaturalLimits:
    """Median and natural process limits of a series, in the unit of the series."""

    centre: float
    low: float
    high: float
    points: int

    @property
    def sigma(self) -> float:
        """Spread of single points: a third of the way to a limit, the farther one as the other may have been cut."""
        return max(self.high - self.centre, self.centre - self.low) / 3


def natural_limits(
    baseline: Iterable[float | None], floor: float | None = None, ceiling: float | None = None
) -> NaturalLimits | None:
    """XmR limits from the median and the median moving range; None with fewer than eight known points.

    None too where most points equal the one before, as of a share that is nearly always 1: limits without any width
    would call every exception a signal, in half of all months that nothing happened in.

    The median form is taken because one past incident must not widen the limits for a year. `floor` and `ceiling` are
    the bounds that the measure cannot pass, 0 and 1 for a share.
    """
    known = np.array([value for value in baseline if value is not None], dtype=np.float64)
    if len(known) < MINIMUM_BASELINE:
        return None
    centre = float(np.median(known))
    moving_range = float(np.median(np.abs(np.diff(known))))
    if moving_range == 0:
        return None
    low, high = (
        centre - MEDIAN_MOVING_RANGE_FACTOR * moving_range,
        centre + MEDIAN_MOVING_RANGE_FACTOR * moving_range,
    )
    if floor is not None:
        low = max(low, floor)
    if ceiling is not None:
        high = min(high, ceiling)
    return NaturalLimits(centre, low, high, len(known))


def flag_signals(series: Collection[float | None], limits: NaturalLimits | None) -> pl.Series:
    """Names each point: 'above', 'below' (outside the limits), 'run' (the eighth in a row on one side), else null.

    A run is named once, where it becomes one, so that a lasting shift is one signal and not a painted year.
    """
    if limits is None:
        return pl.Series("signal", [None] * len(series), dtype=pl.String)
    zoned = zones(series, limits.centre, limits.low, limits.high)
    words = {(OUTSIDE, True): "above", (OUTSIDE, False): "below", (RUN, True): "run", (RUN, False): "run"}
    named = [mark and words[mark, zone > 0] for mark, zone in zip(marks(zoned), zoned, strict=True)]
    return pl.Series("signal", named, dtype=pl.String)


@dataclass(frozen=True)
class SpecialCause:
    """What moved a series: its first and last point, by position, and the side of the median it is on."""

    first: int
    last: int
    is_higher: bool


def special_causes(series: Iterable[float | None], limits: NaturalLimits | None) -> list[SpecialCause]:
    """The stretches of a series that a signal belongs to, in order.

    A stretch of eight or more on one side of the median is one from its first point to its last. Of a shorter one it is
    the points from the first outside the limits to the last: what stands on the same side next to them may be there by
    chance.
    """
    if limits is None:
        return []
    zoned = zones(series, limits.centre, limits.low, limits.high)
    found, start = [], 0
    for end in range(1, len(zoned) + 1):
        if end < len(zoned) and zoned[end] * zoned[start] > 0:
            continue
        cause = _cause(zoned, start, end)
        found += [cause] if cause else []
        start = end
    return found


def _cause(zoned: list[int], start: int, end: int) -> SpecialCause | None:
    is_higher = zoned[start] > 0
    if zoned[start] != 0 and end - start >= RUN_LENGTH:
        return SpecialCause(start, end - 1, is_higher)
    outside = [place for place in range(start, end) if abs(zoned[place]) == BEYOND_LIMITS]
    if not outside:
        return None
    return SpecialCause(outside[0], outside[-1], is_higher)


@lru_cache(maxsize=64)
def false_alarm_rate(baseline: int) -> float | None:
    """Share of independent normal points that `flag_signals` marks, when their limits come from `baseline` others.

    A median moving range of few points is itself uncertain, so marks are more frequent than `run_rules.false_alarms`
    has it for known limits: with 48 of them 0.0135 a point against 0.0066. The chance given the limits is exact,
    P(outside) + P(the eighth in a row and inside); it is averaged over limits drawn from a fixed seed, as no formula
    for their spread is known. None below the eight points that limits need.
    """
    if baseline < MINIMUM_BASELINE:
        return None
    drawn = np.random.default_rng(_SEED).standard_normal((_DRAWN_CHARTS, baseline))
    centre = np.median(drawn, axis=1)
    reach = MEDIAN_MOVING_RANGE_FACTOR * np.median(np.abs(np.diff(drawn, axis=1)), axis=1)
    over, beyond_high, beyond_low = norm.sf(centre), norm.sf(centre + reach), norm.cdf(centre - reach)
    under, before = 1 - over, RUN_LENGTH - 1
    runs = under * over**before * (over - beyond_high) + over * under**before * (under - beyond_low)
    return float(np.mean(beyond_high + beyond_low + runs))
