import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from dashboards.access.audit_check import verify
from dashboards.access.audit_log import AuditLog
from dashboards.access.reader import Reader, Role
from dashboards.kept_file import KeptFileError
from dashboards.sql import Answer, Facts, SqlRefused
from dashboards.sql.answer import fingerprint
from dashboards.sql.page_answer import drawn
from dashboards.sql.page_asked import LONGEST_STATEMENT, AskedWrongError, read_asked
from dashboards.sql.page_console import Console
from dashboards.sql.page_errors import place_of, plain_words
from dashboards.sql.page_kept import kept
from dashboards.sql.page_queries import MOST_RUNS, SqlHistory, SqlQueries
from dashboards.sql.page_shown import shown

ANA, BOB = Reader("ana", Role.ANALYST), Reader("bob", Role.ANALYST)
TICKET = "0123456789abcdef"


def asked(statement="select 1", ticket=TICKET, **values):
    return {"statement": statement, "values": values, "ticket": ticket}


def arrow(**columns):
    return pl.DataFrame(columns).write_ipc_stream(None).getvalue()


ONE = Answer([("n", "BIGINT")], [[1]], 1, False, 2.0, arrow(n=[1]), Facts("ok", "ab" * 32, 2.0, 1, 8, ("agents",)))


@dataclass
class Published:
    """A generation that nothing is read from."""

    folder: Path = Path("generations/000007")
    generation: dict = field(default_factory=lambda: {"generation": "000007", "data_as_of": "2026-06-30T20:00:00Z"})


class Sandbox:
    """Stands in for the processes that answer: says what it is told to, and what it was asked."""

    def __init__(self, outcome=ONE, off=""):
        self.outcome, self.off, self.asked = outcome, off, []

    def run(self, reader, database, statement, values, ticket):
        self.asked.append((reader.name, database, statement, values, ticket))
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome

    def why_off(self):
        return self.off

    def close(self):
        pass


def lines(home):
    return [
        json.loads(line) for file in sorted((home / "audit").glob("*.jsonl")) for line in file.read_text().splitlines()
    ]


def test_values_are_given_their_types_and_what_no_value_is_goes_back_with_words():
    found = read_asked(
        asked(
            n={"kind": "number", "text": " 12 "},
            share={"kind": "number", "text": "0.5"},
            day={"kind": "date", "text": "2026-06-30"},
            team={"kind": "text", "text": "'; drop table agents --"},
            alone={"kind": "text", "text": " "},
        )
    )
    assert found.values == {
        "n": 12,
        "share": 0.5,
        "day": date(2026, 6, 30),
        "team": "'; drop table agents --",
        "alone": None,
    }
    assert type(found.values["n"]) is int
    for wrong, words in (
        ({"n": {"kind": "number", "text": "twelve"}}, r"\$n has to be a number"),
        ({"n": {"kind": "number", "text": "inf"}}, r"\$n has to be a number"),
        ({"d": {"kind": "date", "text": "30.06.2026"}}, r"\$d has to be a day"),
        ({"a b": {"kind": "text", "text": "x"}}, "name of a parameter"),
        ({"x": "plain"}, "name of a parameter"),
    ):
        with pytest.raises(AskedWrongError, match=words):
            read_asked(asked(**wrong))


@pytest.mark.parametrize("sent", [None, [], "select 1", {}, asked(ticket="../x"), asked(statement=7), asked(ticket=3)])
def test_what_no_page_sends_is_no_question(sent):
    assert read_asked(sent) is None


def test_an_empty_statement_and_one_without_end_are_refused_in_words():
    with pytest.raises(AskedWrongError, match="Write a statement"):
        read_asked(asked(" \n"))
    with pytest.raises(AskedWrongError, match="at most 100,000 letters"):
        read_asked(asked("x" * (LONGEST_STATEMENT + 1)))
    for halves in (asked("select '\ud800'"), asked(x={"kind": "text", "text": "\udfff"})):
        with pytest.raises(AskedWrongError, match="half a letter"):
            read_asked(halves)


