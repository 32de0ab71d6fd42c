import polars as pl
import pytest

from transforms.differences import Reading, difference_of_readings, weekly_noise
from transforms.intervals import newcombe_difference, wilson


def rate(successes, n):
    limits = pl.select(wilson(pl.lit(successes), pl.lit(n)).alias("limits"))["limits"][0]
    return Reading(successes / n, limits["low"], limits["high"])


def test_the_difference_of_two_proportions_is_newcombes():
    found = difference_of_readings(rate(56, 70), rate(48, 80))
    assert (found.value, found.low, found.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)
    of_frames = pl.select(
        newcombe_difference((pl.lit(56), pl.lit(48)), (pl.lit(70), pl.lit(80))).alias("limits")
    )["limits"][0]  # fmt: skip
    assert (found.low, found.high) == pytest.approx((of_frames["low"], of_frames["high"]))


def test_a_reading_without_limits_has_no_interval():
    assert difference_of_readings(Reading(3.0, None, None), Reading(2.0, 1.0, 3.0)) is None


def test_means_of_more_weeks_move_less():
    # 1.96 · 2 · √(1/4 + 1/4) = 2.772.
    assert weekly_noise(2, (4, 4)) == pytest.approx(2.772, abs=1e-3)
    assert weekly_noise(2, (13, 13)) < weekly_noise(2, (4, 4))
    assert weekly_noise(2, (0, 4)) is None
    assert weekly_noise(0, (4, 4)) == 0
