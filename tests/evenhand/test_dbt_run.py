import re
import signal
import subprocess
import sys
import time

import pytest

import evenhand.dbt_run
from evenhand.dbt_run import BuildFiles, run_dbt
from evenhand.errors import BuildError
from evenhand.locks import is_held

PROJECT = "name: tiny\nprofile: tiny\nmodel-paths: [models]\n"
PROFILE = """
tiny:
  target: duckdb
  outputs:
    duckdb: {type: duckdb, path: "{{ env_var('EVENHAND_BUILD_FILE') }}", threads: 1}
"""
TESTED = """
models:
  - name: numbers
    columns:
      - name: number
        data_tests: [unique]
"""
ENDLESS = "select count(*) as n from range(1000000000) as a, range(1000) as b where hash(a.range, b.range) = 1"
KILLED_BUILDER = """
import sys
from pathlib import Path
import evenhand.dbt_run as dbt_run
from evenhand.locks import exclusive_lock

folder = Path(sys.argv[1])
dbt_run.dbt_project_folder = lambda: folder / "project"
files = dbt_run.BuildFiles(folder / "built.duckdb", folder / "raw.duckdb", folder / "work.duckdb")
with exclusive_lock(folder / "build.lock", "", "") as lock:
    progress = lambda done, total, name: print("first model done", flush=True)
    dbt_run.run_dbt(files, folder / "dbt", {}, progress, held_locks=(lock,))
"""


@pytest.fixture
def dbt(tmp_path, monkeypatch):
    project = tmp_path / "project"
    (project / "models").mkdir(parents=True)
    (project / "dbt_project.yml").write_text(PROJECT)
    (project / "profiles.yml").write_text(PROFILE)
    (project / "models" / "tests.yml").write_text(TESTED)
    monkeypatch.setattr(evenhand.dbt_run, "dbt_project_folder", lambda: project)

    def run(models, progress=lambda *_: None, folder="000001.building"):
        building = tmp_path / folder
        building.mkdir()
        files = BuildFiles(building / "built.duckdb", tmp_path / "raw.duckdb", building / "work.duckdb")
        for name, statement in models.items():
            (project / "models" / f"{name}.sql").write_text(statement)
        return run_dbt(files, tmp_path / "dbt", {}, progress)

    return run


def test_a_build_tells_its_progress_keeps_what_it_parsed_and_writes_nothing_into_the_project(dbt, tmp_path):
    """In one installation that builds three times: each of them takes seconds."""
    seen = []
    models = {"numbers": "select 1 as number", "others": "select number from {{ ref('numbers') }}"}
    assert dbt(models, lambda *step: seen.append(step)) == ()
    assert [(done, total) for done, total, _ in seen] == [(1, 2), (2, 2)]
    assert sorted(file.name for file in (tmp_path / "project").iterdir()) == [
        "dbt_project.yml",
        "models",
        "profiles.yml",
    ]

    dbt({}, folder="000002.building")
    told = (tmp_path / "dbt" / "logs" / "dbt.log").read_text()
    assert told.count("Done. PASS=2") == 2
    assert told.count("Starting full parse") == 1
    assert "Unable to do partial parsing because" not in told.split("Done. PASS=2")[1]
    assert (tmp_path / "000002.building" / "built.duckdb").exists()

    # A full disk is told when only what dbt found has no room.
    manifest = tmp_path / "dbt" / "target" / "manifest.json"
    manifest.unlink()
    manifest.symlink_to("/dev/full")
    with pytest.raises(BuildError, match="No space left on device") as raised:
        dbt({}, folder="000003.building")
    assert "Free some disk space" in raised.value.next_step


@pytest.mark.parametrize(
    ("models", "words"),
    [
        (
            {"numbers": "select unnest([1, 1]) as number", "strangers": "select nothing_like_it as number"},
            (
                r"unique_numbers_number: 1 value\(s\) of number stand more than once in numbers",
                r"strangers: .*nothing_like_it",
            ),
        ),
        ({"numbers": "select * from {{ ref('absent') }}"}, (r"numbers.*absent",)),
    ],
)
def test_failing_nodes_are_named_with_their_messages(dbt, models, words):
    with pytest.raises(BuildError) as raised:
        dbt(models)
    for expected in words:
        assert re.search(expected, raised.value.what)
    assert "dbt.log" in raised.value.next_step


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_dbt_ends_with_the_process_that_started_it(dbt, tmp_path, number):
    models = tmp_path / "project" / "models"
    (models / "numbers.sql").write_text("select 1 as number")
    (models / "slow.sql").write_text(f"{ENDLESS} and exists (select 1 from {{{{ ref('numbers') }}}})")
    builder = subprocess.Popen(
        [sys.executable, "-c", KILLED_BUILDER, tmp_path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    with builder:
        assert builder.stdout.readline() == "first model done\n"
        builder.send_signal(number)
        builder.wait()
    # dbt holds the lock that it inherited for as long as it lives.
    deadline = time.monotonic() + 10
    while is_held(tmp_path / "build.lock") and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_held(tmp_path / "build.lock")
