"""What changed between two scorecards of the same people, and which of it deserves to be talked about.

A clear reading beside one that is not clear is no change: the two may hardly differ. So the change is judged by itself,
and what a period says by itself; a conversation is worth having about what is clear, most of all about what lasts.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
import polars as pl

from transforms.aliases import Integers
from transforms.judgement import CLEAR_Z, MAYBE_Z, TOO_FEW

LASTING, NEW, BACK, CHANGED, MAYBE, CALM = "lasting", "new", "back", "changed", "maybe", "calm"
STANDINGS = (LASTING, NEW, BACK, CHANGED, MAYBE, CALM, TOO_FEW)
"""In the order in which they deserve to be talked about: clear in both periods on one side, clear now only, clear
before only, neither but clearly moved, maybe, as expected, too few to say."""
CHANGES = ("clearly_up", "maybe_up", "no_change", "maybe_down", "clearly_down", "unknown")

_KEYS = ("metric", "agent")
_FIGURES = ("value", "n", "expected", "ratio", "ratio_low", "ratio_high", "reading")


def changes(now: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """One row per metric and agent of either scorecard, of periods that do not overlap.

    metric, agent, the figures of now and, as `<name>_before`, of before; change (one of CHANGES) of observed against
    expected from then to now; standing (one of STANDINGS).
    """
    figures = [*_KEYS, *_FIGURES]
    then = before.lazy().select(figures)
    both = now.lazy().select(figures).join(then, on=_KEYS, how="full", coalesce=True, suffix="_before")
    # One plan for all of it: each of its steps by itself takes longer to plan than to work out.
    return both.with_columns(_known()).with_columns(_told()).with_columns(standing=_with_moved()).collect()


@lru_cache(maxsize=1)
def _known() -> list[pl.Expr]:
    return [pl.col("reading", "reading_before").fill_null(TOO_FEW), pl.col("n", "n_before").fill_null(0)]


@lru_cache(maxsize=1)
def _told() -> list[pl.Expr]:
    return [_change().alias("change"), _standing().alias("standing")]


def months_in_a_row(readings: npt.NDArray[np.str_], reading: npt.NDArray[np.str_]) -> Integers:
    """How many of the latest months all have one reading: of each row of readings, in order of time, its own."""
    same = (readings == reading[:, None])[:, ::-1]
    told: Integers = np.cumprod(same, axis=1, dtype=np.int64).sum(axis=1)
    return told


def _change() -> pl.Expr:
    """The difference of two ratios by their intervals (Zou, Donner 2008), read at 95 and 99.8 %."""
    moved = pl.col("ratio") - pl.col("ratio_before")
    below = _reach(pl.col("ratio") - pl.col("ratio_low"), pl.col("ratio_high_before") - pl.col("ratio_before"))
    above = _reach(pl.col("ratio_high") - pl.col("ratio"), pl.col("ratio_before") - pl.col("ratio_low_before"))
    z = MAYBE_Z * moved / pl.when(moved > 0).then(below).otherwise(above)
    side = pl.when(z > 0).then(pl.lit("up")).otherwise(pl.lit("down"))
    return (
        pl.when(z.is_null() | z.is_nan())
        .then(pl.lit("unknown"))
        .when(z.abs() > CLEAR_Z)
        .then(pl.format("clearly_{}", side))
        .when(z.abs() > MAYBE_Z)
        .then(pl.format("maybe_{}", side))
        .otherwise(pl.lit("no_change"))
    )


def _reach(first: pl.Expr, second: pl.Expr) -> pl.Expr:
    return (first**2 + second**2).sqrt()


def _standing() -> pl.Expr:
    now, before = pl.col("reading"), pl.col("reading_before")
    return (
        pl.when(now == TOO_FEW)
        .then(pl.lit(TOO_FEW))
        .when(now.str.starts_with("clearly"))
        .then(pl.when(now == before).then(pl.lit(LASTING)).otherwise(pl.lit(NEW)))
        .when(before.str.starts_with("clearly"))
        .then(pl.lit(BACK))
        .when(now.str.starts_with("maybe"))
        .then(pl.lit(MAYBE))
        .otherwise(pl.lit(CALM))
    )


@lru_cache(maxsize=1)
def _with_moved() -> pl.Expr:
    """Who moved clearly is told even where neither period is clear by itself."""
    is_moved = pl.col("change").str.starts_with("clearly") & pl.col("standing").is_in([MAYBE, CALM])
    return pl.when(is_moved).then(pl.lit(CHANGED)).otherwise(pl.col("standing"))
