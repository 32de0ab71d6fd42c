import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2] / "dbt_project"
WRITTEN = sorted(path for layer in ("staging", "intermediate") for path in (PROJECT / "models" / layer).rglob("*.sql"))
# Lines of a log, refused records and what is said of an agent's time by several at once have no key of their own; the
# states of cases are a view that is read once, and the spans made of them have a tested key.
WITHOUT_KEY = {"stg_asterisk__queue_log", "stg_ledger__rejects", "int_agent_claims", "int_case_states"}


@pytest.fixture(scope="module")
def scratch_models(models):
    return {name: node for name, node in models.items() if node["fqn"][1] in ("staging", "intermediate")}


@pytest.mark.slow  # `make check` parses it so as well.
def test_the_project_parses_without_any_setting(tmp_path):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("EVENHAND_")}
    parse = [
        sys.executable,
        "-m",
        "dbt.cli.main",
        "--quiet",
        "parse",
        "--target-path",
        tmp_path,
        "--log-path",
        tmp_path,
    ]
    subprocess.run([*parse, "--project-dir", PROJECT, "--profiles-dir", PROJECT], env=clean, check=True)


def test_only_staging_reads_raw_tables(models):
    readers = [node for node in models.values() if "source." in " ".join(node["depends_on"]["nodes"])]
    assert {node["fqn"][1] for node in readers} == {"staging"}


def test_staging_reads_nothing_but_raw_tables(scratch_models):
    mixed = [
        name
        for name, node in scratch_models.items()
        if name.startswith("stg_") and not all(parent.startswith("source.") for parent in node["depends_on"]["nodes"])
    ]
    assert mixed == []


def test_staging_and_intermediate_stay_out_of_the_published_file(scratch_models):
    assert {node["database"] for node in scratch_models.values()} == {"work"}


def test_every_description_ends_with_the_grain(scratch_models):
    without = [
        name
        for name, node in scratch_models.items()
        if not node["description"].strip().rsplit(". ", 1)[-1].startswith("One row per ")
    ]
    assert without == []


def test_every_model_has_a_tested_key(scratch_models, manifest):
    tested = {
        node["attached_node"].rsplit(".", 1)[-1]
        for node in manifest["nodes"].values()
        if node.get("attached_node") and node["test_metadata"]["name"] in ("unique", "unique_combination")
    }
    assert set(scratch_models) - tested == WITHOUT_KEY


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.stem)
def test_sql_stays_short_and_narrow(path):
    lines = path.read_text().splitlines()
    assert len(lines) <= 150
    assert [line for line in lines if len(line) > 120] == []
