"""Loads that are killed at any moment leave whole files only, and the next load completes them."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ingest.load import load_paths
from ingest.raw_store import read_raw_store

ROOT = Path(__file__).parents[2]
FILES = 12
RECORDS = 3_000
LOAD = """
import sys
from pathlib import Path
from ingest.load import load_paths
home, folder, config = map(Path, sys.argv[1:])
load_paths(home, [folder], config=config, progress=lambda name, number, total: print(number, flush=True))
"""
STATE = "select key, count(*), any_value(_file_id) from raw.mapped__contacts group by key order by key"


@pytest.fixture
def folder(tmp_path, call_lines):
    folder = tmp_path / "exports"
    folder.mkdir()
    for number in range(FILES):
        first = number * RECORDS
        lines = call_lines(*range(first, first + RECORDS)).replace(",5,A", ",x,A", 1)
        (folder / f"calls_{number:02}.csv").write_text(lines)
    return folder


def state(home):
    with read_raw_store(home) as connection:
        rows = connection.execute(STATE).fetchall()
        ledger = connection.execute(
            "select file_name, records, loaded, rejected, status, "
            "(select count(*) from raw.mapped__contacts where _file_id = file_id), "
            "(select count(*) from ledger.rejects where rejects.file_id = files.file_id) "
            "from ledger.files order by all"
        ).fetchall()
    return rows, ledger


def stop_while_loading(home, folder, config, rng, how=signal.SIGKILL):
    process = subprocess.Popen(
        [sys.executable, "-c", LOAD, home, folder, config],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    wanted = rng.randint(1, FILES)
    for line in process.stdout:
        if int(line) >= wanted:
            break
    time.sleep(rng.random() * 0.08)
    process.send_signal(how)
    _, said = process.communicate()
    return said, process.returncode


def assert_kills_change_nothing(tmp_path, folder, config, kills, seed):
    rng = random.Random(seed)
    undisturbed = tmp_path / "undisturbed"
    load_paths(undisturbed, [folder], config=config)
    expected = state(undisturbed)
    home = tmp_path / "home"
    for number in range(kills):
        if number % 4 == 0:
            home = tmp_path / f"home_{number}"
        stop_while_loading(home, folder, config, rng)
        if (home / "raw.duckdb").exists():
            load_paths(home, [], config=config)
            _, ledger = state(home)
            assert all(row in expected[1] for row in ledger)
        if number % 4 == 3 or number == kills - 1:
            assert load_paths(home, [folder], config=config).succeeded
            assert state(home) == expected


def test_a_killed_load_leaves_whole_files_and_a_second_one_completes_them(tmp_path, folder, calls_toml):
    assert_kills_change_nothing(tmp_path, folder, calls_toml, kills=4, seed=1)


@pytest.mark.slow
def test_a_hundred_kills_lose_and_double_nothing(tmp_path, folder, calls_toml):
    assert_kills_change_nothing(tmp_path, folder, calls_toml, kills=100, seed=int(os.environ.get("KILL_SEED", "2")))


def test_an_interrupt_ends_the_load_between_whole_files(tmp_path, folder, calls_toml):
    home = tmp_path / "home"
    said, code = stop_while_loading(home, folder, calls_toml, random.Random(3), signal.SIGINT)
    assert code != 0
    assert "KeyboardInterrupt" in said
    _, ledger = state(home)
    assert all(row[1:] == (RECORDS, RECORDS - 1, 1, "loaded", RECORDS - 1, 1) for row in ledger)
    assert load_paths(home, [folder], config=calls_toml).succeeded


def test_an_interrupted_load_keeps_the_files_before_it(tmp_path, folder, calls_toml):
    def interrupt(name, number, total):
        if number == 3:
            raise KeyboardInterrupt

    home = tmp_path / "home"
    with pytest.raises(KeyboardInterrupt):
        load_paths(home, [folder], config=calls_toml, progress=interrupt)
    _, ledger = state(home)
    assert [(row[0], row[2], row[5]) for row in ledger] == [
        ("calls_00.csv", RECORDS - 1, RECORDS - 1),
        ("calls_01.csv", RECORDS - 1, RECORDS - 1),
    ]


def test_an_interrupt_inside_the_transaction_rolls_the_file_back(tmp_path, folder, calls_toml, monkeypatch):
    home = tmp_path / "home"

    def interrupt(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("ingest.ledger.put_aside", interrupt)
        with pytest.raises(KeyboardInterrupt):
            load_paths(home, [folder], config=calls_toml)
    assert state(home) == ([], [])
    assert load_paths(home, [folder], config=calls_toml).succeeded
