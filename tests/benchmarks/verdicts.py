"""From readings beside the truth to the numbers that are promised: false alarms, correlation, coverage, power."""

from __future__ import annotations

import polars as pl

LONGEST = "18 months"
ENOUGH = pl.col("reading") != "too_few"
CLEAR = pl.col("reading").str.starts_with("clearly")
MAYBE = pl.col("reading").str.starts_with("maybe")
FALSE_ALARMS_AT_MOST, BETTER_AT_LEAST, COVERAGE = 0.005, 0.95, (0.93, 0.97)


def false_alarms(readings: pl.DataFrame, by: str) -> pl.DataFrame:
    """Where no rep differs: how many readings say something, and the shares of them that are wrong."""
    return (
        readings.filter(pl.col("rep_effects") == 0)
        .group_by(by, maintain_order=True)
        .agg(
            readings=ENOUGH.sum(),
            clearly=CLEAR.filter(ENOUGH).mean(),
            maybe=MAYBE.filter(ENOUGH).mean(),
            too_few=(~ENOUGH).mean(),
        )
    )


def correlations(readings: pl.DataFrame) -> pl.DataFrame:
    """Per seed and metric: how values correlate over reps with the true effects, all reps who are not too few."""
    known = _with_effects(readings).filter(ENOUGH & pl.col("effect").is_not_null())
    pairs = {
        f"{kind}_{name}": (kind, name) for kind in ("pearson", "spearman") for name in ("value", "adjusted", "shrunk")
    }
    return known.group_by("metric", "seed", maintain_order=True).agg(
        reps=pl.len().cast(pl.Float64),
        **{key: pl.corr(name, "effect", method=kind).fill_nan(None) for key, (kind, name) in pairs.items()},
    )


def improvements(readings: pl.DataFrame) -> pl.DataFrame:
    """Per metric, and for all together: mean correlations, and the share of seeds in which fair beats raw.

    In `all together` a seed counts as better when the mean of its metrics' correlations is.
    """
    found = correlations(readings)
    values = [name for name in found.columns if name.startswith(("pearson", "spearman"))]
    together = found.group_by("seed").agg(pl.col("reps", *values).mean()).with_columns(metric=pl.lit("all together"))
    both = pl.concat([found, together.select(found.columns)])
    return both.group_by("metric", maintain_order=True).agg(
        reps=pl.col("reps").mean(),
        **{name: pl.col(name).mean() for name in values},
        adjusted_better=(pl.col("pearson_adjusted") > pl.col("pearson_value")).mean(),
        shrunk_better=(pl.col("pearson_shrunk") > pl.col("pearson_value")).mean(),
        shrunk_better_by_rank=(pl.col("spearman_shrunk") > pl.col("spearman_value")).mean(),
    )


def coverage(readings: pl.DataFrame, by: str) -> pl.DataFrame:
    """With true differences: how often the intervals hold the true ratio, over reps and seeds."""
    known = _with_effects(readings).filter(ENOUGH & pl.col("effect").is_not_null() & pl.col("true_ratio").is_not_null())
    return known.group_by(by, maintain_order=True).agg(
        readings=pl.len(),
        interval=pl.col("true_ratio").is_between("ratio_low", "ratio_high").mean(),
        shrunk=pl.col("true_adjusted").is_between("shrunk_low", "shrunk_high").mean(),
    )


def power(readings: pl.DataFrame) -> pl.DataFrame:
    """With true differences: what is said of reps beyond one standard deviation, and clear words in the wrong direction."""
    known = _with_effects(readings).filter(ENOUGH & pl.col("effect").is_not_null())
    far = pl.col("effect").abs() > pl.col("spread")
    says_above = pl.col("reading") == "clearly_above"
    return known.group_by("metric", maintain_order=True).agg(
        far=far.sum(),
        clearly=CLEAR.filter(far).mean(),
        clearly_or_maybe=(CLEAR | MAYBE).filter(far).mean(),
        clear=CLEAR.sum(),
        wrong_sign=(CLEAR & (says_above != (pl.col("effect") > 0))).sum(),
    )


def _with_effects(readings: pl.DataFrame) -> pl.DataFrame:
    return readings.filter((pl.col("rep_effects") > 0) & (pl.col("period") == LONGEST))
