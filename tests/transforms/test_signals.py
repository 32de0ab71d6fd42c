import polars as pl
import pytest

from transforms.signals import NaturalLimits, flag_signals, natural_limits


def test_limits_come_from_the_median_and_the_median_moving_range():
    # Moving ranges 2, 2, 2, ...: median 2; centre 11; 3 / 0.954 * 2 = 6.289.
    limits = natural_limits(pl.Series([10, 12, 10, 12, 10, 12, 10, 12]))
    assert limits.centre == 11
    assert limits.low == pytest.approx(11 - 6.28931, abs=1e-4)
    assert limits.high == pytest.approx(11 + 6.28931, abs=1e-4)


def test_one_past_incident_does_not_widen_the_limits():
    calm = natural_limits(pl.Series([10, 12, 10, 12, 10, 12, 10, 12, 10, 12]))
    shaken = natural_limits(pl.Series([10, 12, 10, 12, 90, 12, 10, 12, 10, 12]))
    assert shaken.high == pytest.approx(calm.high, abs=1.01)


def test_a_short_series_has_no_limits():
    assert natural_limits(pl.Series([1.0, 2.0, None, 3.0])) is None


def test_limits_of_a_share_stay_between_nought_and_one():
    limits = natural_limits(pl.Series([0.9, 0.99, 0.9, 0.99, 0.9, 0.99, 0.9, 0.99]), floor=0, ceiling=1)
    assert limits.high == 1


def test_points_outside_are_named_and_a_run_is_named_once():
    limits = NaturalLimits(centre=10, low=5, high=15, points=20)
    series = pl.Series([16.0, 4.0, *[11.0] * 9, None, 10.0, 9.0])
    assert flag_signals(series, limits).to_list() == [
        "above", "below", *[None] * 7, "run", None, None, None, None,
    ]  # fmt: skip
