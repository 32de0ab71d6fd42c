"""Locks between processes: flock on files of our own, since reading a DuckDB file by other means drops DuckDB's."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evenhand.errors import BusyError

_SECONDS_TO_END = 15.0


@contextmanager
def exclusive_lock(path: Path, busy: str, next_step: str) -> Iterator[int]:
    """Holds the lock and gives its descriptor; BusyError with these words and the holder when it is taken."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not _taken(descriptor):
            raise BusyError(f"{busy}{_holder(descriptor)}.", next_step)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def shared_lock(path: Path, busy: str, next_step: str) -> Iterator[None]:
    """Holds the lock together with other readers; BusyError with these words when a writer holds it."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyError(f"{busy}{_holder(descriptor)}.", next_step) from None
        yield
    finally:
        os.close(descriptor)


def is_held(path: Path) -> bool:
    """Whether any process holds the lock, shared or exclusive."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _taken(descriptor: int) -> bool:
    """Takes the lock. A living holder is not waited for; the dbt child of a killed build gets a moment to end."""
    deadline = time.monotonic() + _SECONDS_TO_END
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if _is_alive(_holder_number(descriptor)) or time.monotonic() > deadline:
                return False
            time.sleep(0.1)
        else:
            return True


def _is_alive(number: str) -> bool:
    # A holder that left no number cannot be told from a living one.
    if not number.isdigit():
        return True
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _holder_number(descriptor: int) -> str:
    return os.pread(descriptor, 20, 0).decode(errors="replace").strip()


def _holder(descriptor: int) -> str:
    number = _holder_number(descriptor)
    return f" (process {number})" if number.isdigit() else ""
