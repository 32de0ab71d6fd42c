"""System calls that Python has no name for."""

from __future__ import annotations

import ctypes
import os

_LIBC = ctypes.CDLL(None, use_errno=True)
_SET_DUMPABLE = 4
_SET_NO_NEW_PRIVILEGES = 38


class ConfinementError(Exception):
    """This machine cannot shut a process in; the message names what is missing."""


def call(number: int, *arguments: object) -> int:
    """One system call; OSError when it fails."""
    result = int(_LIBC.syscall(number, *arguments))
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
    return result


def forbid_new_rights() -> None:
    """From here on no started program has more rights than this process, which both filters ask for."""
    _control(_SET_NO_NEW_PRIVILEGES, 1)


def keep_own_descriptors_reachable() -> None:
    """Lets this process open `/proc/self/fd` again, which the kernel closes after a change of user."""
    _control(_SET_DUMPABLE, 1)


def _control(option: int, value: int) -> None:
    if _LIBC.prctl(option, ctypes.c_ulong(value), ctypes.c_ulong(0), ctypes.c_ulong(0), ctypes.c_ulong(0)) != 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
