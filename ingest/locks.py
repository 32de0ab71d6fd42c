"""Taking a lock between processes: the file holds the number of the process that has it."""

from __future__ import annotations

import fcntl
import os
import time

_SECONDS_TO_END = 15.0


def take_exclusively(descriptor: int) -> bool:
    """Takes the lock of an open file and leaves our process number in it; False when another process has it.

    A living holder is not waited for; what a killed one left behind, such as the dbt child of a build, gets a moment
    to end.
    """
    deadline = time.monotonic() + _SECONDS_TO_END
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if _is_alive(holder(descriptor)) or time.monotonic() > deadline:
                return False
            time.sleep(0.1)
        else:
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
            return True


def holder(descriptor: int) -> str:
    """The number of the process that took the lock last, empty when it left none."""
    number = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip()
    return number if number.isdigit() else ""


def _is_alive(number: str) -> bool:
    # A holder that left no number cannot be told from a living one.
    if not number:
        return True
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
