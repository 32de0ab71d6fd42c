"""What may change no number: order, names, repetition, kills, a late file, another reporting time zone.

In a simulated department; the short form is test_disturbed_examples.py.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from ingest.simulate import simulate
from tests.published import opened
from transforms.catalogue import read_catalogue
from transforms.generations import SEMANTIC_MANIFEST_FILE

pytestmark = pytest.mark.slow

CONTACTS = 1_500
TO_THE_LAST_DIGIT = 1e-12
"""The order in which two cores add up halves of a table is nobody's, and the last digit of a sum goes with it."""


@pytest.fixture(scope="session")
def exported(tmp_path_factory):
    folder = tmp_path_factory.mktemp("exported")
    simulate(folder, contacts=CONTACTS, seed=11)
    return folder


@pytest.fixture(scope="session")
def all_metrics(ask_all):
    def rows(home):
        told = ask_all(home, "--by", "team,channel,source", "--grain", "month", "--format", "csv")
        found = pl.read_csv(told.encode(), infer_schema_length=None)
        return found.sort("metric", "period", "team", "channel", "source")

    return rows


def load_and_build(home, evenhand, exported, *paths):
    load(home, evenhand, exported, *paths)
    evenhand(home, "build")


def load(home, evenhand, exported, *paths):
    # The department's files hold a few dirty lines, so a load that sets them aside ends with 1.
    loaded = evenhand(home, "load", "--config", exported / "sources.toml", *paths, check=False)
    assert "failed" not in loaded.stdout
    assert "rows loaded" in loaded.stdout


@pytest.fixture(scope="session")
def undisturbed_home(tmp_path_factory, evenhand, exported):
    home = tmp_path_factory.mktemp("undisturbed")
    load_and_build(home, evenhand, exported, exported)
    return home


@pytest.fixture(scope="session")
def undisturbed(undisturbed_home, all_metrics):
    metrics = all_metrics(undisturbed_home)
    assert metrics.height > 500
    return metrics


@pytest.fixture
def in_disorder(tmp_path, exported):
    """All files in another order, each under another name and then once more under its own."""
    files = sorted(path for path in exported.rglob("*") if path.is_file() and path.name != "sources.toml")
    random.Random(5).shuffle(files)
    renamed = []
    for number, path in enumerate(files):
        copy = tmp_path / "renamed" / f"{number:04}-{path.name}"
        copy.parent.mkdir(exist_ok=True)
        shutil.copyfile(path, copy)
        renamed.append(copy)
    return [*renamed, *files]


def test_another_order_other_names_and_a_second_copy_change_no_metric(
    tmp_path, evenhand, exported, all_metrics, undisturbed, in_disorder
):
    home = tmp_path / "home"
    load_and_build(home, evenhand, exported, *in_disorder)
    assert_frame_equal(all_metrics(home), undisturbed, rel_tol=TO_THE_LAST_DIGIT)


