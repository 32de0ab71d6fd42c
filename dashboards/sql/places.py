"""Who may run when: places that all serving processes share, each a file that whoever has it holds locked.

A lock of the kernel's (flock) ends with its process, so nothing is left over when one is killed.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

RUNNING = 2
WAITING = 10
_SECONDS_BETWEEN_TRIES = 0.02
_SECONDS_FOR_ONES_OWN = 1.0


class NoPlaceError(Exception):
    """Nothing is free, and waiting did not help; the words are for the person who asked."""


class CancelledError(Exception):
    """Taken back while it waited or ran."""


class Places:
    """Places to wait and to run in `folder`, and the tickets of what is there."""

    def __init__(self, folder: Path, seconds_of_waiting: float) -> None:
        self._folder = folder
        self._seconds = seconds_of_waiting

    @contextmanager
    def ticket(self, owner: str, name: str) -> Iterator[Path]:
        """Makes a question known under its owner and name, so that its owner can take it back from any process.

        Gives the file whose being there means "taken back".
        """
        self._folder.mkdir(mode=0o700, exist_ok=True)
        ticket = self._ticket(owner, name)
        taken_back = ticket.with_suffix(".back")
        descriptor = _try(ticket)
        if descriptor is None:
            raise NoPlaceError("This question is being answered already.")
        try:
            taken_back.unlink(missing_ok=True)
            yield taken_back
        finally:
            for file in (ticket, taken_back):
                file.unlink(missing_ok=True)
            os.close(descriptor)

    def take_back(self, owner: str, name: str) -> bool:
        """Whether there was such a question of this owner; it ends within a moment."""
        ticket = self._ticket(owner, name)
        if not _is_held(ticket):
            return False
        os.close(os.open(ticket.with_suffix(".back"), os.O_WRONLY | os.O_CREAT, 0o600))
        return True

    @contextmanager
    def running(self, owner: str, taken_back: Path) -> Iterator[None]:
        """Waits for a place to run, at most one for each owner; NoPlaceError or CancelledError without one."""
        own = self._folder / f"person-{_hash(owner)}"
        with _held(self._wait([own], taken_back, _SECONDS_FOR_ONES_OWN, _STILL_RUNNING)):
            slots = self._numbered("running", RUNNING)
            slot = _first_free(slots)
            if slot is None:
                slot = self._in_line(slots, taken_back)
            with _held(slot):
                yield

    def _in_line(self, slots: list[Path], taken_back: Path) -> int:
        in_line = _first_free(self._numbered("waiting", WAITING))
        if in_line is None:
            raise NoPlaceError(f"{WAITING} questions wait already. Try again in a moment.")
        with _held(in_line):
            return self._wait(slots, taken_back, self._seconds, _ALL_TAKEN)

    def _wait(self, places: list[Path], taken_back: Path, seconds: float, busy: str) -> int:
        end = time.monotonic() + seconds
        while (found := _first_free(places)) is None:
            if taken_back.exists():
                raise CancelledError
            if time.monotonic() > end:
                raise NoPlaceError(busy)
            time.sleep(_SECONDS_BETWEEN_TRIES)
        return found

    def _numbered(self, name: str, count: int) -> list[Path]:
        return [self._folder / f"{name}-{number}" for number in range(count)]

    def _ticket(self, owner: str, name: str) -> Path:
        return self._folder / f"ticket-{_hash(owner, name)}"


_STILL_RUNNING = "Your question of before is still running. Cancel it, or wait for its answer."
_ALL_TAKEN = f"{RUNNING} questions of others are running, and none of them ended in time. Try again in a moment."


def _hash(*parts: str) -> str:
    # Each part with its length, so that no owner can choose a name that makes the ticket of another.
    text = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _first_free(places: Iterable[Path]) -> int | None:
    return next((descriptor for place in places if (descriptor := _try(place)) is not None), None)


def _try(place: Path) -> int | None:
    descriptor = os.open(place, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def _is_held(place: Path) -> bool:
    with suppress(FileNotFoundError):
        descriptor = os.open(place, os.O_RDONLY | os.O_CLOEXEC)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(descriptor)
    return False


@contextmanager
def _held(descriptor: int) -> Iterator[None]:
    try:
        yield
    finally:
        os.close(descriptor)
