import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm
from statsmodels.stats.meta_analysis import combine_effects

from transforms.random_effects import TrueValues, drawn_in, pooled_variance, true_values, worst_tenth

Y = [4.1, 4.6, 3.7, 4.4, 5.0, 4.05]
V = [0.02, 0.05, 0.01, 0.2, 0.08, 0.03]

estimates = st.lists(st.tuples(st.floats(-20, 20), st.floats(1e-6, 50)), min_size=1, max_size=30)


def test_the_variance_between_units_is_that_of_paule_and_mandel():
    expected = combine_effects(np.array(Y), np.array(V), method_re="iterated")
    found = true_values(Y, V)
    assert found.variance == pytest.approx(expected.tau2, rel=1e-6)
    assert found.mean == pytest.approx(expected.mean_effect_re, rel=1e-6)


def test_variance_within_is_pooled_by_degrees_of_freedom():
    assert pooled_variance([3, 5, 1, 0], [2.0, 5.0, None, None]) == pytest.approx((2 * 2 + 4 * 5) / 6)
    assert pooled_variance([1, 0], [None, None]) is None
    assert pooled_variance([], []) is None


def test_reliability_is_n_over_n_and_the_ratio_of_variances():
    within, between, n = 0.8, 0.02, 60
    drawn = drawn_in([5.0], [within / n], TrueValues(4.0, between))
    assert drawn.reliability.item() == pytest.approx(n / (n + within / between))
    assert drawn.mean.item() == pytest.approx(4.0 + 0.6)
    half = 1.959964 * (between * 0.4) ** 0.5
    assert (drawn.low.item(), drawn.high.item()) == pytest.approx((4.6 - half, 4.6 + half), abs=1e-6)


def test_units_that_chance_explains_all_have_the_mean_and_nobody_is_worst():
    y, v = [4.0, 4.1, 3.9, 4.05], [0.04, 0.04, 0.04, 0.04]
    truth = true_values(y, v)
    assert truth.variance == 0
    drawn = drawn_in(y, v, truth)
    assert drawn.mean.tolist() == [pytest.approx(np.mean(y))] * 4
    assert drawn.reliability.tolist() == [0] * 4
    assert (drawn.high - drawn.low > 0).all()
    for worst in ("high", "low"):
        assert worst_tenth(y, v, truth, worst).tolist() == [0.1] * 4


def test_one_unit_is_its_own_mean_with_its_own_error():
    drawn = drawn_in([4.0], [0.09], true_values([4.0], [0.09]))
    assert [told.item() for told in drawn] == pytest.approx(
        [4.0, 4 - 1.959964 * 0.3, 4 + 1.959964 * 0.3, 0.0], abs=1e-6
    )


def test_what_is_unknown_tells_nothing_of_the_others():
    assert true_values([None, 1.0, 2.0], [0.1, None, 0.0]) is None
    assert true_values([], []) is None
    assert true_values([*Y, None], [*V, 1.0]) == true_values(Y, V)


def test_a_unit_without_an_estimate_is_expected_at_the_mean_with_all_its_room():
    truth = TrueValues(4.0, 0.25)
    half = 1.959964 * 0.5
    drawn = drawn_in([None], [None], truth)
    assert [told.item() for told in drawn] == pytest.approx([4.0, 4 - half, 4 + half, 0.0], abs=1e-6)
    assert worst_tenth([None], [None], truth, "high").tolist() == [pytest.approx(0.1)]


def test_the_worst_tenth_by_hand():
    # Posterior N(4.5, 0.125), of true values N(4, 0.25): the tenth begins at 4.64.
    truth = TrueValues(4.0, 0.25)
    start = 4 + 1.281552 * 0.5
    assert worst_tenth([5.0], [0.25], truth, "high").item() == pytest.approx(norm.sf((start - 4.5) / 0.125**0.5))
    assert worst_tenth([3.0], [0.25], truth, "low").item() == pytest.approx(norm.sf((start - 4.5) / 0.125**0.5))
    assert worst_tenth([3.0], [0.25], truth, "high").item() < 0.001


@given(units=estimates)
@settings(max_examples=60, deadline=None)
def test_whatever_the_estimates_a_drawn_in_value_lies_between_its_own_and_the_mean(units):
    y, v = np.array(units).T
    truth = true_values(y, v)
    drawn = drawn_in(y, v, truth)
    assert np.isfinite(drawn).all()
    mean = drawn.mean
    assert (np.minimum(y, truth.mean) - 1e-9 <= mean).all()
    assert (mean <= np.maximum(y, truth.mean) + 1e-9).all()
    assert (drawn.low <= drawn.mean).all()
    assert (drawn.mean <= drawn.high).all()
    assert ((drawn.reliability >= 0) & (drawn.reliability <= 1)).all()
    for worst in ("high", "low"):
        tenth = worst_tenth(y, v, truth, worst)
        assert ((tenth >= 0) & (tenth <= 1)).all()


@pytest.mark.parametrize("between", [0.0025, 0.01, 0.09])
def test_intervals_of_drawn_in_values_hold_the_true_ones(between):
    random = np.random.default_rng(11)
    held = []
    for _ in range(40):
        v = 0.8 / random.integers(20, 500, 50)
        true = random.normal(4, between**0.5, 50)
        y = random.normal(true, v**0.5)
        drawn = drawn_in(y, v, true_values(y, v))
        held.append(((drawn.low <= true) & (true <= drawn.high)).mean())
    assert 0.93 <= np.mean(held) <= 0.97
