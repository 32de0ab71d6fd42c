import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from evenhand.cli import app
from evenhand.locks import exclusive_lock


@pytest.fixture
def run(home, monkeypatch):
    monkeypatch.setenv("EVENHAND_HOME", str(home.folder))

    def invoke(*arguments):
        return CliRunner().invoke(app, arguments)

    return invoke


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("load",),
        ("build", "--nonsense"),
        ("serve", "--port", "0"),
        ("serve", "--port", "many"),
        ("serve", "--host", "0.0.0.0"),
        ("serve", "--host", "example.org"),
        ("status", "--format", "yaml"),
        ("status", "--format", "csv"),
        ("rollback", "--to", "3"),
        ("rollback", "000009"),
        ("metrics", "query"),
        ("metrics", "query", "csat", "--from", "yesterday"),
        ("sql",),
        ("demo", "--contacts", "-1"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_so_on_stderr(run, arguments):
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Error" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "example"),
    [
        (("metrics", "query", "csat", "--from", "2026-13-01"), "2026-06-30"),
        (("audit", "show", "--since", "yesterday"), "2026-06-30T14:05"),
        (("audit", "archive", "March", "."), "2026-03"),
    ],
)
def test_a_day_that_is_none_is_told_with_one_that_is(run, arguments, example):
    told = " ".join(run(*arguments).stderr.replace("│", " ").split())
    assert f"there is no {'month' if 'March' in arguments else 'day'}" in told
    assert "write it like" in told
    assert example in told


def test_ctrl_c_while_the_command_line_is_loaded_ends_without_a_traceback():
    loading = """
import builtins, sys
load = builtins.__import__
def interrupted(name, *rest):
    if name == "evenhand.cli":
        raise KeyboardInterrupt
    return load(name, *rest)
builtins.__import__ = interrupted
from evenhand.__main__ import main
main()
"""
    ended = subprocess.run([sys.executable, "-c", loading], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "", "")


SECONDS_TO_START = ("scipy", "dash", "dbt", "metricflow", "playwright")


def test_no_command_waits_for_what_only_others_need():
    loaded = f"import sys, evenhand.cli; print([name for name in {SECONDS_TO_START} if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert told.stdout == "[]\n"


@pytest.mark.parametrize("arguments", [("metrics", "list"), ("sql", "select 1"), ("serve",), ("build",), ("rollback",)])
def test_before_anything_is_published_the_way_to_begin_is_told(run, arguments):
    result = run(*arguments)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith("Error: ")
    assert "Traceback" not in result.stderr


def test_a_wrong_setting_ends_with_2(run, monkeypatch):
    monkeypatch.setenv("EVENHAND_TIME_ZONE", "Mars")
    result = run("status")
    assert result.exit_code == 2
    assert "EVENHAND_TIME_ZONE=Mars" in result.stderr


def test_debug_shows_the_traceback(run):
    assert isinstance(run("--debug", "sql", "select 1").exception, Exception)
    assert run("sql", "select 1").exception.__class__ is SystemExit


def test_without_a_command_the_help_is_shown(run):
    assert "doctor" in run().output
    assert run("--version").stdout.startswith("evenhand ")


@pytest.mark.parametrize(
    ("output_format", "stdout"),
    [("csv", 'id,name\n1,"a, b"\n2,\n'), ("json", [{"id": 1, "name": "a, b"}, {"id": 2, "name": None}])],
)
def test_a_query_answers_in_every_format(run, home, publish_by_hand, output_format, stdout):
    publish_by_hand(home, "000001")
    result = run("sql", "select * from (values (1, 'a, b'), (2, null)) as _(id, name)", "--format", output_format)
    assert result.exit_code == 0, result.stderr
    assert (json.loads(result.stdout) if output_format == "json" else result.stdout) == stdout


def test_a_table_shows_brackets_as_they_are(run, home, publish_by_hand):
    publish_by_hand(home, "000001")
    assert "[bold]x" in run("sql", "select '[bold]x' as word, 1234 as n").stdout


@pytest.mark.parametrize(
    ("query", "exit_code", "words"),
    [
        ("select 1; select 2", 2, "Only one statement"),
        ("drop table case_openings", 1, "read-only"),
        ("select * from nowhere", 1, "nowhere"),
        ("copy (select 1) to 'leak.csv'", 1, "disabled"),
        ("with x as (copy (select 1) to 'leak.csv') select 1", 1, "disabled"),
        ("select * from read_text('/etc/hostname')", 1, "disabled"),
        ("attach 'other.duckdb'", 1, "disabled"),
        ("set enable_external_access = true", 1, "."),
    ],
)
def test_a_query_reads_the_published_tables_and_nothing_else(
    run, home, publish_by_hand, query, exit_code, words, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    generation = publish_by_hand(home, "000001")
    result = run("sql", query)
    assert result.exit_code == exit_code, result.stdout
    assert words in result.stderr
    assert not (tmp_path / "leak.csv").exists()
    assert len(list(generation.folder.iterdir())) == 6


def test_status_tells_what_is_current(run, home, publish_by_hand):
    publish_by_hand(home, "000001")
    publish_by_hand(home, "000002")
    assert run("rollback").exit_code == 0
    facts = json.loads(run("status", "--format", "json").stdout)
    assert facts["current"] == "000001"
    assert [(g["generation"], g["is_current"]) for g in facts["generations"]] == [("000001", True), ("000002", False)]
    assert facts["problems"] == []
    assert "000002" in run("status").stdout


def test_status_tells_a_garbage_current_and_does_not_fail(run, home, publish_by_hand):
    publish_by_hand(home, "000001")
    home.current.write_text("garbage\n")
    result = run("status")
    assert result.exit_code == 0
    assert "evenhand rollback 000001" in result.stdout


def test_a_second_build_ends_with_1_and_names_the_first(run, home):
    home.raw_file.touch()
    with exclusive_lock(home.build_lock, "", ""):
        result = run("build")
    assert result.exit_code == 1
    assert "Another build is running (process " in result.stderr


def test_a_build_during_a_load_ends_with_1(run, home):
    home.raw_file.touch()
    with exclusive_lock(home.raw_lock, "", ""):
        result = run("build")
    assert result.exit_code == 1
    assert "Files are being loaded right now (process " in result.stderr


def test_the_doctor_finds_a_misspelt_setting_and_a_changed_file(run, home, publish_by_hand, monkeypatch):
    assert run("doctor").exit_code == 0
    generation = publish_by_hand(home, "000001")
    generation.database.chmod(0o644)
    generation.database.write_bytes(generation.database.read_bytes() + b"x")
    monkeypatch.setenv("EVENHAND_TIMEZONE", "UTC")
    result = run("doctor", "--format", "json")
    verdicts = {row["check"]: row["verdict"] for row in json.loads(result.stdout)}
    assert result.exit_code == 1
    assert (verdicts["settings"], verdicts["published"]) == ("warning", "failed")
