"""What an offer adds: outcomes with and without it, compared within strata of the same kind of opportunity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from transforms.intervals import newcombe_difference, standard_normal

_ARMS = ("with_n", "with_x", "without_n", "without_x")


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


def mantel_haenszel(cells: pl.DataFrame, by: Sequence[str] = (), confidence: float = 0.95) -> pl.DataFrame:
    """Mantel-Haenszel difference of shares with its interval, for each group of strata.

    `cells` has one row per group and stratum: with_n, with_x (good outcomes of them), without_n, without_x; nulls are 0
    records. Rows: the group, difference, low, high, share_with, share_without, with_n and without_n. Strata that lack
    an arm are left out, and a group without any other has no row.
    d = Σ wᵢ·dᵢ / Σ wᵢ with wᵢ = n₁ᵢ·n₀ᵢ/Nᵢ (Mantel and Haenszel 1959). The interval holds every δ with
    (d − δ)² ≤ z²·(δ·P + Q)/W², the variance of Sato 1989 (Biometrics 45:1323) taken at δ (Klingenberg 2014, Stat Med
    33:2968); it is right for few large and for many small strata. Where nobody or everybody had the outcome, with or
    without, it has no width, and Newcombe's on the sums stands in. Within a stratum the arms count as alike, which is
    an assumption and not a finding.
    """
    n1, n0 = pl.col("with_n"), pl.col("without_n")
    compared = _counts(cells).filter((n1 > 0) & (n0 > 0))
    # Without a group the sums of no strata are a row of noughts.
    sums = _sums()
    summed = (compared.group_by(*by).agg(*sums) if by else compared.select(*sums)).filter(pl.col("w") > 0)
    found = summed.select(*by, *_estimates(confidence))
    return found.sort(*by) if by else found


@lru_cache(maxsize=1)
def _sums() -> tuple[pl.Expr, ...]:
    """What is added up over strata; written once, for writing it takes longer than its work."""
    n1, x1, n0, x0 = (pl.col(name) for name in _ARMS)
    size = n1 + n0
    return (
        *(n1.sum(), x1.sum(), n0.sum(), x0.sum()),
        (n1 * n0 / size).sum().alias("w"),
        ((x1 * n0 - x0 * n1) / size).sum().alias("d"),
        (x1 * n0 / size).sum().alias("s"),
        ((n1**2 * x0 - n0**2 * x1 + n1 * n0 * (n0 - n1) / 2) / size**2).sum().alias("p"),
        ((x1 * (n0 - x0) + x0 * (n1 - x1)) / (2 * size)).sum().alias("q"),
    )


@lru_cache(maxsize=8)
def _estimates(confidence: float) -> tuple[pl.Expr, ...]:
    """Difference, interval, shares and records from these sums; written once, too."""
    z = standard_normal(confidence)
    n1, x1, n0, x0 = (pl.col(name) for name in _ARMS)
    estimate, w, p, q = pl.col("d") / pl.col("w"), pl.col("w"), pl.col("p"), pl.col("q")
    # The quadratic in δ solved: its middle is not the estimate, and what is under its root is 0 at the least.
    middle = estimate + z**2 * p / (2 * w**2)
    margin = (middle**2 - estimate**2 + z**2 * q / w**2).clip(lower_bound=0).sqrt()
    on_sums = newcombe_difference((x1, x0), (n1, n0), confidence)
    is_constant = (x1 + x0 == 0) | (x1 + x0 == n1 + n0)
    low = pl.when(is_constant).then(on_sums.struct.field("low")).otherwise((middle - margin).clip(-1, 1))
    high = pl.when(is_constant).then(on_sums.struct.field("high")).otherwise((middle + margin).clip(-1, 1))
    share_with = pl.col("s") / w
    return (
        estimate.alias("difference"),
        pl.min_horizontal(low, estimate).alias("low"),
        pl.max_horizontal(high, estimate).alias("high"),
        share_with.alias("share_with"),
        (share_with - estimate).alias("share_without"),
        n1.cast(pl.Int64),
        n0.cast(pl.Int64),
    )


def stratified_difference(cells: pl.DataFrame, confidence: float = 0.95) -> StratifiedDifference:
    """The Mantel-Haenszel difference over all strata, with what of the records it stands on.

    `cells` as for `mantel_haenszel`, one row per stratum. Null where no stratum has both arms.
    """
    known = _counts(cells).filter(pl.col("with_n") + pl.col("without_n") > 0)
    found = next(iter(mantel_haenszel(known, (), confidence).to_dicts()), {})
    total_with, total_without = float(known["with_n"].sum()), float(known["without_n"].sum())
    with_n, without_n = found.get("with_n", 0), found.get("without_n", 0)
    compared = known.filter((pl.col("with_n") > 0) & (pl.col("without_n") > 0))
    return StratifiedDifference(
        difference=found.get("difference"),
        low=found.get("low"),
        high=found.get("high"),
        share_with=found.get("share_with"),
        share_without=found.get("share_without"),
        crude_difference=_less(_share(known, "with", total_with), _share(known, "without", total_without)),
        with_n=with_n,
        without_n=without_n,
        coverage_with=with_n / total_with if total_with else None,
        coverage_without=without_n / total_without if total_without else None,
        strata=known.height,
        strata_compared=compared.height,
        without_total=int(total_without),
    )


def _counts(cells: pl.DataFrame) -> pl.DataFrame:
    return cells.with_columns(pl.col(name).fill_null(0).cast(pl.Float64) for name in _ARMS)


def _share(cells: pl.DataFrame, arm: str, n: float) -> float | None:
    return float(cells[f"{arm}_x"].sum()) / n if n else None


def _less(first: float | None, second: float | None) -> float | None:
    return None if first is None or second is None else first - second
