"""Who is not asked and who does not answer: worst-case bounds, who answered against who was asked, weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from transforms.aliases import Floats
from transforms.intervals import newcombe_difference, wilson
from transforms.uplift import mantel_haenszel

MOST_WEIGHT = 5.0
"""No answer counts for more than five average ones (DeBell and Krosnick 2009, weights of the ANES)."""
UNLIKE = 0.1
"""Standardised difference from which two groups are commonly called unlike (Austin 2009)."""
MOSTLY_CERTAIN = 0.998
"""The confidence where many are compared at once: of fifty alike, two or three would leave 95 % by chance."""
MOST_ROUNDS = 200
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Raked:
    """The share of positive answers as if those who answered were spread like those who were asked."""

    share: float
    low: float
    """95 % by Wilson on the effective number of answers: for chance, not for what made people answer."""
    high: float
    answered: float
    design_effect: float
    """1 + CV²(w): by how much unequal weights widen the interval."""
    effective_n: float
    coverage: float
    """Share of those asked in categories from which anybody answered; the others are not spoken for."""
    trimmed: int
    """Answers whose weight stands at the limit."""
    largest_gap: float
    """The largest difference left between a category's share of the weights and of those asked, in shares."""
    converged: bool


def worst_case_bounds(positive: pl.Expr, answered: pl.Expr, asked: pl.Expr) -> pl.Expr:
    """What the share of the satisfied among all asked can be at all: struct of low and high, null where nobody was.

    [r·p, r·p + 1 − r] with response rate r and share p of positive answers (Manski 1989): all who stayed silent are
    taken as unsatisfied, then all as satisfied. No assumption, so it does not shrink with more answers.
    """
    low = positive / asked
    high = (positive + asked - answered) / asked
    counted = (asked > 0) & (answered <= asked)
    return pl.struct(low=pl.when(counted).then(low), high=pl.when(counted).then(high))


def standardised_difference(share: pl.Expr, reference: pl.Expr) -> pl.Expr:
    """Difference of two shares in standard deviations: (p − q)/√((p(1−p) + q(1−q))/2) (Austin 2009).

    0 where both are alike, null where both are certain and differ.
    """
    spread = ((share * (1 - share) + reference * (1 - reference)) / 2).clip(lower_bound=0).sqrt()
    return pl.when(share == reference).then(0.0).when(spread > 0).then((share - reference) / spread)


def representations(cells: pl.DataFrame, dimensions: Sequence[str]) -> dict[str, pl.DataFrame]:
    """Those who answered beside those who were asked: each dimension to its table.

    `cells` holds asked and answered by cell. Columns: the dimension, asked, answered, share_asked, share_answered (of
    all), response_rate, difference (standardised), and is_unlike: whether the difference is beyond 0.1 and the response
    rate is off that of the others by more than chance explains (Newcombe at 99.8 %); sorted by name. Shares are null
    where their total is 0; nothing is called unlike where there is nothing else.
    """
    counts = [pl.col(name).fill_null(0).sum() for name in ("asked", "answered")]
    summed = [
        cells.group_by(pl.col(dimension).alias("_name")).agg(*counts, pl.lit(dimension).alias("_dimension"))
        for dimension in dimensions
    ]
    told = pl.concat(summed).filter(pl.col("asked") + pl.col("answered") > 0)
    for columns in _beside():
        told = told.with_columns(*columns)
    told = told.drop("is_apart").sort("_name", nulls_last=True)
    return {
        dimension: told.filter(pl.col("_dimension") == dimension).drop("_dimension").rename({"_name": dimension})
        for dimension in dimensions
    }


@lru_cache(maxsize=1)
def _beside() -> tuple[tuple[pl.Expr, ...], ...]:
    """The columns of `representations`, step by step; written once, for writing them takes longer than their work."""
    whole = {name: pl.col(name).sum().over("_dimension") for name in ("asked", "answered")}
    shares = [pl.when(all_ > 0).then(pl.col(name) / all_).alias(f"share_{name}") for name, all_ in whole.items()]
    others = {name: all_ - pl.col(name) for name, all_ in whole.items()}
    apart = newcombe_difference(
        (pl.col("answered"), others["answered"]), (pl.col("asked"), others["asked"]), MOSTLY_CERTAIN
    )
    is_apart = (apart.struct.field("low") > 0) | (apart.struct.field("high") < 0)
    rate = pl.when(pl.col("asked") > 0).then(pl.col("answered") / pl.col("asked"))
    difference = standardised_difference(pl.col("share_answered"), pl.col("share_asked"))
    is_unlike = pl.col("is_apart") & (pl.col("difference").abs() > UNLIKE).fill_null(False)
    return (
        (*shares, is_apart.fill_null(False).alias("is_apart")),
        (rate.alias("response_rate"), difference.alias("difference")),
        (is_unlike.alias("is_unlike"),),
    )


