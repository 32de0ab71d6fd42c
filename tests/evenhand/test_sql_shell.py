import json
import os
import pty
import stat
import subprocess
import sys
import time

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from dashboards.access.audit_check import entries
from dashboards.access.audit_log import AuditLog
from evenhand.cli.output import OutputFormat
from evenhand.cli.sql_completion import NameCompleter
from evenhand.cli.sql_shell import SqlShell
from evenhand.generations import current_generation
from evenhand.publish import publish
from evenhand.sql_names import Described, SqlNames
from evenhand.sql_query import SqlSession
from tests.published import opened

ENDLESS = "select count(*) from range(100000000) a, range(100000) b where hash(a.range + b.range) % 1000000007 = 7"
MANIFEST = {
    "nodes": {
        "model.evenhand.case_openings": {
            "name": "case_openings",
            "resource_type": "model",
            "description": "Cases\nthat were opened.",
            "columns": {"case_id": {"description": "Key of the case."}},
        }
    }
}
SEMANTICS = {
    "metrics": [],
    "semantic_models": [
        {
            "name": "case_openings",
            "measures": [],
            "dimensions": [],
            "entities": [{"name": "case", "type": "primary", "expr": None}],
            "node_relation": {"alias": "case_openings"},
            "defaults": {"agg_time_dimension": "opened_on"},
        }
    ],
}


@pytest.fixture
def said():
    return []


@pytest.fixture
def publish_described(home, build_by_hand):
    def publish_one(number, cases):
        building, target = build_by_hand(home, number, cases)
        for name, content in (("manifest.json", MANIFEST), ("semantic_manifest.json", SEMANTICS)):
            (target / name).write_text(json.dumps(content))
        return publish(home, building, target, {"data_as_of": "2026-01-01T00:00:00Z"})

    return publish_one


@pytest.fixture
def shell(home, publish_described, said):
    publish_described("000001", 100)
    shell = SqlShell(home, OutputFormat.CSV, said.append)
    yield shell
    shell.close()


def written_down(home):
    return [entry for _, _, _, entry in entries(AuditLog(home.folder))]


def test_an_answer_is_paged_and_the_rest_is_told(shell, said, capsys):
    shell.take("\\limit 30")
    shell.take("select case_id from case_openings order by all;")
    assert capsys.readouterr().out.split() == ["case_id", *map(str, range(30))]
    assert said[0].startswith("100 rows in 0.")
    assert said[0].endswith("; 70 more rows, \\more shows the next")
    for _ in range(3):
        shell.take("\\more")
    assert capsys.readouterr().out.split()[-1] == "99"
    shell.take("\\more")
    assert said[1:] == [
        "40 more rows, \\more shows the next",
        "10 more rows, \\more shows the next",
        "These were the last.",
        "There are no more rows.",
    ]


def test_all_rows_are_counted_however_few_are_kept(home, publish_by_hand):
    with SqlSession(home, publish_by_hand(home, "000001")) as session:
        answer = session.ask("select * from range(250000)", 100)
    assert (answer.rows.height, answer.total) == (100, 250_000)


def test_tables_and_columns_are_described_in_the_words_of_dbt(shell, capsys):
    shell.take("\\d")
    assert "case_openings,1,Cases that were opened." in capsys.readouterr().out
    shell.take("\\d case_openings;")
    assert "case_id,BIGINT,Key of the case." in capsys.readouterr().out


def test_what_cannot_be_done_is_told_and_the_shell_goes_on(shell, said):
    for line in (
        "\\d nowhere",
        "\\m nowhere",
        "\\what",
        "\\limit none",
        "\\format xml",
        "select 'open;",
        "select * from x;",
    ):
        assert shell.take(line)
        assert said.pop()
    assert shell.take("copy (select 1) to 'leak.csv';")
    assert "disabled" in said.pop()
    assert shell.take("")
    assert not shell.take("\\q")


def test_several_questions_of_a_line_are_answered_in_order(shell, capsys):
    shell.take("select 1 as a; select 2 as b;")
    assert capsys.readouterr().out == "a\n1\nb\n2\n"


def test_a_generation_that_is_published_meanwhile_is_followed(shell, publish_described, said, capsys):
    publish_described("000002", 7)
    shell.take("select count(*) as n from case_openings;")
    assert capsys.readouterr().out == "n\n7\n"
    assert said[0] == "Generation 000002 has been published and is asked from here on."


