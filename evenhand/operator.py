"""Whoever works at the command line, as the audit log names them."""

from __future__ import annotations

import os
import pwd


def operator_name() -> str:
    """The account of the system that runs this command, told apart from an account of the app of the same name."""
    try:
        name = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        # A container may run under a number that nobody has a name for.
        name = str(os.getuid())
    return f"{name} at the command line"
