"""What can go wrong while loading; every message says what happened, where, and what to do next."""

from __future__ import annotations

from pathlib import Path


class IngestError(Exception):
    """Any failure of loading that the reader of the message can do something about."""


class FileFailedError(IngestError):
    """One file cannot be loaded; nothing of it is kept but its entry in the ledger."""

    def __init__(self, path: Path, problem: str, advice: str, line: int | None = None) -> None:
        place = f"{path.name}, line {line}" if line is not None else path.name
        super().__init__(f"{place}: {problem} {advice}")
        self.path = path
        self.line = line


class NotRecognisedError(IngestError):
    """No source knows the file, or the wanted source does not exist."""


class MappingError(IngestError):
    """A sources.toml that says something unclear, unknown or impossible."""

    def __init__(self, path: Path, key: str, problem: str) -> None:
        super().__init__(f"{path}: [{key}] {problem}" if key else f"{path}: {problem}")
        self.path = path
        self.key = key


class StoreBusyError(IngestError):
    """Another process is writing raw.duckdb."""
