"""Statements asked the whole way of the page, each looked up in the audit log afterwards."""

from dataclasses import dataclass
from pathlib import Path

from dashboards.access.audit_check import entries, verify
from dashboards.access.audit_log import AuditLog
from dashboards.access.reader import LOCAL
from dashboards.sql.page_asked import Asked
from dashboards.sql.page_console import Console, NoAnswerError

TICKET = "0123456789abcdef"


@dataclass(frozen=True)
class Published:
    """A generation as the page's console knows it: its folder, and what it says of itself."""

    folder: Path
    generation: dict[str, str]


class AskedFor:
    """One reader at the page of one home."""

    def __init__(self, home, sandbox):
        self._log = AuditLog(home)
        self._console = Console(home, sandbox, self._log)
        self._store = Published(home / "generations" / "000001", {"generation": "000001"})

    def line(self, statement, reader=LOCAL):
        """The one line that this question leaves, and what the person gets: rows as text, or why there are none."""
        before = self._entries()
        try:
            got = str(self._console.run(self._store, reader, Asked(statement, {}, {}, TICKET)).rows)
        except NoAnswerError as none:
            got = none.words
        self._check_chain()
        *others, line = self._entries()
        assert others == before, "not one line"
        assert (line["actor"], line["action"]) == (reader.name, "sql")
        assert _is_kept(statement, line["statement"])
        return line, got

    def _check_chain(self):
        verdict = verify(self._log)
        assert (verdict.findings, verdict.notes) == ([], [])

    def _entries(self):
        return [entry for _, _, _, entry in entries(self._log)] if self._log.folder.exists() else []


def _is_kept(statement, kept):
    if isinstance(kept, str):
        return kept == statement
    return statement.startswith(kept["text"]) and kept["characters"] == len(statement) > len(kept["text"]) >= 8_000