def rake(cells: pl.DataFrame, dimensions: Sequence[str]) -> Raked | None:
    """Weights answers until their margins are those of the people who were asked; None where nobody answered.

    `cells` has one row per combination of the dimensions, with asked, answered and positive. Iterative proportional
    fitting (Deming and Stephan 1940): each round scales the weights of every category to its share of those asked, one
    dimension after the other, then caps them at five average weights; it ends when no category is off by more than
    1e-6 or after 200 rounds, and says how far it is off. Categories nobody answered from cannot be weighted; they are
    left out and `coverage` says how much of the asked remains. Interval: Wilson on n / (1 + CV²(w)) (Kish 1965). It
    mends what these dimensions explain and nothing else.
    """
    known = cells.with_columns(pl.col(name).fill_null(0).cast(pl.Float64) for name in ("asked", "answered", "positive"))
    asked_in_all = float(known["asked"].sum())
    for dimension in dimensions:
        known = known.filter(pl.col("answered").sum().over(dimension) > 0)
    if float(known["answered"].sum()) <= 0 or float(known["asked"].sum()) <= 0:
        return None
    answered, asked = known["answered"].to_numpy(), known["asked"].to_numpy()
    margins = [_margin(known[dimension], asked) for dimension in dimensions]
    weights = _fitted(answered, margins)
    gap = _largest_gap(weights * answered, margins)
    return _raked(weights, answered, known["positive"].to_numpy(), float(asked.sum()) / asked_in_all, gap)


@dataclass(frozen=True)
class _Margin:
    codes: NDArray[np.int64]
    """The category of every cell."""
    target: Floats
    """Share of those asked, by category."""


def _margin(categories: pl.Series, asked: Floats) -> _Margin:
    codes = np.asarray(categories.rank("dense").fill_null(0).to_numpy(), dtype=np.int64)
    counts = np.bincount(codes, weights=asked)
    return _Margin(codes, counts / counts.sum())


def _fitted(answered: Floats, margins: Sequence[_Margin]) -> Floats:
    """Weights with a mean of 1 over the answers."""
    weights = np.where(answered > 0, 1.0, 0.0)
    for _ in range(MOST_ROUNDS):
        for margin in margins:
            weighted = np.bincount(margin.codes, weights=weights * answered, minlength=len(margin.target))
            wanted = margin.target * weighted.sum()
            factors = np.divide(wanted, weighted, out=np.zeros_like(wanted), where=weighted > 0)
            weights = weights * factors[margin.codes]
        if weights.sum() <= 0:
            return np.where(answered > 0, 1.0, 0.0)
        weights = _capped(weights, answered)
        if _largest_gap(weights * answered, margins) <= TOLERANCE:
            break
    return weights


def _capped(weights: Floats, answered: Floats) -> Floats:
    """Weights with a mean of 1 over the answers and none above the limit: what is cut off goes to the others."""
    weights = weights / _mean(weights, answered)
    for _ in range(MOST_ROUNDS):
        if weights.max() <= MOST_WEIGHT * (1 + TOLERANCE):
            break
        weights = np.minimum(weights, MOST_WEIGHT)
        weights = weights / _mean(weights, answered)
    return weights


def _mean(weights: Floats, answered: Floats) -> float:
    return float((weights * answered).sum() / answered.sum())


def _largest_gap(weighted: Floats, margins: Sequence[_Margin]) -> float:
    gaps = [
        np.abs(np.bincount(m.codes, weights=weighted, minlength=len(m.target)) / weighted.sum() - m.target).max()
        for m in margins
    ]
    return float(max(gaps, default=0.0))


def _raked(weights: Floats, answered: Floats, positive: Floats, coverage: float, gap: float) -> Raked:
    n = float(answered.sum())
    total = float((weights * answered).sum())
    share = min(max(float((weights * positive).sum()) / total, 0.0), 1.0)
    effect = n * float((weights**2 * answered).sum()) / total**2
    effective = n / effect
    interval = pl.select(wilson(pl.lit(share * effective), pl.lit(effective))).item()
    return Raked(
        share=share,
        low=interval["low"],
        high=interval["high"],
        answered=n,
        design_effect=effect,
        effective_n=effective,
        coverage=coverage,
        trimmed=int(answered[weights >= MOST_WEIGHT].sum()),
        largest_gap=gap,
        converged=gap <= TOLERANCE,
    )


def selective_asking(cells: pl.DataFrame, minimum_n: int = 30, confidence: float = MOSTLY_CERTAIN) -> pl.DataFrame:
    """Whether reps ask less often after trouble: the offer rate after trouble less that after other cases.

    `cells` holds one row per agent and way of asking (source and channel: a chat asks by itself, a ticket does not):
    with_n cases after trouble, with_x of them asked, without_n other cases, without_x of them asked. Rows by agent, as
    `mantel_haenszel` gives them at 99.8 %, and reading: asks_less, asks_more, no_difference, or too_few where an arm
    has fewer than `minimum_n` cases that can be compared. Agents without such cases have no row.
    """
    reading = (
        pl.when(pl.min_horizontal("with_n", "without_n") < minimum_n)
        .then(pl.lit("too_few"))
        .when(pl.col("high") < 0)
        .then(pl.lit("asks_less"))
        .when(pl.col("low") > 0)
        .then(pl.lit("asks_more"))
        .otherwise(pl.lit("no_difference"))
    )
    return mantel_haenszel(cells, ("agent",), confidence).with_columns(reading=reading)
