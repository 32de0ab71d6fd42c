"""Killed, repeated and out of order, the worked examples become the same rows: the short form of test_disturbed_runs.py."""

import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter

import pytest

from evenhand.locks import is_held
from tests.acceptance.conftest import GOLDEN, REPOSITORY
from tests.parsed import spare_parsing
from tests.published import opened


@pytest.fixture
def in_disorder(tmp_path):
    """Every file in another order and place, and once more where it lies."""
    files = sorted(path for path in GOLDEN.rglob("*") if path.is_file() and path.suffix != ".toml")
    random.Random(5).shuffle(files)
    moved = [tmp_path / f"{number:04}" / path.name for number, path in enumerate(files)]
    for path, copy in zip(files, moved, strict=True):
        copy.parent.mkdir()
        shutil.copyfile(path, copy)
    return [*moved, *files]


def wait_until(is_so):
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def kill_when(is_so, home, *arguments):
    started = subprocess.Popen(
        [sys.executable, "-m", "evenhand", *map(str, arguments)],
        env=os.environ | {"EVENHAND_HOME": str(home)},
        cwd=REPOSITORY,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    with started:
        while not is_so():
            assert started.poll() is None, "it ended before it could be killed"
            time.sleep(0.02)
        started.kill()


FACTS = "select table_name from duckdb_columns() where column_name = 'source' and table_name not similar to ?"
MADE_OF_FACTS = "(daily|ranked|binned|cells|rollup|drawn|data)_.*|open_cases"


def rows_of_facts(home):
    """Every row of every fact: what metrics say follows from them. What loads were there is no fact of the department."""
    with opened(home) as published:
        return {
            fact: Counter(row for (row,) in published.execute(f"select {fact}::varchar from {fact}").fetchall())
            for (fact,) in published.execute(FACTS, [MADE_OF_FACTS]).fetchall()
        }


def test_a_load_and_a_build_that_were_killed_and_files_in_disorder_change_no_row(
    tmp_path, evenhand, golden_home, parsed_project, in_disorder
):
    home = tmp_path / "home"
    home.mkdir()
    # With another key for pseudonyms every customer would have another name.
    for name in ("sources.toml", "pseudonym.key"):
        shutil.copy(golden_home / name, home)
    kill_when((home / "raw.duckdb").exists, home, "load", *in_disorder)
    loaded = evenhand(home, "load", *in_disorder)
    assert "already loaded" in loaded.stdout
    spare_parsing(parsed_project, home)
    kill_when(lambda: list(home.glob("generations/*.building/evenhand.duckdb")), home, "build")
    assert not (home / "CURRENT").exists()
    # dbt holds the lock that it inherited for as long as it lives.
    wait_until(lambda: not is_held(home / "build.lock"))
    evenhand(home, "build")
    assert not list((home / "generations").glob("*.building"))
    facts, undisturbed = rows_of_facts(home), rows_of_facts(golden_home)
    assert undisturbed["case_openings"].total() > 100
    assert len(undisturbed) > 25
    assert facts.keys() == undisturbed.keys()
    for fact, rows in undisturbed.items():
        assert (fact, facts[fact] - rows, rows - facts[fact]) == (fact, Counter(), Counter())
