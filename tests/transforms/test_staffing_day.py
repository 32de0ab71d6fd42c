import polars as pl
import pytest

from transforms.staffing import Target
from transforms.staffing_day import Assumptions, outcomes, staffed_day

USUAL = Target(0.8, 20)


def day(**columns):
    kinds = {"calls": pl.Float64, "handle_seconds": pl.Float64, "patience_seconds": pl.Float64}
    return pl.DataFrame(columns, schema=kinds)


def test_a_hundred_calls_of_three_minutes_take_twelve_to_fourteen_agents():
    busy = day(calls=[100], handle_seconds=[180], patience_seconds=[120])
    staffed = staffed_day(busy, Assumptions(USUAL, shrinkage=0.3)).row(0, named=True)
    assert staffed["load"] == pytest.approx(10)
    assert (staffed["fewest"], staffed["most"]) == (12, 14)
    assert (staffed["roster_fewest"], staffed["roster_most"]) == (18, 20)


def test_changes_of_volume_and_handle_time_multiply_the_load():
    busy = day(calls=[100], handle_seconds=[180], patience_seconds=[120])
    more = staffed_day(busy, Assumptions(USUAL, volume_change=0.5, handling_change=-0.3))
    assert more["load"].item() == pytest.approx(100 * 1.5 * 180 * 0.7 / 1800)
    assert more.columns[:3] == busy.columns


def test_what_is_not_known_is_said_by_the_end_of_the_band_that_needs_it():
    lines = day(
        calls=[100, 100, None, 0, 0],
        handle_seconds=[180, None, 180, None, 180],
        patience_seconds=[None, 120, 120, None, 120],
    )
    staffed = staffed_day(lines, Assumptions(USUAL))
    assert staffed["fewest"].to_list() == [None, None, None, 0, 0]
    assert staffed["most"].to_list() == [14, None, None, 0, 0]
    reached = outcomes(lines, Assumptions(USUAL), pl.Series([14, 14, 14, 1, 1])).to_dicts()
    assert reached[0]["service_level_low"] == pytest.approx(0.88835, abs=5e-7)
    assert reached[0]["service_level_high"] is None
    assert reached[0]["wait_low"] is None
    assert set(reached[1].values()) == {None}
    assert reached[3]["service_level_low"] == reached[3]["service_level_high"] == 1


def test_the_outcome_lies_between_the_two_models():
    busy = day(calls=[100, 100], handle_seconds=[180, 180], patience_seconds=[120, 120])
    twelve, nine = outcomes(busy, Assumptions(USUAL), pl.Series([12, 9])).to_dicts()
    assert (twelve["service_level_low"], twelve["service_level_high"]) == pytest.approx((0.640158, 0.825583), abs=5e-7)
    assert (twelve["wait_low"], twelve["wait_high"]) == pytest.approx((7.391685, 40.44494), abs=5e-5)
    assert (twelve["occupancy_low"], twelve["occupancy_high"]) == pytest.approx((0.782002, 10 / 12), abs=5e-7)
    assert twelve["abandonment"] == pytest.approx(0.061597, abs=5e-7)
    assert nine["wait_high"] is None
    assert nine["service_level_low"] == 0


def test_a_day_without_half_hours_has_none():
    nothing = day(calls=[], handle_seconds=[], patience_seconds=[])
    assert staffed_day(nothing, Assumptions(USUAL)).height == 0
    assert outcomes(nothing, Assumptions(USUAL), pl.Series([], dtype=pl.Int64)).height == 0
