import numpy as np
import polars as pl
import pytest

from transforms.run_rules import false_alarms
from transforms.signals import (
    NaturalLimits,
    SpecialCause,
    false_alarm_rate,
    flag_signals,
    natural_limits,
    special_causes,
)


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


LIMITS = NaturalLimits(centre=10, low=5, high=15, points=20)


def test_a_lasting_shift_began_with_the_first_point_of_its_run():
    series = pl.Series([9.0, 11, *[12.0] * 9])
    assert special_causes(series, LIMITS) == [SpecialCause(1, 10, is_higher=True)]


def test_a_shift_that_goes_far_began_with_its_first_point_outside():
    # Four weeks on one side of the median happen by chance; the one beyond the limit does not.
    assert special_causes(pl.Series([9.0, 11, 12, 16, 12]), LIMITS) == [SpecialCause(3, 3, is_higher=True)]


def test_an_incident_that_is_over_ends_with_its_last_point_outside():
    assert special_causes(pl.Series([9.0, 4, 3, 8, 11]), LIMITS) == [SpecialCause(1, 2, is_higher=False)]


def test_common_cause_and_unknown_limits_name_nothing():
    assert special_causes(pl.Series([9.0, 11, None, 12, 10, 9]), LIMITS) == []
    assert special_causes(pl.Series([9.0, 99]), None) == []
    assert special_causes(pl.Series([], dtype=pl.Float64), LIMITS) == []


def test_marks_on_a_chart_belong_to_special_causes_and_each_cause_has_a_mark():
    for seed in range(40):
        series = pl.Series(np.random.default_rng(seed).normal(10, 2.2, 60))
        flagged = {place for place, flag in enumerate(flag_signals(series, LIMITS)) if flag}
        causes = [set(range(cause.first, cause.last + 1)) for cause in special_causes(series, LIMITS)]
        assert flagged <= set().union(*causes)
        assert all(flagged & cause for cause in causes)


def test_limits_from_few_points_raise_more_false_alarms_than_known_ones():
    known = false_alarms(1000).expected / 1000
    assert false_alarm_rate(48) == pytest.approx(0.0135, rel=0.1)
    assert false_alarm_rate(12) > false_alarm_rate(48) > known
    assert false_alarm_rate(2000) == pytest.approx(known, rel=0.05)
    assert false_alarm_rate(7) is None


def test_the_rate_of_false_alarms_is_that_of_the_marks_on_drawn_series():
    random, marked = np.random.default_rng(11), 0
    for _ in range(1500):
        series = pl.Series(random.standard_normal(24 + 30))
        flags = flag_signals(series, natural_limits(series[:24]))
        marked += flags[24:].is_not_null().sum()
    assert marked / (1500 * 30) == pytest.approx(false_alarm_rate(24), rel=0.1)


def test_a_series_that_only_chance_moves_is_called_special_for_four_weeks_in_about_one_of_twenty_seeds():
    random, special = np.random.default_rng(3), 0
    for _ in range(400):
        series = pl.Series(random.standard_normal(52))
        special += any(cause.last >= 48 for cause in special_causes(series, natural_limits(series[:48])))
    assert 0.02 < special / 400 < 0.07
