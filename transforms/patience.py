"""How long callers are willing to wait, from the waits of all of them: who was answered had more patience than that."""

from __future__ import annotations

from functools import partial

import polars as pl
from scipy.stats import chi2


def mean_patience(abandons: pl.Expr, waited_seconds: pl.Expr, confidence: float = 0.95) -> pl.Expr:
    """Mean of an exponential patience, answered callers censored: struct of seconds, low and high.

    1/θ = total wait W of all callers / d callers who gave up (Brown et al. 2005), in seconds; limits 2·W / χ²(2d + 2)
    and 2·W / χ²(2d) at the two ends of the confidence (Garwood 1936). `waited_seconds` counts the waits of answered
    callers too. When nobody gave up, seconds and high are null and low says how patient they are at
    least; where nobody waited, nothing is known and all three are null.
    """
    tail = (1 - confidence) / 2
    waited = pl.when(waited_seconds > 0).then(waited_seconds)
    given_up = pl.when(abandons > 0).then(abandons)
    return pl.struct(
        seconds=waited / given_up,
        low=2 * waited / (2 * abandons + 2).map_batches(partial(_upper_quantile, tail=tail), pl.Float64),
        high=2 * waited / (2 * given_up).map_batches(partial(_upper_quantile, tail=1 - tail), pl.Float64),
    )


def _upper_quantile(degrees: pl.Series, tail: float) -> pl.Series:
    return pl.Series(chi2.isf(tail, degrees.cast(pl.Float64).to_numpy()), nan_to_null=True)
