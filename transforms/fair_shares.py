"""Comparing shares: an agent's odds against the odds that were expected, carried over to the department's share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, ndtri

from transforms.aliases import Floats
from transforms.intervals import wilson_ends
from transforms.shrinkage import rates_by_moments, shrunk_rates, worst_tenth_of_rates

Columns = Mapping[str, NDArray[Any]]
"""A value per agent under each name."""

LEAST_EVENTS = 5.0
"""So many successes and as many failures must be expected, or the share of few events is read as a difference."""
_HALVINGS = 60


def place_shares(sums: Columns) -> Columns:
    """Puts agents' shares on the scale of the department's, so that readings and lines mean the same for all.

    Takes observed, expected, weight, variance and the department's share as `reference`. With y the agent's share, p
    the expected and r the department's, `adjusted` has the odds r's · (y's ÷ p's), as indirect standardisation does
    with shares themselves, but never leaves 0 to 1; `ratio` is y/p and `expected` p. `evidence` is the number of
    records whose share r has the same error on the scale of the logit: (W·p(1 − p))² ÷ (V·r(1 − r)), not a number where
    nothing varies. `can_say` is whether enough events are expected.
    """
    weight, variance, department = sums["weight"], sums["variance"], sums["reference"]
    own, expected, spread = sums["observed"] / weight, sums["expected"] / weight, department * (1 - department)
    with np.errstate(divide="ignore", invalid="ignore"):
        information = (weight * expected * (1 - expected)) ** 2 / (variance * spread)
        evidence = np.where((variance > 0) & (spread > 0), information, np.nan)
        ratio = np.where(expected > 0, own / expected, np.nan)
    return {
        "expected": expected,
        "adjusted": _same_odds(own, expected, department),
        "evidence": evidence,
        "ratio": ratio,
        "can_say": evidence * np.minimum(department, 1 - department) >= LEAST_EVENTS,
    }


def share_errors(placed: Columns) -> Columns:
    """How far placed shares are from the department's, and how sure their ratios are.

    The 95 % interval `ratio_low` to `ratio_high` is Wilson's on the adjusted share and the evidence, carried back. `z`
    is what a normal error would be as likely as this distance is by the binomial distribution (see `share_distance`).
    """
    adjusted, evidence, department = placed["adjusted"], placed["evidence"], placed["reference"]
    expected, ends = placed["expected"], wilson_ends(adjusted * evidence, evidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = (np.where(expected > 0, _same_odds(e, department, expected) / expected, np.nan) for e in ends)
    known = (np.nan_to_num(part) for part in (adjusted, evidence, department))
    return {"ratio_low": low, "ratio_high": high, "z": share_distance(*known)}


def _same_odds(share: Floats, among: Floats, instead: Floats) -> Floats:
    """The share that has to `instead` the ratio of odds that `share` has to `among`."""
    for_it, against = share * instead * (1 - among), (1 - share) * (1 - instead) * among
    both = for_it + against
    return np.divide(for_it, both, out=instead.copy(), where=both > 0)


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


def draw_shares(everybody: Columns, shown: Columns, worst: Literal["high", "low"] | None) -> Columns:
    """Shrunk values with intervals, reliability and worst_tenth of agents placed on one scale; nothing of nobody."""
    counts = [rows["adjusted"] * rows["evidence"] for rows in (everybody, shown)]
    true_rates = rates_by_moments(counts[0], everybody["evidence"])
    if true_rates is None:
        return {}
    drawn = shrunk_rates(counts[1], shown["evidence"], true_rates)
    found = {"shrunk": drawn.mean, "shrunk_low": drawn.low, "shrunk_high": drawn.high, "reliability": drawn.reliability}
    if worst:
        found["worst_tenth"] = worst_tenth_of_rates(counts[1], shown["evidence"], true_rates, worst)
    return found
