import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta, betabinom

from transforms.shrinkage import (
    RateDistribution,
    efron_morris,
    rates_by_likelihood,
    rates_by_moments,
    shrunk_rates,
    worst_tenth_of_rates,
)

HITS = np.array([18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7])
AT_BAT = np.full(18, 45)
FITS = (rates_by_moments, rates_by_likelihood)

units = st.lists(
    st.integers(0, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=0, max_size=30
)


def test_batting_averages_of_efron_and_morris():
    average = HITS / 45
    mean = average.mean()
    found = efron_morris(average, mean * (1 - mean) / 45)
    assert found.mean == pytest.approx(0.26543, abs=5e-6)
    assert found.factor == pytest.approx(0.21165, abs=5e-6)
    assert found.shrunk[0] == pytest.approx(0.2939, abs=5e-5)
    assert found.shrunk[-1] == pytest.approx(0.2422, abs=5e-5)


@pytest.mark.parametrize("values", [[], [1.0], [1.0, 2.0, 3.0]])
def test_three_values_are_too_few_for_efron_and_morris(values):
    assert efron_morris(values, 1.0) is None


@pytest.mark.parametrize(("values", "variance"), [([2.0] * 5, 1.0), ([1.0, 2.0, 3.0, 4.0], 100.0)])
def test_values_that_chance_explains_are_all_drawn_to_the_mean(values, variance):
    found = efron_morris(values, variance)
    assert found.factor == 0
    assert found.shrunk.to_list() == [found.mean] * len(values)


def test_batters_by_moments():
    rates = rates_by_moments(HITS, AT_BAT)
    assert (rates.alpha, rates.beta) == (pytest.approx(97.676, abs=5e-4), pytest.approx(270.312, abs=5e-4))
    assert shrunk_rates(HITS, AT_BAT, rates).mean[0] == pytest.approx(0.28009, abs=1e-5)


def test_batters_by_likelihood():
    rates = rates_by_likelihood(HITS, AT_BAT)
    assert (rates.alpha, rates.beta) == (pytest.approx(210.55, rel=0.01), pytest.approx(582.69, rel=0.01))


def test_no_other_distribution_is_likelier_than_the_likeliest():
    n = np.array([12, 40, 90, 150, 31, 77, 60, 8])
    x = np.array([1, 12, 11, 60, 3, 40, 9, 5])
    rates = rates_by_likelihood(x, n)
    best = betabinom.logpmf(x, n, rates.alpha, rates.beta).sum()
    for a, b in ((1.05, 1), (0.95, 1), (1, 1.05), (1, 0.95), (1.05, 1.05), (0.95, 0.95)):
        assert betabinom.logpmf(x, n, rates.alpha * a, rates.beta * b).sum() < best


@pytest.mark.parametrize(("n", "reliability"), [(94, 0.7015), (360, 0.9), (0, 0.0)])
def test_reliability_grows_with_the_records(n, reliability):
    shrunk = shrunk_rates([0.3 * n], [n], RateDistribution(0.3, 1 / 40))
    assert shrunk.reliability.item() == pytest.approx(reliability, abs=5e-5)


def test_of_a_certain_distribution_the_interval_is_the_posterior():
    shrunk = shrunk_rates([7], [20], RateDistribution(0.3, 1 / 40))
    assert [told.item() for told in shrunk[:3]] == pytest.approx([19 / 60, *beta.ppf((0.025, 0.975), 19, 41)])


@pytest.mark.parametrize("fit", FITS)
def test_units_that_chance_explains_all_have_the_mean(fit):
    x, n = [10, 21, 30, 39], [100, 200, 300, 400]
    rates = fit(x, n)
    assert rates.spread == 0
    assert rates.alpha is None
    assert rates.beta is None
    shrunk = shrunk_rates(x, n, rates)
    assert shrunk.mean.tolist() == [0.1] * 4
    assert shrunk.reliability.tolist() == [0] * 4
    assert (shrunk.low < 0.1).all()
    assert (shrunk.high > 0.1).all()
    for worst in ("high", "low"):
        assert worst_tenth_of_rates(x, n, rates, worst).tolist() == [0.1] * 4


@pytest.mark.parametrize("fit", FITS)
def test_without_any_record_there_is_no_distribution(fit):
    assert fit([], []) is None
    assert fit([0, 0], [0, 0]) is None


@pytest.mark.parametrize("fit", FITS)
@pytest.mark.parametrize(("x", "rate"), [([0, 0, 0], 0), ([20, 50, 3], 1)])
def test_only_failures_or_only_successes_leave_an_interval_that_is_open_to_one_side(fit, x, rate):
    n = [20, 50, 3]
    shrunk = shrunk_rates(x, n, fit(x, n))
    assert shrunk.mean.tolist() == [rate] * 3
    near, far = ("low", "high") if rate == 0 else ("high", "low")
    assert getattr(shrunk, near).tolist() == [rate] * 3
    assert getattr(shrunk, far).tolist() == [pytest.approx(abs(rate - 0.0338), abs=1e-3)] * 3


def test_a_unit_without_records_has_the_mean_and_what_is_unknown_stays_unknown():
    rates = RateDistribution(0.2, 0.05)
    shrunk = shrunk_rates([0, None], [0, 10], rates)
    assert shrunk.mean[0] == 0.2
    assert np.isnan(shrunk[:3])[:, 1].all()
    assert worst_tenth_of_rates([0, None], [0, 10], rates, "high") == pytest.approx([0.1, np.nan], nan_ok=True)


@pytest.mark.parametrize("fit", FITS)
@given(counts=units)
@settings(max_examples=40, deadline=None)
def test_whatever_the_counts_a_shrunk_rate_lies_between_its_own_and_the_mean(fit, counts):
    x, n = np.array(counts, dtype=float).reshape(-1, 2).T
    rates = fit(x, n)
    assert (rates is None) == (n.sum() == 0)
    if rates is None:
        return
    shrunk = shrunk_rates(x, n, rates)
    assert np.isfinite(shrunk).all()
    mean = shrunk.mean
    own = np.where(n > 0, x / np.maximum(n, 1), rates.mean)
    assert (np.minimum(own, rates.mean) - 1e-9 <= mean).all()
    assert (mean <= np.maximum(own, rates.mean) + 1e-9).all()
    assert (shrunk.low >= 0).all()
    assert (shrunk.low <= shrunk.mean).all()
    assert (shrunk.mean <= shrunk.high).all()
    assert (shrunk.high <= 1).all()
    assert ((shrunk.reliability >= 0) & (shrunk.reliability <= 1)).all()
    for worst in ("high", "low"):
        tenth = worst_tenth_of_rates(x, n, rates, worst)
        assert ((tenth >= 0) & (tenth <= 1)).all()


def test_the_worst_tenth_is_on_average_a_tenth_and_points_to_the_worst():
    random = np.random.default_rng(4)
    n = random.integers(30, 600, 400)
    x = random.binomial(n, random.beta(8, 32, 400))
    rates = rates_by_likelihood(x, n)
    high, low = (worst_tenth_of_rates(x, n, rates, worst) for worst in ("high", "low"))
    assert high.mean() == pytest.approx(0.1, abs=0.02)
    assert low.mean() == pytest.approx(0.1, abs=0.02)
    share = x / n
    assert high[share.argmax()] > 0.9 > low[share.argmax()]
    assert low[share.argmin()] > 0.9 > high[share.argmin()]


def test_intervals_of_shrunk_rates_hold_the_true_ones():
    random = np.random.default_rng(7)
    held = []
    for _ in range(20):
        n = random.integers(20, 500, 50)
        true = random.beta(6, 24, 50)
        x = random.binomial(n, true)
        shrunk = shrunk_rates(x, n, rates_by_moments(x, n))
        held.append(((shrunk.low <= true) & (true <= shrunk.high)).mean())
    assert 0.93 <= np.mean(held) <= 0.97
