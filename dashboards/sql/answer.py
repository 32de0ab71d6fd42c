"""What comes back of a question: an answer or a refusal, and the facts that the audit log keeps of either."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Kind = Literal["refused", "error", "timeout", "killed", "cancelled", "busy", "off"]


@dataclass(frozen=True)
class Facts:
    """One question for the audit log: `ms` without waiting in line, `bytes` of the answer, `tables` that it names."""

    kind: str
    sha256: str
    ms: float = 0.0
    rows: int = 0
    bytes: int = 0
    tables: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The same as a line of the log takes it."""
        return asdict(self) | {"tables": list(self.tables)}


def fingerprint(statement: str) -> str:
    """Hash of a statement as it was sent, hexadecimal."""
    return hashlib.sha256(statement.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class Answer:
    """The first rows of an answer.

    `columns` are (name, DuckDB's type); `rows` hold what JSON has: exact decimals as nearest numbers, dates, times and
    nested values as text. `total_rows` is None where counting took too long. `ms` is from asking to the last byte.
    `arrow` is an Arrow IPC stream of the same rows with their types, for files.
    """

    columns: list[tuple[str, str]]
    rows: list[list[Any]]
    total_rows: int | None
    is_truncated: bool
    ms: float
    arrow: bytes
    facts: Facts = field(default_factory=lambda: Facts("ok", ""))


class SqlRefused(Exception):  # noqa: N818  the word that pages and the log use for every question without an answer
    """A question without an answer; `reason` is for the person who asked."""

    def __init__(self, kind: Kind, reason: str, facts: Facts | None = None) -> None:
        super().__init__(reason)
        self.kind: Kind = kind
        self.reason = reason
        self.facts = facts or Facts(kind, "")
