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


def test_the_records_of_a_number_are_as_many_as_its_n(run):
    filters = ("--where", "team=Billing", "--from", "2026-01-01", "--to", "2026-03-31")
    (number,) = json.loads(run("query", "escalation_rate", *filters, "--format", "json").stdout)
    records = json.loads(run("records", "escalation_rate", *filters, "--format", "json").stdout)
    assert len({record["record"] for record in records}) == len(records) == number["n"] > 0
    assert sum(record["numerator"] for record in records) / number["n"] == pytest.approx(number["value"])
    assert {record["team"] for record in records} == {"Billing"}
    told = list(csv.DictReader(io.StringIO(run("records", "escalation_rate", *filters, "--format", "csv").stdout)))
    assert [row["record"] for row in told] == [record["record"] for record in records]


def test_a_long_table_is_cut_and_says_so(run):
    finished = run("records", "cases_opened")
    assert len(finished.stdout.splitlines()) < 50
    assert "more; --format csv writes all of them" in finished.stderr


def test_two_readings_stand_side_by_side_with_the_records_between_them(run):
    told = json.loads(
        run("diff", "service_level", "answered_within_threshold_rate", "--by", "channel", "--format", "json").stdout
    )
    for group in told["groups"]:
        assert group["gap"] == pytest.approx(group["value_first"] - group["value_second"])
    gap = sum(group["n_first"] - group["n_second"] for group in told["groups"])
    assert gap == len(told["records"]) > 0
    assert {record["denominator_second"] for record in told["records"]} <= {0.0, None}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("records", "csat_of_mars"), "no metric 'csat_of_mars'"),
        (("diff", "csat", "cases_opened"), "count different records"),
        (("diff", "csat", "cases_opened", "--by", "planet"), "planet"),
    ],
)
def test_what_cannot_be_asked_is_told(run, arguments, told):
    finished = run(*arguments)
    assert finished.exit_code == 2
    assert told in finished.stderr


def test_a_gap_of_shares_is_told_in_points(run):
    told = run("diff", "service_level", "answered_within_threshold_rate").stdout.splitlines()
    (row,) = json.loads(run("diff", "service_level", "answered_within_threshold_rate", "--format", "json").stdout)[
        "groups"
    ]
    assert row["gap"] < 0
    assert told[2].endswith(f"-{-100 * row['gap']:.2f} pts")
