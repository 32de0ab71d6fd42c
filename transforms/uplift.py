"""What an offer adds: outcomes with and without it, compared within strata of the same kind of opportunity."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import polars as pl

from transforms.intervals import newcombe_difference, standard_normal


@dataclass(frozen=True)
class StratifiedDifference:
    """The share of a good outcome with less that without, over strata that know both."""

    difference: float | None
    """In shares, so 0.1 is ten points; null where no stratum has both arms."""
    low: float | None
    high: float | None
    share_with: float | None
    """Outcomes with, at the weights of the strata; less `share_without` it makes the difference."""
    share_without: float | None
    crude_difference: float | None
    """Without strata; null where one arm is empty."""
    with_n: int
    """Records in the strata that are compared."""
    without_n: int
    coverage_with: float | None
    """Share of the records of the arm that lie in compared strata; null where it has none."""
    coverage_without: float | None
    strata: int
    """Strata with any record."""
    strata_compared: int
    without_total: int
    """Records without, compared or not: 0 means that no baseline is recorded."""


def stratified_difference(cells: pl.DataFrame, confidence: float = 0.95) -> StratifiedDifference:
    """Mantel-Haenszel difference of shares with its interval.

    `cells` has one row per stratum: with_n, with_x (good outcomes of them), without_n, without_x; nulls are 0 records.
    d = Σ wᵢ·dᵢ / Σ wᵢ with wᵢ = n₁ᵢ·n₀ᵢ/Nᵢ (Mantel and Haenszel 1959). The interval holds every δ with
    (d − δ)² ≤ z²·(δ·P + Q)/W², the variance of Sato 1989 (Biometrics 45:1323) taken at δ (Klingenberg 2014, Stat Med
    33:2968); it is right for few large and for many small strata. Where nobody or everybody had the outcome, with or
    without, it has no width, and Newcombe's on the sums stands in. Strata that lack an arm are left out and their share
    is told. Within a stratum the arms count as alike, which is an assumption and not a finding.
    """
    known = cells.select(
        pl.col(name).fill_null(0).cast(pl.Float64) for name in ("with_n", "with_x", "without_n", "without_x")
    ).filter(pl.col("with_n") + pl.col("without_n") > 0)
    compared = known.filter((pl.col("with_n") > 0) & (pl.col("without_n") > 0))
    total_with, total_without = float(known["with_n"].sum()), float(known["without_n"].sum())
    with_n, without_n = float(compared["with_n"].sum()), float(compared["without_n"].sum())
    middle, low, high, share_with = _mantel_haenszel(compared, standard_normal(confidence))
    if with_n and _is_constant(compared):
        low, high = _newcombe(compared, confidence)
    return StratifiedDifference(
        difference=middle,
        low=low,
        high=high,
        share_with=share_with,
        share_without=None if share_with is None or middle is None else share_with - middle,
        crude_difference=_less(_share(known, "with", total_with), _share(known, "without", total_without)),
        with_n=int(with_n),
        without_n=int(without_n),
        coverage_with=with_n / total_with if total_with else None,
        coverage_without=without_n / total_without if total_without else None,
        strata=known.height,
        strata_compared=compared.height,
        without_total=int(total_without),
    )


def _share(cells: pl.DataFrame, arm: str, n: float) -> float | None:
    return float(cells[f"{arm}_x"].sum()) / n if n else None


def _is_constant(compared: pl.DataFrame) -> bool:
    """Whether nobody or everybody had the outcome."""
    good, size = compared.select(
        pl.col("with_x").sum() + pl.col("without_x").sum(), size=pl.col("with_n").sum() + pl.col("without_n").sum()
    ).row(0)
    return good in (0, size)


def _newcombe(compared: pl.DataFrame, confidence: float) -> tuple[float, float]:
    x = (pl.col("with_x").sum(), pl.col("without_x").sum())
    n = (pl.col("with_n").sum(), pl.col("without_n").sum())
    interval = compared.select(newcombe_difference(x, n, confidence)).item()
    return interval["low"], interval["high"]


def _less(first: float | None, second: float | None) -> float | None:
    return None if first is None or second is None else first - second


def _mantel_haenszel(compared: pl.DataFrame, z: float) -> tuple[float | None, float | None, float | None, float | None]:
    """Difference, low, high, and the weighted share with; all null without a stratum to compare."""
    if compared.is_empty():
        return None, None, None, None
    n1, x1, n0, x0 = (pl.col(name) for name in ("with_n", "with_x", "without_n", "without_x"))
    size = n1 + n0
    weight, difference, share_with, p, q = compared.select(
        weight=(n1 * n0 / size).sum(),
        difference=((x1 * n0 - x0 * n1) / size).sum(),
        share_with=(x1 * n0 / size).sum(),
        p=((n1**2 * x0 - n0**2 * x1 + n1 * n0 * (n0 - n1) / 2) / size**2).sum(),
        q=((x1 * (n0 - x0) + x0 * (n1 - x1)) / (2 * size)).sum(),
    ).row(0)
    estimate = difference / weight
    # The quadratic in δ solved: its middle is not the estimate, and its root is 0 at the least.
    middle = estimate + z**2 * p / (2 * weight**2)
    margin = sqrt(max(middle**2 - estimate**2 + z**2 * q / weight**2, 0.0))
    low, high = max(middle - margin, -1.0), min(middle + margin, 1.0)
    return estimate, min(low, estimate), max(high, estimate), share_with / weight
