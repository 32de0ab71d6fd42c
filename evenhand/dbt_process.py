"""The child process in which dbt runs: it ends with the process that started it, even when that one is killed."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from dbt.cli.exceptions import CliException, ResultExit
from dbt.cli.main import cli
from dbt.contracts.graph.semantic_manifest import SemanticManifest
from dbt_common.events.base_types import BaseEvent, EventLevel
from dbt_common.events.event_manager import EventManager
from dbt_common.events.event_manager_client import ctx_set_event_manager

from evenhand.dbt_run import RESULTS_FILE
from evenhand.declared_rules import KINDS, broken_rules
from transforms.generations import MANIFEST_FILE, SEMANTIC_MANIFEST_FILE


class ToldEvents(EventManager):
    """dbt's events from the level of information up: what nobody will read is not put into words.

    dbt makes a message of every event, several for each statement, and clears it of secrets for each of its logs
    before the log drops it: a third of the time of a small build.
    """

    def fire_event(
        self,
        e: BaseEvent,
        level: EventLevel | None = None,
        node: Any = None,
        force_warn_or_error_handling: bool = False,
    ) -> None:
        """Passes an event on, unless it is for those who look for faults in dbt."""
        if (level or e.level_tag()) not in (EventLevel.DEBUG, EventLevel.TEST):
            super().fire_event(e, level, node, force_warn_or_error_handling)


def end_with_parent() -> None:
    """Waits until the parent's end of our input closes, then ends the whole process group."""
    os.read(0, 1)
    os.killpg(0, signal.SIGKILL)


def run(arguments: list[str], target: Path) -> int:
    """Runs dbt with these arguments and writes what we read of it into `target`, once; gives dbt's exit code.

    Left to itself dbt writes its files twice, before and after the run, and beside them some that nobody reads.
    """
    ctx_set_event_manager(ToldEvents())
    rules = ("--exclude", *(f"test_name:{kind}" for kind in KINDS))
    context = cli.make_context("dbt", [*arguments, *rules, "--no-write-json", "--target-path", str(target)])
    context.obj = {"manifest": None}
    exit_code = 0
    try:
        results, _ = cli.invoke(context)
    except ResultExit as ended:
        results, exit_code = ended.result, int(ended.exit_code)
    except CliException as ended:
        return int(ended.exit_code)
    manifest = context.obj["manifest"]
    # A run that ended before its first node has no results.
    if results is not None:
        broken = broken_rules(context.obj["runtime_config"], manifest, results.results)
        results.results = [*results.results, *broken]
        exit_code = exit_code or (1 if broken else 0)
        results.write(str(target / RESULTS_FILE))
    if exit_code == 0:
        manifest.write(str(target / MANIFEST_FILE))
        SemanticManifest(manifest).write_json_to_file(str(target / SEMANTIC_MANIFEST_FILE))
    return exit_code


def main() -> int:
    """Says on one line what kept the files from being written, where a traceback would end in noise of DuckDB's."""
    threading.Thread(target=end_with_parent, daemon=True).start()
    # What dbt leaves lying, some tens of megabytes, ends with the process; to look for it takes a tenth of the time.
    gc.disable()
    try:
        return run(sys.argv[2:], Path(sys.argv[1]))
    except OSError as error:
        os.write(1, f"{error}\n".encode())
        os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
