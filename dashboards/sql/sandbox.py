"""Asking a question of somebody's own: who may, when there is room, in a process apart, until its time is over."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from dashboards.access.reader import Need, Reader
from dashboards.sql.answer import Answer, Facts, Kind, SqlRefused, fingerprint
from dashboards.sql.cuts import CutError, cut_for
from dashboards.sql.places import CancelledError, NoPlaceError, Places
from dashboards.sql.question import CANCELLED, Question
from dashboards.sql.waiting import EndedError, OverdueError, QueryProcess, WaitingProcesses, generation_of

MOST_STATEMENT_BYTES = 100_000
_SECONDS_OF_WAITING = 20.0
_AT_ONCE_IN_A_PROCESS = 2
_SECONDS_FOR_A_SEAT = 0.5
_UNCONFINED = "Queries here run without the confinement of the operating system"


class NotAskedError(Exception):
    """A question that no process was asked; the words are for the person."""

    def __init__(self, kind: Kind, words: str) -> None:
        super().__init__(words)
        self.kind: Kind = kind


class Sandbox:
    """Answers questions to published files, for all serving processes of one home.

    Made before or after a fork; processes are started when they are first needed. `seconds` is how long a query may
    take. `without_confinement` answers even where the operating system cannot shut a process in.
    """

    def __init__(self, home: Path, *, seconds: float = 10.0, without_confinement: bool = False) -> None:
        self._home = home
        self._seconds = seconds
        self._may_be_open = without_confinement
        self._places = Places(home / "sql", _SECONDS_OF_WAITING)
        self._processes = WaitingProcesses(self._start)
        # Threads that wait for a query answer no page meanwhile, so some of each process are kept for pages.
        self._seats = threading.BoundedSemaphore(_AT_ONCE_IN_A_PROCESS)
        self._missing: str | None = None

    def run(self, reader: Reader, database: Path, statement: str, values: Mapping[str, Any], ticket: str) -> Answer:
        """The answer to one SELECT on a published file, with `$name` in it replaced by `values`.

        Values are what JSON has, dates, datetimes, Decimals, or lists of them. A reader limited to teams asks the file
        cut to these teams, whatever `database` says. SqlRefused when there is no answer.
        """
        try:
            self._refuse_unasked(reader, statement)
            question = Question(statement, values, self._seconds)
            asked = self._file_for(reader, database)
            with (
                self._seat(),
                self._places.ticket(reader.name, ticket) as taken_back,
                self._places.running(reader.name, taken_back),
            ):
                return question.ask(self._processes, asked, taken_back)
        except NotAskedError as error:
            kind, words = error.kind, str(error)
        except NoPlaceError as error:
            kind, words = "busy", str(error)
        except CancelledError:
            kind, words = "cancelled", CANCELLED
        except (CutError, ValueError) as error:
            kind, words = "error", f"{error}."
        raise SqlRefused(kind, words, Facts(kind, fingerprint(statement)))

    def cancel(self, reader: Reader, ticket: str) -> bool:
        """Ends this reader's own question of this ticket, in whatever process it runs; False when there is none."""
        return self._places.take_back(reader.name, ticket)

    def prepare(self, reader: Reader, database: Path) -> None:
        """Gets a process ready in the background, so that the first question does not wait for its start."""
        if not reader.may(Need.SQL) or self.why_off():
            return
        threading.Thread(target=self._prepare, args=(reader, database), daemon=True).start()

    def _prepare(self, reader: Reader, database: Path) -> None:
        with suppress(CutError, OSError):  # whoever asks is told why it fails
            self._processes.prepare(self._file_for(reader, database))

    def why_off(self) -> str:
        """Why no question is answered on this machine, as a sentence; empty when they are."""
        missing = self._what_is_missing()
        if not missing or self._may_be_open:
            return ""
        return (
            f"Queries are switched off, because this machine cannot shut them in: {missing}. "
            "An administrator can allow them without that: EVENHAND_SQL_WITHOUT_CONFINEMENT=true."
        )

    def warning(self) -> str:
        """What a person should know before asking, as a sentence; empty when queries are shut in."""
        missing = self._what_is_missing()
        return f"{_UNCONFINED} ({missing}), as an administrator decided." if missing and self._may_be_open else ""

    def close(self) -> None:
        """Ends the processes that wait."""
        self._processes.close()

    def _what_is_missing(self) -> str:
        if self._missing is None:
            probe = QueryProcess(None, self._seconds, is_confined=True)
            try:
                probe.wait_until_ready()
                self._missing = ""
            except (EndedError, OverdueError) as error:
                self._missing = str(error) or "the trial did not end"
            finally:
                probe.end()
        return self._missing

    def _start(self, database: Path) -> QueryProcess:
        return QueryProcess(database, self._seconds, is_confined=not self._what_is_missing())

    def _file_for(self, reader: Reader, database: Path) -> Path:
        if not reader.rule.teams:
            return database
        whole = self._home / "generations" / generation_of(database)
        return cut_for(self._home, whole, reader.rule.teams)

    def _refuse_unasked(self, reader: Reader, statement: str) -> None:
        if not reader.may(Need.SQL):
            raise NotAskedError("refused", "Your role asks no questions in SQL.")
        if off := self.why_off():
            raise NotAskedError("off", off)
        try:
            length = len(statement.encode())
        except UnicodeEncodeError:
            raise NotAskedError("refused", "The statement holds characters that are none.") from None
        if length > MOST_STATEMENT_BYTES:
            raise NotAskedError("refused", f"The statement is longer than {MOST_STATEMENT_BYTES // 1_000} KB.")

    @contextmanager
    def _seat(self) -> Iterator[None]:
        if not self._seats.acquire(timeout=_SECONDS_FOR_A_SEAT):
            raise NoPlaceError("Other questions are being answered or wait already. Try again in a moment.")
        try:
            yield
        finally:
            self._seats.release()
