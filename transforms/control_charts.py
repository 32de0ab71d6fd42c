"""Control charts: limits that chance alone seldom breaks, for shares with their n and for single values."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

SIGMAS = 3.0
# Mean moving range of two normal values in sigmas (d2 for n = 2), by which a moving range becomes a sigma.
MEAN_MOVING_RANGE = 1.128


@dataclass(frozen=True)
class ShareChart:
    """Limits of a series of shares; `points` adds share, centre, low and high to what was given."""

    points: pl.DataFrame
    centre: float | None
    sigma_z: float | None
    """Spread of the points in units of what their n explains; 1 for a p-chart, which assumes it."""


@dataclass(frozen=True)
class ValueChart:
    """Limits of a series of single values, in its unit."""

    centre: float
    low: float
    high: float


def p_chart(successes: pl.Series, n: pl.Series) -> ShareChart:
    """Shares with limits by n: p̄ ± 3·√(p̄(1 − p̄)/nᵢ) within 0 and 1, p̄ = Σx/Σn (Shewhart 1931).

    A point without n has neither share nor limits; without any n there is no centre. With thousands behind every point
    the limits are so close that most points break them: then `laney_p_chart` is the right one.
    """
    return _share_chart(successes, n, is_scaled=False)


def laney_p_chart(successes: pl.Series, n: pl.Series) -> ShareChart:
    """The p-chart with its limits scaled by σ_z: p̄ ± 3·√(p̄(1 − p̄)/nᵢ)·σ_z within 0 and 1 (Laney 2002).

    σ_z = mean |zᵢ − zᵢ₋₁| / 1.128 of zᵢ = (pᵢ − p̄)/√(p̄(1 − p̄)/nᵢ): above 1 where shares vary from point to point by
    more than their n explains. With equal n these are the limits of `xmr_by_mean`. With fewer than two known points, or
    only successes or failures, σ_z is unknown and there are no limits.
    """
    return _share_chart(successes, n, is_scaled=True)


def xmr_by_mean(values: pl.Series) -> ValueChart | None:
    """Individuals chart: mean ± 2.66·mean moving range, 2.66 = 3/1.128 (Shewhart 1931); None below two known values.

    Moving ranges are between neighbours of the known values. One outlier widens these limits; `signals.natural_limits`
    takes medians, which it does not.
    """
    known = values.drop_nulls().cast(pl.Float64)
    if known.len() < 2:
        return None
    centre, sigma = float(known.mean()), _mean_range_sigma(known)  # type: ignore[arg-type]
    return ValueChart(centre, centre - SIGMAS * sigma, centre + SIGMAS * sigma)


def _share_chart(successes: pl.Series, n: pl.Series, is_scaled: bool) -> ShareChart:
    points = pl.select(successes=successes.cast(pl.Float64), n=n.cast(pl.Float64)).with_columns(
        share=pl.when(pl.col("n") > 0).then(pl.col("successes") / pl.col("n"))
    )
    counted = points.drop_nulls("share")
    if counted.is_empty():
        unknown = [pl.lit(None, pl.Float64).alias(name) for name in ("centre", "low", "high")]
        return ShareChart(points.with_columns(unknown), None, None)
    # Successes counted back from a share may come out as n + 1e-16.
    centre = min(1.0, float(counted["successes"].sum()) / float(counted["n"].sum()))
    sigma = (centre * (1 - centre) / pl.col("n")).sqrt()
    sigma_z = _sigma_z(counted.select((pl.col("share") - centre) / sigma).to_series()) if is_scaled else 1.0
    half = SIGMAS * sigma * pl.lit(sigma_z, pl.Float64)
    limits = {"centre": pl.lit(centre), "low": (centre - half).clip(0, 1), "high": (centre + half).clip(0, 1)}
    is_counted = pl.col("share").is_not_null()
    limited = points.with_columns(pl.when(is_counted).then(limit).alias(name) for name, limit in limits.items())
    return ShareChart(limited, centre, sigma_z)


def _sigma_z(scores: pl.Series) -> float | None:
    """Spread of standardised shares; None of fewer than two, and where every share is 0 or every share is 1."""
    return _mean_range_sigma(scores) if scores.len() > 1 and scores.is_finite().all() else None


def _mean_range_sigma(known: pl.Series) -> float:
    return float(known.diff().abs().mean()) / MEAN_MOVING_RANGE  # type: ignore[arg-type]
