"""What the trend of a board says of itself by day and by month."""

from datetime import date, timedelta
from itertools import pairwise
from types import SimpleNamespace

import polars as pl
import pytest

from dashboards.periods import Span, days_of_trend, months_of_trend
from dashboards.state import Offered, as_address, read_state
from dashboards.views.trend import trend_of_points
from dashboards.views.trend_points import GRAINS

JUDGED, GREY = "Limits and signals are told by week", "Grey: the 95 % interval of each"
TUESDAY = date(2026, 6, 30)
CSAT = SimpleNamespace(name="csat", label="Customer satisfaction", unit="ratio", least_n=30)
VOLUME = SimpleNamespace(name="cases_opened", label="Cases opened", unit="count", least_n=30)
BOARD = Offered(("Billing",), ("phone",), ("csat", "cases_opened"), grains=GRAINS)


def points(values, n=100, reach=0.1):
    days = [date(2026, 6, 1) + timedelta(days=i) for i in range(len(values))]
    known = [None if value is None else n for value in values]
    low, high = ([None if None in (value, reach) else value + side * reach for value in values] for side in (-1, 1))
    told = {"period": days, "value": values, "n": known, "low": low, "high": high}
    return pl.DataFrame(told, schema_overrides=dict.fromkeys(("value", "low", "high"), pl.Float64)).with_columns(
        is_shown=pl.lit(value=True)
    )


@pytest.mark.parametrize(
    ("start", "end", "first", "last", "count"),
    [
        (date(2026, 6, 3), TUESDAY, date(2026, 4, 1), TUESDAY, 91),
        (date(2026, 3, 1), TUESDAY, date(2026, 3, 1), TUESDAY, 122),
        (date(2020, 1, 1), TUESDAY, date(2025, 7, 2), TUESDAY, 364),
        (date(2026, 1, 5), date(2026, 1, 11), date(2025, 10, 13), date(2026, 1, 11), 91),
        (date(2026, 6, 1), date(2027, 6, 1), date(2026, 4, 1), TUESDAY, 91),
        (None, None, date(2026, 4, 1), TUESDAY, 91),
    ],
)
def test_days_are_thirteen_of_each_weekday_or_the_period_up_to_a_year(start, end, first, last, count):
    days = days_of_trend(Span(start, end), TUESDAY)
    assert (days[0], days[-1], len(days)) == (first, last, count)
    assert all(later - earlier == timedelta(days=1) for earlier, later in pairwise(days))


@pytest.mark.parametrize(
    ("start", "end", "oldest", "first", "last", "count"),
    [
        (date(2026, 6, 3), TUESDAY, None, date(2024, 7, 1), date(2026, 6, 1), 24),
        (date(2026, 6, 2), date(2026, 6, 29), None, date(2024, 6, 1), date(2026, 5, 1), 24),
        (date(2026, 6, 3), TUESDAY, date(2025, 1, 1), date(2025, 1, 1), date(2026, 6, 1), 18),
        (date(2026, 6, 3), TUESDAY, date(2025, 1, 2), date(2025, 2, 1), date(2026, 6, 1), 17),
        (date(2020, 1, 1), TUESDAY, None, date(2023, 7, 1), date(2026, 6, 1), 36),
        (date(2024, 3, 5), TUESDAY, None, date(2024, 3, 1), date(2026, 6, 1), 28),
        (None, None, date(2025, 12, 24), date(2026, 1, 1), date(2026, 6, 1), 6),
    ],
)
def test_months_are_those_that_the_data_cover_whole(start, end, oldest, first, last, count):
    months = months_of_trend(Span(start, end), TUESDAY, oldest)
    assert (months[0], months[-1], len(months)) == (first, last, count)


def test_a_month_that_data_or_period_only_touch_is_none():
    assert months_of_trend(Span(date(2026, 6, 3), date(2026, 6, 29)), date(2026, 6, 29), date(2026, 5, 2)) == []
    nothing = trend_of_points(CSAT, "month", points([]), "")
    assert (nothing["subtitle"], nothing["points"]) == ("The data hold no whole month up to the end of the period.", [])


@pytest.mark.parametrize(
    ("definition", "grain", "values", "n", "said"),
    [
        (CSAT, "day", [0.5, 0.7], 99, f"The last 2 days. {JUDGED}, since weekdays differ. {GREY} day."),
        (CSAT, "month", [0.7], 99, f"The last whole month. {JUDGED}, since months are few. {GREY} month."),
        (VOLUME, "month", [3.0, 4.0], 3, "The last 2 whole months."),
    ],
)
def test_the_words_tell_how_many_there_are_and_that_weeks_judge_what_can_be_judged(definition, grain, values, n, said):
    told = trend_of_points(definition, grain, points(values, n, None if definition is VOLUME else 0.1), "")
    assert told["subtitle"] == said
    assert told["title"] == f"{definition.label} by {grain}"
    assert told["limits"] is None
    assert not any("signal" in point for point in told["points"])


def test_the_interval_of_each_point_is_drawn_unless_it_counts_or_is_unknown():
    told = trend_of_points(CSAT, "day", points([0.5, None]), "")["points"]
    assert [(point["low"], point["high"]) for point in told] == [(0.4, 0.6), (None, None)]
    assert "Grey" not in trend_of_points(CSAT, "day", points([0.5], reach=None), "")["subtitle"]


def test_days_of_few_records_are_said_to_say_little():
    few = " Most days have fewer than 30 records, too few to say much."
    told = [trend_of_points(CSAT, "day", points([0.5, None, 0.6], n), "")["subtitle"] for n in (29, 30)]
    assert [words.endswith(few) for words in told] == [True, False]


def test_a_length_of_time_that_is_not_offered_is_the_week_and_the_week_is_not_in_the_address():
    assert read_state({"grain": "day"}, BOARD).grain == "day"
    assert as_address(read_state({"grain": "day"}, BOARD), BOARD) == "?grain=day"
    for asked in ("week", "quarter", "-day", "", ["day"]):
        state = read_state({"grain": asked}, BOARD)
        assert (state.grain, as_address(state, BOARD)) == ("week", "")
