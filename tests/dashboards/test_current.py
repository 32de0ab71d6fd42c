import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from dashboards.current import CurrentGeneration
from evenhand.generations import is_in_use, read_generation
from evenhand.home import Home
from tests.dashboards.small_generations import ROWS, SmallHome
from transforms.generations import GenerationError
from transforms.requests import MetricRequest

READERS = """
import json, sys, threading, time
from pathlib import Path
from dashboards.current import CurrentGeneration
from transforms.requests import MetricRequest

current, stop, told, seen, lock = CurrentGeneration(Path(sys.argv[1])), threading.Event(), [], set(), threading.Lock()
TOTAL = MetricRequest(("cases_opened",))
BY_TEAM = "select count(*) as value from case_openings group by team"

def read():
    last = 0
    while not stop.is_set():
        try:
            with current.store() as store:
                number, stated = int(store.folder.name), store.generation["cases"]
                # Past the memory of answers, so that each reading is one of the file.
                found = [int(store._store.query(TOTAL)["value"][0]), store._store.run(BY_TEAM, {})["value"].sum()]
            told.append((number, {stated, 1_000 + number, *found} == {stated}, number >= last))
            last = number
            # Publishing is not to wait for its turn among readers that never rest.
            time.sleep(0.01)
            with lock:
                if number not in seen:
                    seen.add(number)
                    print(number, flush=True)
        except Exception as error:
            told.append((0, repr(error), False))

threads = [threading.Thread(target=read) for _ in range(4)]
for thread in threads:
    thread.start()
print("ready", flush=True)
sys.stdin.readline()
stop.set()
for thread in threads:
    thread.join()
with current.store():
    pass
print(json.dumps({"told": told, "notice": current.notice, "open": [folder.name for folder in current._opened]}))
"""


@pytest.fixture
def small(tmp_path, warehouse_home):
    return SmallHome(Home.at(tmp_path / "home"), warehouse_home)


@pytest.fixture
def current(small):
    current = CurrentGeneration(small.home.folder)
    yield current
    current.close()


def shown(current):
    with current.store() as store:
        return int(store._store.query(MetricRequest(("cases_opened",)))["value"][0]) - ROWS


def flip(file, place=None):
    file.chmod(0o644)
    with file.open("r+b") as opened:
        place = file.stat().st_size // 2 if place is None else place
        opened.seek(place)
        byte = opened.read(1)
        opened.seek(place)
        opened.write(bytes([byte[0] ^ 1]))


@pytest.mark.parametrize("last", [9, pytest.param(21, marks=pytest.mark.slow)])
def test_publishing_while_eight_readers_ask_in_two_processes(small, last):
    small.publish(1)
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", READERS, str(small.home.folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        for _ in range(2)
    ]
    for reader in readers:
        assert reader.stdout.readline() == "ready\n"
    for number in range(2, last + 1):
        small.publish(number)
        # Every other one is replaced before it can be waited for.
        for reader in readers if number % 2 else ():
            while int(reader.stdout.readline()) < number:
                pass
    for reader in readers:
        told = json.loads(reader.communicate("\n")[0].splitlines()[-1])
        assert told["open"] == [f"{last:06d}"]
        assert told["notice"] == ""
        assert [entry for entry in told["told"] if entry[1] is not True or not entry[2]] == []
        assert len({number for number, _, _ in told["told"]}) > 3
    # Three are kept, and those that somebody read while they were due; the next publish takes these along.
    small.publish(last + 1)
    kept = [f"{number:06d}" for number in range(last - 1, last + 2)]
    assert [folder.name for folder in sorted(small.home.generations.iterdir())] == kept


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (lambda small: small.home.current.write_text(""), "CURRENT names no generation"),
        (lambda small: small.home.current.write_text("0000"), "CURRENT names no generation"),
        (lambda small: small.home.current.write_bytes(b"\x00\xff/../.."), "CURRENT names no generation"),
        (lambda small: small.home.current.write_text("000009"), "CURRENT names no generation"),
        (lambda small: small.home.current.unlink(), "CURRENT is missing; run 'evenhand rollback'"),
        (lambda small: flip(small.database(2)), "evenhand.duckdb is not what was published: its hash differs"),
        (lambda small: flip(small.database(2), 0), "evenhand.duckdb is not what was published: its hash differs"),
        (lambda small: flip(small.folder(2) / "semantic_manifest.json"), "semantic_manifest.json is not what was"),
        (lambda small: os.truncate(make_writable(small.database(2)), 5_000), "its hash differs"),
        (lambda small: small.database(2).unlink(), "evenhand.duckdb is missing"),
        (lambda small: (small.folder(2) / "evenhand.duckdb.wal").touch(), "a published file has no write-ahead log"),
        (lambda small: (small.folder(2) / "generation.json").write_text('{"gen'), "generation.json cannot be read"),
        (lambda small: (small.folder(2) / "generation.json").write_text("[]"), "holds no facts"),
    ],
)
@pytest.mark.parametrize("is_running", [False, True], ids=["fresh start", "while serving"])
def test_a_damaged_generation_is_refused_and_the_last_good_one_shown(small, current, harm, words, is_running):
    small.publish(1)
    small.publish(2)
    names_nothing = "CURRENT" in words
    if is_running:
        assert shown(current) == 2
    harm(small)
    # Where only the pointer is lost, the newest whole generation is the last good one.
    expected = 2 if names_nothing else 1
    assert [shown(current) for _ in range(3)] == [expected] * 3
    assert words in current.notice
    assert f"Until then you see generation {expected:06d}, data as of day {expected}." in current.notice
    small.publish(3)
    assert shown(current) == 3
    assert current.notice == ""


