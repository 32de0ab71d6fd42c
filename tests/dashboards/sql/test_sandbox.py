"""What comes back of a question: rows with their types, words for every refusal, a place for everybody in turn."""

import io
import os
import subprocess
import sys
import threading
import time
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from dashboards.access.reader import LOCAL, Reader, Role
from dashboards.sql import SqlRefused
from dashboards.sql.places import WAITING, _is_held

ANN, BO = Reader("ann", Role.ANALYST), Reader("bo", Role.ANALYST)
SLOW = "select levenshtein(repeat('a', 300000), repeat('b', 300000))"


def refusal(sandbox, database, statement, reader=LOCAL, ticket="t", values=None):
    with pytest.raises(SqlRefused) as caught:
        sandbox.run(reader, database, statement, values or {}, ticket)
    return caught.value


def test_rows_keep_their_types(sandbox, database):
    answer = sandbox.run(
        LOCAL,
        database,
        "select 1::bigint as n, 1.50::decimal(9, 2) as money, date '2026-03-01' as day, timestamptz '2026-03-01 10:00Z' as at, "
        "'x' as word, [1, 2] as many, null::integer as nothing, 'nan'::double as odd, sum(i) as n from numbers",
        {},
        "t",
    )
    assert answer.rows == [
        [1, 1.5, "2026-03-01", "2026-03-01 10:00:00+00:00", "x", "[1, 2]", None, "nan", 499_999_500_000]
    ]
    assert answer.columns[:2] == [("n", "BIGINT"), ("money", "DECIMAL(9,2)")]
    frame = pl.read_ipc_stream(io.BytesIO(answer.arrow))
    assert frame.columns == ["n", "money", "day", "at", "word", "many", "nothing", "odd", "n_2"]
    assert frame.row(0)[:3] == (1, Decimal("1.50"), date(2026, 3, 1))
    assert frame.schema["at"] == pl.Datetime("us", "UTC")
    assert frame["n_2"].dtype == pl.Int64


@pytest.mark.parametrize(
    ("statement", "values", "expected"),
    [
        ("select count(*) from cases where id < $most", {"most": 10}, 10),
        ("select count(*) from cases where id in $some", {"some": [1, 2, 2000]}, 2),
        ("select $day + 1", {"day": date(2026, 3, 1)}, "2026-03-02"),
        ("select $at", {"at": datetime(2026, 3, 1, 10)}, "2026-03-01 10:00:00"),
        ("select $sum * 2", {"sum": Decimal("1.25")}, 2.5),
        ("select $word", {"word": "'; drop table cases; --"}, "'; drop table cases; --"),
        ("select count(*) from cases -- the end", {}, 1000),
        ("from (describe cases) limit 1", {}, "id"),
        ("with recursive r as (select 1 as i union all select i + 1 from r where i < 5) select max(i) from r", {}, 5),
        ("select count(*) from (pivot cases on team in ('Billing') using count(*))", {}, 1000),
    ],
)
def test_answers(sandbox, database, statement, values, expected):
    answer = sandbox.run(LOCAL, database, statement, values, "t")
    assert answer.rows[0][0] == expected
    assert answer.facts.kind == "ok"


def test_the_first_rows_are_shown_and_all_are_counted(sandbox, database):
    answer = sandbox.run(LOCAL, database, "select * from range(10_500)", {}, "t")
    assert (len(answer.rows), answer.is_truncated, answer.total_rows) == (10_000, True, 10_500)
    exact = sandbox.run(LOCAL, database, "select * from range(10_000)", {}, "t")
    assert (len(exact.rows), exact.is_truncated, exact.total_rows) == (10_000, False, 10_000)
    endless = sandbox.run(LOCAL, database, "select * from range(100_000_000_000)", {}, "t")
    assert (len(endless.rows), endless.is_truncated, endless.total_rows) == (10_000, True, None)


def test_ten_megabytes_are_enough(sandbox, database):
    answer = sandbox.run(LOCAL, database, "select repeat('x', 100_000) from range(200)", {}, "t")
    assert (len(answer.rows), answer.is_truncated, answer.total_rows) == (99, True, 200)
    assert "larger than 10 MB" in refusal(sandbox, database, "select repeat('x', 11_000_000)").reason


