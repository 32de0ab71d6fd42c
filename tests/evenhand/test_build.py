import json
import os
import resource
import subprocess
import sys
import time

import duckdb
import pytest

from evenhand.home import Home
from evenhand.locks import is_held
from ingest.load import load_paths
from tests.parsed import spare_parsing
from tests.published import opened

# Enough for what dbt writes of its project, too little for the marts of so many answers.
LARGEST_FILE = 8_000_000
SURVEYS = 100_000
HEADER = "response_id,sent_at,answered_at,agent,team,channel,score,scale_min,scale_max,kind,customer\n"
ANSWER = "r{0},2026-01-05T10:00:00Z,2026-01-05T11:00:00Z,rosa,Billing,email,5,1,5,csat,c{0}\n"


@pytest.fixture
def loaded_home(parsed_project, home):
    spare_parsing(parsed_project, home.folder)
    file = home.inbox / "survey_responses.csv"
    file.write_text(HEADER + "".join(map(ANSWER.format, range(SURVEYS))))
    assert load_paths(home.folder, [file]).succeeded
    # As an older version left it: a build needs no load before it to find what its models read.
    with duckdb.connect(str(home.raw_file)) as connection:
        connection.execute("alter table raw.raw.zendesk__tickets drop column via_ticket_id")
        connection.execute("drop table raw.raw.mapped__agent_states")
    return home


def start_build(home):
    return subprocess.Popen(
        [sys.executable, "-m", "evenhand", "build"],
        env=os.environ | {"EVENHAND_HOME": str(home.folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def wait_until(is_so):
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_build_is_all_or_nothing_whatever_stops_it(loaded_home, evenhand):
    home = loaded_home

    def limit_files():
        resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))

    full = evenhand(home.folder, "build", check=False, preexec_fn=limit_files)
    assert full.returncode == 1
    assert "Traceback" not in full.stderr
    assert "Free some" in full.stderr
    assert not home.current.exists()
    assert list(home.generations.iterdir()) == []

    killed = start_build(home)
    with killed:
        wait_until(lambda: list(home.generations.glob("*.building/evenhand.duckdb")))
        second = evenhand(home.folder, "build", check=False)
        killed.kill()
    assert second.returncode == 1
    assert f"Another build is running (process {killed.pid})" in second.stderr
    assert not home.current.exists()

    home.current.write_text("garbage\n")
    wait_until(lambda: not is_held(home.build_lock))
    check_that_the_nightly_job_publishes_what_is_sound_and_ends_with_1_for_what_is_not(home, evenhand)
    assert [folder.name for folder in home.generations.iterdir()] == ["000001"]
    assert evenhand(home.folder, "build").stdout.startswith("Nothing new since generation 000001")


def check_that_the_nightly_job_publishes_what_is_sound_and_ends_with_1_for_what_is_not(home, evenhand):
    (home.inbox / "survey_responses-2026-02.csv").write_text(HEADER + ANSWER.format("sound"))
    (home.inbox / "survey_responses-2026-03.csv").write_text(HEADER + "r3,yesterday,,,,,,,,,\n" * 3)
    finished = evenhand(home.folder, "run", check=False)
    assert finished.returncode == 1
    assert "survey_responses-2026-03.csv" in finished.stderr
    assert "1 file(s) failed, 1 file(s) loaded" in finished.stdout
    assert "Published generation 000001, data as of 2026-" in finished.stdout
    counted = evenhand(home.folder, "sql", "select count(*) as n from survey_responses", "--format", "csv")
    assert counted.stdout == f"n\n{SURVEYS + 1}\n"


def test_doing_the_demo_again_loads_and_builds_nothing(warehouse_home, evenhand):
    before = (warehouse_home / "CURRENT").read_text()
    again = evenhand(
        warehouse_home, "demo", "--contacts", json.loads((warehouse_home / "demo.json").read_text())["contacts"]
    )
    assert " 0 rows loaded" in again.stdout
    assert "Nothing new since generation" in again.stdout
    assert (warehouse_home / "CURRENT").read_text() == before


def test_a_published_generation_tells_where_it_comes_from(warehouse_home):
    home = Home.at(warehouse_home)
    folder = home.generations / home.current.read_text().strip()
    facts = json.loads((folder / "generation.json").read_text())
    assert facts["generation"] == folder.name
    assert (facts["time_zone"], facts["currency"]) == ("UTC", "EUR")
    assert facts["data_as_of"].startswith("2026-06-")
    assert facts["versions"]["duckdb"] == duckdb.__version__
    with opened(warehouse_home) as connection:
        assert connection.execute("select count(*) from case_openings").fetchone() == (facts["rows"]["case_openings"],)
        schemas = connection.execute("select distinct schema_name from duckdb_tables()").fetchall()
    assert schemas == [("main",)]
    assert json.loads((folder / "manifest.json").read_text())["metadata"]["project_name"] == "evenhand"
