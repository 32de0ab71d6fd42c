"""A point of a trend by day, week or month is the number of that day, week or month everywhere."""

import json
import random
from dataclasses import replace
from datetime import date

import pytest

from dashboards.export_boards import tables_of
from dashboards.periods import last_of
from dashboards.state import ViewState
from dashboards.views import complaints, overview, sales, satisfaction, service, team
from dashboards.views.board import board, recorded_tiles
from dashboards.views.records import Asked, frame_of
from transforms.row_rules import RowRule

BOARDS = [module.BOARD for module in (overview, service, satisfaction, sales, complaints, team)]
STATE = ViewState(period="13w", teams=("Billing", "Technical"), channels=("email", "phone"))
CHOSEN = ("--where", "team=Billing,Technical", "--where", "channel=email,phone")
GRAINS = ("day", "week", "month")
# A share, a mean, a median, a count and a stock.
OF_EACH_KIND = ("csat", "average_handle_time", "resolution_time_median", "cases_opened", "backlog")


# Value, n, table, which rows, and their day.
PLAIN = {
    "csat": ("avg(is_positive::int)", "count(*)", "survey_responses", "kind = 'csat' and is_answered", "sent_on"),
    "cases_opened": ("count(*)", "count(*)", "case_openings", "true", "opened_on"),
    "average_speed_of_answer": (
        "avg(wait_seconds)",
        "count(wait_seconds)",
        "queue_entries",
        "is_answered",
        "queued_on",
    ),
    "resolution_time_median": (
        *("median(resolution_seconds)", "count(resolution_seconds)"),
        *("case_resolutions", "true", "resolved_on"),
    ),
}


@pytest.fixture(scope="module")
def trends(store):
    """Grain and metric of any board to the points of its trend."""
    of_metric = {name: spec for spec in BOARDS for name in recorded_tiles(store, spec)}
    return {
        (grain, name): board(store, replace(STATE, metric=name, grain=grain), spec)["trend"]["points"]
        for grain in GRAINS
        for name, spec in of_metric.items()
    }


@pytest.mark.parametrize("grain", GRAINS)
def test_every_point_of_every_board_is_what_the_command_line_says(warehouse_home, evenhand, trends, grain):
    names = [name for of, name in trends if of == grain]
    starts = [date.fromisoformat(point["start"]) for point in trends[grain, names[0]]]
    span = ("--from", starts[0].isoformat(), "--to", last_of(grain, starts[-1]).isoformat())
    asked = evenhand(
        warehouse_home, "metrics", "query", *names, "--grain", grain, *span, *CHOSEN, "--format", "json"
    ).stdout
    told = {(row["metric"], row["period"][:10]): row for row in json.loads(asked)}
    shown = {(name, point["start"]): point for name in names for point in trends[grain, name]}
    assert told.keys() <= shown.keys()
    for key, point in shown.items():
        row = told.get(key, {"value": None, "n": 0, "low": None, "high": None})
        assert (point["n"] or 0) == row["n"], key
        # Two processes add up in their own order; the ends of intervals are sent with six digits.
        for part, digits in (("value", 1e-12), ("low", 1e-5), ("high", 1e-5)):
            assert point[part] == (None if row[part] is None else pytest.approx(row[part], rel=digits, abs=1e-12)), key
    assert len(names) > 30
    assert len(told) > 8 * len(names)


@pytest.mark.parametrize("grain", GRAINS)
@pytest.mark.parametrize("metric", PLAIN)
def test_points_are_what_plain_sql_says(published, trends, metric, grain):
    value, n, table, condition, day = PLAIN[metric]
    points = {point["start"]: point for point in trends[grain, metric] if point["n"]}
    starts = [date.fromisoformat(point["start"]) for point in trends[grain, metric]]
    counted = published.run(
        f"select cast(date_trunc('{grain}', {day}) as date), {value} as value, {n} as n from {table} where {condition} and {day} "
        "between $first and $last and team in ('Billing', 'Technical') and channel in ('email', 'phone') group by 1",
        {"first": starts[0], "last": last_of(grain, starts[-1])},
    ).rows()
    told = {start: (point["value"], point["n"]) for start, point in points.items()}
    assert {start.isoformat(): (pytest.approx(value), n) for start, value, n in counted if n} == told


