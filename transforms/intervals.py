"""How far a number could move by chance: intervals of proportions, means and their differences."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import polars as pl
from numpy.typing import ArrayLike
from scipy.stats import binom, norm

from transforms.aliases import Floats, Integers

_MANY, _KNOWN = 200, 20_000
"""Of so many groups the ranks are looked up, of sizes below so many."""


@lru_cache(maxsize=16)
def standard_normal(confidence: float) -> float:
    """Two-sided standard normal quantile, 1.95996 for a confidence of 0.95."""
    return float(norm.ppf(0.5 + confidence / 2))


def wilson(successes: pl.Expr, n: pl.Expr, confidence: float = 0.95) -> pl.Expr:
    """Score interval of a proportion (Wilson 1927): struct of low and high, null where n is 0.

    (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n), as tabulated by Newcombe 1998, Stat Med 17:857.
    """
    low, high = _wilson(successes, n, confidence)
    return pl.struct(low=low, high=high)


def _wilson(successes: pl.Expr, n: pl.Expr, confidence: float) -> tuple[pl.Expr, pl.Expr]:
    z = standard_normal(confidence)
    share = successes / n
    centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    spread = share * (1 - share) / n + z**2 / (4 * n**2)
    # A share of exactly 0 or 1 may come out of the database as 1 + 1e-16.
    half = z * spread.clip(lower_bound=0).sqrt() / (1 + z**2 / n)
    # At no or only successes the limit is 0 or 1 by the formula, but not quite in floating point.
    low = pl.when(share <= 0).then(0.0).otherwise((centre - half).clip(0, 1))
    high = pl.when(share >= 1).then(1.0).otherwise((centre + half).clip(0, 1))
    counted = n > 0
    return pl.when(counted).then(low), pl.when(counted).then(high)


def wilson_ends(successes: Floats, n: Floats) -> tuple[Floats, Floats]:
    """The 95 % interval of `wilson` of many proportions: low and high, not a number where n is 0 or not known."""
    counts = pl.DataFrame([pl.Series("x", successes, nan_to_null=True), pl.Series("n", n, nan_to_null=True)])
    ends = counts.select(_wilson_95())
    return ends["low"].to_numpy(), ends["high"].to_numpy()


@lru_cache(maxsize=1)
def _wilson_95() -> list[pl.Expr]:
    """Written once: writing it takes as long as working it out for a thousand proportions."""
    low, high = _wilson(pl.col("x"), pl.col("n"), 0.95)
    return [low.alias("low"), high.alias("high")]


def newcombe_difference(
    successes: tuple[pl.Expr, pl.Expr], n: tuple[pl.Expr, pl.Expr], confidence: float = 0.95
) -> pl.Expr:
    """Interval of first proportion less the second (Newcombe 1998, hybrid score): struct of low and high.

    d − √((p1−l1)² + (u2−p2)²) to d + √((u1−p1)² + (p2−l2)²) with the Wilson limits l and u of each;
    null where an n is 0.
    """
    first, second = (wilson(x, size, confidence) for x, size in zip(successes, n, strict=True))
    share_1, share_2 = successes[0] / n[0], successes[1] / n[1]
    low_1, high_1 = first.struct.field("low"), first.struct.field("high")
    low_2, high_2 = second.struct.field("low"), second.struct.field("high")
    difference = share_1 - share_2
    below = ((share_1 - low_1) ** 2 + (high_2 - share_2) ** 2).sqrt()
    above = ((high_1 - share_1) ** 2 + (share_2 - low_2) ** 2).sqrt()
    return pl.struct(low=difference - below, high=difference + above)


def mean_interval(mean: pl.Expr, sum_of_squares: pl.Expr, n: pl.Expr, confidence: float = 0.95) -> pl.Expr:
    """Normal interval of a mean from n, the mean and the sum of squares: struct of low and high, null below n = 2.

    mean ± z·s/√n with s² = (Σx² − n·mean²)/(n − 1), in the unit of the mean. The central limit theorem carries it, so
    it is for means over dozens of records, not over three.
    """
    z = standard_normal(confidence)
    variance = ((sum_of_squares - n * mean**2) / (n - 1)).clip(lower_bound=0)
    half = z * (variance / n).sqrt()
    enough = n > 1
    return pl.struct(low=pl.when(enough).then(mean - half), high=pl.when(enough).then(mean + half))


def net_promoter_interval(score: pl.Expr, sum_of_squares: pl.Expr, n: pl.Expr, confidence: float = 0.95) -> pl.Expr:
    """Normal interval of a net promoter score in points: struct of low and high, null where n is 0.

    score ± z·√((p + d − (p − d)²)/n) in shares of promoters p and detractors d, times 100: the variance of answers that
    are 100, 0 or −100, whose squares add up to 10,000·n·(p + d). Not beyond ±100.
    """
    z = standard_normal(confidence)
    variance = (sum_of_squares / n - score**2).clip(lower_bound=0)
    half = z * (variance / n).sqrt()
    counted = n > 0
    return pl.struct(
        low=pl.when(counted).then((score - half).clip(-100, 100)),
        high=pl.when(counted).then((score + half).clip(-100, 100)),
    )


def quantile_ranks(n: ArrayLike, share: float = 0.5, confidence: float = 0.95) -> pl.DataFrame:
    """Which of n ordered values enclose the quantile of a share, 0.5 for the median: ranks low and high, from 1.

    The numbers of values below the quantile are binomial, so the coverage is at least the confidence whatever the
    distribution: low is the smallest count with F(low) ≥ (1 − confidence)/2, high one more than that of the other
    tail (Conover, Practical Nonparametric Statistics, section 3.2). Null where even the smallest and the largest value
    enclose too little: a median below n = 6, a 90th percentile below n = 36.
    """
    low, high = enclosing_ranks(n, share, confidence)
    ranks = {"low": np.where(low > 0, low, np.nan), "high": np.where(high > 0, high, np.nan)}
    return pl.DataFrame(ranks, nan_to_null=True).cast(pl.Int64)


def enclosing_ranks(n: ArrayLike, share: float, confidence: float = 0.95) -> tuple[Integers, Integers]:
    """The ranks low and high of `quantile_ranks` as whole numbers, 0 where there are none."""
    size = np.atleast_1d(np.asarray(n, dtype=float))
    low, high = _tails(size, share, confidence)
    enclosed = (low >= 1) & (high <= size)
    return np.where(enclosed, low, 0).astype(np.int64), np.where(enclosed, high, 0).astype(np.int64)


def _tails(size: Floats, share: float, confidence: float) -> tuple[Floats, Floats]:
    if len(size) < _MANY:
        return _worked_out_tails(size, share, confidence)
    known, place = _known_tails(share, confidence), np.nan_to_num(size, nan=_KNOWN).astype(np.int64)
    is_known = (place >= 0) & (place < _KNOWN) & (place == size)
    low, high = (end[np.where(is_known, place, 0)] for end in known)
    if not is_known.all():
        low[~is_known], high[~is_known] = _worked_out_tails(size[~is_known], share, confidence)
    return low, high


@lru_cache(maxsize=8)
def _known_tails(share: float, confidence: float) -> tuple[Floats, Floats]:
    """Of each size below `_KNOWN`: hundreds of agents ask for them again with each click, two microseconds each."""
    return _worked_out_tails(np.arange(_KNOWN, dtype=float), share, confidence)


def _worked_out_tails(size: Floats, share: float, confidence: float) -> tuple[Floats, Floats]:
    tail = (1 - confidence) / 2
    return binom.ppf(tail, size, share), binom.ppf(1 - tail, size, share) + 1


def quantile_interval(values: pl.Series, share: float = 0.5, confidence: float = 0.95) -> pl.DataFrame:
    """Interval of a quantile of each list of values: columns low and high, in the unit of the values.

    Two of the values themselves, at the ranks that `quantile_ranks` gives; null where it gives none. Nulls count
    nothing.
    """
    ordered = values.list.drop_nulls().list.sort()
    ranks = quantile_ranks(ordered.list.len().fill_null(0), share, confidence)
    return pl.DataFrame(
        [ordered.list.get(ranks[end] - 1, null_on_oob=True).alias(end) for end in ("low", "high")],
    )
