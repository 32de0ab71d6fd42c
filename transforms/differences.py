"""Differences between two periods, and how far chance alone could move them."""

from __future__ import annotations

import math
from dataclasses import dataclass

from transforms.intervals import standard_normal


@dataclass(frozen=True)
class Reading:
    """A value with its interval, in one unit; limits are None where none is known."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Difference:
    """First reading less the second, with its interval, in their unit."""

    value: float
    low: float
    high: float


def difference_of_readings(first: Reading, second: Reading) -> Difference | None:
    """Difference with limits squared and added: d − √((v₁ − l₁)² + (h₂ − v₂)²) to d + √((h₁ − v₁)² + (v₂ − l₂)²).

    The readings are of different records, with intervals of one confidence (Zou, Donner 2008). Of two proportions with
    Wilson limits it is the difference of Newcombe 1998; of medians it takes their rank intervals. None where a limit is
    unknown.
    """
    if first.low is None or first.high is None or second.low is None or second.high is None:
        return None
    value = first.value - second.value
    below = math.hypot(first.value - first.low, second.high - second.value)
    above = math.hypot(first.high - first.value, second.value - second.low)
    return Difference(value, value - below, value + above)


def weekly_noise(sigma: float, weeks: tuple[float, float], confidence: float = 0.95) -> float | None:
    """How far the means of two groups of weeks differ by chance: z·σ·√(1/k + 1/j), in the unit of σ.

    σ is the spread of single weeks around their level, a third of the way from the centre of a control chart to its
    limit. Neighbouring weeks are taken for independent. None where a group has less than one week.
    """
    if min(weeks) < 1:
        return None
    return standard_normal(confidence) * sigma * math.sqrt(1 / weeks[0] + 1 / weeks[1])
