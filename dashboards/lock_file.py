"""A file that one process at a time holds locked, for as long as it needs to be alone."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def held_alone(path: Path) -> Iterator[None]:
    """Waits until nobody else holds the file, which is made when it is not there; OSError when it cannot be.

    It is opened anew each time: a lock that crossed a fork would be held by both sides.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