def test_days_and_months_end_with_the_period_and_are_whole(trends):
    days, months = ([point["start"] for point in trends[grain, "csat"]] for grain in ("day", "month"))
    assert (len(days), days[0], days[-1]) == (91, "2026-04-01", "2026-06-30")
    assert months[-1] == "2026-06-01"
    assert {start[8:] for start in months} == {"01"}
    shown = [point["start"] for point in trends["month", "csat"] if point["is_shown"]]
    assert shown == ["2026-04-01", "2026-05-01", "2026-06-01"]
    assert all(point["is_shown"] for point in trends["day", "csat"])


@pytest.mark.parametrize("metric", OF_EACH_KIND)
def test_as_many_records_stand_behind_a_day_and_a_month_as_it_says(store, trends, metric):
    chosen = random.Random(7)
    for grain, most in (("day", 6), ("month", 3)):
        known = [point for point in trends[grain, metric] if point["n"]]
        for point in chosen.sample(known, most):
            start = date.fromisoformat(point["start"])
            listed = frame_of(store, STATE, Asked(metric, (), start, last_of(grain, start)))
            counted = listed["n"].sum()
            assert int(counted + 1e-6) == point["n"], (grain, point)
            if metric == "resolution_time_median":
                assert listed["numerator"].median() == pytest.approx(point["value"])


@pytest.mark.parametrize("grain", ["day", "month"])
def test_the_file_of_a_page_holds_what_its_trend_shows(store, trends, grain):
    state = replace(STATE, metric="csat", grain=grain)
    tables = {table.name: table for table in tables_of(satisfaction.BOARD, lambda _: {})(store, state, {})}
    assert list(tables)[-2:] == ["weeks", f"{grain}s"]
    table = tables[f"{grain}s"]
    assert [column.label for column in table.columns][:3] == ["Metric", grain.capitalize(), "Value"]
    held = {(row[0], row[1].isoformat()): list(row[2:6]) for row in table.rows}
    for name in recorded_tiles(store, satisfaction.BOARD):
        for point in trends[grain, name]:
            value, n, *ends = held[name, point["start"]]
            assert (value, n) == (point["value"], point["n"] or 0)
            assert ends == [
                one if one is None else pytest.approx(one, rel=1e-5, abs=1e-12) for one in (point["low"], point["high"])
            ]
    week = {
        table.name for table in tables_of(satisfaction.BOARD, lambda _: {})(store, replace(state, grain="week"), {})
    }
    assert week == tables.keys() - {f"{grain}s"}


@pytest.mark.parametrize("grain", ["day", "month"])
def test_somebody_of_one_team_gets_the_points_of_that_team(store, grain):
    state = ViewState(metric="cases_opened", grain=grain)
    whole = board(store, state, overview.BOARD)["trend"]["points"]
    own = board(store.seen_by(RowRule(teams=("Billing",))), state, overview.BOARD)["trend"]["points"]
    chosen = board(store, replace(state, teams=("Billing",)), overview.BOARD)["trend"]["points"]
    assert own == chosen
    assert sum(point["n"] or 0 for point in own) < sum(point["n"] or 0 for point in whole)


@pytest.mark.parametrize("grain", ["day", "month"])
def test_tiles_and_what_stands_out_are_told_by_week_whatever_the_trend_is_cut_by(store, grain):
    state = replace(STATE, metric="escalation_rate")
    by_week, other = (board(store, one, overview.BOARD) for one in (state, replace(state, grain=grain)))
    assert {part: value for part, value in by_week.items() if part != "trend"} == {
        part: value for part, value in other.items() if part != "trend"
    }
    assert other["trend"]["limits"] is None
    assert not any("signal" in point or "tone" in point for point in other["trend"]["points"])
    assert "Limits and signals are told by week" in other["trend"]["subtitle"]
