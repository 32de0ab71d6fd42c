import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.funnel import (
    Overdispersion,
    Scores,
    binomial_limits,
    overdispersion,
    poisson_limits,
    proportion_scores,
    ratio_scores,
    trimmed,
    widened_proportion_limits,
    widened_ratio_limits,
    winsorised,
)

COVERAGES = st.sampled_from([0.95, 0.998])


@pytest.mark.parametrize(
    ("n", "inner", "outer"),
    [
        (50, (0.0008, 0.1447), (0.0, 0.1992)),
        (100, (0.0217, 0.1246), (0.0015, 0.1607)),
        (200, (0.0371, 0.1097), (0.0208, 0.1344)),
        (500, (0.0508, 0.0968), (0.0393, 0.1115)),
        (1000, (0.0577, 0.0901), (0.0492, 0.1003)),
    ],
)
def test_binomial_limits_around_the_readmission_target(n, inner, outer):
    assert binomial_limits([n], 0.074).row(0) == pytest.approx(inner, abs=5e-5)
    assert binomial_limits([n], 0.074, 0.998).row(0) == pytest.approx(outer, abs=5e-5)


@pytest.mark.parametrize(
    ("expected", "inner", "outer"),
    [
        (13, (0.5325, 1.7100), (0.3547, 2.1882)),
        (32, (0.6840, 1.4117), (0.5411, 1.6759)),
        (75, (0.7866, 1.2535), (0.6808, 1.4108)),
    ],
)
def test_poisson_limits_of_observed_over_expected(expected, inner, outer):
    assert poisson_limits([expected]).row(0) == pytest.approx(inner, abs=5e-5)
    assert poisson_limits([expected], 0.998).row(0) == pytest.approx(outer, abs=5e-5)


def test_the_seven_units_of_the_published_example_are_all_inside():
    observed, expected = np.array([15, 40, 72, 28, 50, 66, 75]), np.array([13, 32, 75, 33, 54, 60, 72])
    ratio = observed / expected
    assert ratio == pytest.approx([1.1538, 1.25, 0.96, 0.8485, 0.9259, 1.1, 1.0417], abs=5e-5)
    limits = poisson_limits(expected)
    assert ((limits["low"].to_numpy() < ratio) & (ratio < limits["high"].to_numpy())).all()


def test_without_records_there_is_no_limit_and_what_is_unknown_stays_unknown():
    assert binomial_limits([0, None, 0.9], 0.3).rows() == [(0, 1), (None, None), (0, 1)]
    assert poisson_limits([0, None, -1]).rows() == [(None, None)] * 3
    assert widened_proportion_limits([0, None], 0.3).rows() == [(0, pytest.approx(1)), (None, None)]
    assert widened_ratio_limits([0, None]).rows() == [(None, None)] * 2
    assert binomial_limits([], 0.3).is_empty()
    assert poisson_limits([]).is_empty()


@pytest.mark.parametrize("target", [0.0, 1.0])
def test_a_target_of_none_or_all_is_its_own_limit(target):
    assert binomial_limits([10, 1000], target).rows() == [(target, target)] * 2


def test_only_successes_are_outside_only_where_they_are_improbable():
    # 0.9^20 is 0.12, and 0.9^40 is 0.015, so that there r is 39 and α = (0.98522 − 0.975)/0.06569.
    assert binomial_limits([20, 40], 0.9)["high"].to_list() == [1.0, pytest.approx(0.97111, abs=5e-6)]


@given(n=st.integers(0, 5000), target=st.floats(0.001, 0.999), coverage=COVERAGES)
@settings(max_examples=60, deadline=None)
def test_binomial_limits_enclose_the_target_and_close_in_with_records(n, target, coverage):
    (low, high), (later_low, later_high) = binomial_limits([n, 10 * n + 100], target, coverage).rows()
    assert 0 <= low <= target <= high <= 1
    assert low <= later_low
    # Up to one record, the height of a step.
    assert later_high <= high + 1 / max(n, 1)


