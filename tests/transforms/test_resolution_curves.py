from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import duckdb
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from transforms.held_cases import held_cases
from transforms.resolution_curves import DRAWN_STATEMENT, ENOUGH_CASES, CaseWindow, cases_at_risk, resolution
from transforms.survival import UNKNOWN

HOUR, DAY = 3600, 86400


def cases(*rows):
    schema = {
        "team": pl.String, "channel": pl.String, "outcome": pl.String, "clock_started_at": pl.Datetime("us", "UTC"),
        "watched_seconds": pl.Float64,
    }  # fmt: skip
    return pl.DataFrame(
        [
            ("Billing", "email", outcome, datetime(2026, 1, day, 12, tzinfo=UTC), seconds)
            for day, outcome, seconds in rows
        ],
        schema=schema,
        orient="row",
    )


def asked(table, window):
    def run(statement, values):
        with duckdb.connect() as connection:
            connection.execute("create schema if not exists main")
            connection.register("case_outcomes", table.to_arrow())
            statement = statement.replace("main.case_outcomes", "case_outcomes")
            return pl.from_arrow(connection.sql(statement, params=values).to_arrow_table())

    return cases_at_risk(run, False, ZoneInfo("UTC"), window).select("entry", "watched", "end")


JANUARY_10TH = CaseWindow(date(2026, 1, 10), date(2026, 1, 10))


def test_a_case_enters_the_period_with_the_age_it_has_and_leaves_it_open():
    table = cases((8, "resolved", 4 * DAY))
    assert asked(table, JANUARY_10TH).rows() == [(1.5 * DAY, 2.5 * DAY, None)]


def test_a_case_that_began_in_the_period_enters_at_nought_and_its_end_counts():
    assert asked(cases((10, "resolved", HOUR)), JANUARY_10TH).rows() == [(0, HOUR, "resolved")]
    assert asked(cases((10, "merged", 0)), JANUARY_10TH).rows() == [(0, 0, "merged")]


def test_cases_of_other_times_and_of_contradicting_times_are_not_in_it():
    table = cases((9, "resolved", HOUR), (11, "resolved", HOUR), (10, "resolved", None))
    assert asked(table, JANUARY_10TH).is_empty()


def test_an_open_case_is_watched_to_the_end_of_the_data_and_never_dropped():
    table = cases((10, "open", 3 * HOUR), (10, "open", 0))
    assert asked(table, JANUARY_10TH).rows() == [(0, 3 * HOUR, None), (0, 0, None)]


def test_without_days_all_cases_are_looked_at_from_their_beginning():
    table = cases((1, "resolved", 4 * DAY), (8, "open", DAY))
    assert asked(table, CaseWindow()).rows() == [(0, 4 * DAY, "resolved"), (0, DAY, None)]


def test_filters_keep_their_values_and_refuse_what_is_no_dimension():
    table = cases((10, "resolved", HOUR))
    other = CaseWindow(JANUARY_10TH.start, JANUARY_10TH.end, (("team", ("Experts",)),))
    assert asked(table, other).is_empty()
    with pytest.raises(ValueError, match="mood"):
        CaseWindow(where=(("mood", ("good",)),))


def told(*rows):
    return pl.DataFrame(rows, schema={"entry": pl.Float64, "watched": pl.Float64, "end": pl.String}, orient="row")


def test_open_cases_lengthen_the_median_that_finished_ones_alone_would_have():
    finished = [(0, hours, "resolved") for hours in (1, 2, 3, 4)]
    with_open = resolution(told(*finished, *[(0, 5, None)] * 4), 5)
    assert resolution(told(*finished), 5).median.value == 2
    assert with_open.median.value == 4
    assert (with_open.cases, with_open.still_open) == (8, 4)


def test_shares_within_the_horizon_make_one_with_what_is_open():
    found = resolution(told((0, 1, "resolved"), (0, 2, "merged"), (0, 3, "spam"), (0, 9, None)), 5)
    assert (found.resolved, found.ended_otherwise) == pytest.approx((0.25, 0.5))


def test_what_was_not_watched_for_so_long_is_unknown():
    found = resolution(told((0, 1, "resolved"), (0, 2, None)), 5)
    assert (found.mean, found.resolved, found.ended_otherwise) == (UNKNOWN, None, None)


def test_no_cases_are_no_curve_and_no_shares():
    found = resolution(told(), 5)
    assert (found.cases, found.still_open, found.median, found.resolved) == (0, 0, UNKNOWN, None)
    assert found.curve.is_empty()


def test_only_other_ends_have_no_median():
    found = resolution(told((0, 1, "merged"), (0, 6, "spam")), 5)
    assert (found.median, found.resolved, found.ended_otherwise) == (UNKNOWN, 0, 0.5)


def test_two_young_cases_do_not_speak_for_forty_old_ones():
    # At one hour all that are watched have ended; the forty came into the period when they were five days old.
    found = resolution(told((0, 1, "resolved"), (0, 2, "resolved"), *[(120, 150, None)] * 40), 100)
    assert (found.breaks_off, found.median, found.mean, found.resolved) == (True, UNKNOWN, UNKNOWN, None)
    assert (found.cases, found.still_open) == (42, 40)


def test_a_last_old_case_behind_many_that_ended_does_not_spoil_the_curve():
    found = resolution(told(*[(0, hours, "resolved") for hours in range(1, 41)], (100, 150, None)), 50)
    assert not found.breaks_off
    assert found.median.value == 20


