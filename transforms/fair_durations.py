"""Comparing durations: the mean logarithm of an agent's seconds against what was expected of it."""

from __future__ import annotations

from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from transforms.intervals import standard_normal
from transforms.random_effects import drawn_in, true_values, worst_tenth

Floats = NDArray[np.float64]


def place_durations(sums: pl.DataFrame) -> pl.DataFrame:
    """Puts agents' durations on the scale of the department's, so that readings and lines mean the same for all.

    Takes observed, expected, weight, variance, the department's figure in seconds as `reference` and how far one record
    strays (log seconds) as `spread`. log `ratio` = (observed − expected)/n with error variance V/n², so that the ratio
    is one of geometric means, which of log-normal durations is the ratio of the medians too; `adjusted` = ratio · the
    department's figure. `evidence` is the number of records whose mean has the same error, spread² ÷ (V/n²), null
    where nothing varies; `z` the distance in errors; `can_say` whether there is any error to compare with.
    """
    distance = (pl.col("observed") - pl.col("expected")) / pl.col("weight")
    error = pl.col("variance").sqrt() / pl.col("weight")
    half = standard_normal(0.95) * error
    known = error > 0
    return sums.with_columns(
        ratio=distance.exp(),
        adjusted=distance.exp() * pl.col("reference"),
        evidence=pl.when(known).then((pl.col("spread") / error) ** 2),
        z=pl.when(known).then(distance / error).otherwise(0.0),
        ratio_low=(distance - half).exp(),
        ratio_high=(distance + half).exp(),
        can_say=known & pl.col("reference").is_not_null(),
    )


def duration_limits(evidence: Floats, reference: float, spread: float, z: float) -> tuple[Floats, Floats]:
    """The adjusted seconds at which z is as given, below and above."""
    reach = np.exp(z * spread / np.sqrt(evidence))
    return reference / reach, reference * reach


def draw_durations(
    everybody: pl.DataFrame, shown: pl.DataFrame, worst: Literal["high", "low"] | None
) -> dict[str, pl.Series]:
    """Shrunk values with intervals, reliability and worst_tenth of agents placed on one scale; nothing of nobody."""
    logs = [rows["ratio"].log().to_numpy() for rows in (everybody, shown)]
    errors = [(rows["spread"] ** 2 / rows["evidence"]).to_numpy() for rows in (everybody, shown)]
    truth = true_values(logs[0], errors[0])
    if truth is None:
        return {}
    drawn = drawn_in(logs[1], errors[1], truth)
    found = {
        told: drawn[name].exp() * shown["reference"]
        for told, name in (("shrunk", "mean"), ("shrunk_low", "low"), ("shrunk_high", "high"))
    }
    found["reliability"] = drawn["reliability"]
    if worst:
        found["worst_tenth"] = worst_tenth(logs[1], errors[1], truth, worst)
    return found
