import csv
import io
import json

import pytest
from typer.testing import CliRunner

from evenhand.cli import app


@pytest.fixture
def run(warehouse_home, monkeypatch):
    monkeypatch.setenv("EVENHAND_HOME", str(warehouse_home))

    def invoke(*arguments):
        return CliRunner().invoke(app, ("metrics", *arguments))

    return invoke


def test_json_and_csv_tell_the_same_rows(run):
    arguments = (
        "query",
        "csat",
        "cases_opened",
        "--by",
        "team",
        "--grain",
        "quarter",
        "--where",
        "channel=email,phone",
    )
    from_json = json.loads(run(*arguments, "--format", "json").stdout)
    from_csv = list(csv.DictReader(io.StringIO(run(*arguments, "--format", "csv").stdout)))
    assert list(from_json[0]) == ["metric", "team", "period", "value", "n", "low", "high", "unit"]
    assert [{k: "" if v is None else str(v) for k, v in row.items()} for row in from_json] == from_csv


def test_rates_are_fractions_and_the_table_shows_percent(run):
    (row,) = json.loads(run("query", "escalation_rate", "--format", "json").stdout)
    assert 0 < row["low"] < row["value"] < row["high"] < 1
    assert row["unit"] == "ratio"
    assert f"{row['value']:.1%}".replace("%", " %") in run("query", "escalation_rate").stdout


def test_a_dimension_given_twice_means_either_value(run):
    once = run("query", "cases_opened", "--where", "team=Billing,Technical", "--format", "json")
    twice = run("query", "cases_opened", "--where", "team=Billing", "--where", "team=Technical", "--format", "json")
    assert once.stdout == twice.stdout
    assert json.loads(once.stdout)[0]["value"] > 0


def test_from_and_to_are_both_included(run):
    day = json.loads(
        run("query", "cases_opened", "--from", "2026-03-03", "--to", "2026-03-03", "--format", "json").stdout
    )
    by_day = (
        "query",
        "cases_opened",
        "--grain",
        "day",
        "--from",
        "2026-03-02",
        "--to",
        "2026-03-04",
        "--format",
        "json",
    )
    values = {row["period"]: row["value"] for row in json.loads(run(*by_day).stdout)}
    assert day[0]["value"] == values["2026-03-03"] > 0


def test_the_compiled_sql_can_be_shown(run):
    assert "case_openings" in run("query", "cases_opened", "--sql").stdout


def test_what_metrics_mean_can_be_read(run):
    listed = json.loads(run("list", "--format", "json").stdout)
    assert "csat" in {row["metric"] for row in listed}
    assert len(json.loads(run("list", "--all", "--format", "json").stdout)) > len(listed)
    shown = json.loads(run("show", "csat", "--format", "json").stdout)
    assert shown["unit"] == "ratio"
    assert "team" in shown["dimensions"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("query", "nonsense"), "There is no metric 'nonsense'"),
        (("query", "csat", "--by", "weather"), "Error: csat cannot be grouped or filtered by 'weather'"),
        (("query", "csat", "--grain", "hour"), "'hour' is no grain"),
        (("query", "csat", "--where", "team"), "--where team is not understood"),
        (("query", "csat", "--from", "2026-02-01", "--to", "2026-01-01"), "after it ends"),
        (("show", "nonsense"), "There is no metric 'nonsense'"),
    ],
)
def test_a_question_that_makes_no_sense_ends_with_2(run, arguments, words):
    result = run(*arguments)
    assert result.exit_code == 2
    assert words.lower() in result.stderr.lower()
    assert result.stdout == ""


@pytest.mark.parametrize(
    "arguments", [("query", "nonsense"), ("records", "nonsense"), ("diff", "csat", "nonsense"), ("diff", "csat", "asa")]
)
def test_the_help_that_a_wrong_question_names_is_that_of_its_own_command(run, arguments):
    assert f"See `evenhand metrics {arguments[0]} --help`." in run(*arguments).stderr


def test_a_filter_that_no_record_meets_is_noted(run):
    slipped = run("query", "cases_opened", "--where", "team=Biling", "--format", "json")
    assert json.loads(slipped.stdout)[0]["value"] == 0
    assert "no record has team=Biling; there are: " in slipped.stderr
    assert "Billing" in slipped.stderr
    quiet = run("query", "cases_opened", "--where", "team=Billing", "--from", "1999-01-01", "--to", "1999-01-02")
    assert "Note" not in quiet.stderr