@pytest.mark.parametrize(
    ("statement", "kind", "words"),
    [
        ("", "refused", "no statement"),
        ("select 1; select 2", "refused", "2 statements"),
        ("delete from cases", "refused", "DELETE is not answered"),
        ("with x as (delete from cases returning *) from x", "refused", "DELETE inside a WITH"),
        ("pivot cases on team using count(*)", "refused", "SELECT * FROM (PIVOT"),
        ("select nothing from cases", "error", 'Referenced column "nothing" not found'),
        ("select 1 +", "error", "syntax error"),
        ("select $n", "error", "n"),
        (SLOW, "timeout", "longer than 3 seconds"),
        ("select count(*) from range(1_000_000_000_000) where range % 7 = 8", "timeout", "longer than 3 seconds"),
        ("select " + "x" * 100_000, "refused", "longer than 100 KB"),
        ("select '\ud800'", "refused", "characters"),
    ],
)
def test_every_refusal_says_why(sandbox, database, statement, kind, words):
    refused = refusal(sandbox, database, statement)
    assert (refused.kind, refused.facts.kind) == (kind, kind)
    assert words in refused.reason
    assert len(refused.facts.sha256) == 64


def test_too_much_memory_is_told(made, database):
    refused = refusal(made(seconds=30), database, "select len(list(i)) from range(200_000_000) t(i)")
    assert (refused.kind, refused.facts.kind) == ("error", "error")
    assert "512MB of memory" in refused.reason


def test_facts_are_those_of_a_line_of_the_log(sandbox, database):
    answer = sandbox.run(LOCAL, database, "select count(*) from query('from cases')", {}, "t")
    facts = answer.facts.as_json()
    assert facts["tables"] == ["cases"]
    assert facts["rows"] == 1
    assert facts["bytes"] == len(answer.arrow)
    assert 0 < facts["ms"] < 3000


def test_who_may_not_ask_is_refused(sandbox, database):
    executive = Reader("eve", Role.EXECUTIVE)
    assert refusal(sandbox, database, "select 1", executive).kind == "refused"


def test_a_missing_file_is_told_and_no_process_stays(sandbox, database):
    refused = refusal(sandbox, database.with_name("none.duckdb"), "select 1")
    assert refused.kind == "error"
    assert "No process could be started" in refused.reason


def wait_until_asked(sandbox, owner, name):
    deadline = time.monotonic() + 15
    while not _is_held(sandbox._places._ticket(owner, name)) and time.monotonic() < deadline:
        time.sleep(0.01)


def test_one_may_cancel_what_one_asked_and_nobody_else(sandbox, made, database):
    other_process = made()
    caught = []
    asking = threading.Thread(target=lambda: caught.append(refusal(sandbox, database, SLOW, ANN, "ann's")))
    asking.start()
    wait_until_asked(other_process, "ann", "ann's")
    assert not other_process.cancel(BO, "ann's")
    assert not other_process.cancel(ANN, "another")
    started = time.monotonic()
    assert other_process.cancel(ANN, "ann's")
    asking.join()
    assert time.monotonic() - started < 2.5
    assert caught[0].kind == "cancelled"
    assert not other_process.cancel(ANN, "ann's")


def test_one_person_asks_one_thing_at_a_time(sandbox, made, database):
    asking = threading.Thread(target=lambda: refusal(sandbox, database, SLOW, ANN, "first"))
    asking.start()
    wait_until_asked(sandbox, "ann", "first")
    time.sleep(0.1)
    second = refusal(made(), database, "select 1", ANN, "second")
    assert (second.kind, "still running" in second.reason) == ("busy", True)
    assert made().run(BO, database, "select 1", {}, "third").rows == [[1]]
    sandbox.cancel(ANN, "first")
    asking.join()


def test_a_third_question_in_a_process_leaves_its_thread_to_pages(made, database):
    crowded = made()
    assert crowded.why_off() == ""
    asking = [threading.Thread(target=refusal, args=(crowded, database, SLOW, reader, "slow")) for reader in (ANN, BO)]
    for thread in asking:
        thread.start()
    for reader in (ANN, BO):
        wait_until_asked(crowded, reader.name, "slow")
    started = time.monotonic()
    third = refusal(crowded, database, "select 1", Reader("cy", Role.ANALYST), "third")
    assert (third.kind, time.monotonic() - started < 2.5) == ("busy", True)
    for reader in (ANN, BO):
        assert crowded.cancel(reader, "slow")
    for thread in asking:
        thread.join()


