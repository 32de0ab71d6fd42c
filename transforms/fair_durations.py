"""Comparing durations: the mean logarithm of an agent's seconds against what was expected of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from transforms.intervals import standard_normal
from transforms.random_effects import drawn_in, true_values, worst_tenth

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Durations:
    """The scale of a duration: the department's own figure, in seconds, and how far one record strays (log seconds)."""

    reference: float
    spread: float

    @classmethod
    def of(cls, everybody: pl.DataFrame, reference: float | None) -> Durations | None:
        """The scale from everybody's sums and the department's figure; None where either is missing."""
        records = float(everybody["weight"].sum())
        if reference is None or records <= 0:
            return None
        return cls(reference, float(np.sqrt(float(everybody["own_variance"].sum()) / records)))

    def place(self, sums: pl.DataFrame) -> pl.DataFrame:
        """Adds ratio, adjusted, evidence, z, ratio_low and ratio_high to agents' sums, and can_say.

        log ratio = (observed − expected)/n with error variance V/n², so that the ratio is one of geometric means, which
        of log-normal durations is the ratio of the medians too; adjusted = ratio · the department's figure. evidence is
        the number of records whose mean has the same error: spread² ÷ (V/n²).
        """
        distance = (pl.col("observed") - pl.col("expected")) / pl.col("weight")
        error = pl.col("variance").sqrt() / pl.col("weight")
        half = standard_normal(0.95) * error
        known = error > 0
        return sums.with_columns(
            ratio=distance.exp(),
            adjusted=distance.exp() * self.reference,
            evidence=pl.when(known).then((self.spread / error) ** 2),
            z=pl.when(known).then(distance / error).otherwise(0.0),
            ratio_low=(distance - half).exp(),
            ratio_high=(distance + half).exp(),
            can_say=known,
        )

    def limits(self, evidence: Floats, z: float) -> tuple[Floats, Floats]:
        """The adjusted seconds at which z is as given, below and above."""
        reach = np.exp(z * self.spread / np.sqrt(evidence))
        return self.reference / reach, self.reference * reach

    def drawn(
        self, everybody: pl.DataFrame, shown: pl.DataFrame, worst: Literal["high", "low"] | None
    ) -> dict[str, pl.Series]:
        """Shrunk values with intervals, reliability and worst_tenth of placed agents; nothing where nobody is known."""
        logs = [rows["ratio"].log().to_numpy() for rows in (everybody, shown)]
        errors = [(self.spread**2 / rows["evidence"]).to_numpy() for rows in (everybody, shown)]
        truth = true_values(logs[0], errors[0])
        if truth is None:
            return {}
        drawn = drawn_in(logs[1], errors[1], truth)
        found = {
            told: drawn[name].exp() * self.reference
            for told, name in (("shrunk", "mean"), ("shrunk_low", "low"), ("shrunk_high", "high"))
        }
        found["reliability"] = drawn["reliability"]
        if worst:
            found["worst_tenth"] = worst_tenth(logs[1], errors[1], truth, worst)
        return found
