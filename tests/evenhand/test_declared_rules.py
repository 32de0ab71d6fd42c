"""Rules of columns are asked in one statement for each table, and find what a test of dbt's own for each would find."""

import json
import re
import subprocess
import sys

import pytest

import evenhand.dbt_run
from evenhand.dbt_run import BuildFiles, run_dbt
from evenhand.errors import BuildError
from tests.parsed import PROJECT

PROJECT_FILE = "name: tiny\nprofile: tiny\nmodel-paths: [models]\nmacro-paths: [macros]\n"
PROFILE = """
tiny:
  target: duckdb
  outputs:
    duckdb: {type: duckdb, path: "{{ env_var('EVENHAND_BUILD_FILE') }}", threads: 1}
"""
RULES = """
models:
  - name: numbers
    columns:
      - {name: one, data_tests: [unique]}
      - {name: known, data_tests: [not_null]}
      - {name: colour, data_tests: [{accepted_values: {arguments: {values: [red, blue]}}}]}
      - {name: level, data_tests: [{accepted_values: {arguments: {values: [1, 2], quote: false}}}]}
    data_tests:
      - unique_combination: {arguments: {columns: [one, colour]}}
"""
# What is not known breaks neither uniqueness of a column nor a list of values; in a combination it is a value as any.
SOUND = ["(1, 1, 'red', 1)", "(2, 1, 'blue', 2)", "(null, 1, null, null)", "(null, 1, 'red', 1)"]
SAID = {
    "unique_numbers_one": ("(2, 1, 'red', 1)", "1 value(s) of one stand more than once in numbers."),
    "not_null_numbers_known": ("(3, null, 'red', 1)", "1 row(s) without known in numbers."),
    "accepted_values_numbers_colour__red__blue": (
        "(4, 1, 'green', 1), (5, 1, 'green', 1)",
        "1 value(s) of colour that are not among red, blue in numbers.",
    ),
    "accepted_values_numbers_level__False__1__2": (
        "(6, 1, 'red', 0)",
        "1 value(s) of level that are not among 1, 2 in numbers.",
    ),
    "unique_combination_numbers_one__colour": (
        "(null, 1, 'red', 1)",
        "1 combination(s) of one, colour stand more than once in numbers.",
    ),
}


@pytest.fixture
def project(tmp_path, monkeypatch):
    project = tmp_path / "project"
    for folder in ("models", "macros"):
        (project / folder).mkdir(parents=True)
    (project / "dbt_project.yml").write_text(PROJECT_FILE)
    (project / "profiles.yml").write_text(PROFILE)
    test = "unique_combination.sql"
    (project / "macros" / test).write_text((PROJECT / "macros" / "tests" / test).read_text())
    (project / "models" / "rules.yml").write_text(RULES)
    monkeypatch.setattr(evenhand.dbt_run, "dbt_project_folder", lambda: project)
    return project


@pytest.fixture
def build(project, tmp_path):
    def of(rows):
        values = f"(values {', '.join(rows)}) as t (one, known, colour, level)"
        (project / "models" / "numbers.sql").write_text(f"select * from {values}")
        files = BuildFiles(tmp_path / "built.duckdb", tmp_path / "raw.duckdb", tmp_path / "work.duckdb")
        return run_dbt(files, tmp_path / "dbt", {}, lambda *_: None)

    return of


def found_by_dbt_itself(project, tmp_path, monkeypatch):
    monkeypatch.setenv("EVENHAND_BUILD_FILE", str(tmp_path / "plain.duckdb"))
    command = ("build", "--project-dir", project, "--profiles-dir", project, "--target-path", tmp_path / "plain")
    subprocess.run([sys.executable, "-m", "dbt.cli.main", *command], check=False, capture_output=True)
    results = json.loads((tmp_path / "plain" / "run_results.json").read_text())["results"]
    return {result["unique_id"].split(".")[2] for result in results if result["status"] == "fail"}


def test_each_broken_rule_is_named_with_its_column_as_dbt_names_it(build, project, tmp_path, monkeypatch):
    with pytest.raises(BuildError) as raised:
        build([*SOUND, *(rows for rows, _ in SAID.values())])
    told = dict(line.strip().split(": ", 1) for line in raised.value.what.splitlines()[1:])
    assert told == {name: words for name, (_, words) in SAID.items()}
    assert found_by_dbt_itself(project, tmp_path, monkeypatch) == set(SAID)


def test_what_keeps_all_rules_is_built(build, tmp_path):
    assert build(SOUND) == ()
    asked = json.loads((tmp_path / "dbt" / "target" / "manifest.json").read_text())["nodes"].values()
    assert {node["name"] for node in asked if node["resource_type"] == "test"} == set(SAID)


def test_a_rule_that_cannot_be_asked_is_named_and_others_are_told_beside_what_failed(build, project):
    """What is asked with a condition would be asked without it; a column that is not there spoils the table's question."""
    rules = RULES.replace("{name: known, data_tests: [not_null]}", "{name: known}")
    strange = "  - {name: strange, columns: [{name: one, data_tests: [{unique: {config: {where: 'one = 1'}}}]}]}\n"
    absent = "  - {name: without, columns: [{name: absent, data_tests: [unique]}]}\n"
    (project / "models" / "rules.yml").write_text(rules + strange + absent)
    (project / "models" / "strange.sql").write_text("select 1 as one")
    (project / "models" / "without.sql").write_text("select 1 as one")
    (project / "models" / "broken.sql").write_text("select not_there from {{ ref('numbers') }}")
    with pytest.raises(BuildError, match="not_there") as raised:
        build([*SOUND, SAID["unique_numbers_one"][0]])
    assert re.search(r"unique_strange_one: .*takes no where", raised.value.what)
    assert re.search(r"unique_without_absent: .*absent", raised.value.what)
    assert SAID["unique_numbers_one"][1] in raised.value.what
