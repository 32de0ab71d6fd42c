"""Working days: every call has somebody on duty, and what the telephone system saw follows the plan."""

import csv
import gzip
from collections import defaultdict
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from ingest.simulate.holidays import easter_sunday, national_holidays
from ingest.simulate.work_calendar import TIME_ZONE


def day_of(at):
    return datetime.fromtimestamp(at, tz=ZoneInfo(TIME_ZONE)).date()


@pytest.fixture(scope="module")
def shifts(department):
    with (department.folder / "directory/directory_shifts.csv").open() as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        for name in ("starts_at", "ends_at"):
            row[name] = int(datetime.fromisoformat(row[name]).timestamp())
    return rows


@pytest.fixture(scope="module")
def log(department):
    lines = []
    for path in sorted((department.folder / "asterisk").iterdir()):
        data = path.read_bytes()
        lines += (gzip.decompress(data) if path.suffix == ".gz" else data).decode().splitlines()
    records = [line.split("|") for line in lines]
    return [(int(record[0]), *record[1:]) for record in records if len(record) > 4 and record[0].isdigit()]


@pytest.fixture(scope="module")
def agents(department):
    with (department.folder / "directory/directory_agents.csv").open() as file:
        return {row["account"]: row["agent"] for row in csv.DictReader(file) if row["system"] == "asterisk"}


def stretches(log, begins, ends):
    """(member, from, to) of everything between two words, in order."""
    begun, found = {}, []
    for at, _, _, member, event, *_ in log:
        if event == begins:
            assert member not in begun, "begun twice"
            begun[member] = at
        elif event == ends:
            found.append((member, begun.pop(member), at))
    assert not begun
    return found


def test_stretches_of_a_day_follow_each_other_without_a_gap(shifts):
    days = defaultdict(list)
    for row in shifts:
        days[row["agent"], day_of(row["starts_at"])].append(row)
    for rows in days.values():
        assert [row["ends_at"] for row in rows[:-1]] == [row["starts_at"] for row in rows[1:]]
        assert rows[-1]["ends_at"] - rows[0]["starts_at"] == 8.5 * 3600
        assert [row["activity"] for row in rows].count("break") == 1
        assert all(row["is_paid"] == ("false" if row["activity"] == "break" else "true") for row in rows)
    assert {row["activity"] for row in shifts} == {"work", "break", "meeting"}


def test_nobody_is_planned_for_a_holiday_or_a_sunday(shifts):
    days = {day_of(row["starts_at"]) for row in shifts}
    assert not days & set(national_holidays(2024, 2027))
    assert all(day.weekday() < 6 for day in days)


def test_a_rep_works_five_days_of_a_full_week(shifts):
    week = {(row["agent"], day_of(row["starts_at"]).isocalendar()[:2]) for row in shifts}
    days = {(row["agent"], day_of(row["starts_at"])) for row in shifts}
    assert 4 < len(days) / len(week) <= 6


def test_every_call_is_taken_by_somebody_who_is_planned_and_signed_on(log, shifts, agents):
    planned, signed_on = defaultdict(list), defaultdict(list)
    for row in shifts:
        planned[row["agent"]].append((row["starts_at"], row["ends_at"], row["activity"]))
    for member, start, end in stretches(log, "ADDMEMBER", "REMOVEMEMBER"):
        signed_on[member].append((start, end))
    outside = calls = 0
    for at, _, _, member, event, *_ in log:
        if event == "CONNECT":
            calls += 1
            assert any(start <= at <= end for start, end in signed_on[member])
            outside += not any(
                start <= at <= end and activity == "work" for start, end, activity in planned[agents[member]]
            )
    # Who entered the queue at the end of a stretch is answered a little later.
    assert outside < 0.05 * calls


def test_nobody_talks_while_paused(log):
    taken = defaultdict(list)
    for member, start, end in stretches(log, "PAUSE", "UNPAUSE"):
        assert start < end
        taken[member].append((start, end))
    for at, _, _, member, event, *params in log:
        if event in {"COMPLETECALLER", "COMPLETEAGENT"}:
            began = at - int(params[1])
            assert not any(start < at and began < end for start, end in taken[member])


def test_reps_keep_to_the_plan_but_not_to_the_second(log, shifts, agents):
    planned = defaultdict(dict)
    for row in shifts:
        day = planned[row["agent"]].setdefault(day_of(row["starts_at"]), [row["starts_at"], 0])
        day[1] = row["ends_at"]
    late = []
    for member, start, end in stretches(log, "ADDMEMBER", "REMOVEMEMBER"):
        planned_start, planned_end = planned[agents[member]][day_of(start)]
        late += [abs(start - planned_start), abs(end - planned_end)]
    assert 60 < sum(late) / len(late) < 600
    assert sum(seconds < 900 for seconds in late) > 0.98 * len(late)


def test_some_calls_ring_in_vain_at_somebody_who_is_signed_on(log):
    signed_on = defaultdict(list)
    for member, start, end in stretches(log, "ADDMEMBER", "REMOVEMEMBER"):
        signed_on[member].append((start, end))
    rings = [(at, member) for at, _, _, member, event, *_ in log if event == "RINGNOANSWER"]
    assert rings
    assert all(any(start <= at <= end for start, end in signed_on[member]) for at, member in rings)


def test_easter_falls_on_its_known_sundays():
    known = {1961: (4, 2), 1981: (4, 19), 2000: (4, 23), 2008: (3, 23), 2024: (3, 31), 2025: (4, 20), 2038: (4, 25)}
    assert {year: (easter_sunday(year).month, easter_sunday(year).day) for year in known} == known
    assert all(easter_sunday(year).weekday() == 6 for year in range(1900, 2200))


def test_germany_has_nine_holidays_everywhere():
    assert len(national_holidays(2025, 2025)) == 9
    assert national_holidays(2026, 2026)[date(2026, 5, 14)] == "Ascension Day"