def test_of_very_many_cases_some_are_drawn_and_their_share_is_told():
    with duckdb.connect() as connection:
        connection.execute(
            "create table case_outcomes as select 'Billing' as team, 'email' as channel, 'resolved' as outcome, "
            "timestamptz '2026-01-10 12:00:00+00' - to_days(cast(i % 2 as integer)) as clock_started_at, "
            "cast(i % 7200 as double) as watched_seconds, i as case_id from range(400000) as many(i)"
        )
        connection.execute(f"create table drawn_outcomes as {DRAWN_STATEMENT}")

        def run(statement, values):
            return pl.from_arrow(connection.sql(statement, params=values).to_arrow_table())

        found = cases_at_risk(run, True, ZoneInfo("UTC"), JANUARY_10TH)
    share = found["share"].unique().item()
    assert found.height == pytest.approx(ENOUGH_CASES, rel=0.1)
    assert found.height / share == pytest.approx(200_000, rel=0.02)
    assert resolution(found, DAY).median.value == pytest.approx(3600, rel=0.03)


def test_few_cases_are_all_drawn_with_those_that_came_in_long_before():
    with duckdb.connect() as connection:
        connection.execute(
            "create table case_outcomes as select 'Billing' as team, 'email' as channel, "
            "case when i % 5 = 0 then 'open' else 'resolved' end as outcome, i as case_id, "
            "timestamptz '2025-11-01 00:00:00+00' + to_hours(cast(i as integer)) as clock_started_at, "
            "cast((i * 7919) % 6000000 as double) as watched_seconds from range(3000) as many(i)"
        )
        connection.execute(f"create table drawn_outcomes as {DRAWN_STATEMENT}")

        def run(statement, values):
            return pl.from_arrow(connection.sql(statement, params=values).to_arrow_table())

        drawn, every = (
            cases_at_risk(run, is_drawn, ZoneInfo("UTC"), JANUARY_10TH).sort("entry", "watched")
            for is_drawn in (True, False)
        )
    assert drawn.equals(every)
    assert (drawn["entry"] > 30 * DAY).any()


@pytest.fixture(scope="module")
def many_drawn():
    """A hundred thousand cases of two years, of three teams, one of them without a name; some were never watched."""
    with duckdb.connect() as connection:
        connection.execute(
            "create table case_outcomes as select ['Billing', 'Orders', null][1 + i % 3] as team, "
            "['email', 'phone'][1 + (i // 3) % 2] as channel, 'Mia' as agent, i as case_id, "
            "['open', 'resolved', 'merged'][1 + (i // 7) % 3] as outcome, "
            "timestamptz '2024-06-01 00:00:00+00' + to_minutes(cast(i * 11 as integer)) as clock_started_at, "
            "case when i % 100 > 0 then cast((i * 7919) % 40000 * (1 + 90 * cast(i % 17 = 0 as integer)) as double) end "
            "as watched_seconds from range(100000) as many(i)"
        )
        connection.execute(f"create table drawn_outcomes as {DRAWN_STATEMENT}")
        yield lambda statement, values: pl.from_arrow(connection.sql(statement, params=values).to_arrow_table())


@pytest.mark.parametrize(
    "window",
    [
        CaseWindow(),
        CaseWindow(date(2026, 1, 10), date(2026, 1, 10)),
        CaseWindow(date(2024, 5, 1), date(2026, 7, 1)),
        CaseWindow(date(2025, 1, 10), date(2026, 1, 10), (("team", ("Billing",)),)),
        CaseWindow(date(2025, 1, 10), None, (("channel", ("phone", "fax")), ("team", ("Orders", "Billing")))),
        CaseWindow(None, date(2025, 1, 10)),
        CaseWindow(date(2025, 1, 10), None, (("team", ("Nobody",)),)),
        CaseWindow(date(2031, 1, 10), date(2031, 1, 11)),
    ],
    ids=["all", "a day", "beyond all", "a team", "two filters", "until", "nobody", "later"],
)
@pytest.mark.parametrize("enough", [1000, 1_000_000], ids=["drawn", "all"])
def test_cases_held_in_memory_are_those_of_the_file(many_drawn, window, enough, monkeypatch):
    monkeypatch.setattr("transforms.resolution_curves.ENOUGH_CASES", enough)
    zone = ZoneInfo("America/New_York")
    expected = cases_at_risk(many_drawn, True, zone, window)
    assert_frame_equal(held_cases(many_drawn).at_risk(zone, window), expected, check_row_order=False)
    assert expected.is_empty() == (window in WITHOUT_CASES)


WITHOUT_CASES = (
    CaseWindow(date(2025, 1, 10), None, (("team", ("Nobody",)),)),
    CaseWindow(date(2031, 1, 10), date(2031, 1, 11)),
)


def test_cases_are_held_up_to_a_number_and_filtered_by_team_and_channel_alone(many_drawn, monkeypatch):
    held = held_cases(many_drawn)
    assert held.can_tell(CaseWindow(where=(("team", ("Billing",)), ("channel", ("phone",)))))
    assert not held.can_tell(CaseWindow(where=(("agent", ("Mia",)),)))
    monkeypatch.setattr("transforms.held_cases.MOST_CASES", 99_999)
    assert held_cases(many_drawn) is None
