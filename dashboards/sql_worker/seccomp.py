"""seccomp: a filter of system calls, against what Landlock does not know: sockets, modes, owners, programs.

Source: <linux/filter.h>, <linux/seccomp.h>, <linux/audit.h>.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform

from dashboards.sql_worker import system_calls
from dashboards.sql_worker.kernel import ConfinementError, call

_ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_SECCOMP = {"x86_64": 317, "aarch64": 277}
_SET_MODE_FILTER, _ALL_THREADS = 1, 1
_LOAD, _JUMP_IF_EQUAL, _JUMP_IF_AT_LEAST, _JUMP_IF_ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER_AT, _ARCHITECTURE_AT, _FIRST_ARGUMENT_AT = 0, 4, 16
_ALLOW, _KILL, _REFUSE = 0x7FFF0000, 0x80000000, 0x00050000
_NEW_THREAD = 0x10000
_WRITES = os.O_ACCMODE | os.O_CREAT | os.O_TRUNC


class _Step(ctypes.Structure):
    _fields_ = (("code", ctypes.c_uint16), ("yes", ctypes.c_uint8), ("no", ctypes.c_uint8), ("value", ctypes.c_uint32))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint16), ("steps", ctypes.POINTER(_Step)))


def filter_calls() -> None:
    """Refuses the calls of `system_calls`, opening anything for writing, and new processes, with "not permitted".

    Threads stay allowed, DuckDB needs them. ConfinementError where the machine has no seccomp or is of another kind.
    """
    machine = platform.machine()
    if machine not in _SECCOMP:
        raise ConfinementError(f"no filter of system calls is written for processors of the kind {machine!r}")
    steps = program(machine)
    packed = _Program(len(steps), (_Step * len(steps))(*(_Step(*step) for step in steps)))
    try:
        call(_SECCOMP[machine], _SET_MODE_FILTER, ctypes.c_uint(_ALL_THREADS), ctypes.byref(packed))
    except OSError as error:
        raise ConfinementError(f"the kernel takes no seccomp filter ({error.strerror})") from error


def program(machine: str) -> list[tuple[int, int, int, int]]:
    """The filter as steps (code, jump if so, jump if not, value), each jump counted from the step after."""
    steps = [
        (_LOAD, 0, 0, _ARCHITECTURE_AT),
        (_JUMP_IF_EQUAL, 1, 0, _ARCHITECTURE[machine]),
        # A call in the numbers of another architecture would be read by the wrong table.
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER_AT),
        (_JUMP_IF_AT_LEAST, 0, 1, system_calls.NEWEST_KNOWN + 1),
        (_RETURN, 0, 0, _REFUSE | errno.ENOSYS),
    ]
    for number in system_calls.refused(machine):
        steps += [(_JUMP_IF_EQUAL, 0, 1, number), (_RETURN, 0, 0, _REFUSE | errno.EPERM)]
    steps += _unless_any_bit(system_calls.CLONE[machine], 0, _NEW_THREAD)
    steps += _if_any_bit(system_calls.OPENAT[machine], 2, _WRITES)
    if machine in system_calls.OPEN:
        steps += _if_any_bit(system_calls.OPEN[machine], 1, _WRITES)
    return [*steps, (_RETURN, 0, 0, _ALLOW)]


def _if_any_bit(number: int, argument: int, bits: int) -> list[tuple[int, int, int, int]]:
    return _by_bits(number, argument, bits, (0, 1))


def _unless_any_bit(number: int, argument: int, bits: int) -> list[tuple[int, int, int, int]]:
    return _by_bits(number, argument, bits, (1, 0))


def _by_bits(number: int, argument: int, bits: int, jumps: tuple[int, int]) -> list[tuple[int, int, int, int]]:
    # The lower half of an argument comes first on both architectures, which are little-endian.
    return [
        (_JUMP_IF_EQUAL, 0, 4, number),
        (_LOAD, 0, 0, _FIRST_ARGUMENT_AT + 8 * argument),
        (_JUMP_IF_ANY_BIT, *jumps, bits),
        (_RETURN, 0, 0, _REFUSE | errno.EPERM),
        (_LOAD, 0, 0, _NUMBER_AT),
    ]
