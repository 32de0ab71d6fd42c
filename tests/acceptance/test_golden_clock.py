"""Worked examples of business time, from files to `evenhand metrics`."""

import pytest


@pytest.mark.parametrize(("season", "seconds"), [("spring", 82_800), ("autumn", 90_000)])
@pytest.mark.parametrize("metric", ["resolution_time_median", "resolution_time_business_median"])
def test_from_noon_to_noon_is_an_hour_less_or_more_when_the_clocks_change(golden, metric, season, seconds):
    row = golden(metric, source="e02_clock_change", topic=season)
    assert (row["value"], row["n"]) == (seconds, 2)


@pytest.mark.parametrize("season", ["spring", "autumn"])
def test_a_promise_is_kept_to_the_second_when_the_clocks_change(golden, season):
    row = golden("sla_attainment", source="e02_clock_change", topic=season)
    assert (row["value"], row["n"]) == (0.5, 2)


@pytest.mark.parametrize(
    ("metric", "minutes"),
    [
        ("first_response_time_median", 1560.1333),
        ("first_response_time_business_median", 960.1333),
        ("first_response_time_business_at_event_median", 690.1333),
    ],
)
def test_a_case_that_moves_between_two_calendars_is_read_by_each_for_its_time_or_by_the_last(golden, metric, minutes):
    row = golden(metric, source="e03_two_calendars")
    assert (row["value"] / 60, row["n"]) == (pytest.approx(minutes, abs=5e-5), 1)
