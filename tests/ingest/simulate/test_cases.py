from datetime import date

import numpy as np
import polars as pl
import pytest

from ingest.simulate.arrivals import draw_arrivals
from ingest.simulate.cases import open_cases, run_cases
from ingest.simulate.demand import draw_demand
from ingest.simulate.department import build_department
from ingest.simulate.model import Model
from ingest.simulate.month_work import MonthWork
from ingest.simulate.phone import draw_calls
from ingest.simulate.randomness import Randomness
from ingest.simulate.vocabulary import ESCALATIONS, NEVER
from ingest.simulate.work_calendar import WorkCalendar

IN_ORDER = (
    "created_at", "assigned_at", "moved_at", "escalated_at", "solved_at", "reopened_at", "solved_again_at", "closed_at",
)  # fmt: skip


@pytest.fixture(scope="module")
def work():
    randomness, calendar, model = Randomness(5), WorkCalendar(date(2026, 6, 30)), Model()
    department = build_department(randomness, calendar, rep_effects=1.0)
    month = calendar.months[8]
    demand = draw_demand(randomness, calendar, model, 60_000)
    roster = department.roster(calendar, month)
    return MonthWork(np.random.default_rng(5), calendar, demand, department, roster, model), month


@pytest.fixture(scope="module")
def arrivals(work):
    return draw_arrivals(*work)


@pytest.fixture(scope="module")
def cases(work, arrivals):
    part = work[0]
    calls = draw_calls(part, arrivals)
    calls = calls.with_columns(call_id=calls["at"].cast(str))
    return run_cases(part, open_cases(part, arrivals, calls))


def happened(cases, name):
    return cases[name].to_numpy() < NEVER


def test_nothing_happens_before_what_leads_to_it(cases):
    for earlier, later in [(a, b) for n, a in enumerate(IN_ORDER) for b in IN_ORDER[n + 1 :]]:
        both = happened(cases, earlier) & happened(cases, later)
        assert (cases[earlier].to_numpy()[both] <= cases[later].to_numpy()[both]).all(), (earlier, later)


def test_waiting_lies_between_first_reply_and_solution(cases):
    paused = happened(cases, "paused_at") & happened(cases, "solved_at")
    start, end, solved = (cases[name].to_numpy()[paused] for name in ("paused_at", "resumed_at", "solved_at"))
    assert paused.any()
    assert (start < end).all()
    assert (end < solved).all()


def test_a_leaver_does_nothing_after_the_last_day(work, cases):
    department = work[0].department
    holders = {"entry_rep": "assigned_at", "moved_rep": "moved_at", "expert": "escalated_at"}
    for rep, began in holders.items():
        acted = happened(cases, began)
        assert (cases[began].to_numpy()[acted] < department.leaves_at[cases[rep].to_numpy()[acted]]).all(), rep


def test_nobody_hands_a_case_to_himself(cases):
    moved = happened(cases, "moved_at")
    assert (cases["entry_rep"].to_numpy()[moved] != cases["moved_rep"].to_numpy()[moved]).all()


def test_only_experts_hold_escalated_cases(work, cases):
    experts = set(work[0].roster.members[ESCALATIONS].tolist())
    assert set(cases["expert"].to_numpy()[happened(cases, "escalated_at")].tolist()) <= experts


def comes_back(arrivals):
    """For every contact of the first three weeks whether the customer contacts us again within seven days."""
    ordered = arrivals.sort("customer", "at")
    week = pl.col("at").shift(-1) - pl.col("at") <= 7 * 86_400
    ordered = ordered.with_columns(
        returns=(week & (pl.col("customer").shift(-1) == pl.col("customer"))).fill_null(value=False),
        next_channel=pl.col("channel").shift(-1),
    )
    return ordered.filter(pl.col("at") < pl.col("at").min() + 21 * 86_400)


def test_who_was_not_helped_comes_back_more_often_and_not_only_on_the_same_channel(arrivals):
    early = comes_back(arrivals)
    helped, not_helped = (early.filter(pl.col("is_helped") == word)["returns"].mean() for word in (True, False))
    assert not_helped > 2 * helped
    back = early.filter("returns")
    assert 0.3 < (back["channel"] != back["next_channel"]).mean() < 0.9


def test_who_comes_back_about_the_same_matter_belongs_to_the_same_episode(arrivals):
    episodes = arrivals.group_by("episode").agg(
        contacts=pl.len(), customers=pl.col("customer").n_unique(), topics=pl.col("topic").n_unique()
    )
    assert episodes["customers"].max() == 1
    assert episodes["topics"].max() == 1
    assert (episodes["contacts"] > 1).sum() > 0.03 * len(episodes)


def test_reps_differ_in_how_often_they_help(work, arrivals):
    effect = work[0].department.effects["resolution"]
    share = arrivals.group_by("rep").agg(helped=pl.col("is_helped").mean()).sort("rep")
    assert np.corrcoef(effect[share["rep"].to_numpy()], share["helped"].to_numpy())[0, 1] > 0.4


def test_every_month_has_someone_in_every_team(work):
    part = work[0]
    for month in part.calendar.months:
        assert all(len(members) >= 2 for members in part.department.roster(part.calendar, month).members)


def test_working_time_and_instants_map_onto_each_other(work):
    calendar = work[0].calendar
    seconds = np.arange(0, 43_200 * 200, 977, dtype=np.int64)
    assert (calendar.to_work(calendar.from_work(seconds)) == seconds).all()


def test_closed_hours_do_not_count_as_working_time(work):
    calendar = work[0].calendar
    saturday_evening, monday_morning = calendar.epoch(date(2025, 3, 29), 20), calendar.epoch(date(2025, 3, 31), 8)
    between = calendar.to_work(np.array([saturday_evening, monday_morning], dtype=np.int64))
    assert between[0] == between[1]


def test_large_departments_export_several_times_a_month():
    end = date(2026, 6, 30)
    monthly, weekly = WorkCalendar(end).months, WorkCalendar(end, exports_per_month=4).months
    assert [part.name for part in weekly[:5]] == ["2025-01-01", "2025-01-09", "2025-01-17", "2025-01-25", "2025-02-01"]
    assert np.concatenate([part.days for part in weekly]).tolist() == list(range(546))
    assert weekly[-1].ends_at == monthly[-1].ends_at