def make_writable(file):
    file.chmod(0o644)
    return file


def test_without_any_good_generation_the_reason_is_told(small, current):
    with pytest.raises(GenerationError, match="nothing is published"):
        shown(current)
    small.publish(1)
    flip(small.database(1))
    with pytest.raises(GenerationError, match="its hash differs; run 'evenhand rollback'"):
        shown(current)


def test_a_log_that_is_taken_away_again_brings_the_generation_back(small, current):
    small.publish(1)
    small.publish(2)
    assert shown(current) == 2
    stray = small.folder(2) / "evenhand.duckdb.wal"
    stray.touch()
    assert shown(current) == 1
    stray.unlink()
    assert (shown(current), current.notice) == (2, "")


def test_after_a_rollback_the_generation_that_was_left_does_not_come_back(small, current):
    for number in (1, 2, 3):
        small.publish(number)
    small.home.current.write_text("000002\n")
    flip(small.database(2))
    assert shown(current) == 1


def test_a_fault_that_a_query_meets_is_refused_and_not_shown_as_a_failure_of_the_page(small, current):
    small.publish(1)
    small.publish(2)
    assert shown(current) == 2
    note = small.folder(2) / "checked.json"
    flip(small.database(2))
    # A disk that forgets changes bytes and no times: as if the file had been found good in this state.
    stated = json.loads((small.folder(2) / "generation.json").read_text())["sha256"]
    found = small.database(2).stat()
    state = [found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns]
    note.write_text(json.dumps({"state": state, "sha256": stated}))
    with pytest.raises(GenerationError, match="its hash differs"), current.store():
        raise duckdb.IOException("Corrupt database file: computed checksum does not match stored checksum")
    assert shown(current) == 1


def test_an_error_of_a_whole_file_stays_the_error_it_is(small, current):
    small.publish(1)
    for _ in range(2):
        with pytest.raises(duckdb.InternalException, match="a fault of the database"), current.store():
            raise duckdb.InternalException("a fault of the database")
    assert (shown(current), current.notice) == (1, "")


def test_a_file_is_hashed_once_and_again_when_it_was_touched(small, monkeypatch):
    small.publish(1)
    hashed = []
    run = subprocess.run
    monkeypatch.setattr(subprocess, "run", lambda *call, **options: hashed.append(call) or run(*call, **options))

    def read_in_a_new_process():
        current = CurrentGeneration(small.home.folder)
        assert shown(current) == 1
        current.close()
        return len(hashed)

    # Who publishes has hashed it already.
    assert read_in_a_new_process() == 0
    os.utime(small.database(1))
    assert read_in_a_new_process() == 1
    assert read_in_a_new_process() == 1


def test_a_generation_is_let_go_when_its_last_reader_ends(small, current):
    small.publish(1)
    with current.store() as store:
        small.publish(2)
        assert shown(current) == 2
        assert store.folder == small.folder(1)
        assert is_in_use(read_generation(small.folder(1)))
    assert not is_in_use(read_generation(small.folder(1)))
    assert is_in_use(read_generation(small.folder(2)))
