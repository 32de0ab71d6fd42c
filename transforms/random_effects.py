"""Durations and ratios of small units drawn to the mean of all: normal random effects on a logarithmic scale.

A unit's estimate (a mean of logarithms, or log(O/E)) has an error variance that is known from its records, and the true
values of the units have a variance of their own. The counterpart for counts and rates is `shrinkage`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, ndtri

from transforms.aliases import Floats
from transforms.intervals import standard_normal

WORST_SHARE = 0.1
"""Which of all units are meant when one is said to be among the worst."""

_GRID = 16
_STEPS = 50
_ENOUGH = 1e-10


@dataclass(frozen=True)
class Plausible:
    """Variances of true values that the data allow, how likely each is, and the mean and its squared error with it."""

    variance: Floats
    weight: Floats
    mean: Floats
    mean_variance: Floats


@dataclass(frozen=True)
class TrueValues:
    """Normal distribution of the units' true values: mean and variance, 0 when nobody differs.

    `plausible` is what else the two could be; without it they are taken as certain.
    """

    mean: float
    variance: float
    plausible: Plausible | None = field(default=None, repr=False, compare=False)


def pooled_variance(n: ArrayLike, variance: ArrayLike) -> float | None:
    """Variance within units, Σ(n − 1)s²/Σ(n − 1), from each unit's records and their sample variance.

    In the unit of the variances, for logarithms of seconds without one. None when no unit has two records; a unit with
    one has no variance and adds nothing.
    """
    size, own = _floats(n), _floats(variance)
    several = (size > 1) & ~np.isnan(own)
    if not several.any():
        return None
    free = size[several] - 1
    return float((free * own[several]).sum() / free.sum())


def true_values(estimates: ArrayLike, variances: ArrayLike) -> TrueValues | None:
    """Mean and variance of the true values behind estimates with known error variances; None without any estimate.

    The variance τ² solves Σ(y − ȳ)²/(v + τ²) = k − 1 with the mean weighted by 1/(v + τ²) (Paule and Mandel 1982, J Res
    NBS 87:377), and is 0 when chance explains all differences, as it must for one unit. Unknown estimates, and those of
    which no error variance above 0 is known, drop.
    """
    y, own = _floats(estimates), _floats(variances)
    known = ~np.isnan(y) & (own > 0)
    y, own = y[known], own[known]
    if not y.size:
        return None
    between = _between(y, own)
    weight = 1 / (own + between)
    return TrueValues(float((weight * y).sum() / weight.sum()), between, plausible_variances(y, own, between))


def _between(y: Floats, own: Floats) -> float:
    between = 0.0
    for _ in range(_STEPS):
        weight = 1 / (own + between)
        distance = y - (weight * y).sum() / weight.sum()
        excess = float((weight * distance**2).sum()) - (y.size - 1)
        # The sum falls with the variance and is convex, so Newton's steps from 0 rise to the root and never pass it.
        if excess <= _ENOUGH * y.size:
            break
        between += excess / float((weight**2 * distance**2).sum())
    return between


def plausible_variances(estimates: Floats, variances: Floats, between: float) -> Plausible:
    """The posterior of the variance of true values on a grid, from a flat prior of it.

    The flat prior keeps intervals of small differences honest in repeated use (Morris and Tang 2011, Statistical
    Science 26:271). Within five standard errors √(2/Σw²) of the estimate, weighted by the likelihood that is left when
    the mean is not known. With one unit, of which nothing can be told, all are alike.
    """
    reach = 5 * np.sqrt(2 / (1 / (variances + between) ** 2).sum())
    least, most = np.sqrt(max(0.0, between - reach)), np.sqrt(between + reach)
    variance = (least + (np.arange(_GRID) + 0.5) / _GRID * (most - least)) ** 2
    weight = 1 / (variances + variance[:, None])
    total = weight.sum(axis=1)
    mean = (weight * estimates).sum(axis=1) / total
    distance = (weight * (estimates - mean[:, None]) ** 2).sum(axis=1)
    likelihood = (np.log(weight).sum(axis=1) - np.log(total) - distance) / 2
    # The grid is even in the square root, so a cell is as wide as the square root is large.
    share = np.exp(likelihood - likelihood.max()) * np.sqrt(variance)
    return Plausible(variance, share / share.sum(), mean, 1 / total)


class Drawn(NamedTuple):
    """Posterior of each unit's true value: what is known of it, its credible interval, and the own records' weight."""

    mean: Floats
    low: Floats
    high: Floats
    reliability: Floats


def drawn_in(estimates: ArrayLike, variances: ArrayLike, truth: TrueValues, confidence: float = 0.95) -> Drawn:
    """Posterior of each unit's true value.

    reliability = τ²/(τ² + v), for the mean of n logarithms of variance s² that is n/(n + s²/τ²);
    mean = μ + reliability·(y − μ). The interval is normal around it, with the variance of the posterior averaged over
    all plausible τ² and μ, so that it has a width when nobody seems to differ. A unit without an estimate has the mean
    of all, reliability 0, and the interval of a new unit.
    """
    y, own = _floats(estimates), _floats(variances)
    nothing = np.isnan(y) | ~(own > 0)
    y, own = np.where(nothing, truth.mean, y), np.where(nothing, np.inf, own)
    reliability = truth.variance / (truth.variance + own)
    mean = truth.mean + reliability * (y - truth.mean)
    half = standard_normal(confidence) * np.sqrt(_posterior_variance(y, own, mean, truth))
    return Drawn(mean, mean - half, mean + half, reliability)


def _posterior_variance(y: Floats, own: Floats, mean: Floats, truth: TrueValues) -> Floats:
    known = truth.plausible
    if known is None:
        return np.asarray(truth.variance * (1 - truth.variance / (truth.variance + own)))
    variance, centre = known.variance[:, None], known.mean[:, None]
    left = 1 - variance / (variance + own)
    square = variance * left + left**2 * known.mean_variance[:, None] + (y + left * (centre - y) - mean) ** 2
    return np.asarray(known.weight @ square)


def worst_tenth(estimates: ArrayLike, variances: ArrayLike, truth: TrueValues, worst: Literal["high", "low"]) -> Floats:
    """Probability that a unit's true value is among the worst tenth, of the high or of the low ones.

    The share of the posterior N(mean, τ²·(1 − reliability)) beyond the quantile μ ± 1.2816·τ of the true values. 0.1
    for everybody when nobody differs, and for a unit without an estimate.
    """
    mean, _, _, reliability = drawn_in(estimates, variances, truth)
    if truth.variance <= 0:
        return np.full(mean.shape, WORST_SHARE)
    scale = np.sqrt(truth.variance)
    distance = (mean - truth.mean) / scale * (1 if worst == "high" else -1)
    beyond: Floats = ndtr((distance + ndtri(WORST_SHARE)) / np.sqrt(1 - reliability))
    return beyond


def _floats(values: ArrayLike) -> Floats:
    return np.atleast_1d(np.asarray(values, dtype=float))
