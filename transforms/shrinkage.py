"""Rates of small units drawn to the mean of all, by as much as chance explains of their differences.

A unit's own records and the distribution of the true rates of all units are weighed against each other. The weight of
the own records is the reliability, 0 for pure chance and 1 for certainty. Durations and ratios, whose errors are normal
on a logarithmic scale, are in `random_effects`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize
from scipy.special import betainc, betaincc, betainccinv, betaincinv

from transforms.random_effects import WORST_SHARE, Drawn, Plausible, plausible_variances

Array = NDArray[np.float64]

NO_DIFFERENCE = 1e-7
"""A spread below it is none: the beta distribution would be narrower than its quantiles can be computed."""
LARGEST_SPREAD = 1.0
"""α + β = 1, the widest that a distribution of true rates is taken to be (Jeffreys' prior at a mean of one half)."""


@dataclass(frozen=True)
class EfronMorris:
    """The mean of all, the share that is left of each distance from it, and the values after that."""

    mean: float
    factor: float
    shrunk: pl.Series


@dataclass(frozen=True)
class RateDistribution:
    """Beta distribution of the units' true rates: its mean, and its spread 1/(α + β), 0 when nobody differs.

    `plausible` is what else the two could be, as variances of the true rates, and `records` how many records they rest
    on; without them mean and spread are taken as certain.
    """

    mean: float
    spread: float
    records: float = 0.0
    plausible: Plausible | None = field(default=None, repr=False, compare=False)

    @property
    def alpha(self) -> float | None:
        """α of the beta distribution; None when nobody differs."""
        return self.mean / self.spread if self.spread else None

    @property
    def beta(self) -> float | None:
        """β of the beta distribution; None when nobody differs."""
        return (1 - self.mean) / self.spread if self.spread else None


def efron_morris(values: ArrayLike, variance: float) -> EfronMorris | None:
    """Shrinks values of one common error variance to their mean, by c = 1 − (k − 3)·σ²/S, S = Σ(y − ȳ)², at least 0.

    Efron and Morris 1975, JASA 70:311 (their baseball averages: c = 0.212). None for fewer than four values, of which
    the estimator says nothing. Equal values have a factor of 0.
    """
    observed = np.asarray(values, dtype=float)
    if observed.size < 4:
        return None
    mean = float(observed.mean())
    squares = float(((observed - mean) ** 2).sum())
    factor = float(max(0.0, 1 - (observed.size - 3) * variance / squares)) if squares > 0 else 0.0
    return EfronMorris(mean, factor, pl.Series("shrunk", mean + factor * (observed - mean)))


def rates_by_moments(successes: ArrayLike, n: ArrayLike) -> RateDistribution | None:
    """Distribution of true rates from the mean and the variance of the observed ones; None without any record.

    With v = p̄(1 − p̄) a rate has the variance v·((1 − ρ)/n + ρ) and ρ = spread/(1 + spread). Solved for ρ with the
    records as weights (Kleinman 1973, JASA 68:46): ρ = (Σn(p − p̄)²/v − (k − 1))/(N − Σn²/N − (k − 1)), at least 0.
    """
    x, size = _with_records(successes, n)
    if not size.size:
        return None
    records, mean = float(size.sum()), _share(x, size)
    own = mean * (1 - mean)
    free = records - float((size**2).sum()) / records
    if own <= 0 or free <= size.size - 1:
        return _distribution(mean, 0.0, x, size)
    excess = float((size * (x / size - mean) ** 2).sum()) / own - (size.size - 1)
    rho = max(0.0, excess / (free - (size.size - 1)))
    return _distribution(mean, rho / (1 - rho) if rho < 1 else LARGEST_SPREAD, x, size)


def rates_by_likelihood(successes: ArrayLike, n: ArrayLike) -> RateDistribution | None:
    """Distribution of true rates that makes whole counts likeliest (beta-binomial); None without any record.

    log L = Σₖ cₖ·log(μ + kδ) + dₖ·log(1 − μ + kδ) − eₖ·log(1 + kδ) with δ = spread and cₖ, dₖ, eₖ the units with more
    than k successes, failures, records (Griffiths 1973, Biometrics 29:637). Where the likelihood falls from δ = 0 on,
    nobody differs (Tarone 1979, Biometrika 66:585).
    """
    x, size = (np.round(part) for part in _with_records(successes, n))
    if not size.size:
        return None
    mean = _share(x, size)
    start = rates_by_moments(x, size)
    if start is None or mean * (1 - mean) <= 0 or _slope_at_none(x, size, mean) <= 0:
        return _distribution(mean, 0.0, x, size)
    counts = tuple(_units_above(part) for part in (x, size - x, size))
    found = minimize(
        _minus_log_likelihood,
        (np.log(mean / (1 - mean)), np.log(max(start.spread, 1e-4))),
        args=counts,
        jac=True,
        method="L-BFGS-B",
        bounds=((-20, 20), (np.log(NO_DIFFERENCE), np.log(LARGEST_SPREAD))),
        options={"ftol": 1e-13, "gtol": 1e-8},
    )
    return _distribution(float(1 / (1 + np.exp(-found.x[0]))), float(np.exp(found.x[1])), x, size)


def _with_records(successes: ArrayLike, n: ArrayLike) -> tuple[Array, Array]:
    x, size = _floats(successes), _floats(n)
    counted = (size > 0) & ~np.isnan(x)
    return x[counted], size[counted]


def _share(x: Array, size: Array) -> float:
    # A sum of shares may be 1 + 1e-16.
    return float((x.sum() / size.sum()).clip(0, 1))


def _distribution(mean: float, spread: float, x: Array, size: Array) -> RateDistribution:
    spread = min(spread, LARGEST_SPREAD) if spread > NO_DIFFERENCE else 0.0
    own = mean * (1 - mean)
    possible = plausible_variances(x / size, own / size, own * spread / (1 + spread)) if own > 0 else None
    return RateDistribution(mean, spread, float(size.sum()), possible)


def _slope_at_none(x: Array, size: Array, mean: float) -> float:
    won, lost = (x * (x - 1)).sum() / mean, ((size - x) * (size - x - 1)).sum() / (1 - mean)
    return float(won + lost - (size * (size - 1)).sum())


def _units_above(counts: Array) -> Array:
    """At position k the number of units whose count is greater than k."""
    tally = np.bincount(counts.astype(np.int64))
    return tally[::-1].cumsum()[::-1][1:].astype(float)


def _minus_log_likelihood(point: Array, won: Array, lost: Array, all_: Array) -> tuple[float, Array]:
    mean, spread = 1 / (1 + np.exp(-point[0])), np.exp(point[1])
    steps = np.arange(all_.size)
    up, down, both = mean + steps[: won.size] * spread, 1 - mean + steps[: lost.size] * spread, 1 + steps * spread
    value = won @ np.log(up) + lost @ np.log(down) - all_ @ np.log(both)
    by_mean = won @ (1 / up) - lost @ (1 / down)
    by_spread = won @ (steps[: won.size] / up) + lost @ (steps[: lost.size] / down) - all_ @ (steps / both)
    # By the chain rule on the scales in which the search runs: the logit of the mean, the logarithm of the spread.
    return -float(value), -np.array([by_mean * mean * (1 - mean), by_spread * spread])


def shrunk_rates(successes: ArrayLike, n: ArrayLike, true_rates: RateDistribution, confidence: float = 0.95) -> Drawn:
    """Posterior of each unit's rate; units without records have the mean.

    mean = (x + α)/(n + α + β), reliability = n/(n + α + β). The credible interval is that of the beta distribution with
    this mean and the variance of the posterior averaged over all plausible spreads and means of all, so that it has a
    width when nobody seems to differ; with a distribution that is certain it is the plain posterior. Not a number where
    the counts are unknown.
    """
    x, size = _floats(successes), _floats(n)
    own = np.where(size > 0, x / np.where(size > 0, size, 1), true_rates.mean)
    reliability = size * true_rates.spread / (1 + size * true_rates.spread)
    mean = true_rates.mean + reliability * (own - true_rates.mean)
    low, high = _credible(mean, _posterior_variance(own, size, mean, true_rates), true_rates, confidence)
    return Drawn(mean, low, high, reliability)


def _posterior_variance(own: Array, size: Array, mean: Array, rates: RateDistribution) -> Array:
    known = rates.plausible
    if known is None:
        return _beta_variance(own, size, rates.mean, rates.spread)[1]
    rho = (known.variance / (rates.mean * (1 - rates.mean))).clip(max=LARGEST_SPREAD / (1 + LARGEST_SPREAD))[:, None]
    spread = rho / (1 - rho)
    centre, variance = _beta_variance(own, size, known.mean[:, None].clip(0, 1), spread)
    left = 1 / (1 + size * spread)
    return np.asarray(known.weight @ (variance + left**2 * known.mean_variance[:, None] + (centre - mean) ** 2))


def _beta_variance(own: Array, size: Array, mean: Array | float, spread: Array | float) -> tuple[Array, Array]:
    """Mean and variance of the posterior; 1/(n + α + β + 1) in terms of the spread, so that 0 divides nothing."""
    left = 1 / (1 + size * spread)
    centre = mean + (1 - left) * (own - mean)
    return centre, centre * (1 - centre) * spread * left / (1 + spread * left)


def _credible(mean: Array, variance: Array, rates: RateDistribution, confidence: float) -> tuple[Array, Array]:
    tails = ((1 - confidence) / 2, (1 + confidence) / 2)
    if rates.mean in (0, 1):
        # All records say the same: the interval of a common rate from Jeffreys' prior, closed at the bound.
        x = rates.mean * rates.records
        low, high = betaincinv(x + 0.5, rates.records - x + 0.5, tails)
        one = np.ones(mean.shape) + 0 * mean
        return (0 * one, high * one) if rates.mean == 0 else (low * one, one)
    certain = variance <= 0
    strength = mean * (1 - mean) / np.where(certain, 1, variance) - 1
    strength = strength.clip(min=1e-3)
    low, high = (betaincinv(mean * strength, (1 - mean) * strength, tail) for tail in tails)
    return np.where(certain, mean, np.minimum(low, mean)), np.where(certain, mean, np.maximum(high, mean))


def worst_tenth_of_rates(
    successes: ArrayLike, n: ArrayLike, true_rates: RateDistribution, worst: Literal["high", "low"]
) -> Array:
    """Probability that a unit's true rate is among the worst tenth, of the high or of the low ones.

    The posterior's share beyond the 90 % (or 10 %) quantile of the distribution of true rates, so that on average a
    tenth is expected there whatever the number of units. 0.1 for everybody when nobody differs, and for a unit without
    records. Not a number where the counts are unknown.
    """
    x, size = _floats(successes), _floats(n)
    unknown = 0 * (x + size)
    if true_rates.alpha is None or true_rates.beta is None or true_rates.mean in (0, 1):
        return WORST_SHARE + unknown
    a, b = true_rates.alpha, true_rates.beta
    if worst == "high":
        return np.asarray(betaincc(a + x, b + size - x, betainccinv(a, b, WORST_SHARE)))
    return np.asarray(betainc(a + x, b + size - x, betaincinv(a, b, WORST_SHARE)))


def _floats(values: ArrayLike) -> Array:
    return np.atleast_1d(np.asarray(values, dtype=float))