def kill_after(seconds, home, *arguments):
    started = subprocess.Popen(
        [sys.executable, "-m", "evenhand", *map(str, arguments)],
        env=os.environ | {"EVENHAND_HOME": str(home)},
        cwd=Path(__file__).parents[2],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(seconds)
    started.send_signal(signal.SIGKILL)
    started.wait()


def test_a_load_and_a_build_that_were_killed_and_files_in_disorder_change_no_metric(
    tmp_path, evenhand, exported, all_metrics, undisturbed, in_disorder
):
    """What may happen, all in one run."""
    home = tmp_path / "home"
    kill_after(2, home, "load", "--config", exported / "sources.toml", *in_disorder)
    load(home, evenhand, exported, *in_disorder)
    kill_after(6, home, "build")
    evenhand(home, "build")
    assert_frame_equal(all_metrics(home), undisturbed, rel_tol=TO_THE_LAST_DIGIT)
    assert not list((home / "generations").glob("*.building"))


@pytest.mark.parametrize("seed", range(1, 12))
def test_a_run_killed_in_load_and_build_and_run_again_gives_the_same_metrics(
    tmp_path, evenhand, exported, all_metrics, undisturbed, seed
):
    moments = random.Random(seed)
    for _ in range(3):
        kill_after(moments.uniform(0.5, 3.0), tmp_path, "load", "--config", exported / "sources.toml", exported)
    load(tmp_path, evenhand, exported, exported)
    for _ in range(2):
        kill_after(moments.uniform(1.0, 12.0), tmp_path, "build")
    evenhand(tmp_path, "build")
    assert_frame_equal(all_metrics(tmp_path), undisturbed, rel_tol=TO_THE_LAST_DIGIT)
    assert not list((tmp_path / "generations").glob("*.building"))


LATE_AUDITS = 25


def rows_by_concern(home):
    """Every row of every published table about cases, under its customer where the table follows customers, else its case.

    Beside it the vendor's name of each Zendesk case, and the customers of each case.
    """
    rows = {}
    with opened(home) as published:
        tables = published.execute(
            "select table_name, list(column_name) from information_schema.columns group by all order by all"
        ).fetchall()
        for table, columns in tables:
            if "case_id" in columns:
                concern = "coalesce(customer, case_id)" if "customer" in columns else "case_id"
                for key, row in published.execute(f"select {concern}, md5({table}::varchar) from {table}").fetchall():
                    rows.setdefault(key, Counter())[(table, row)] += 1
        names = dict(
            published.execute("select case_id, case_key from case_openings where source = 'zendesk'").fetchall()
        )
        customers = set(published.execute("select customer, case_id from customer_contacts").fetchall())
    return rows, names, customers


def test_a_late_file_changes_only_the_cases_that_it_concerns(tmp_path, evenhand, exported, undisturbed_home):
    held_back = tmp_path / "exported"
    shutil.copytree(exported, held_back)
    audits = sorted(held_back.rglob("*audits*"))[0]
    lines = audits.read_text().splitlines(keepends=True)
    late = set(random.Random(7).sample(range(len(lines)), LATE_AUDITS))
    audits.write_text("".join(line for number, line in enumerate(lines) if number not in late))
    concerned = {str(json.loads(lines[number])["ticket_id"]) for number in late}
    home = tmp_path / "home"
    home.mkdir()
    # With another key for pseudonyms every customer would have another name.
    shutil.copy(undisturbed_home / "pseudonym.key", home)
    load_and_build(home, evenhand, exported, held_back)
    (before, names, customers), (after, _, others) = rows_by_concern(home), rows_by_concern(undisturbed_home)
    cases = {case for case, name in names.items() if name in concerned}
    # What is known of one case says whether the customer's others were repeats of it.
    touched = cases | {customer for customer, case in customers | others if case in cases}
    changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    assert changed
    assert changed <= touched


def models_of_metrics(home):
    generation = home / "generations" / (home / "CURRENT").read_text().strip()
    return {
        name: list(metric.models)
        for name, metric in read_catalogue(generation / SEMANTIC_MANIFEST_FILE).metrics.items()
    }


# What is defined by days of the department moves with them: a deadline at the end of a day, the days somebody worked.
BY_LOCAL_DAYS = {
    "complaint_timely_rate",
    "complaints_timely",
    "complaints_decided",
    "complaint_within_4_weeks_rate",
    "complaint_4_to_8_weeks_rate",
    "complaint_over_8_weeks_rate",
}


def test_another_reporting_time_zone_moves_days_but_no_total(
    tmp_path, evenhand, ask_all, undisturbed_home, monkeypatch
):
    home = tmp_path / "home"
    home.mkdir()
    shutil.copyfile(undisturbed_home / "raw.duckdb", home / "raw.duckdb")
    monkeypatch.setenv("EVENHAND_TIME_ZONE", "Pacific/Auckland")
    evenhand(home, "build")
    here, there = (
        {row["metric"]: (row["value"], row["n"]) for row in json.loads(ask_all(one, "--format", "json"))}
        for one in (undisturbed_home, home)
    )
    models = models_of_metrics(undisturbed_home)
    moved = {name for name in here if here[name] != pytest.approx(there[name])}
    # A shift over midnight is two days of work, so their number and n move; the seconds in them do not.
    days_of_work = {
        name for name in moved if name.startswith("agent_days") or here[name][0] == pytest.approx(there[name][0])
    }
    assert {name for name in days_of_work if models[name] != ["agent_days"]} == set()
    assert moved - days_of_work <= BY_LOCAL_DAYS
    days = ("query", "cases_opened", "--grain", "day", "--format", "csv")
    assert evenhand(undisturbed_home, "metrics", *days).stdout != evenhand(home, "metrics", *days).stdout
