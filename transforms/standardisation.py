"""Fair comparison of groups whose work differs: what each would have with everybody's cases, or all with its own.

A rate is Σ numerator / Σ denominator, a share of cases or seconds per case. Rows are records as `MetricStore.records`
gives them, or sums of records; a null adds nothing. The whole frame is the standard: filter it first.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl


def indirect(frame: pl.DataFrame, by: str, strata: Sequence[str], denominator: str = "denominator") -> pl.DataFrame:
    """Observed against expected of each group, had it the rate of all in every stratum (indirect standardisation).

    Columns: `by`, n (Σ denominator), observed and expected (of the numerator, in its unit), crude_ratio (own rate over
    that of all), ratio (observed over expected) and adjusted (ratio · rate of all, in the unit of the rate).
    E = Σₛ nₛ·rₛ with rₛ of all groups together; groups of a single stratum and empty strata need no rule of their own,
    and one group alone has a ratio of 1. Ratios are null where nothing is expected, groups without a denominator drop.
    Ratios of groups with different work are each comparable with all, but not quite with each other (Breslow and Day
    1987, Statistical Methods in Cancer Research II, chapter 2).
    """
    cells = _cells(frame, by, strata, denominator)
    overall = pl.col("observed").sum() / pl.col("n").sum()
    return (
        cells.with_columns(expected=pl.col("n") * pl.col("rate"), overall=overall)
        .group_by(by, maintain_order=True)
        .agg(pl.col("n", "observed", "expected").sum(), pl.col("overall").first())
        .with_columns(
            crude_ratio=_over(pl.col("observed"), pl.col("n") * pl.col("overall")),
            ratio=_over(pl.col("observed"), pl.col("expected")),
        )
        .with_columns(adjusted=pl.col("ratio") * pl.col("overall"))
        .drop("overall")
        .sort(by, nulls_last=True)
    )


def direct(frame: pl.DataFrame, by: str, strata: Sequence[str], denominator: str = "denominator") -> pl.DataFrame:
    """The rate of each group, had it the mix of all (direct standardisation).

    Columns: `by`, n (Σ denominator), crude (own rate), covered (share of all, by denominator, in strata in which the
    group has any) and standardised = Σₛ wₛ·rₛ with wₛ the share of the stratum among all. Null where covered is below
    1: of strata that it never met a group has no rate, and leaving them out would compare unlike with unlike.
    """
    cells = _cells(frame, by, strata, denominator)
    weight = pl.col("all_n") / pl.col("n").sum()
    met_all = pl.len() == pl.col("strata").first()
    return (
        cells.with_columns(weight=weight, strata=pl.col("stratum").n_unique())
        .group_by(by, maintain_order=True)
        .agg(
            pl.col("n").sum(),
            crude=pl.col("observed").sum() / pl.col("n").sum(),
            covered=pl.when(met_all).then(1.0).otherwise(pl.col("weight").sum()),
            standardised=pl.when(met_all).then((pl.col("weight") * pl.col("observed") / pl.col("n")).sum()),
        )
        .sort(by, nulls_last=True)
    )


def _cells(frame: pl.DataFrame, by: str, strata: Sequence[str], denominator: str) -> pl.DataFrame:
    """Sums by group and stratum, with the denominator and the rate of all groups in the stratum."""
    stratum = pl.struct(*strata) if strata else pl.lit(0)
    return (
        # Kept in order, so that the same rows give the same digits.
        frame.group_by(by, stratum.alias("stratum"), maintain_order=True)
        .agg(
            observed=pl.col("numerator").cast(pl.Float64).sum(),
            n=pl.col(denominator).cast(pl.Float64).sum(),
        )
        .filter(pl.col("n") > 0)
        .with_columns(all_n=pl.col("n").sum().over("stratum"))
        .with_columns(rate=pl.col("observed").sum().over("stratum") / pl.col("all_n"))
    )


def _over(top: pl.Expr, bottom: pl.Expr) -> pl.Expr:
    return pl.when(bottom > 0).then(top / bottom)
