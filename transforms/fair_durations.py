"""Comparing durations: the mean logarithm of an agent's seconds against what was expected of it."""

from __future__ import annotations

from typing import Literal

import numpy as np

from transforms.aliases import Floats
from transforms.fair_shares import Columns
from transforms.intervals import standard_normal
from transforms.random_effects import drawn_in, true_values, worst_tenth


def place_durations(sums: Columns) -> Columns:
    """Puts agents' durations on the scale of the department's, so that readings and lines mean the same for all.

    Takes observed, expected, weight, variance, the department's figure in seconds as `reference` and how far one record
    strays (log seconds) as `spread`. log `ratio` = (observed − expected)/n with error variance V/n², so that the ratio
    is one of geometric means, which of log-normal durations is the ratio of the medians too; `adjusted` = ratio · the
    department's figure. `evidence` is the number of records whose mean has the same error, spread² ÷ (V/n²), not a
    number where nothing varies; `can_say` whether there is any error to compare with.
    """
    distance, error = _distance(sums)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        ratio = np.exp(distance)
        evidence = np.where(error > 0, (sums["spread"] / error) ** 2, np.nan)
    return {
        "expected": sums["expected"],
        "ratio": ratio,
        "adjusted": ratio * sums["reference"],
        "evidence": evidence,
        "can_say": (error > 0) & ~np.isnan(sums["reference"]),
    }


def duration_errors(placed: Columns) -> Columns:
    """The distance of placed durations from the department's in errors as `z`, and the 95 % interval of `ratio`."""
    distance, error = _distance(placed)
    half = standard_normal(0.95) * error
    with np.errstate(over="ignore"):
        low, high = np.exp(distance - half), np.exp(distance + half)
    z = np.divide(distance, error, out=np.zeros(len(distance)), where=error > 0)
    return {"ratio_low": low, "ratio_high": high, "z": z}


def _distance(sums: Columns) -> tuple[Floats, Floats]:
    """How far the mean logarithm is from what was expected, and its error."""
    weight = sums["weight"]
    return (sums["observed"] - sums["expected"]) / weight, np.sqrt(sums["variance"]) / weight


def duration_limits(evidence: Floats, reference: float, spread: float, z: float) -> tuple[Floats, Floats]:
    """The adjusted seconds at which z is as given, below and above."""
    reach = np.exp(z * spread / np.sqrt(evidence))
    return reference / reach, reference * reach


def draw_durations(everybody: Columns, shown: Columns, worst: Literal["high", "low"] | None) -> Columns:
    """Shrunk values with intervals, reliability and worst_tenth of agents placed on one scale; nothing of nobody."""
    logs = [np.log(rows["ratio"]) for rows in (everybody, shown)]
    errors = [rows["spread"] ** 2 / rows["evidence"] for rows in (everybody, shown)]
    truth = true_values(logs[0], errors[0])
    if truth is None:
        return {}
    drawn = drawn_in(logs[1], errors[1], truth)
    found = {
        told: np.exp(value) * shown["reference"]
        for told, value in (("shrunk", drawn.mean), ("shrunk_low", drawn.low), ("shrunk_high", drawn.high))
    }
    found["reliability"] = drawn.reliability
    if worst:
        found["worst_tenth"] = worst_tenth(logs[1], errors[1], truth, worst)
    return found