_HOLD = """
import sys, time
from contextlib import ExitStack
from pathlib import Path
from dashboards.sql.places import Places
places = Places(Path(sys.argv[1]), 30)
owner = sys.argv[2]
with places.ticket(owner, "t") as back:
    print("asked", flush=True)
    with places.running(owner, back):
        print("runs", flush=True)
        sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path):
    held = []

    def hold(owner):
        process = subprocess.Popen(
            [sys.executable, "-c", _HOLD, str(tmp_path / "sql"), owner],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])},
        )
        held.append(process)
        assert process.stdout.readline() == "asked\n"
        return process

    yield hold
    for process in held:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


def test_two_run_on_the_machine_others_wait_and_a_killed_one_makes_room(holder, tmp_path):
    first, second = holder("one"), holder("two")
    assert [first.stdout.readline(), second.stdout.readline()] == ["runs\n", "runs\n"]
    waiting = holder("three")
    os.set_blocking(waiting.stdout.fileno(), False)
    time.sleep(0.3)
    assert waiting.stdout.readline() == ""
    first.kill()
    deadline = time.monotonic() + 5
    while not (said := waiting.stdout.readline()) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert said == "runs\n"


def test_when_the_line_is_full_one_is_told_at_once(holder, tmp_path):
    import fcntl

    from dashboards.sql.places import NoPlaceError, Places

    for name in ("one", "two"):
        holder(name).stdout.readline()
    taken = [(tmp_path / "sql" / f"waiting-{number}").open("w") for number in range(WAITING)]
    for file in taken:
        fcntl.flock(file, fcntl.LOCK_EX)
    places = Places(tmp_path / "sql", 30)
    started = time.monotonic()
    with (
        places.ticket("late", "t") as back,
        pytest.raises(NoPlaceError, match="10 questions wait"),
        places.running("late", back),
    ):
        pass
    assert time.monotonic() - started < 10
    for file in taken:
        file.close()


def test_where_the_system_cannot_confine_it_is_off_and_says_why(made, database, monkeypatch):
    monkeypatch.setattr("dashboards.sql.waiting.QueryProcess.__init__.__defaults__", (_NO_LANDLOCK,))
    off = made()
    assert "has no Landlock" in off.why_off()
    assert refusal(off, database, "select 1").kind == "off"
    open_one = made(without_confinement=True)
    assert open_one.why_off() == ""
    assert "without the confinement" in open_one.warning()
    assert open_one.run(LOCAL, database, "select count(*) from cases", {}, "t").rows == [[1000]]
    assert refusal(open_one, database, f"select * from read_text('{__file__}')").kind == "error"


def test_a_process_that_cannot_shut_itself_in_answers_nothing(made, database, monkeypatch):
    sandbox = made()
    assert sandbox.why_off() == ""
    monkeypatch.setattr("dashboards.sql.waiting.QueryProcess.__init__.__defaults__", (_NO_LANDLOCK,))
    refused = refusal(sandbox, database, "select 1")
    assert "has no Landlock" in refused.reason


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ("landlock.fence_in = lambda readable: None", "could still read another file"),
        ("seccomp.filter_calls = lambda: None", "could still open a socket"),
    ],
)
def test_a_fence_that_does_not_hold_is_noticed(made, database, monkeypatch, missing, words):
    program = f"""
import sys; sys.path.append(sys.argv[2])
from dashboards.sql_worker import landlock, seccomp
{missing}
from dashboards.sql_worker.process import main; main()
"""
    monkeypatch.setattr("dashboards.sql.waiting.QueryProcess.__init__.__defaults__", (program,))
    assert words in made().why_off()
    assert refusal(made(), database, "select 1").kind == "off"


_NO_LANDLOCK = """
import sys; sys.path.append(sys.argv[2])
from dashboards.sql_worker import landlock
landlock._CREATE_RULESET = 9999
from dashboards.sql_worker.process import main; main()
"""


@pytest.mark.parametrize(
    "said",
    [
        b"\xff\xff\xff\xff",
        b"\x00\x00\x00\x00",
        b"\x00\x00\x00\x05hello",
        b"\x00\x00\x00\x02[]",
        b"\x00\x00\x00\x02{}",
        b"\x00\x00\x10\x00short",
        b'\x00\x00\x00\x0d{"answer":{}}',
        b'\x00\x00\x00\x2e{"answer":{"columns":[["a","X"]]},"rows":[[1,2]]}'[:50],
        b"[" * 100_000,
    ],
)
def test_the_app_believes_nothing_that_a_process_says(made, database, monkeypatch, said):
    sandbox = made()
    assert sandbox.why_off() == ""
    program = f"""
import sys, os; sys.path.append(sys.argv[2])
from dashboards.sql_worker import frames
os.write(1, frames.pack({{"ready": True}}))
frames.read_request(0)
frames.write(1, {said!r})
"""
    monkeypatch.setattr("dashboards.sql.waiting.QueryProcess.__init__.__defaults__", (program,))
    assert refusal(sandbox, database, "select 1").kind == "killed"


def test_two_forked_processes_share_no_waiting_process(made, database):
    sandbox = made()
    sandbox.prepare(LOCAL, database)
    child = os.fork()
    if child == 0:
        ok = sandbox.run(ANN, database, "select 42", {}, "child").rows == [[42]]
        os._exit(0 if ok else 1)
    assert sandbox.run(BO, database, "select 43", {}, "parent").rows == [[43]]
    assert os.waitpid(child, 0)[1] == 0
