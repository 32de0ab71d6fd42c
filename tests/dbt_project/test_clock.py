"""Business seconds, read from the clocks that dbt builds of a department's calendars."""

import json
import re
import time
from pathlib import Path

import duckdb
import pytest

from ingest.load import load_paths
from tests.parsed import run_dbt

PROJECT = Path(__file__).parents[2] / "dbt_project"
BETWEEN = "\n-- and\n"
ROUND = "".join(f"Round,America/New_York,{day},00:00,24:00\n" for day in (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"
))  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
DIRECTORY = {
    "directory_calendars.csv": "calendar,time_zone,weekday,opens,closes,valid_from,valid_to\n"
    + ROUND.replace("\n", ",,\n")
    + "".join(
        f"Office,Europe/Berlin,{day},08:00,12:00,,\nOffice,Europe/Berlin,{day},12:00,16:00,,2024-07-01\n"
        f"Office,Europe/Berlin,{day},13:00,18:00,2024-07-01,\n"
        f"Bar,Europe/Berlin,{day},18:00,02:00,,\nTwice,UTC,{day},08:00,12:00,,\nTwice,UTC,{day},09:00,13:00,,\n"
        for day in WEEKDAYS
    ),
    "directory_holidays.csv": "calendar,day,name\nOffice,2024-05-01,Labour Day\nBar,2024-05-01,Labour Day\n",
    "directory_team_calendars.csv": "team,calendar,valid_from\n*,Office,\nRound,Round,\nTwice,Twice,\nBar,Bar,\n"
    "Late starters,Round,2024-06-03\nNobody yet,Unknown,\n",
}
TICKET = {"via": {"channel": "email"}, "status": "open", "tags": [], "priority": "high", "requester_id": 9}


def ticket(number, at):
    times = {"created_at": at, "updated_at": at, "generated_timestamp": number}
    return TICKET | {"id": number, "submitter_id": 9, "assignee_id": None, "group_id": None} | times


def dbt(parsed, home, logs, *words):
    files = {"raw": home / "raw.duckdb", "work": home / "work.duckdb", "built": home / "evenhand.duckdb"}
    finished = run_dbt(parsed, logs, *words, **files, check=False)
    assert finished.returncode == 0, finished.stdout
    return finished.stdout


def compiled(parsed, home, logs, calls):
    """The SQL of one use of each macro, over tables that the test makes itself."""
    inline = BETWEEN.join(f"{{{{ {call} }}}}" for call in calls.values())
    told = json.loads(dbt(parsed, home, logs, "compile", "--output", "json", "--inline", inline))
    sql = re.sub(r'"?work"?\."?main"?\.', "", told["compiled"])
    return dict(zip(calls, sql.split(BETWEEN), strict=True))


@pytest.fixture(scope="module")
def clocks(parsed_project, tmp_path_factory):
    exports, home, logs = (tmp_path_factory.mktemp(name) for name in ("exports", "home", "logs"))
    for name, text in DIRECTORY.items():
        (exports / name).write_text(text)
    tickets = [ticket(1, "2024-01-01T00:00:00Z"), ticket(2, "2024-12-31T00:00:00Z")]
    (exports / "tickets.json").write_text(json.dumps({"tickets": tickets, "count": 2, "end_of_stream": True}))
    report = load_paths(home, [exports])
    assert {file.status for file in report.files} == {"loaded"}, report
    dbt(parsed_project, home, logs, "run", "--select", "+int_clock_stretches", "+int_team_clocks")
    macros = {
        "readings": "clock_readings('asked', [('opened', 'clock', 'opened_at'), ('ended', 'clock', 'ended_at')])",
        "instants": "clock_instants('asked', [('due_at', 'clock', 'reading')])",
    }
    return home, compiled(parsed_project, home, logs, macros)


