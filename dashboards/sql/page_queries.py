"""Statements that people keep: the last ones each of them ran, and those saved under a name, some for everybody."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dashboards.kept_file import KeptFile, KeptFileError, checked_name

QUERIES_FILE = "sql_queries.json"
HISTORY_FOLDER = "sql_history"
MOST_QUERIES = 200
MOST_RUNS = 100
MOST_LETTERS = 1_000_000
"""Of all statements that are remembered for one reader; older ones make room for long ones."""


@dataclass(frozen=True)
class SavedQuery:
    """A statement under a name; an owner has one query of a name, and a shared one is read by all who may ask."""

    name: str
    statement: str
    owner: str
    is_shared: bool
    saved_at: str


@dataclass(frozen=True)
class PastRun:
    """A statement that was run, with its values, and what came of it; `total` is None where nobody counted."""

    ticket: str
    statement: str
    values: Mapping[str, Any]
    ran_at: str
    outcome: str = "running"
    rows: int = 0
    total: int | None = None
    is_truncated: bool = False


class SqlQueries:
    """The named statements of a home folder; several processes may read and write them at once."""

    def __init__(self, home: Path) -> None:
        self._file = KeptFile(home / QUERIES_FILE, "queries")

    def seen_by(self, reader: str) -> list[SavedQuery]:
        """The reader's own by name, then what others share; KeptFileError when the file cannot be read."""
        seen = [query for query in self._read() if query.owner == reader or query.is_shared]
        return sorted(seen, key=lambda query: (query.owner != reader, query.name.casefold(), query.owner))

    def save(self, owner: str, name: str, statement: str, is_shared: bool) -> None:
        """Keeps a statement under a name, in the place of what the owner kept under it before."""
        if not statement.strip():
            raise KeptFileError("There is no statement to save yet.")
        query = SavedQuery(checked_name(name), statement, owner, is_shared, _now())
        with self._file.held():
            others = [one for one in self._read() if (one.owner, one.name) != (owner, query.name)]
            if sum(one.owner == owner for one in others) >= MOST_QUERIES:
                raise KeptFileError(f"You have {MOST_QUERIES} saved queries already. Delete one first.")
            self._write([*others, query])

    def delete(self, owner: str, name: str) -> None:
        """Forgets a query of the owner's; those of others stay, whatever they are called."""
        with self._file.held():
            queries = self._read()
            kept = [one for one in queries if (one.owner, one.name) != (owner, name)]
            if len(kept) < len(queries):
                self._write(kept)

    def _read(self) -> list[SavedQuery]:
        try:
            return [SavedQuery(**query) for query in self._file.read().get("queries", [])]
        except TypeError as error:
            raise self._file.damaged() from error

    def _write(self, queries: list[SavedQuery]) -> None:
        self._file.write({"queries": [asdict(query) for query in queries]})


class SqlHistory:
    """What each reader ran last, the newest first; nobody sees what another one ran."""

    def __init__(self, home: Path) -> None:
        self._folder = home / HISTORY_FOLDER

    def of(self, reader: str) -> list[PastRun]:
        """The reader's last runs; KeptFileError when the file cannot be read."""
        return _runs(self._file(reader))

    def find(self, reader: str, ticket: str) -> PastRun | None:
        """The reader's run of a ticket; None where there is none any more."""
        return next((run for run in self.of(reader) if run.ticket == ticket), None)

    def begin(self, reader: str, ticket: str, statement: str, values: Mapping[str, Any]) -> PastRun:
        """Writes down that a statement is run; the same statement with the same values stands there once."""
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise KeptFileError(f"{self._folder} cannot be made: {error.strerror}.") from error
        begun = PastRun(ticket, statement, dict(values), _now())
        file = self._file(reader)
        with file.held():
            others = [run for run in _runs(file) if (run.statement, run.values) != (statement, begun.values)]
            _keep(file, [begun, *(run for run in others if run.ticket != ticket)])
        return begun

    def end(self, reader: str, ended: PastRun) -> None:
        """Writes down what came of a run."""
        file = self._file(reader)
        with file.held():
            _keep(file, [ended if run.ticket == ended.ticket else run for run in _runs(file)])

    def _file(self, reader: str) -> KeptFile:
        # Names of readers hold what names of files may not.
        name = hashlib.sha256(reader.encode()).hexdigest()[:32]
        return KeptFile(self._folder / f"{name}.json", "past statements")


def _runs(file: KeptFile) -> list[PastRun]:
    try:
        return [PastRun(**run) for run in file.read().get("runs", [])]
    except TypeError as error:
        raise file.damaged() from error


def _keep(file: KeptFile, runs: list[PastRun]) -> None:
    kept: list[dict[str, Any]] = []
    letters = 0
    for run in runs[:MOST_RUNS]:
        letters += len(run.statement)
        if kept and letters > MOST_LETTERS:
            break
        kept.append(asdict(replace(run, values=dict(run.values))))
    file.write({"runs": kept})


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
