"""The one special function that a queue with impatient callers needs, for lines of any size."""

from __future__ import annotations

import numpy as np
from scipy.special import gammainc, gammaln

# Below e^-500 the incomplete gamma function runs out of numbers; there the continued fraction takes a dozen steps.
from transforms.aliases import Floats

_DEEPEST = 500.0
_FAR_BELOW = -0.99
_MOST_STEPS = 200
_CLOSE_ENOUGH = 1e-15


def log_reciprocal_kummer(x: Floats, y: Floats) -> Floats:
    """log of 1 / ₁F₁(1; x + 1; y) for x > 0 and y >= 0: 0 where y is 0, and falling without end as y grows past x.

    ₁F₁(1; x + 1; y) = 1 + y/(x + 1) + y²/((x + 1)(x + 2)) + … = x·e^y·y^(−x)·γ(x, y) (DLMF 8.5.1). The powers are taken
    together as x·(t − log(1 + t)) with t = (y − x)/x, because apart they lose all their digits against each other.
    """
    off = (y - x) / x
    exponent = x * (off - np.log1p(np.maximum(off, _FAR_BELOW)))
    is_far = (off < _FAR_BELOW) | ((off < 0) & (exponent > _DEEPEST))
    found = np.empty_like(x)
    near = ~is_far
    by_gamma = np.log(gammainc(x[near], y[near]))
    found[near] = -(exponent[near] + 0.5 * np.log(2 * np.pi * x[near]) + _stirling_rest(x[near]) + by_gamma)
    found[is_far] = np.log(_continued_fraction(x[is_far], y[is_far]))
    return found


def _stirling_rest(x: Floats) -> Floats:
    """log Γ(x + 1) − (x·log x − x + ½·log 2πx), by its series where the difference would lose digits."""
    large = np.maximum(x, 20.0)
    series = (1 / 12 - (1 / 360 - (1 / 1260 - 1 / 1680 / large**2) / large**2) / large**2) / large
    rest: Floats = np.where(x > 20, series, gammaln(x + 1) - (x * np.log(x) - x + 0.5 * np.log(2 * np.pi * x)))
    return rest


def _continued_fraction(x: Floats, y: Floats) -> Floats:
    """1 / ₁F₁(1; x + 1; y) where y is well below x (DLMF 8.9.1, evaluated by Lentz's method)."""
    value, above, below = np.ones_like(x), np.ones_like(x), np.zeros_like(x)
    for step in range(1, _MOST_STEPS):
        half = step // 2
        part = -y if step == 1 else half * y if step % 2 == 0 else -(x + half) * y
        below = 1 / (x + step + part * below)
        above = x + step + part / above
        value = value * above * below
        if np.all(np.abs(above * below - 1) < _CLOSE_ENOUGH):
            break
    return value
