"""`evenhand serve` as a process of its own, on a port that is free."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

# Who serves a page or two to a test need not wait while every other page is answered beforehand.
_COLD = "import dashboards.warm as w; w._keep_warm = lambda *_: None; from evenhand.cli import main; main()"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(
    home: Path,
    *options: str,
    ended_by: int = signal.SIGQUIT,
    errors: IO[str] | None = None,
    is_warm: bool = False,
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The app's address and its process, which ends with the block; `errors` is where it writes them.

    `is_warm`: it answers every page before anybody asks, as it does for people.
    SIGQUIT, because a polite end waits for connections that a browser has kept open.
    """
    program = ("-m", "evenhand") if is_warm else ("-c", _COLD)
    command = [sys.executable, *program, "serve", "--port", str(free_port()), *options]
    environment = os.environ | {"EVENHAND_HOME": str(home)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True) as served:
        try:
            assert served.stdout is not None
            found = re.search(r"http://127\.0\.0\.1:\d+", served.stdout.readline())
            assert found, "the app did not start"
            yield found.group(), served
        finally:
            served.send_signal(ended_by)


@contextmanager
def serving_to_a_clean_end(
    home: Path, *options: str, ended_by: int = signal.SIGTERM, is_warm: bool = False
) -> Iterator[str]:
    """The app's address; when the block is over, the app has to end by this signal without a fault."""
    with tempfile.TemporaryFile("w+") as errors:
        with serving(home, *options, ended_by=ended_by, errors=errors, is_warm=is_warm) as (address, served):
            yield address
        assert served.returncode == 0
        errors.seek(0)
        assert errors.read() in ("", "Ctrl-C ends it.\n")
