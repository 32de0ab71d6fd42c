import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from scipy.stats import binom, quantile_test

from transforms.intervals import (
    mean_interval,
    net_promoter_interval,
    newcombe_difference,
    quantile_interval,
    quantile_ranks,
    wilson,
)


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),  # Newcombe 1998, table I
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (20, 20, 0.8389, 1.0),
    ],
)
def test_wilson_gives_the_published_limits(successes, n, low, high):
    interval = pl.select(wilson(pl.lit(successes), pl.lit(n))).item()
    assert interval["low"] == pytest.approx(low, abs=5e-5)
    assert interval["high"] == pytest.approx(high, abs=5e-5)


@pytest.mark.parametrize("n", [1, 7, 29, 263])
def test_no_success_reaches_down_to_nought_and_only_successes_up_to_one(n):
    assert pl.select(wilson(pl.lit(0.0), pl.lit(n))).item()["low"] == 0
    assert pl.select(wilson(pl.lit(float(n)), pl.lit(n))).item()["high"] == 1


def test_a_share_of_nothing_has_no_interval():
    assert pl.select(wilson(pl.lit(0), pl.lit(0))).item() == {"low": None, "high": None}


def test_newcombe_gives_the_published_difference():
    interval = pl.select(newcombe_difference((pl.lit(56), pl.lit(48)), (pl.lit(70), pl.lit(80)))).item()
    assert interval["low"] == pytest.approx(0.0524, abs=5e-5)
    assert interval["high"] == pytest.approx(0.3339, abs=5e-5)


def test_mean_interval_of_a_known_sample():
    # 2, 4, 6: mean 4, standard deviation 2, standard error 2/√3.
    interval = pl.select(mean_interval(pl.lit(4.0), pl.lit(56.0), pl.lit(3))).item()
    assert interval["low"] == pytest.approx(4 - 1.959964 * 2 / 3**0.5, abs=1e-5)
    assert interval["high"] == pytest.approx(4 + 1.959964 * 2 / 3**0.5, abs=1e-5)


def test_one_record_has_no_interval_of_its_mean():
    assert pl.select(mean_interval(pl.lit(4.0), pl.lit(16.0), pl.lit(1))).item() == {
        "low": None,
        "high": None,
    }


def test_fifty_promoters_and_twenty_detractors_of_a_hundred():
    interval = pl.select(net_promoter_interval(pl.lit(30.0), pl.lit(700_000.0), pl.lit(100))).item()
    assert interval["high"] - 30 == pytest.approx(15.3, abs=0.05)
    assert 30 - interval["low"] == pytest.approx(1.959964 * 7.810, abs=1e-3)


def test_nobody_asked_has_no_net_promoter_interval_and_promoters_alone_no_width():
    nobody = pl.select(net_promoter_interval(pl.lit(None, pl.Float64), pl.lit(0.0), pl.lit(0))).item()
    assert nobody == {"low": None, "high": None}
    promoters = pl.select(net_promoter_interval(pl.lit(100.0), pl.lit(30_000.0), pl.lit(3))).item()
    assert promoters == {"low": 100, "high": 100}


@pytest.mark.parametrize(
    ("n", "low", "high"),
    # The sign test's table: 95 % intervals of a median leave out low - 1 values on each side.
    [(6, 1, 6), (8, 1, 8), (9, 2, 8), (10, 2, 9), (15, 4, 12), (20, 6, 15), (25, 8, 18), (50, 18, 33), (100, 40, 61)],
)
def test_ranks_of_a_median_are_those_of_the_table(n, low, high):
    assert quantile_ranks([n]).rows() == [(low, high)]


@pytest.mark.parametrize(("share", "least"), [(0.5, 6), (0.9, 36), (0.1, 36)])
def test_too_few_values_enclose_nothing(share, least):
    assert quantile_ranks([0, 1, least - 1], share).rows() == [(None, None)] * 3
    assert None not in quantile_ranks([least], share).row(0)


@given(n=st.integers(1, 3000), share=st.sampled_from([0.1, 0.5, 0.9]))
@settings(max_examples=60, deadline=None)
def test_ranks_enclose_the_quantile_at_least_as_often_as_promised(n, share):
    [(low, high)] = quantile_ranks([n], share).rows()
    if low is None:
        # Even all values together leave a tail that is too heavy.
        assert max(binom.pmf(0, n, share), binom.pmf(n, n, share)) > 0.025
        return
    assert 1 <= low <= high <= n
    assert binom.cdf(high - 1, n, share) - binom.cdf(low - 1, n, share) >= 0.95
    # One rank further in would be too narrow on its side.
    assert binom.cdf(low, n, share) >= 0.025
    assert binom.sf(high - 2, n, share) >= 0.025


@pytest.mark.parametrize("share", [0.5, 0.9])
def test_intervals_of_quantiles_are_those_of_scipy(share):
    values = [float((7 * k) % 61) ** 2 for k in range(61)]
    expected = quantile_test(values, q=0, p=share).confidence_interval(0.95)
    assert quantile_interval(pl.Series([values]), share).row(0) == (expected.low, expected.high)


def test_an_interval_of_a_median_is_two_of_its_values_and_nulls_count_nothing():
    lists = pl.Series(
        [[9.0, 1, 5, None, 3, 7, 2], [4.0] * 50, [1.0, 2, 3], [], None, [None] * 9], dtype=pl.List(pl.Float64)
    )
    assert quantile_interval(lists).rows() == [(1, 9), (4, 4), *[(None, None)] * 4]
    assert quantile_interval(lists.clear()).is_empty()


def test_ranks_of_many_groups_are_those_of_each_alone():
    sizes = np.array([*range(250), 19_998, 19_999, 20_000, 123_456, np.nan, 7.5])
    for share in (0.5, 0.9):
        together = quantile_ranks(sizes, share)
        alone = pl.concat([quantile_ranks([size], share) for size in sizes])
        assert_frame_equal(together, alone)
        assert together["low"].null_count() < 40
