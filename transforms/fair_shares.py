"""Comparing shares: an agent's odds against the odds that were expected, carried over to the department's share."""

from __future__ import annotations

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


def place_shares(sums: pl.DataFrame) -> pl.DataFrame:
    """Puts agents' shares on the scale of the department's, so that readings and lines mean the same for all.

    Takes observed, expected, weight, variance and the department's share as `reference`. With y the agent's share, p
    the expected and r the department's, `adjusted` has the odds r's · (y's ÷ p's), as indirect standardisation does
    with shares themselves, but never leaves 0 to 1. `evidence` is the number of records whose share r has the same
    error on the scale of the logit: (W·p(1 − p))² ÷ (V·r(1 − r)), null where nothing varies. The 95 % interval of
    `ratio` y/p is Wilson's on these two, carried back. `z` is what a normal error would be as likely as this distance
    is by the binomial distribution (see `share_distance`). `can_say` is whether enough events are expected.
    """
    own, expected, department = pl.col("observed") / pl.col("weight"), pl.col("_expected"), pl.col("reference")
    spread, evidence, adjusted = department * (1 - department), pl.col("evidence"), pl.col("adjusted")
    # Step by step, because one expression of all steps takes longer to plan than all of them to work out.
    placed = (
        sums.with_columns(_expected=pl.col("expected") / pl.col("weight"))
        .with_columns(
            adjusted=_same_odds(own, expected, department),
            evidence=pl.when((pl.col("variance") > 0) & (spread > 0)).then(
                (pl.col("weight") * expected * (1 - expected)) ** 2 / (pl.col("variance") * spread)
            ),
            ratio=pl.when(expected > 0).then(own / expected),
        )
        .with_columns(_interval=wilson(adjusted * evidence, evidence))
        .unnest("_interval")
        .with_columns(
            can_say=(evidence * pl.min_horizontal(department, 1 - department) >= LEAST_EVENTS).fill_null(False),
            **{
                f"ratio_{end}": pl.when(expected > 0).then(_same_odds(pl.col(end), department, expected) / expected)
                for end in ("low", "high")
            },
        )
        .with_columns(expected=expected)
        .drop("_expected", "low", "high")
    )
    known = (placed[name].fill_null(0).to_numpy() for name in ("adjusted", "evidence", "reference"))
    return placed.with_columns(z=share_distance(*known))


def _same_odds(share: pl.Expr, among: pl.Expr, instead: pl.Expr) -> pl.Expr:
    """The share that has to `instead` the ratio of odds that `share` has to `among`."""
    for_it, against = share * instead * (1 - among), (1 - share) * (1 - instead) * among
    return pl.when(for_it + against > 0).then(for_it / (for_it + against)).otherwise(instead)


def share_distance(adjusted: Floats, evidence: Floats, reference: Floats) -> Floats:
    """Standard errors that a share lies from the department's; 0 where there is no evidence or nothing varies.

    The normal quantile of the probability of fewer successes and half of just as many (mid-P; Lancaster 1961, JASA
    56:223), with the binomial distribution carried on between whole numbers by the incomplete beta function.
    """
    says = (evidence > 0) & (reference > 0) & (reference < 1)
    n, share = np.where(says, evidence, 1.0), np.where(says, reference, 0.5)
    below = (_at_most(adjusted * n, n, share) + _at_most(adjusted * n - 1, n, share)) / 2
    return np.where(says, ndtri(np.clip(below, 1e-300, 1 - 1e-16)), 0.0)


def _at_most(successes: Floats, n: Floats, share: Floats) -> Floats:
    inside = (successes > -1) & (successes < n)
    within = np.where(inside, successes, 0.0)
    left = np.where(inside, n - successes, 1.0)
    return np.where(inside, betainc(left, within + 1, 1 - share), (successes >= n).astype(float))


def share_limits(evidence: Floats, reference: float, z: float) -> tuple[Floats, Floats]:
    """The adjusted shares at which `share_distance` is −z and z; 0 or 1 where it never gets so far."""
    department = np.full(len(evidence), reference)
    return _share_at(evidence, department, -z), _share_at(evidence, department, z)


def _share_at(evidence: Floats, reference: Floats, z: float) -> Floats:
    low, high = np.zeros(len(evidence)), np.ones(len(evidence))
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        beyond = share_distance(middle, evidence, reference) > z
        low, high = np.where(beyond, low, middle), np.where(beyond, middle, high)
    return (low + high) / 2


def draw_shares(
    everybody: pl.DataFrame, shown: pl.DataFrame, worst: Literal["high", "low"] | None
) -> dict[str, pl.Series]:
    """Shrunk values with intervals, reliability and worst_tenth of agents placed on one scale; nothing of nobody."""
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