def test_every_question_is_written_down(shell, home):
    shell.take("select 1;")
    shell.take("select * from nowhere;")
    lines = written_down(home)
    assert [(line["action"], line["outcome"], line["statement"].rstrip(";")) for line in lines] == [
        ("sql", "ok", "select 1"),
        ("sql", "error", "select * from nowhere"),
    ]
    assert (lines[0]["rows"], lines[0]["generation"]) == (1, "000001")
    assert "at the command line" in lines[0]["actor"]


# A process of its own: in one that runs tests, what other libraries hook into the collection of garbage may be what the
# signal interrupts, and then nobody hears of it.
ASKED_AND_INTERRUPTED = """
import os, signal, sys, threading
from pathlib import Path
from evenhand.generations import current_generation
from evenhand.home import Home
from evenhand.sql_query import CancelledQueryError, SqlSession

home = Home.at(Path(sys.argv[1]))
with SqlSession(home, current_generation(home)) as session:
    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
    try:
        session.ask(sys.argv[2], 100)
    except CancelledQueryError:
        print("cancelled", session.ask("select 1").total)
"""


def test_ctrl_c_takes_a_question_back_at_once(home, publish_by_hand):
    publish_by_hand(home, "000001")
    command = [sys.executable, "-c", ASKED_AND_INTERRUPTED, str(home.folder), ENDLESS]
    asked = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (asked.stdout, asked.stderr) == ("cancelled 1\n", "")
    assert [line["outcome"] for line in written_down(home)] == ["cancelled", "ok"]


def test_a_question_that_cannot_be_written_down_is_not_answered(shell, home, said, capsys):
    (home.folder / "audit").write_text("in the way")
    shell.take("select 1;")
    assert capsys.readouterr().out == ""
    assert "nothing can be written" in said[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("select * from ca", ["case_openings"]),
        ("\\d age", ["agents"]),
        ("\\m cs", ["csat"]),
        ("sele", ["select"]),
        ("select ten", []),
    ],
)
def test_names_are_completed_where_they_belong(text, words):
    names = SqlNames(
        {"agents": [("agent", "VARCHAR"), ("tenure_days", "INTEGER")], "case_openings": [("case_id", "VARCHAR")]},
        {"agents": Described()},
        {"csat": None},
    )
    found = NameCompleter(lambda: names).get_completions(Document(text), CompleteEvent())
    assert [completion.text for completion in found] == words


def test_columns_of_the_tables_that_are_named_are_completed():
    names = SqlNames({"agents": [("tenure_days", "INTEGER")]}, {}, {})
    document = Document("select ten from agents", cursor_position=10)
    assert [c.text for c in NameCompleter(lambda: names).get_completions(document, CompleteEvent())] == ["tenure_days"]


def test_questions_come_from_a_pipe(evenhand, home, publish_by_hand):
    publish_by_hand(home, "000001")
    finished = evenhand(home.folder, "sql", "--format", "csv", input="select 1 as a;\n-- and\nselect 2 as b;\n")
    assert finished.stdout == "a\n1\nb\n2\n"


def test_the_shell_works_on_a_terminal(shell, home):
    main, side = pty.openpty()
    started = subprocess.Popen(
        [sys.executable, "-m", "evenhand", "sql"],
        stdin=side,
        stdout=side,
        stderr=side,
        env=os.environ | {"EVENHAND_HOME": str(home.folder), "TERM": "xterm"},
        start_new_session=True,
    )
    os.close(side)
    shown = b""

    def until(words):
        nonlocal shown
        end = time.monotonic() + 60
        while words not in shown and time.monotonic() < end:
            shown += os.read(main, 4096)
            if b"\x1b[6n" in shown:
                os.write(main, b"\x1b[1;1R")
                shown = shown.replace(b"\x1b[6n", b"")
        assert words in shown, shown

    try:
        until(b"data as of")
        os.write(main, b"select count(*) * 11\rfrom case_openings;\r")
        until(b"1,100")
        os.write(main, b"\\q\r")
        assert started.wait(timeout=30) == 0
    finally:
        started.kill()
        os.close(main)
    history = home.folder / "shell_history"
    assert "from case_openings" in history.read_text()
    assert stat.S_IMODE(history.stat().st_mode) == 0o600


def test_the_file_stays_as_it_was_published(shell, home):
    database = current_generation(home).database
    before = database.read_bytes()
    shell.take("create table mine as select 1;")
    shell.take("delete from case_openings;")
    assert database.read_bytes() == before
    with opened(home.folder) as connection:
        assert connection.execute("select count(*) from case_openings").fetchone() == (100,)
