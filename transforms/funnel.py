"""Funnel plots: how far units of different size move from one target by chance, and by more than chance.

Limits are exact where units differ by chance alone. Where all units scatter more than that, because no case mix tells
everything, overdispersion is estimated from the middle of them and the limits are widened on a scale on which the
variance does not depend on the value: arcsin √p for proportions, log(O/E) for ratios (Spiegelhalter 2005, Statistics
in Medicine 24:1185).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import ArrayLike
from scipy.stats import binom, chi2

from transforms.aliases import Floats
from transforms.intervals import standard_normal


@dataclass(frozen=True)
class Scores:
    """Distance from the target of each unit that has records, in standard errors, and that standard error."""

    z: Floats
    error: Floats


@dataclass(frozen=True)
class Overdispersion:
    """How much more units differ than by chance: φ times the variance, or a variance of τ² added to it."""

    phi: float
    tau2: float
    units: int


def binomial_limits(n: ArrayLike, target: float, coverage: float = 0.95) -> pl.DataFrame:
    """Exact limits of a proportion around the target for units of n records: columns low and high, 0 to 1.

    (r − α)/n with r the smallest count for which F(r) ≥ p and α = (F(r) − p)/f(r), at p = (1 ± coverage)/2, F and f of
    the binomial of n and target (Spiegelhalter 2005, appendix). No record, or so few that even none or only successes
    are likely, limits nothing: 0 to 1. Parts of a record do not count. Null where n is unknown. The value at which
    the upper limit is passed has a chance of somewhat more than p, because α rounds a step function.
    """
    size = np.asarray(n, dtype=float)
    records = np.floor(np.nan_to_num(size)).clip(min=0)
    low, high = (_interpolated(records, target, p) for p in ((1 - coverage) / 2, (1 + coverage) / 2))
    known = ~np.isnan(size)
    return _limits(np.where(known, low.clip(0, target), np.nan), np.where(known, high.clip(target, 1), np.nan))


def _interpolated(records: Floats, target: float, p: float) -> Floats:
    if target <= 0 or target >= 1:
        return np.full(records.shape, float(target))
    reached = binom.ppf(p, records, target)
    excess = (binom.cdf(reached, records, target) - p) / binom.pmf(reached, records, target)
    limit = (reached - excess) / np.maximum(records, 1)
    # Where no count but the last is improbable enough, not even that one is: there is no limit on this side.
    return np.where((reached >= records) & (p > 0.5), 1.0, limit)


def poisson_limits(expected: ArrayLike, coverage: float = 0.95) -> pl.DataFrame:
    """Exact limits of observed over expected around 1 for units that expect so many: columns low and high.

    χ²⁻¹(q; 2E)/2E and χ²⁻¹(1 − q; 2(E + 1))/2E with q = (1 − coverage)/2 (Garwood 1936, Biometrika 28:437). Null where
    nothing is expected.
    """
    expectation = _positive(expected)
    tail = (1 - coverage) / 2
    low = chi2.ppf(tail, 2 * expectation) / (2 * expectation)
    high = chi2.ppf(1 - tail, 2 * (expectation + 1)) / (2 * expectation)
    return _limits(low, high)


def proportion_scores(successes: ArrayLike, n: ArrayLike, target: float) -> Scores:
    """Scores of proportions on the scale of arcsin √p, with the standard error 1/(2√n); units without records drop."""
    size = _positive(n)
    share = (np.asarray(successes, dtype=float) / size).clip(0, 1)
    error = 1 / (2 * np.sqrt(size))
    return _scores((np.arcsin(np.sqrt(share)) - np.arcsin(np.sqrt(target))) / error, error)


def ratio_scores(observed: ArrayLike, expected: ArrayLike) -> Scores:
    """Scores of observed over expected on the scale of its logarithm, with the standard error 1/√E.

    Nothing observed counts as half an event, since it has no logarithm; units that expect nothing drop.
    """
    expectation = _positive(expected)
    events = np.maximum(np.asarray(observed, dtype=float), 0.5)
    error = 1 / np.sqrt(expectation)
    return _scores(np.log(events / expectation) / error, error)


def winsorised(scores: Scores, share: float = 0.1) -> Scores:
    """The outer share of the scores on each side drawn in to its percentile, so that outliers widen no limits."""
    if not scores.z.size:
        return scores
    return Scores(scores.z.clip(*np.quantile(scores.z, (share, 1 - share))), scores.error)


def trimmed(scores: Scores, share: float = 0.1) -> Scores:
    """The scores without the outer share on each side, as England's hospital mortality indicator (SHMI) does it."""
    if not scores.z.size:
        return scores
    low, high = np.quantile(scores.z, (share, 1 - share))
    inside = (scores.z >= low) & (scores.z <= high)
    return Scores(scores.z[inside], scores.error[inside])


def overdispersion(scores: Scores) -> Overdispersion:
    """φ = Σz²/I and τ² = (Iφ − (I − 1))/(Σw − Σw²/Σw) with w = 1/s², 0 if Iφ ≤ I − 1 (DerSimonian and Laird 1986).

    Fewer than two units tell nothing about differences: φ = 1, τ² = 0.
    """
    units = scores.z.size
    if units < 2:
        return Overdispersion(1.0, 0.0, units)
    total = float(np.sum(scores.z**2))
    weight = 1 / scores.error**2
    between = (total - (units - 1)) / float(weight.sum() - (weight**2).sum() / weight.sum())
    return Overdispersion(total / units, max(0.0, between), units)


def widened_proportion_limits(
    n: ArrayLike, target: float, coverage: float = 0.95, *, phi: float = 1.0, tau2: float = 0.0
) -> pl.DataFrame:
    """Limits of a proportion widened by φ or by τ²: columns low and high, 0 to 1 where n is 0.

    sin²(arcsin √target ± z·√(φ/4n + τ²)), not beyond 0 and 1. A φ below 1 narrows nothing.
    """
    size = np.asarray(n, dtype=float)
    with np.errstate(divide="ignore"):
        half = _half_width(1 / (4 * np.maximum(size, 0)), coverage, phi, tau2)
    centre = np.arcsin(np.sqrt(target))
    low = np.sin((centre - half).clip(0, np.pi / 2)) ** 2
    high = np.sin((centre + half).clip(0, np.pi / 2)) ** 2
    return _limits(low, high)


def widened_ratio_limits(
    expected: ArrayLike, coverage: float = 0.95, *, phi: float = 1.0, tau2: float = 0.0
) -> pl.DataFrame:
    """Limits of observed over expected widened by φ or by τ²: exp(± z·√(φ/E + τ²)); null where nothing is expected."""
    half = _half_width(1 / _positive(expected), coverage, phi, tau2)
    # Beyond e^300 nothing is limited, and a float would run over.
    return _limits(np.exp(-half.clip(max=300)), np.exp(half.clip(max=300)))


def _half_width(variance: Floats, coverage: float, phi: float, tau2: float) -> Floats:
    return standard_normal(coverage) * np.sqrt(max(phi, 1.0) * variance + tau2)


def _positive(values: ArrayLike) -> Floats:
    amounts = np.asarray(values, dtype=float)
    return np.where(amounts > 0, amounts, np.nan)


def _scores(z: Floats, error: Floats) -> Scores:
    known = ~np.isnan(z)
    return Scores(z[known], error[known])


def _limits(low: Floats, high: Floats) -> pl.DataFrame:
    return pl.DataFrame({"low": np.atleast_1d(low), "high": np.atleast_1d(high)}, nan_to_null=True)
