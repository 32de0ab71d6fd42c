"""One question on its way through one process: sent, waited for, read with care, and put into words when it fails."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

from dashboards.sql import typed_rows
from dashboards.sql.answer import Answer, Facts, Kind, SqlRefused, fingerprint
from dashboards.sql.waiting import EndedError, OverdueError, QueryProcess, StoppedError, WaitingProcesses
from dashboards.sql_worker.limits import MEMORY_LIMIT, MOST_ROWS

CANCELLED = "You cancelled this question."
_KINDS: tuple[Kind, ...] = ("refused", "error", "timeout")


class Question:
    """A statement with its values; asked once."""

    def __init__(self, statement: str, values: Mapping[str, Any], seconds: float) -> None:
        """ValueError for a value that no parameter can have."""
        self._statement = statement
        self._values = {name: _sendable(value) for name, value in values.items()}
        self._seconds = seconds
        self._sha256 = fingerprint(statement)
        self._tables: tuple[str, ...] = ()
        self._started = 0.0

    def ask(self, processes: WaitingProcesses, database: Path, taken_back: Path) -> Answer:
        """The answer of a process that is ended afterwards; SqlRefused when there is none.

        `taken_back` is a file: once it exists, the question is given up.
        """
        try:
            process = processes.take(database)
        except (EndedError, OverdueError) as error:
            self._refuse("error", f"No process could be started for this question: {error}.")
        try:
            answer = self._answer(process, taken_back)
        except OverdueError:
            self._refuse("timeout", self._overdue())
        except StoppedError:
            self._refuse("cancelled", CANCELLED)
        except (EndedError, typed_rows.BrokenAnswerError):
            self._refuse("killed", _KILLED)
        finally:
            processes.replace(process, database)
        return answer

    def _answer(self, process: QueryProcess, taken_back: Path) -> Answer:
        self._started = time.monotonic()
        deadline = self._started + self._seconds
        process.send(self._statement, self._values)
        message = process.receive(deadline, taken_back.exists)
        if isinstance(tables := message.get("tables"), list):
            self._tables = tuple(str(table) for table in tables)
            message = process.receive(deadline, taken_back.exists)
        if "refused" in message:
            self._refuse_as_told(str(message["refused"]), str(message.get("reason", "")))
        return self._read(message, self._milliseconds())

    def _read(self, message: dict[str, Any], milliseconds: float) -> Answer:
        head = message.get("answer")
        if not isinstance(head, dict):
            raise typed_rows.BrokenAnswerError("no answer")
        columns = typed_rows.read_columns(head.get("columns"))
        rows = typed_rows.read_rows(message.get("rows"), columns, MOST_ROWS)
        total = head.get("total")
        arrow = typed_rows.as_arrow(columns, rows)
        return Answer(
            columns=columns,
            rows=typed_rows.for_screen(columns, rows),
            total_rows=total if isinstance(total, int) else None,
            is_truncated=bool(head.get("is_truncated")),
            ms=milliseconds,
            arrow=arrow,
            facts=Facts("ok", self._sha256, milliseconds, len(rows), len(arrow), self._tables),
        )

    def _refuse_as_told(self, told: str, reason: str) -> NoReturn:
        if told == "memory":
            self._refuse("error", f"The query needs more than the {MEMORY_LIMIT} of memory it may have. {_ASK_LESS}")
        if told == "timeout":
            self._refuse("timeout", self._overdue())
        kind: Kind = next((kind for kind in _KINDS if kind == told), "error")
        self._refuse(kind, reason)

    def _refuse(self, kind: Kind, reason: str) -> NoReturn:
        milliseconds = self._milliseconds() if self._started else 0.0
        raise SqlRefused(kind, reason, Facts(kind, self._sha256, milliseconds, tables=self._tables)) from None

    def _overdue(self) -> str:
        return f"The query took longer than {self._seconds:g} seconds and was ended. {_ASK_LESS}"

    def _milliseconds(self) -> float:
        return 1000 * (time.monotonic() - self._started)


_ASK_LESS = "Ask for fewer rows or days, or add up before you join."
_KILLED = f"The query was ended by the operating system: it needed more memory or time than it may have. {_ASK_LESS}"


def _sendable(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, datetime):
        return {"timestamp": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, Sequence):
        return [_sendable(part) for part in value]
    raise ValueError(f"a value of the kind {type(value).__name__} cannot be put into a query")
