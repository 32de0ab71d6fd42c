from datetime import date, timedelta

import pytest

from dashboards.periods import Span, last_day, periods
from dashboards.state import ViewState

TUESDAY = date(2026, 6, 30)


def generation(zone, built_at="2026-07-04T02:00:00+00:00"):
    return {"data_as_of": "2026-06-30T23:30:00Z", "built_at": built_at, "time_zone": zone}


def test_a_period_ends_on_the_day_of_the_newest_record_in_the_reporting_zone():
    assert last_day(generation("Europe/Berlin")) == date(2026, 7, 1)
    assert last_day(generation("UTC")) == TUESDAY


def test_a_period_ends_before_the_day_of_the_build_which_was_not_over():
    assert last_day(generation("UTC", built_at="2026-06-30T23:45:00+00:00")) == date(2026, 6, 29)
    assert last_day(generation("UTC", built_at="2026-07-01T01:00:00+00:00")) == TUESDAY


def test_twenty_eight_days_are_compared_with_the_twenty_eight_before():
    spans = periods(ViewState(), TUESDAY)
    assert spans.shown == Span(date(2026, 6, 3), TUESDAY)
    assert spans.compared == Span(date(2026, 5, 6), date(2026, 6, 2))


@pytest.mark.parametrize(
    ("start", "end", "first", "last"),
    [
        (date(2026, 6, 29), date(2026, 6, 29), date(2026, 6, 22), date(2026, 6, 22)),
        (date(2026, 6, 1), date(2026, 6, 7), date(2026, 5, 25), date(2026, 5, 31)),
        (date(2026, 6, 1), date(2026, 6, 8), date(2026, 5, 18), date(2026, 5, 25)),
        (date(2026, 6, 1), TUESDAY, date(2026, 4, 27), date(2026, 5, 26)),
    ],
)
def test_days_that_are_no_whole_weeks_are_compared_with_the_same_weekdays(start, end, first, last):
    compared = periods(ViewState(period="custom", start=start, end=end), TUESDAY).compared
    assert compared == Span(first, last)
    assert (compared.start.weekday(), compared.end < start) == (start.weekday(), True)


def test_last_year_is_the_same_weekdays():
    spans = periods(ViewState(compare="year"), TUESDAY)
    assert spans.compared.start == date(2025, 6, 4)
    assert spans.compared.start.weekday() == spans.shown.start.weekday()


def test_the_trend_holds_fifty_two_whole_weeks_from_monday_to_sunday():
    trend = periods(ViewState(), TUESDAY).trend
    assert (trend.start.weekday(), trend.end) == (0, date(2026, 6, 28))
    assert (trend.end - trend.start).days + 1 == 52 * 7


def test_a_long_period_has_half_a_year_of_weeks_before_it_that_tell_what_is_usual():
    spans = periods(ViewState(period="52w"), TUESDAY)
    assert (spans.trend.end - spans.trend.start).days + 1 == (52 + 26) * 7
    endless = periods(ViewState(period="custom", start=date(1900, 1, 1), end=TUESDAY), TUESDAY)
    assert (endless.trend.end - endless.trend.start).days + 1 == 156 * 7


def test_a_period_that_ends_on_a_sunday_has_its_last_week_in_the_trend():
    assert periods(ViewState(), date(2026, 6, 28)).trend.end == date(2026, 6, 28)


def test_the_whole_history_has_no_ends_so_that_undated_records_are_in_it():
    spans = periods(ViewState(period="all"), TUESDAY)
    assert (spans.shown, spans.compared) == (Span(None, None), None)
    assert spans.shown.words() == "whole history"


def test_one_day_is_written_once():
    assert Span(date(2026, 6, 15), date(2026, 6, 15)).words() == "15 Jun 2026"


def test_nothing_is_compared_with_a_period_that_the_data_hold_in_part():
    assert periods(ViewState(period="52w"), TUESDAY, TUESDAY - timedelta(days=726)).compared is None
    assert periods(ViewState(period="52w"), TUESDAY, TUESDAY - timedelta(days=727)).compared is not None
