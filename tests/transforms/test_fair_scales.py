import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, norm

from transforms.fair_durations import duration_errors, duration_limits, place_durations
from transforms.fair_shares import place_shares, share_distance, share_errors, share_limits


def sums(reference, observed, expected, weight, variance=None):
    own = expected * (1 - expected / weight)
    return columns(
        reference=reference,
        observed=observed,
        expected=expected,
        weight=weight,
        own_variance=own,
        variance=own if variance is None else variance,
    )


def columns(**values):
    return {name: np.array([value], dtype=float) for name, value in values.items()}


def whole(sums, place, errors):
    placed = {**sums, **place(sums)}
    return placed | errors(placed)


def shares(sums):
    return whole(sums, place_shares, share_errors)


def durations(sums):
    return whole(sums, place_durations, duration_errors)


def test_who_does_as_expected_has_the_departments_share():
    placed = shares(sums(0.2, 30, 30, 100))
    assert placed["ratio"].item() == 1
    assert placed["adjusted"].item() == pytest.approx(0.2)
    assert placed["z"].item() == pytest.approx(0, abs=0.05)


def test_odds_are_carried_over_to_the_department():
    # Twice the expected odds: 0.5 instead of 1/3, so twice the department's odds of 1/4 too.
    placed = shares(sums(0.2, 50, 100 / 3, 100))
    assert placed["adjusted"].item() == pytest.approx(1 / 3)
    assert placed["ratio"].item() == pytest.approx(1.5)


def test_evidence_is_the_records_where_the_mix_is_the_departments():
    assert shares(sums(0.2, 10, 20, 100))["evidence"].item() == pytest.approx(100)


def test_the_distance_is_the_mid_p_of_the_binomial():
    z = share_distance(np.array([17 / 100]), np.array([100.0]), np.array([0.1])).item()
    assert norm.cdf(z) == pytest.approx(binom.cdf(16, 100, 0.1) + binom.pmf(17, 100, 0.1) / 2)


@given(
    share=st.floats(0.02, 0.98),
    evidence=st.floats(10, 50_000),
    own=st.floats(0, 1),
    z=st.sampled_from([1.959964, 3.090232]),
)
@settings(max_examples=150, deadline=None)
def test_a_share_is_beyond_the_line_exactly_if_its_distance_is(share, evidence, own, z):
    low, high = (line.item() for line in share_limits(np.array([evidence]), share, z))
    assert 0 <= low <= share + 1 / evidence
    assert high <= 1
    distance = share_distance(np.array([own]), np.array([evidence]), np.array([share])).item()
    if min(abs(own - low), abs(own - high)) > 1e-6:
        assert (own < low) == (distance < -z)
        assert (own > high) == (distance > z)


@given(share=st.floats(0.05, 0.95), observed=st.integers(0, 200), expected=st.floats(1, 199))
@settings(max_examples=150, deadline=None)
def test_the_interval_of_the_ratio_holds_the_ratio(share, observed, expected):
    placed = shares(sums(share, observed, expected, 200))
    low, ratio, high = (placed[name].item() for name in ("ratio_low", "ratio", "ratio_high"))
    assert 0 <= low <= ratio + 1e-9
    assert ratio <= high + 1e-9


def test_a_duration_ratio_is_one_of_geometric_means():
    logs = columns(observed=100 * np.log(240), expected=100 * np.log(200), weight=100, variance=36, reference=300)
    placed = durations(logs | columns(spread=0.6))
    assert placed["ratio"].item() == pytest.approx(1.2)
    assert placed["adjusted"].item() == pytest.approx(360)
    assert placed["evidence"].item() == pytest.approx(100)
    assert placed["z"].item() == pytest.approx(np.log(1.2) / 0.06)
    low, high = (line.item() for line in duration_limits(np.array([100.0]), 300.0, 0.6, 1.959964))
    assert (low, high) == pytest.approx((300 / np.exp(0.1176), 300 * np.exp(0.1176)), rel=1e-3)


@pytest.mark.parametrize("reference", [0.0, 0.3, 1.0, np.nan])
@pytest.mark.parametrize("scale", [shares, durations])
def test_an_expectation_of_nothing_can_say_nothing(scale, reference):
    nothing = columns(observed=0, expected=0, weight=5, variance=0, reference=reference, spread=0)
    placed = scale(nothing)
    assert placed["can_say"].tolist() == [False]
    assert placed["z"].tolist() == [0]
    assert np.isnan(placed["evidence"]).all()
    of_nobody = scale({name: told[:0] for name, told in nothing.items()})
    assert {len(told) for told in of_nobody.values()} == {0}
