"""A statement from the page to its answer: run in the sandbox, written to the audit log, and only then handed out."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dashboards.access.audit_log import AuditError, AuditLog
from dashboards.access.configured import address_of_asker
from dashboards.access.reader import Reader
from dashboards.kept_file import KeptFileError
from dashboards.sql import Answer, Facts, Sandbox, SqlRefused, cut_for
from dashboards.sql.answer import fingerprint
from dashboards.sql.page_asked import Asked
from dashboards.sql.page_queries import PastRun, SqlHistory
from transforms.generations import DATABASE_FILE

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore


class NoAnswerError(Exception):
    """Why there is no answer: `kind` is one of the sandbox's, `words` are for the person who asked."""

    def __init__(self, kind: str, words: str) -> None:
        super().__init__(words)
        self.kind = kind
        self.words = words


class Console:
    """What the page asks with, for all readers of one process."""

    def __init__(self, home: Path, sandbox: Sandbox, audit: AuditLog) -> None:
        self._home = home
        self._sandbox = sandbox
        self._audit = audit
        self.history = SqlHistory(home)
        # Processes that wait for a question end with the app that would ask it.
        weakref.finalize(self, sandbox.close)

    def why_off(self) -> str:
        """Why nothing can be asked; empty where it can."""
        return self._sandbox.why_off()

    def warning(self) -> str:
        """What a reader should know before asking; usually nothing."""
        return self._sandbox.warning()

    def database(self, reader: Reader, store: RememberedStore) -> Path:
        """The file that this reader's statements read: all of a generation, or what it holds of some teams."""
        teams = reader.rule.teams
        return cut_for(self._home, store.folder, teams) if teams else store.folder / DATABASE_FILE

    def prepare(self, store: RememberedStore, reader: Reader) -> None:
        """Whoever opens the page will ask soon, and need not wait for a process to start."""
        self._sandbox.prepare(reader, store.folder / DATABASE_FILE)

    def cancel(self, reader: Reader, ticket: str) -> bool:
        """Ends a run of this reader's; whether there was one."""
        return self._sandbox.cancel(reader, ticket)

    def run(self, store: RememberedStore, reader: Reader, asked: Asked, **facts: str) -> Answer:
        """The answer, once it stands in the audit log; `facts` are more words for that.

        NoAnswerError when there is none, or when it may not be handed out.
        """
        write = self._writer(store, reader, asked, facts)
        begun = self._begun(reader, asked)
        try:
            answer = self._sandbox.run(
                reader, store.folder / DATABASE_FILE, asked.statement, asked.values, asked.ticket
            )
        except SqlRefused as refused:
            write(refused.kind, refused.facts, {"reason": refused.reason})
            self._end(reader, replace(begun, outcome=refused.kind))
            raise NoAnswerError(refused.kind, refused.reason) from refused
        except Exception as fault:
            # Ours and not the statement's; it was asked nonetheless, and may have run.
            write("error", Facts("error", fingerprint(asked.statement)), {"reason": f"{type(fault).__name__}: {fault}"})
            self._end(reader, replace(begun, outcome="error"))
            raise
        write("ok", answer.facts, {})
        counted = {"rows": len(answer.rows), "total": answer.total_rows, "is_truncated": answer.is_truncated}
        self._end(reader, replace(begun, outcome="ok", **counted))  # type: ignore[arg-type]
        return answer

    def refuse(self, store: RememberedStore, reader: Reader, statement: str, reason: str) -> None:
        """Writes down a statement that no process is asked; NoAnswerError when that is impossible."""
        write = self._writer(store, reader, Asked(statement, {}, {}, ""), {})
        write("refused", Facts("refused", fingerprint(statement)), {"reason": reason})

    def _begun(self, reader: Reader, asked: Asked) -> PastRun:
        told = {name: dict(value) for name, value in asked.told.items()}
        try:
            return self.history.begin(reader.name, asked.ticket, asked.statement, told)
        except KeptFileError as trouble:
            raise NoAnswerError("refused", f"It is not run, because it cannot be remembered. {trouble}") from trouble

    def _end(self, reader: Reader, ended: PastRun) -> None:
        try:
            self.history.end(reader.name, ended)
        except KeptFileError as trouble:
            raise NoAnswerError("refused", f"The answer cannot be remembered. {trouble}") from trouble

    def _writer(
        self, store: RememberedStore, reader: Reader, asked: Asked, facts: Mapping[str, str]
    ) -> Callable[[str, Facts, Mapping[str, str]], None]:
        known = {
            "statement": asked.statement,
            "values": {name: value["text"] for name, value in asked.told.items()},
            "generation": str(store.generation["generation"]),
        }

        def write(outcome: str, found: Facts, more: Mapping[str, str]) -> None:
            measured = {name: value for name, value in found.as_json().items() if name != "kind"}
            line: dict[str, Any] = {**known, **measured, **facts, **more}
            try:
                self._audit.write(reader.name, "sql", outcome, **line, ip=address_of_asker())
            except AuditError as trouble:
                raise NoAnswerError("refused", f"The answer is held back: {trouble}.") from trouble

        return write
