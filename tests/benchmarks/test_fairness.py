"""The benchmark in short: two seeds go the whole way, and what is finished is not done again."""

import time

import polars as pl
import pytest

from tests.benchmarks import fairness, tables
from tests.benchmarks.departments import Department
from tests.benchmarks.true_ratios import TRUTHS

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("fairness")


@pytest.fixture(scope="module")
def jobs():
    return [Department(seed, effects, 6_000) for seed in (1, 2) for effects in (0.0, 1.0)]


@pytest.fixture(scope="module")
def readings(jobs, cache):
    return pl.concat(fairness.run(jobs, cache, processes=2))


def test_every_compared_metric_is_read_beside_a_truth_and_nothing_is_no_number(readings):
    assert set(readings["metric"]) <= set(TRUTHS)
    assert {"average_handle_time", "reopen_rate", "resolution_time_median"} <= set(readings["metric"])
    figures = readings.select(pl.selectors.float())
    assert figures.select(pl.all().is_nan().any() | pl.all().is_infinite().any()).row(0) == (False,) * figures.width
    told = (pl.col("reading") != "too_few") & pl.col("true_ratio").is_not_null()
    alike = readings.filter((pl.col("rep_effects") == 0) & told)["true_ratio"]
    assert alike.to_list() == pytest.approx([1.0] * len(alike), abs=1e-9)


def test_taking_out_the_case_mix_brings_handle_time_nearer_to_the_truth(readings):
    [row] = tables.verdicts.improvements(readings).filter(pl.col("metric") == "average_handle_time").rows(named=True)
    assert row["pearson_value"] < row["pearson_adjusted"]
    assert row["pearson_shrunk"] > 0.6


def test_a_second_run_reads_what_the_first_one_kept(jobs, cache, readings):
    started = time.monotonic()
    again = pl.concat(fairness.run(jobs[:1], cache, processes=1))
    assert len(again) == len(readings.filter((pl.col("seed") == 1) & (pl.col("rep_effects") == 0)))
    assert time.monotonic() - started < 60
