import math

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.control_charts import laney_p_chart, p_chart, xmr_by_mean


def test_limits_of_a_share_follow_the_n_of_each_point():
    # p̄ = 40/400 = 0.1: 3·√(0.09/100) = 0.09 and 3·√(0.09/300) = 0.051962.
    chart = p_chart(pl.Series([16, 24]), pl.Series([100, 300]))
    assert chart.centre == pytest.approx(0.1)
    assert chart.points["low"].to_list() == pytest.approx([0.01, 0.048038], abs=1e-6)
    assert chart.points["high"].to_list() == pytest.approx([0.19, 0.151962], abs=1e-6)


def test_laneys_limits_by_hand():
    # p̄ = 0.1 and σ = 0.01, so z = 2, −2, 1, −1: ranges 4, 3, 2 with mean 3, σ_z = 3/1.128 = 2.65957.
    chart = laney_p_chart(pl.Series([108, 72, 99, 81]), pl.Series([900] * 4))
    assert chart.sigma_z == pytest.approx(2.65957, abs=1e-5)
    assert chart.points["high"].to_list() == pytest.approx([0.1 + 3 * 0.01 * 2.65957] * 4, abs=1e-6)


def test_with_equal_n_laneys_limits_are_those_of_single_values():
    shares = [0.31, 0.35, 0.29, 0.36, 0.33, 0.30]
    laney = laney_p_chart(pl.Series([share * 5000 for share in shares]), pl.Series([5000] * 6))
    single = xmr_by_mean(pl.Series(shares))
    assert laney.points["low"][0] == pytest.approx(single.low)
    assert laney.points["high"][0] == pytest.approx(single.high)


def test_shares_that_vary_only_by_their_n_have_a_sigma_z_of_about_one():
    import numpy as np

    random = np.random.default_rng(3)
    n = random.integers(200, 900, 2000)
    chart = laney_p_chart(pl.Series(random.binomial(n, 0.2)), pl.Series(n))
    assert chart.sigma_z == pytest.approx(1, abs=0.05)


def test_single_values_by_the_mean_moving_range():
    # Mean 11, ranges 2, 4, 3 with mean 3: 2.66 · 3 = 7.979.
    chart = xmr_by_mean(pl.Series([10, 12, None, 8, 11]))
    assert chart.centre == pytest.approx(10.25)
    assert chart.high - chart.centre == pytest.approx(2.6596 * 3, abs=1e-3)
    assert xmr_by_mean(pl.Series([1.0, None])) is None


def test_points_without_records_have_no_limits():
    chart = p_chart(pl.Series([0, 1]), pl.Series([0, 4]))
    assert chart.points.row(0, named=True)["share"] is None
    assert chart.points.row(0, named=True)["high"] is None


@pytest.mark.parametrize("make", [p_chart, laney_p_chart])
def test_nothing_counted_has_no_centre(make):
    assert make(pl.Series([], dtype=pl.Int64), pl.Series([], dtype=pl.Int64)).centre is None
    assert make(pl.Series([0, 0]), pl.Series([0, 0])).points["low"].to_list() == [None, None]


def test_only_successes_or_failures_have_a_p_chart_and_no_laney_chart():
    for successes in ([0, 0], [5, 8]):
        assert p_chart(pl.Series(successes), pl.Series([5, 8])).points["high"].to_list() == [successes[0] / 5] * 2
        laney = laney_p_chart(pl.Series(successes), pl.Series([5, 8]))
        assert (laney.sigma_z, laney.points["high"].to_list()) == (None, [None, None])


COUNTS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=8)


@settings(max_examples=50, deadline=None)
@given(COUNTS)
def test_every_series_of_counts_has_limits_between_nought_and_one_or_none(pairs):
    successes = pl.Series([min(pair) for pair in pairs], dtype=pl.Int64)
    n = pl.Series([max(pair) for pair in pairs], dtype=pl.Int64)
    for chart in (p_chart(successes, n), laney_p_chart(successes, n)):
        for name in ("centre", "low", "high"):
            known = chart.points[name].drop_nulls()
            assert all(math.isfinite(value) and 0 <= value <= 1 for value in known)
