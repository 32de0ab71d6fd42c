"""The child process in which dbt runs: it ends with the process that started it, even when that one is killed."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from dbt.cli.exceptions import CliException, ResultExit
from dbt.cli.main import cli
from dbt.contracts.graph.semantic_manifest import SemanticManifest

from evenhand.dbt_run import RESULTS_FILE
from transforms.generations import MANIFEST_FILE, SEMANTIC_MANIFEST_FILE


def end_with_parent() -> None:
    """Waits until the parent's end of our input closes, then ends the whole process group."""
    os.read(0, 1)
    os.killpg(0, signal.SIGKILL)


def run(arguments: list[str], target: Path) -> int:
    """Runs dbt with these arguments and writes what we read of it into `target`, once; gives dbt's exit code.

    Left to itself dbt writes its files twice, before and after the run, and beside them some that nobody reads.
    """
    context = cli.make_context("dbt", [*arguments, "--no-write-json", "--target-path", str(target)])
    context.obj = {"manifest": None}
    try:
        results, _ = cli.invoke(context)
    except ResultExit as ended:
        _write_results(ended.result, target)
        return int(ended.exit_code)
    except CliException as ended:
        return int(ended.exit_code)
    manifest = context.obj["manifest"]
    manifest.write(str(target / MANIFEST_FILE))
    SemanticManifest(manifest).write_json_to_file(str(target / SEMANTIC_MANIFEST_FILE))
    _write_results(results, target)
    return 0


def _write_results(results: Any, target: Path) -> None:
    """A run that ended before its first node has no results."""
    if results is not None:
        results.write(str(target / RESULTS_FILE))


def main() -> int:
    """Says on one line what kept the files from being written, where a traceback would end in noise of DuckDB's."""
    threading.Thread(target=end_with_parent, daemon=True).start()
    try:
        return run(sys.argv[2:], Path(sys.argv[1]))
    except OSError as error:
        os.write(1, f"{error}\n".encode())
        os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
