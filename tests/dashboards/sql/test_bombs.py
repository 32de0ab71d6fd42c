"""Every bomb ends at its deadline, within its memory, leaves the app and the query beside it alone, and a line behind."""

import os
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from dashboards.access.reader import Reader, Role
from dashboards.sql_worker.limits import MOST_ADDRESS_BYTES
from tests.dashboards.sql.asked import AskedFor
from tests.dashboards.sql.bombs import BOMBS, IN_EVERY_RUN, MEMORY, PROCESSOR
from tests.dashboards.sql.published import picture

SECONDS, USUAL_SECONDS = 1.0, 10.0
GRACE = 0.5
KINDS = {"ok", "refused", "error", "timeout", "killed"}
OTHER = Reader("other", Role.ANALYST)


class Peak:
    """The most memory that a process of a query held, as the kernel says while it runs, in bytes."""

    def __enter__(self):
        self.bytes = 0
        self._ends = threading.Event()
        self._watch = threading.Thread(target=self._look)
        self._watch.start()
        return self

    def __exit__(self, *_):
        self._ends.set()
        self._watch.join()

    def _look(self):
        while not self._ends.wait(0.02):
            for child in Path(f"/proc/{os.getpid()}/task").glob("*/children"):
                with suppress(OSError):
                    for pid in child.read_text().split():
                        self._look_at(pid)

    def _look_at(self, pid):
        with suppress(OSError):
            if b"sql_worker" in Path(f"/proc/{pid}/cmdline").read_bytes():
                for line in Path(f"/proc/{pid}/status").read_text().splitlines():
                    if line.startswith("VmHWM"):
                        self.bytes = max(self.bytes, 1024 * int(line.split()[1]))


@pytest.fixture(scope="module")
def sandbox(made):
    return made(seconds=SECONDS)


def explode(asked_for, bomb, seconds=SECONDS):
    with Peak() as peak:
        line, _ = asked_for.line(bomb)
    assert line["outcome"] in KINDS
    assert line["ms"] <= 1000 * (seconds + GRACE)
    assert peak.bytes <= MOST_ADDRESS_BYTES
    assert peak.bytes > 0 or line["ms"] < 200, "nobody looked"


def test_there_are_fifty_bombs_and_no_two_are_one():
    assert len(set(BOMBS)) == len(BOMBS) >= 50


@pytest.mark.parametrize("bomb", IN_EVERY_RUN, ids=lambda bomb: bomb[:60])
def test_it_ends_in_time_and_within_its_memory(asked_for, bomb):
    explode(asked_for, bomb)


@pytest.mark.slow
@pytest.mark.parametrize("bomb", [bomb for bomb in BOMBS if bomb not in IN_EVERY_RUN], ids=lambda bomb: bomb[:60])
def test_so_does_every_other(asked_for, bomb):
    explode(asked_for, bomb)


@pytest.mark.slow
@pytest.mark.parametrize("bomb", IN_EVERY_RUN, ids=lambda bomb: bomb[:60])
def test_so_it_does_at_the_deadline_that_people_have(home, made, bomb):
    explode(AskedFor(home, made(seconds=USUAL_SECONDS)), bomb, USUAL_SECONDS)


@pytest.mark.parametrize("bomb", [MEMORY[0], PROCESSOR[0]], ids=["memory", "processor"])
def test_a_query_beside_it_is_answered(asked_for, made, home, database, bomb):
    before = picture(home / "generations")
    exploding = threading.Thread(target=asked_for.line, args=(bomb,))
    exploding.start()
    beside = made(seconds=10)
    answered = 0
    while exploding.is_alive():
        assert beside.run(OTHER, database, "select sum(i) from numbers", {}, "beside").rows == [[499_999_500_000]]
        answered += 1
        time.sleep(0.05)
    assert answered >= 1
    assert picture(home / "generations") == before