@pytest.fixture
def warehouse(clocks):
    with duckdb.connect(str(clocks[0] / "work.duckdb"), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        yield connection


@pytest.fixture
def business_seconds(clocks, warehouse):
    def between(clock, opened, ended):
        warehouse.execute(
            "create or replace temp table asked as select ? as clock, ?::timestamptz as opened_at, ?::timestamptz as ended_at",
            [clock, opened, ended],
        )
        return warehouse.execute(f"select ended - opened from ({clocks[1]['readings']})").fetchone()[0]

    return between


@pytest.fixture
def due(clocks, warehouse):
    def after(clock, opened, seconds):
        warehouse.execute(
            "create or replace temp table asked as select ? as clock, ?::timestamptz as opened_at, ?::timestamptz as ended_at",
            [clock, opened, opened],
        )
        warehouse.execute(
            f"create or replace temp table asked as select clock, opened + ? as reading from ({clocks[1]['readings']})",
            [seconds],
        )
        [instant] = warehouse.execute(f"select due_at from ({clocks[1]['instants']})").fetchone()
        return instant and f"{instant:%Y-%m-%d %H:%M:%S}"

    return after


@pytest.mark.parametrize(
    ("clock", "opened", "ended", "seconds"),
    [
        ("Round", "2024-03-09 12:00 America/New_York", "2024-03-10 12:00 America/New_York", 82_800),
        ("Round", "2024-11-02 12:00 America/New_York", "2024-11-03 12:00 America/New_York", 90_000),
        ("Round", "2024-01-01 00:00:00.5+00", "2024-12-31 00:00:00.25+00", 365 * 86_400 - 0.25),
        ("Office", "2024-04-22 06:30+00", "2024-04-22 08:00+00", 5_400),  # both inside: 8:30 to 10:00 in Berlin
        ("Office", "2024-04-22 04:00+00", "2024-04-22 07:00+00", 3_600),  # opened before hours
        ("Office", "2024-04-20 12:00+00", "2024-04-21 12:00+00", 0),  # a weekend
        ("Office", "2024-04-26 13:00+00", "2024-04-29 07:00+00", 7_200),  # over a weekend
        ("Office", "2024-04-30 06:00+00", "2024-05-02 06:00+00", 28_800),  # the first of May is a holiday
        ("Office", "2024-06-28 06:00+00", "2024-07-01 22:00+00", 8 * 3_600 + 9 * 3_600),  # longer hours from July
        ("Office", "2024-03-29 07:00+00", "2024-04-01 06:00+00", 28_800),  # summer time began on the weekend
        ("Bar", "2024-04-29 12:00+00", "2024-04-30 12:00+00", 28_800),  # open over midnight
        ("Bar", "2024-04-30 12:00+00", "2024-05-02 12:00+00", 6 * 3_600 + 2 * 3_600),  # a holiday ends at midnight
        ("Twice", "2024-04-22 00:00+00", "2024-04-23 00:00+00", 5 * 3_600),  # overlapping hours count once
        ("Office", "2024-04-22 10:00+00", "2024-04-22 08:00+00", -7_200),
        (None, "2024-04-22 04:00+00", "2024-04-22 07:00+00", None),
        ("Office", "2024-04-22 04:00+00", None, None),
        ("Office", "2014-04-22 04:00+00", "2024-04-22 07:00+00", None),  # before all data
        ("Office", "2024-04-22 04:00+00", "2034-04-22 07:00+00", None),  # long after it
    ],
)
def test_business_seconds(business_seconds, clock, opened, ended, seconds):
    assert business_seconds(clock, opened, ended) == seconds


def test_before_its_first_calendar_a_team_works_by_that_of_all(business_seconds):
    seconds = business_seconds("Office, 2024-06-03 Round", "2024-05-31 06:00+00", "2024-06-03 16:00+00")
    assert seconds == 8 * 3_600 + 12 * 3_600  # Friday from 8 in Berlin; Monday from 0:00 in New York to 16:00 UTC


def test_a_team_of_an_unknown_calendar_has_no_business_time(business_seconds):
    assert business_seconds("Unknown", "2024-05-31 06:00+00", "2024-06-03 16:00+00") is None


@pytest.mark.parametrize(
    ("clock", "opened", "seconds", "instant"),
    [
        ("Round", "2024-03-09 17:00+00", 82_800, "2024-03-10 16:00:00"),
        ("Office", "2024-04-22 04:00+00", 3_600, "2024-04-22 07:00:00"),
        ("Office", "2024-04-22 06:00+00", 28_800, "2024-04-22 14:00:00"),  # at the end of the day, not next morning
        ("Office", "2024-04-22 06:00+00", 28_801, "2024-04-23 06:00:01"),
        ("Office", "2024-04-26 13:00+00", 7_200, "2024-04-29 07:00:00"),
        ("Office", "2024-04-26 13:00+00", 5_000 * 3_600, None),  # after all that is known
        (None, "2024-04-26 13:00+00", 7_200, None),
    ],
)
def test_when_a_promise_falls_due(due, clock, opened, seconds, instant):
    assert due(clock, opened, seconds) == instant


def ask_many(warehouse, sql, count):
    warehouse.execute("set threads = 2")
    warehouse.execute(
        "create or replace temp table asked as select (['Round', 'Office', 'Bar', 'Twice'])[1 + i % 4] as clock, "
        "opened_at, opened_at + to_seconds(cast(hash(i + 1) % 864000 as bigint)) as ended_at from (select i, "
        "timestamptz '2024-01-02 00:00:00+00' + to_seconds(cast(hash(i) % 30000000 as bigint)) as opened_at "
        f"from range({count}) as t(i))"
    )
    started = time.perf_counter()
    [total, known] = warehouse.execute(f"select sum(ended - opened), count(ended - opened) from ({sql})").fetchone()
    return time.perf_counter() - started, total, known


def test_clocks_of_many_durations_are_read_at_once(clocks, warehouse):
    seconds, total, known = ask_many(warehouse, clocks[1]["readings"], 100_000)
    assert (known, total > 0, seconds < 10) == (100_000, True, True)


@pytest.mark.slow
def test_ten_million_durations_take_seconds(clocks, warehouse):
    seconds, _, known = ask_many(warehouse, clocks[1]["readings"], 10_000_000)
    assert known == 10_000_000
    assert seconds < 30, seconds