def test_a_message_points_at_the_letter_it_means():
    statement = "select team,\n  foo(1)\nfrom agents"
    words = "Catalog Error: foo does not exist!\n\nLINE 2:   foo(1)\n          ^"
    place = place_of(words, statement)
    assert place == {"line": 2, "column": 3, "offset": 15}
    assert statement[place["offset"] :].startswith("foo")
    assert plain_words(words) == "Catalog Error: foo does not exist!"
    long = "select " + ", ".join(f"column_{i}" for i in range(40)) + ", nowhere from agents"
    at = long.index("nowhere")
    cut = "..." + long[at - 30 : at + 10] + "..."
    said = f"LINE 1: {cut}\n{' ' * (len('LINE 1: ...') + 30)}^"
    assert long[place_of(said, long)["offset"] :].startswith("nowhere")
    unplaced = 'Binder Error: Referenced column "agnt" not found in FROM clause!'
    assert place_of(unplaced, "select 1,\n agnt from agents") == {"line": 2, "column": 2, "offset": 11}
    assert place_of("Out of Memory Error: no more", statement) is None
    assert place_of("LINE 9: select\n        ^", statement) is None


def test_an_answer_is_written_down_before_it_is_shown(tmp_path):
    sandbox = Sandbox()
    found = shown(Published(), Console(tmp_path, sandbox, AuditLog(tmp_path)), ANA, asked("select 1 as n"))
    assert found["rows"] == [[1]]
    assert (found["ticket"], found["generation"], found["total"]) == (TICKET, "000007", 1)
    assert sandbox.asked == [("ana", Path("generations/000007/evenhand.duckdb"), "select 1 as n", {}, TICKET)]
    [line] = lines(tmp_path)
    told = {name: line[name] for name in ("actor", "action", "outcome", "statement", "rows", "bytes", "ms", "tables")}
    assert told == {
        "actor": "ana",
        "action": "sql",
        "outcome": "ok",
        "statement": "select 1 as n",
        "rows": 1,
        "bytes": 8,
        "ms": 2.0,
        "tables": ["agents"],
    }
    assert (line["sha256"], line["generation"]) == ("ab" * 32, "000007")


def test_what_cannot_be_written_down_is_not_shown(tmp_path):
    (tmp_path / "audit").write_text("a file where the folder should be")
    found = shown(Published(), Console(tmp_path, Sandbox(), AuditLog(tmp_path)), ANA, asked())
    assert found["error"]["kind"] == "refused"
    assert "held back" in found["error"]["words"]
    assert "rows" not in found


def test_a_refusal_is_written_down_too_and_says_where(tmp_path):
    words = 'Parser Error: syntax error at or near "form"\n\nLINE 1: select * form agents\n                 ^'
    console = Console(tmp_path, Sandbox(SqlRefused("error", words)), AuditLog(tmp_path))
    found = shown(Published(), console, ANA, asked("select * form agents"))
    assert found["error"] == {
        "kind": "error",
        "words": 'Parser Error: syntax error at or near "form"',
        "place": {"line": 1, "column": 10, "offset": 9},
    }
    assert [(line["outcome"], line["reason"]) for line in lines(tmp_path)] == [("error", words)]
    assert [(run.outcome, run.statement) for run in console.history.of("ana")] == [("error", "select * form agents")]


@pytest.mark.parametrize(
    ("statement", "words"),
    [("x" * (LONGEST_STATEMENT + 1), "at most 100,000 letters"), ("select '\ud800'", "half a letter"), (" ", "first")],
    ids=["too long", "half a letter", "empty"],
)
def test_what_is_never_asked_of_the_database_is_written_down_as_well(tmp_path, statement, words):
    sandbox, log = Sandbox(), AuditLog(tmp_path)
    found = shown(Published(), Console(tmp_path, sandbox, log), ANA, asked(statement))
    assert (found["error"]["kind"], words in found["error"]["words"]) == ("refused", True)
    assert sandbox.asked == []
    [line] = lines(tmp_path)
    assert (line["outcome"], line["sha256"]) == ("refused", fingerprint(statement))
    assert words in line["reason"]
    assert verify(log).findings == []


