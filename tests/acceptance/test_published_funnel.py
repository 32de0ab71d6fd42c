"""Length of stay of 54 hospitals (medpar), where it lies beside the repository, gives the published outliers."""

from pathlib import Path

import polars as pl
import pytest
import statsmodels.api as sm

from transforms.funnel import overdispersion, poisson_limits, ratio_scores, trimmed, widened_ratio_limits

MEDPAR = Path(__file__).parents[2].parent / "shared" / "data" / "profiling_misc" / "medpar.csv"

pytestmark = pytest.mark.skipif(not MEDPAR.is_file(), reason="the real files are not part of the repository")

CASE_MIX = ("hmo", "died", "age80", "type2", "type3")


@pytest.fixture(scope="module")
def hospitals():
    stays = pl.read_csv(MEDPAR, schema_overrides={"provnum": pl.String})
    mix = sm.add_constant(stays.select(CASE_MIX).to_numpy().astype(float))
    fitted = sm.GLM(stays["los"].to_numpy(), mix, family=sm.families.Poisson()).fit()
    assert fitted.params == pytest.approx([2.26875, -0.07637, -0.24574, -0.02141, 0.24921, 0.74869], abs=1e-5)
    assert fitted.pearson_chi2 / fitted.df_resid == pytest.approx(6.2405, abs=5e-5)
    return (
        stays.with_columns(expected=pl.Series(fitted.fittedvalues))
        .group_by("provnum")
        .agg(observed=pl.col("los").sum(), expected=pl.col("expected").sum())
    )


def outliers(hospitals, limits):
    ratio = hospitals["observed"] / hospitals["expected"]
    return ((ratio < limits["low"]) | (ratio > limits["high"])).sum()


def test_25_of_54_are_outside_the_exact_limits(hospitals):
    assert hospitals.height == 54
    assert outliers(hospitals, poisson_limits(hospitals["expected"], 0.998)) == 25


def test_nine_are_outside_after_overdispersion(hospitals):
    found = overdispersion(trimmed(ratio_scores(hospitals["observed"], hospitals["expected"]), 0.1))
    assert found.tau2 == pytest.approx(0.02732, abs=5e-6)
    assert found.phi == pytest.approx(7.8784, abs=5e-5)
    assert outliers(hospitals, widened_ratio_limits(hospitals["expected"], 0.998, tau2=found.tau2)) == 9
