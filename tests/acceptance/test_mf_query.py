"""`mf query`, MetricFlow's own command, and `evenhand metrics query` give the same numbers for every metric."""

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from transforms.catalogue import read_catalogue
from transforms.generations import SEMANTIC_MANIFEST_FILE

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


def of_each_kind(home, _):
    """One metric for each way of bringing records together, by day or of a share."""
    generation = home / "generations" / (home / "CURRENT").read_text().strip()
    catalogue = read_catalogue(generation / SEMANTIC_MANIFEST_FILE).metrics
    kinds = {
        (metric.aggregation, metric.interval, bool(metric.denominator)): name for name, metric in catalogue.items()
    }
    return tuple(sorted(kinds.values()))


def every(home, metric_names):
    return metric_names(home)


MONTHS = ("metric_time__month", ("--grain", "month"), "period")


@pytest.mark.parametrize(
    ("chosen", "group_by", "question", "column"),
    [
        pytest.param(of_each_kind, *MONTHS, id="kinds by month"),
        # A dimension takes MetricFlow most of a minute for all metrics.
        pytest.param(every, *MONTHS, id="all by month", marks=pytest.mark.slow),
        pytest.param(every, "team", ("--by", "team"), "team", id="all by team", marks=pytest.mark.slow),
        pytest.param(every, "channel", ("--by", "channel"), "channel", id="all by channel", marks=pytest.mark.slow),
    ],
)
def test_every_metric_is_the_same_number_by_both_commands(
    warehouse_home, evenhand, mf_query, metric_names, chosen, group_by, question, column
):
    all_metrics = chosen(warehouse_home, metric_names)
    assert len(all_metrics) > 5
    asked = evenhand(warehouse_home, "metrics", "query", *all_metrics, *question, "--format", "json")
    told = json.loads(asked.stdout)
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
