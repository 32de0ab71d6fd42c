"""The life of the process: shut in, open, say ready, read one request, answer it, end."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import duckdb

from dashboards.sql_worker import answering, confinement, database, frames
from dashboards.sql_worker.kernel import ConfinementError
from dashboards.sql_worker.statement import NotAskableError, check, tables_of

_REQUESTS, _ANSWERS, _PRINTED = 0, 63, 1
_SECONDS_OF_STARTING = 30
_MOST_WORDS = 2_000
_SECONDS_UNTIL_DUCKDB_STOPS = 0.97
_WARM_UP = "select table_name, count(*) from duckdb_columns() group by 1 order by 1"
Check = Callable[[duckdb.DuckDBPyConnection, str], Any]


def main(checked: Check = check) -> None:
    """Runs to the end of its one request. The first argument is JSON: `database`, `seconds`, `is_confined`.

    Without `database` it shuts itself in, says whether that worked, and ends.
    """
    told = json.loads(sys.argv[1])
    keep_answers_apart()
    signal.alarm(_SECONDS_OF_STARTING)
    try:
        connection = _prepare(told)
    except (ConfinementError, duckdb.Error, OSError) as error:
        _say({"failed": str(error)[:_MOST_WORDS]})
        return
    # Waiting for a question has no end but that of the app, whose side of the pipe closes with it.
    signal.alarm(0)
    _say({"ready": True})
    if connection and (request := frames.read_request(_REQUESTS)):
        # The kernel ends a process that outlives its time, even when the app is no longer there to do so.
        signal.setitimer(signal.ITIMER_REAL, told["seconds"] + 0.25)
        _serve(connection, request, checked)
    os._exit(0)


def keep_answers_apart() -> None:
    """Moves the pipe to the app away from standard output, where DuckDB prints the progress of long queries."""
    os.dup2(_PRINTED, _ANSWERS, inheritable=False)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, _PRINTED)
    os.close(nowhere)


def _prepare(told: dict[str, Any]) -> duckdb.DuckDBPyConnection | None:
    confinement.die_first_when_memory_is_short()
    descriptors = [os.open(told["database"], os.O_RDONLY | os.O_CLOEXEC)] if told.get("database") else []
    confinement.set_limits(cpu_seconds=int(2 * told["seconds"]) + 5)
    if told["is_confined"]:
        confinement.confine(descriptors)
    if not descriptors:
        return None
    connection = database.open_published(descriptors[0], told["database"])
    database.shut(connection, int(1000 * told["seconds"] * _SECONDS_UNTIL_DUCKDB_STOPS))
    # What DuckDB and Python do once only is done before somebody waits for it.
    answering.answer(connection, check(connection, _WARM_UP), {})
    tables_of(connection, _WARM_UP)
    return connection


def _serve(connection: duckdb.DuckDBPyConnection, request: dict[str, Any], checked: Check) -> None:
    text = str(request["statement"])
    try:
        statement = checked(connection, text)
        _say({"tables": tables_of(connection, text)})
        frames.write(_ANSWERS, answering.answer(connection, statement, request["values"]))
    except NotAskableError as error:
        _refuse("refused", str(error))
    except duckdb.InterruptException:
        _refuse("timeout", "")
    except (duckdb.OutOfMemoryException, MemoryError):
        _refuse("memory", "")
    except RecursionError:
        _refuse("error", "The statement is nested too deeply.")
    except (duckdb.Error, ValueError, OverflowError) as error:
        _refuse("error", str(error))


def _refuse(kind: str, words: str) -> None:
    _say({"refused": kind, "reason": words[:_MOST_WORDS]})


def _say(message: dict[str, Any]) -> None:
    frames.write(_ANSWERS, frames.pack(message))