def test_a_fault_of_the_app_is_written_down_as_well(tmp_path):
    console = Console(tmp_path, Sandbox(OSError("no more processes")), AuditLog(tmp_path))
    with pytest.raises(OSError, match="no more processes"):
        shown(Published(), console, ANA, asked("select 1"))
    assert [(line["outcome"], line["statement"], line["reason"]) for line in lines(tmp_path)] == [
        ("error", "select 1", "OSError: no more processes")
    ]
    assert [run.outcome for run in console.history.of("ana")] == ["error"]


def test_cells_reach_the_browser_exactly():
    answer = Answer(
        [
            ("id", "BIGINT"),
            ("x", "DOUBLE"),
            ("at", "TIMESTAMP WITH TIME ZONE"),
            ("blank", "VARCHAR"),
            ("none", '"NULL"'),
        ],
        [[2**53 + 1, float("inf"), "2026-06-30 12:00:00+00:00", "", None], [-5, 0.25, None, "x", None]],
        1_234_567,
        True,
        12.4,
        b"",
    )
    found = drawn(answer)
    assert found["rows"] == [
        ["9007199254740993", "inf", "2026-06-30 12:00:00+00:00", "", None],
        [-5, 0.25, None, "x", None],
    ]
    assert [(c["is_number"], c["is_time"]) for c in found["columns"]] == [
        (True, False),
        (True, False),
        (False, True),
        (False, False),
        (False, False),
    ]
    assert (found["total"], found["is_truncated"], found["columns"][4]["type"]) == (1_234_567, True, "NULL")


def test_queries_are_shared_to_read_and_changed_by_their_owner_alone(tmp_path):
    queries, history = SqlQueries(tmp_path), SqlHistory(tmp_path)
    ask = lambda who, **wish: kept(queries, history, who, wish)  # noqa: E731
    assert ask("ana", action="save", name=" Open  cases ", statement="select 1", is_shared=True)["said"] == "Saved."
    ask("ana", action="save", name="Mine", statement="select 2", is_shared=False)
    seen = ask("bob", action="list")["queries"]
    assert [(q["name"], q["owner"], q["is_own"]) for q in seen] == [("Open cases", "ana", False)]
    ask("bob", action="delete", name="Open cases")
    ask("bob", action="save", name="Open cases", statement="select 3", is_shared=False)
    assert [q["statement"] for q in ask("ana", action="list")["queries"]] == ["select 2", "select 1"]
    ask("ana", action="delete", name="Open cases")
    assert [q["statement"] for q in ask("bob", action="list")["queries"]] == ["select 3"]
    assert "statement to save" in ask("bob", action="save", name="x", statement=" ", is_shared=True)["said"]
    assert (
        "is text of at most" in ask("bob", action="save", name="x", statement="select '\ud800'", is_shared=True)["said"]
    )
    assert "Give it a name" in ask("bob", action="save", name=" ", statement="select 1", is_shared=True)["said"]


def test_the_history_is_the_readers_own_and_forgets_the_oldest(tmp_path):
    history = SqlHistory(tmp_path)
    for number in range(MOST_RUNS + 5):
        history.begin("ana", f"{number:016x}", f"select {number}", {})
    history.begin("ana", "f" * 16, "select 50", {})
    statements = [run.statement for run in history.of("ana")]
    assert len(statements) == MOST_RUNS
    assert statements[:2] == ["select 50", "select 104"]
    assert statements.count("select 50") == 1
    assert history.of("bob") == []
    assert history.find("bob", "f" * 16) is None
    [file] = (tmp_path / "sql_history").glob("*.json")
    file.write_text("{")
    with pytest.raises(KeptFileError, match="left as it is"):
        history.of("ana")
    assert "cannot be read" in kept(SqlQueries(tmp_path), history, "ana", {"action": "list"})["said"]


def test_a_page_that_is_off_asks_nobody(tmp_path):
    sandbox = Sandbox(SqlRefused("off", "no Landlock"), off="no Landlock")
    found = shown(Published(), Console(tmp_path, sandbox, AuditLog(tmp_path)), BOB, asked())
    assert found["error"] == {"kind": "off", "words": "no Landlock", "place": None}
