import json
import re
from pathlib import Path

import pytest

from ingest.raw_store import open_raw_store
from ingest.raw_tables import raw_tables
from tests.parsed import run_dbt
from tests.published import opened

PROJECT = Path(__file__).parents[2] / "dbt_project"
DIMENSIONS = ["team", "channel", "agent", "topic", "priority", "source"]
EVENT_FACTS = {
    "case_openings": "opened_on",
    "first_responses": "opened_on",
    "case_resolutions": "resolved_on",
    "sla_outcomes": "decided_on",
    "backlog_days": "backlog_on",
    "backlog_spells": "first_on",
    "case_times": "opened_on",
    "replies": "asked_on",
    "case_holdings": "held_from_on",
    "case_efforts": "first_resolved_on",
    "case_moves": "moved_on",
    "case_outcomes": "opened_on",
    "queue_entries": "queued_on",
    "contact_handlings": "handled_on",
    "agent_rings": "rang_on",
    "chat_handlings": "handled_on",
    "agent_days": "worked_on",
    "survey_responses": "sent_on",
    "offers": "offered_on",
    "opportunity_outcomes": "offered_on",
    "complaints": "received_on",
    "customer_contacts": "contacted_on",
    "first_contacts": "contacted_on",
}
NOT_PORTABLE = r"::|\bfilter\s*\(|\bqualify\b|\bexclude\b|\bepoch|\bdate_diff\b|\bstrftime\b|\blist_|\bmax_by\b|\bon \("


@pytest.fixture(scope="session")
def published_models(models):
    return {name: model for name, model in models.items() if {"marts", "quality", "scorecards"} & set(model["fqn"])}


@pytest.fixture(scope="module")
def published(warehouse_home):
    with opened(warehouse_home) as connection:
        yield connection


def data_tests(manifest, model, column):
    attached = (node for node in manifest["nodes"].values() if node.get("attached_node") == model["unique_id"])
    return {node["test_metadata"]["name"] for node in attached if node["column_name"] == column}


def is_never_null(model, column):
    return {"not_null"} <= {constraint["type"] for constraint in model["columns"][column]["constraints"]}


def test_every_description_ends_with_the_grain(models):
    assert [
        name for name, model in models.items() if not re.search(r"One row per [^.]+\.\s*$", model["description"])
    ] == []


def test_published_tables_have_a_contract_and_a_key(manifest, published_models):
    for name, model in published_models.items():
        assert model["contract"]["enforced"], name
        if "scorecards" in model["fqn"]:
            # Filled after dbt, which tests them empty: their keys are held to by tests/acceptance/test_scorecards.py.
            continue
        key = next(iter(model["columns"]))
        assert "unique" in data_tests(manifest, model, key), (name, key)
        assert is_never_null(model, key), (name, key)


@pytest.mark.parametrize("mart", EVENT_FACTS)
def test_event_facts_have_the_shared_dimensions_never_null(models, mart):
    columns = models[mart]["columns"]
    assert [name for name in columns if name in DIMENSIONS] == DIMENSIONS
    for name in DIMENSIONS:
        assert is_never_null(models[mart], name), name


def test_days_are_dates_and_instants_have_a_zone(published_models):
    for name, model in published_models.items():
        for column in model["columns"].values():
            if column["name"].endswith("_on"):
                assert column["data_type"] == "date", (name, column["name"])
            if column["name"].endswith("_at"):
                assert column["data_type"] == "timestamptz", (name, column["name"])


def test_marts_are_short_and_use_no_word_of_one_engine(published_models):
    for name, model in published_models.items():
        assert len(model["raw_code"].splitlines()) <= 150, name
        assert re.findall(NOT_PORTABLE, model["raw_code"]) == [], name
        assert "source(" not in model["raw_code"], name


MADE_FROM_FACTS = ("daily_", "ranked_", "binned_", "cells_", "rollup_", "drawn_", "open_cases")


def test_the_published_file_holds_the_marts_and_nothing_else(published, published_models):
    tables = published.execute("select table_schema, table_name from information_schema.tables").fetchall()
    beside = {name for _, name in tables if name.startswith(MADE_FROM_FACTS)}
    assert {name for _, name in tables} - beside == set(published_models)
    assert {schema for schema, _ in tables} == {"main"}


@pytest.mark.parametrize(("mart", "day"), EVENT_FACTS.items())
def test_facts_are_written_in_the_order_of_their_day(published, mart, day):
    out_of_order = published.execute(
        f"select count(*) from (select {day} as day, lag({day}) over (order by rowid) as before from {mart})"
        " where before > day"
    )
    assert out_of_order.fetchone() == (0,)


def test_what_is_left_out_of_the_marts_is_found(published):
    [excluded] = published.execute(
        "select sum(records) from data_findings where rule in ('case_deleted', 'case_merged')"
    ).fetchone()
    assert excluded > 0


@pytest.fixture(scope="session")
def empty_installation(tmp_path_factory):
    home = tmp_path_factory.mktemp("empty")
    with open_raw_store(home, raw_tables()):
        pass
    return home


def declared_of_columns():
    """Asked table by table in every build; tests/evenhand/test_declared_rules.py compares."""
    # Imported here: dbt takes seconds to start, in each process that collects tests.
    from evenhand.declared_rules import KINDS

    return [f"test_name:{kind}" for kind in KINDS]


@pytest.mark.parametrize("asked_by", ["ours", pytest.param("dbt's own", marks=pytest.mark.slow)])
def test_every_rule_holds_and_an_empty_installation_builds(parsed_project, empty_installation, tmp_path, asked_by):
    raw = empty_installation / "raw.duckdb"
    left_out = ("--exclude", *declared_of_columns()) if asked_by == "ours" else ()
    files = {"work": tmp_path / "work.duckdb", "built": tmp_path / "evenhand.duckdb"}
    finished = run_dbt(parsed_project, tmp_path, "build", *left_out, raw=raw, **files, check=False)
    results = json.loads((tmp_path / "run_results.json").read_text())["results"]
    failed = [result["unique_id"] for result in results if result["status"] not in {"success", "pass"}]
    assert failed == [], finished.stdout[-4000:]
