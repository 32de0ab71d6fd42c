"""Comparing shares: an agent's odds against the odds that were expected, carried over to the department's share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import betainc, ndtri

from transforms.intervals import wilson
from transforms.shrinkage import rates_by_moments, shrunk_rates, worst_tenth_of_rates

Floats = NDArray[np.float64]

LEAST_EVENTS = 5.0
"""So many successes and as many failures must be expected, or the share of few events is read as a difference."""
_HALVINGS = 60


@dataclass(frozen=True)
class Shares:
    """The scale of a share: the department's own, which an agent has who does as expected."""

    reference: float

    @classmethod
    def of(cls, everybody: pl.DataFrame) -> Shares | None:
        """The department's share from everybody's sums; None without records."""
        weight = float(everybody["weight"].sum())
        return cls(min(1.0, max(0.0, float(everybody["observed"].sum()) / weight))) if weight > 0 else None

    def place(self, sums: pl.DataFrame) -> pl.DataFrame:
        """Adds expected, ratio, adjusted, evidence, z, ratio_low and ratio_high to agents' sums, and can_say.

        With y the agent's share, p the expected and r the department's, adjusted has the odds r's · (y's ÷ p's), as
        indirect standardisation does with shares themselves, but never leaves 0 to 1. evidence is the number of
        records whose share r has the same error on the scale of the logit: (W·p(1 − p))² ÷ (V·r(1 − r)). The interval
        is Wilson's on these two, carried back. z is what a normal error would be as likely as this distance is by the
        binomial distribution, counting half of its own probability (mid-P; Lancaster 1961, JASA 56:223).
        """
        weight, variance = pl.col("weight"), pl.col("variance")
        own, expected = pl.col("observed") / weight, pl.col("expected") / weight
        varies, department = expected * (1 - expected), self.reference * (1 - self.reference)
        placed = sums.with_columns(
            expected_share=expected,
            ratio=pl.when(expected > 0).then(own / expected),
            adjusted=self._carried(own, expected),
            evidence=pl.when((variance > 0) & pl.lit(department > 0)).then(
                (weight * varies) ** 2 / (variance * (department or 1.0))
            ),
        )
        evidence, adjusted = pl.col("evidence"), pl.col("adjusted")
        interval = wilson(adjusted * evidence, evidence)
        back = [self._carried_back(interval.struct.field(end), pl.col("expected_share")) for end in ("low", "high")]
        enough = pl.lit(self.reference) * evidence >= LEAST_EVENTS
        placed = placed.with_columns(
            ratio_low=pl.when(expected > 0).then(back[0] / expected),
            ratio_high=pl.when(expected > 0).then(back[1] / expected),
            can_say=(enough & (pl.lit(1 - self.reference) * evidence >= LEAST_EVENTS)).fill_null(False),
        )
        known = [placed[name].fill_null(0).to_numpy() for name in ("adjusted", "evidence")]
        return placed.with_columns(z=self.distance(*known), expected=pl.col("expected_share")).drop("expected_share")

    def _carried(self, own: pl.Expr, expected: pl.Expr) -> pl.Expr:
        for_it, against = own * (self.reference * (1 - expected)), (1 - own) * (expected * (1 - self.reference))
        return pl.when(for_it + against > 0).then(for_it / (for_it + against)).otherwise(self.reference)

    def _carried_back(self, adjusted: pl.Expr, expected: pl.Expr) -> pl.Expr:
        for_it = adjusted * (expected * (1 - self.reference))
        against = (1 - adjusted) * (self.reference * (1 - expected))
        return pl.when(for_it + against > 0).then(for_it / (for_it + against)).otherwise(expected)

    def distance(self, adjusted: Floats, evidence: Floats) -> Floats:
        """Standard errors from the department's share; 0 without evidence."""
        if not 0 < self.reference < 1:
            return np.zeros(len(adjusted))
        return np.where(evidence > 0, ndtri(_mid_p(adjusted * evidence, evidence, self.reference)), 0.0)

    def limits(self, evidence: Floats, z: float) -> tuple[Floats, Floats]:
        """The adjusted shares at which `distance` is −z and z, 0 or 1 where it never gets so far."""
        return self._share_at(evidence, -z), self._share_at(evidence, z)

    def _share_at(self, evidence: Floats, z: float) -> Floats:
        low, high = np.zeros(len(evidence)), np.ones(len(evidence))
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            beyond = self.distance(middle, evidence) > z
            low, high = np.where(beyond, low, middle), np.where(beyond, middle, high)
        return (low + high) / 2

    def drawn(
        self, everybody: pl.DataFrame, shown: pl.DataFrame, worst: Literal["high", "low"] | None
    ) -> dict[str, pl.Series]:
        """Shrunk values with intervals, reliability and worst_tenth of placed agents; nothing where nobody is known."""
        counts = [(rows["adjusted"] * rows["evidence"]).to_numpy() for rows in (everybody, shown)]
        true_rates = rates_by_moments(counts[0], everybody["evidence"].to_numpy())
        if true_rates is None:
            return {}
        evidence = shown["evidence"].to_numpy()
        drawn = shrunk_rates(counts[1], evidence, true_rates)
        found = {"shrunk": drawn["mean"], "shrunk_low": drawn["low"], "shrunk_high": drawn["high"]}
        found["reliability"] = drawn["reliability"]
        if worst:
            found["worst_tenth"] = worst_tenth_of_rates(counts[1], evidence, true_rates, worst)
        return found


def _mid_p(successes: Floats, n: Floats, share: float) -> Floats:
    """Probability of fewer successes and half of just as many, for records that need not be whole numbers."""
    return np.clip((_at_most(successes, n, share) + _at_most(successes - 1, n, share)) / 2, 1e-300, 1 - 1e-16)


def _at_most(successes: Floats, n: Floats, share: float) -> Floats:
    inside = (successes > -1) & (successes < n)
    within = np.where(inside, successes, 0.0)
    left = np.where(inside, n - successes, 1.0)
    return np.where(inside, betainc(left, within + 1, 1 - share), (successes >= n).astype(float))
