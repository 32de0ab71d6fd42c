"""Questions in SQL to the published marts, for the person at this machine's keyboard; each is written down."""

from __future__ import annotations

import threading
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import duckdb
import polars as pl

from dashboards.access.audit_log import AuditLog
from dashboards.sql_worker.database import shut
from evenhand.errors import EvenhandError, WrongUsageError
from evenhand.generations import Generation
from evenhand.home import Home
from evenhand.locks import shared_lock
from evenhand.operator import operator_name

_ROWS_AT_A_TIME = 10_000
_SECONDS_BETWEEN_LOOKS = 0.05


class CancelledQueryError(EvenhandError):
    """The person at the keyboard took the question back."""


@dataclass(frozen=True)
class SqlAnswer:
    """Rows of one question."""

    rows: pl.DataFrame
    """As many as were to be kept."""
    total: int
    """How many there are in all."""
    seconds: float


class SqlSession:
    """One published generation, opened read-only and without any way to other files, for one question after another."""

    def __init__(self, home: Home, generation: Generation) -> None:
        self.generation = generation
        self._log = AuditLog(home.folder)
        self._held = ExitStack()
        busy = f"Generation {generation.number} is being removed"
        self._held.enter_context(shared_lock(generation.reader_lock, busy, "Try again."))
        try:
            connection = duckdb.connect(str(generation.database), read_only=True)
            self._connection = self._held.enter_context(connection)
            connection.execute("set TimeZone = 'UTC'")
            # A read-only connection may still write beside the file it has open. Whoever works here could do so without
            # us; a statement that was pasted must not.
            shut(connection, most_milliseconds=None)
        except duckdb.Error as error:
            self._held.close()
            raise EvenhandError(
                f"{generation.database} cannot be opened: {error}.", "Run `evenhand doctor`."
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        # Who leaves by a second Ctrl-C leaves a question behind that DuckDB cannot stop; it ends with the process.
        with suppress(duckdb.Error):
            self._held.close()

    def statements(self, text: str) -> list[str]:
        """The statements of a text, in order; EvenhandError, written down, when it cannot be read as SQL."""
        started = time.monotonic()
        try:
            return [statement.query.strip() for statement in self._connection.extract_statements(text)]
        except duckdb.Error as error:
            failed = _failed(error)
            self._write_down(text, "error", started, error=failed.what)
            raise failed from error

    def ask(self, query: str, most: int | None = None) -> SqlAnswer:
        """The answer to one SELECT, of which `most` rows are kept; Ctrl-C takes it back.

        CancelledQueryError then; EvenhandError when it fails, and AuditError when it cannot be written down.
        """
        started = time.monotonic()
        if len(self.statements(query)) != 1:
            several = WrongUsageError("Only one statement can be asked at a time.", "Give a single SELECT.")
            self._write_down(query, "refused", started, error=several.what)
            raise several
        try:
            answer = self._answered(query, most)
        except EvenhandError as error:
            outcome = "cancelled" if isinstance(error, CancelledQueryError) else "error"
            self._write_down(query, outcome, started, error=error.what)
            raise
        self._write_down(query, "ok", started, rows=answer.total)
        return answer

    def names(self, query: str) -> list[tuple[Any, ...]]:
        """Rows of a question of our own about what can be named; nobody asked it, so it is not written down."""
        return self._connection.cursor().execute(query).fetchall()

    def _answered(self, query: str, most: int | None) -> SqlAnswer:
        started = time.monotonic()
        done: list[tuple[pl.DataFrame, int]] = []
        trouble: list[Exception] = []
        has_ended = threading.Event()

        def run() -> None:
            try:
                done.append(self._read(query, most))
            except Exception as error:  # noqa: BLE001  (it is raised again where it is waited for)
                trouble.append(error)
            finally:
                has_ended.set()

        threading.Thread(target=run, daemon=True).start()
        self._wait_for(has_ended)
        if trouble:
            raise _failed(trouble[0]) if isinstance(trouble[0], duckdb.Error) else trouble[0]
        return SqlAnswer(*done[0], time.monotonic() - started)

    def _wait_for(self, has_ended: threading.Event) -> None:
        """Waits in the main thread, the only one that Ctrl-C reaches; DuckDB would not hear of it while it reads."""
        try:
            # In steps: a signal that the system hands to another thread is seen by this one when it wakes.
            while not has_ended.wait(_SECONDS_BETWEEN_LOOKS):
                pass
        except KeyboardInterrupt:
            # A call that comes before DuckDB has begun is lost, so it is called until it stops. A second Ctrl-C leaves.
            while not has_ended.wait(_SECONDS_BETWEEN_LOOKS):
                self._connection.interrupt()
            raise CancelledQueryError("Cancelled.") from None

    def _read(self, query: str, most: int | None) -> tuple[pl.DataFrame, int]:
        relation = self._connection.sql(query)
        if relation is None:
            raise WrongUsageError("That statement gives no rows.", "Give a single SELECT.")
        if most is None:
            frame = pl.from_arrow(relation.to_arrow_table())
            assert isinstance(frame, pl.DataFrame)
            return frame, frame.height
        reader = relation.to_arrow_reader(_ROWS_AT_A_TIME)
        kept, total = [], 0
        for batch in reader:
            if total < most:
                kept.append(batch)
            total += batch.num_rows
        import pyarrow as pa

        frame = pl.from_arrow(pa.Table.from_batches(kept, reader.schema))
        assert isinstance(frame, pl.DataFrame)
        return frame.head(most), total

    def _write_down(self, query: str, outcome: str, started: float, **facts: str | int) -> None:
        milliseconds = round((time.monotonic() - started) * 1000, 1)
        number = self.generation.number
        self._log.write(operator_name(), "sql", outcome, statement=query, generation=number, ms=milliseconds, **facts)


def _failed(error: Exception) -> EvenhandError:
    return EvenhandError(f"The query failed: {error}", '`evenhand sql "show tables"` names the tables.')
