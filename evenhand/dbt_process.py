"""The child process in which dbt runs: it ends with the process that started it, even when that one is killed."""

from __future__ import annotations

import os
import signal
import threading

from dbt.cli.main import cli


def end_with_parent() -> None:
    """Waits until the parent's end of our input closes, then ends the whole process group."""
    os.read(0, 1)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    threading.Thread(target=end_with_parent, daemon=True).start()
    cli()
