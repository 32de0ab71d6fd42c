"""Landlock: the kernel's own fence around files, TCP ports and signals, put up by the process for itself.

Source: the kernel's user-space documentation of Landlock; numbers from <linux/landlock.h>, equal on all architectures.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterable

from dashboards.sql_worker.kernel import ConfinementError, call

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION_FLAG = 1
_RULE_PATH_BENEATH = 1
_READ_FILE = 1 << 2
# Rights on files that each version of Landlock knows; what is handled and has no rule is refused.
_FILE_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
_TCP_SINCE, _TCP_BIND_AND_CONNECT = 4, 0b11
_SCOPE_SINCE, _ABSTRACT_SOCKETS_AND_SIGNALS = 6, 0b11


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("tcp", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("descriptor", ctypes.c_int32))


def version() -> int:
    """The version that this kernel speaks; ConfinementError when it speaks none or has it switched off."""
    try:
        return call(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION_FLAG))
    except OSError as error:
        raise ConfinementError(f"the kernel has no Landlock, or has it switched off ({error.strerror})") from error


def fence_in(readable: Iterable[int]) -> None:
    """Allows this process to read the files of these descriptors, and nothing else of any file system.

    Before any thread is started: threads that run already are not fenced in. ConfinementError without Landlock.
    """
    known = version()
    files = _FILE_RIGHTS[min(known, max(_FILE_RIGHTS))]
    rules = _Ruleset(
        files,
        _TCP_BIND_AND_CONNECT if known >= _TCP_SINCE else 0,
        _ABSTRACT_SOCKETS_AND_SIGNALS if known >= _SCOPE_SINCE else 0,
    )
    # An older kernel refuses a longer structure than its own only where the rest is not nought.
    ruleset = call(_CREATE_RULESET, ctypes.byref(rules), ctypes.c_size_t(ctypes.sizeof(rules)), ctypes.c_uint32(0))
    try:
        for descriptor in readable:
            rule = _PathBeneath(_READ_FILE, descriptor)
            call(_ADD_RULE, ctypes.c_int(ruleset), _RULE_PATH_BENEATH, ctypes.byref(rule), ctypes.c_uint32(0))
        call(_RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint32(0))
    finally:
        os.close(ruleset)
