"""Shutting the process in: what is given up, in which order, and the trial that it worked."""

from __future__ import annotations

import os
import resource
import socket
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress

from dashboards.sql_worker import landlock, seccomp
from dashboards.sql_worker.kernel import ConfinementError, forbid_new_rights, keep_own_descriptors_reachable
from dashboards.sql_worker.limits import MOST_ADDRESS_BYTES

_MOST_DESCRIPTORS = 64
_NOBODY = 65_534
_LESS_URGENT_THAN_PAGES = 5
# DuckDB reads these to find how much memory there is, and ends the process when it cannot.
_OF_THE_MACHINE = ("/proc/self/cgroup", "/proc/meminfo", "/sys/fs/cgroup")


def set_limits(cpu_seconds: int) -> None:
    """Memory, processor time, files and dumps, as limits that the process cannot lift again."""
    for kind, most in (
        (resource.RLIMIT_AS, MOST_ADDRESS_BYTES),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, _MOST_DESCRIPTORS),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):  # macOS knows no limit of addresses; the app's own clock still kills
            resource.setrlimit(kind, (most, most))
    os.nice(_LESS_URGENT_THAN_PAGES)


def die_first_when_memory_is_short() -> None:
    """Asks the kernel to end this process before the app when the machine runs out of memory."""
    with suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:
        file.write("1000")


def confine(databases: Iterable[int]) -> None:
    """Leaves this process the right to read these open files and nothing else; ConfinementError when that fails.

    Before DuckDB has started a thread: a thread that runs already keeps its rights.
    """
    if sys.platform != "linux":
        raise ConfinementError(f"Landlock and seccomp are parts of Linux, and this is {sys.platform}")
    opened = [os.open(path, os.O_PATH | os.O_CLOEXEC) for path in _OF_THE_MACHINE if os.path.exists(path)]
    try:
        _drop_root()
        forbid_new_rights()
        landlock.fence_in([*databases, *opened])
        seccomp.filter_calls()
    except OSError as error:
        raise ConfinementError(f"the process could not be shut in ({error.strerror})") from error
    finally:
        for descriptor in opened:
            os.close(descriptor)
    _try_to_escape()


def _drop_root() -> None:
    if os.geteuid() != 0:
        return
    os.setgroups([])
    os.setresgid(_NOBODY, _NOBODY, _NOBODY)
    os.setresuid(_NOBODY, _NOBODY, _NOBODY)
    keep_own_descriptors_reachable()


def _try_to_escape() -> None:
    """A fence that was put up and does not hold is no fence, so the process looks for itself."""
    attempts: dict[str, Callable[[], object]] = {
        # One that every user may read, so that nothing but the fence can refuse it.
        "read another file": lambda: os.open("/proc/self/status", os.O_RDONLY),
        "write to a device": lambda: os.open("/dev/null", os.O_WRONLY),
        "open a socket": socket.socket,
    }
    for what, attempt in attempts.items():
        try:
            attempt()
        except PermissionError:
            continue
        raise ConfinementError(f"the process was shut in and could still {what}")
