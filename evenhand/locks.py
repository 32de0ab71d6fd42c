"""Locks between processes: flock on files of our own, since reading a DuckDB file by other means drops DuckDB's."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evenhand.errors import BusyError
from ingest.locks import holder, take_exclusively


@contextmanager
def exclusive_lock(path: Path, busy: str, next_step: str) -> Iterator[int]:
    """Holds the lock and gives its descriptor; BusyError with these words and the holder when it is taken."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not take_exclusively(descriptor):
            raise BusyError(f"{busy}{_holder(descriptor)}.", next_step)
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


def _holder(descriptor: int) -> str:
    number = holder(descriptor)
    return f" (process {number})" if number else ""
