"""`mf query`, MetricFlow's own command, and `evenhand metrics query` give the same numbers for every metric."""

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2] / "dbt_project"


@pytest.fixture(scope="module")
def mf_query(warehouse_home, tmp_path_factory):
    """Asks `mf query` in a shell, on a copy of the published file beside a copy of the project."""
    folder = tmp_path_factory.mktemp("mf")
    generation = warehouse_home / "generations" / (warehouse_home / "CURRENT").read_text().strip()
    project = shutil.copytree(PROJECT, folder / "dbt_project", ignore=shutil.ignore_patterns("target", "logs"))
    (project / "target").mkdir()
    shutil.copyfile(generation / "semantic_manifest.json", project / "target" / "semantic_manifest.json")
    shutil.copyfile(generation / "evenhand.duckdb", folder / "evenhand.duckdb")

    def asked(metrics, group_by):
        answer = folder / "answer.csv"
        mf = Path(sys.executable).with_name("mf")
        finished = subprocess.run(
            [mf, "query", "--metrics", ",".join(metrics), "--group-by", group_by, "--csv", answer],
            env=os.environ
            | {"EVENHAND_BUILD_FILE": str(folder / "evenhand.duckdb"), "DBT_PROFILES_DIR": str(project)}
            | {"DO_NOT_TRACK": "1"},
            cwd=project,
            capture_output=True,
            text=True,
            check=False,
        )
        assert finished.returncode == 0, finished.stdout[-3000:]
        with answer.open() as lines:
            return list(csv.DictReader(lines))

    return asked


@pytest.mark.parametrize(
    ("group_by", "question", "column"),
    [
        # A dimension takes MetricFlow most of a minute for all metrics.
        pytest.param("team", ("--by", "team"), "team", marks=pytest.mark.slow),
        pytest.param("channel", ("--by", "channel"), "channel", marks=pytest.mark.slow),
        ("metric_time__month", ("--grain", "month"), "period"),
    ],
)
def test_every_metric_is_the_same_number_by_both_commands(
    warehouse_home, ask_all, mf_query, metric_names, group_by, question, column
):
    all_metrics = metric_names(warehouse_home)
    told = json.loads(ask_all(warehouse_home, *question, "--format", "json"))
    ours = {(row["metric"], row[column]): row for row in told}
    theirs = {
        (metric, (row[group_by] or None) and row[group_by].removesuffix("T00:00:00").removesuffix(" 00:00:00")): (
            float(row[metric]) if row[metric] else None
        )
        for row in mf_query(all_metrics, group_by)
        for metric in all_metrics
    }
    assert {metric for metric, _ in theirs} == set(all_metrics)
    assert {key for key, row in ours.items() if row["n"]} <= theirs.keys()
    for key, value in theirs.items():
        row = ours.get(key, {"value": None, "n": 0})
        # Nothing was counted: MetricFlow says nought or nothing, we say which of the two it is.
        nothing = row["n"] == 0 and row["value"] in {None, 0} and value in {None, 0}
        same = value == row["value"] or (
            None not in {value, row["value"]} and value == pytest.approx(row["value"], rel=1e-9)
        )
        assert nothing or same, (key, value, row)