@given(expected=st.floats(1e-6, 1e6), coverage=COVERAGES)
@settings(max_examples=60, deadline=None)
def test_poisson_limits_enclose_one_and_close_in_with_what_is_expected(expected, coverage):
    (low, high), (later_low, later_high) = poisson_limits([expected, expected * 1.5], coverage).rows()
    assert 0 <= low <= later_low < 1 < later_high <= high


def test_scores_are_distances_in_standard_errors_of_the_stable_scale():
    proportions = proportion_scores([10, 0, 5], [40, 0, 5], 0.25)
    assert proportions.z == pytest.approx([0, (np.pi / 2 - np.pi / 6) * 2 * 5**0.5])
    ratios = ratio_scores(
        [20, 0, 3, 7],
        [10, 8, 0, 7],
    )
    assert ratios.z == pytest.approx([np.log(2) * 10**0.5, np.log(0.5 / 8) * 8**0.5, 0])
    assert ratios.error == pytest.approx([10**-0.5, 8**-0.5, 7**-0.5])


def test_winsorising_draws_in_what_trimming_leaves_out():
    scores = Scores(np.array([-9.0, -2, -1, -1, 0, 0, 1, 1, 2, 3, 9]), np.linspace(1, 2, 11))
    assert winsorised(scores).z.tolist() == [-2, -2, -1, -1, 0, 0, 1, 1, 2, 3, 3]
    assert trimmed(scores).z.tolist() == [-2, -1, -1, 0, 0, 1, 1, 2, 3]
    assert trimmed(scores).error == pytest.approx(np.linspace(1, 2, 11)[1:-1])


def test_overdispersion_of_equal_units_by_hand():
    # Σz² = 40 over four units of error 0.5: φ = 10, τ² = (40 − 3)/(16 − 16/4) with w = 4.
    found = overdispersion(Scores(np.array([2.0, -2, 4, -4]), np.full(4, 0.5)))
    assert found == Overdispersion(pytest.approx(10), pytest.approx(37 / 12), 4)


@pytest.mark.parametrize("z", [[], [7.0], [0.5, -0.5], [0.0, 0.0, 0.0]])
def test_units_that_differ_no_more_than_by_chance_have_no_overdispersion(z):
    found = overdispersion(winsorised(Scores(np.array(z), np.ones(len(z)))))
    assert found.tau2 == 0
    assert found.phi <= 1


@given(
    n=st.lists(st.integers(1, 3000), min_size=1, max_size=20),
    target=st.floats(0, 1),
    phi=st.floats(0, 20),
    tau2=st.floats(0, 4),
    coverage=COVERAGES,
)
@settings(max_examples=60, deadline=None)
def test_widened_limits_enclose_the_target_and_the_limits_by_chance(n, target, phi, tau2, coverage):
    for widened, plain, centre in (
        (
            widened_proportion_limits(n, target, coverage, phi=phi, tau2=tau2),
            widened_proportion_limits(n, target, coverage),
            target,
        ),
        (widened_ratio_limits(n, coverage, phi=phi, tau2=tau2), widened_ratio_limits(n, coverage), 1),
    ):
        assert np.isfinite(widened.to_numpy()).all()
        assert (widened["low"] <= plain["low"]).all()
        assert (plain["low"] <= centre + 1e-9).all()
        assert (plain["high"] >= centre - 1e-9).all()
        assert (widened["high"] >= plain["high"]).all()


def test_an_added_variance_keeps_large_units_apart_where_a_factor_does_not():
    large = pl.Series([1_000_000])
    assert widened_ratio_limits(large, phi=8)["high"].item() < 1.01
    assert widened_ratio_limits(large, tau2=0.04)["high"].item() == pytest.approx(np.exp(1.959964 * 0.2), rel=1e-3)
