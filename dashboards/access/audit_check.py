"""Reading the audit log again: whether every line still stands as it was written, and who did what."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dashboards.access.audit_chain import Head, opened, read_head
from dashboards.access.audit_log import HEAD_FILE, PATTERN, AuditError, AuditLog

Entry = dict[str, Any]
_LONGEST_LINE = 1_000_000
ARCHIVED, THROUGH, THROUGH_LINE = "audit_archive", "through", "through_line"
"""The action of a line that says which lines were moved away, and its facts: hash and number of the last of them."""


@dataclass(frozen=True)
class Finding:
    """One place where the log is not what was written."""

    file: str
    line: int
    """Counted from 1; 0 when it is about the whole file."""
    what: str


@dataclass
class Verdict:
    """What became of the lines that were ever written."""

    lines: int = 0
    archived: int = 0
    """So many before them were moved away, as the log itself says; whether those are whole is not looked at."""
    head: str = ""
    """The hash of the newest line; kept somewhere else, it proves later that nothing before it has changed."""
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What a crash explains and costs nothing that was written."""


def verify(log: AuditLog, known_head: str = "") -> Verdict:
    """Follows the chain through all files; `known_head` is a hash noted before, which has to be in it still.

    AuditError when there is no log or it cannot be read.
    """
    check = _Check(log)
    try:
        for file in _files(log):
            check.read(file, known_head)
        check.end()
    except OSError as trouble:
        raise AuditError(f"{trouble.filename or log.folder} cannot be read: {trouble.strerror}") from trouble
    if known_head and not check.has_seen_known:
        check.find("", 0, f"no line has the hash {known_head[:16]}..., so lines that were there are gone or changed")
    return check.verdict


def check_head(log: AuditLog) -> tuple[str, int]:
    """Why the newest line is not the one that was written last, empty when it is, and its number; reads that line only.

    AuditError when there is no log or no key.
    """
    key, kept = log.key(), log.folder / HEAD_FILE
    head = read_head(kept.read_bytes(), key) if kept.exists() else None
    if head is None:
        return f"{kept} is missing, or was not written by this installation", 0
    if not head.seq:
        return "", 0
    try:
        with (log.folder / head.file).open("rb") as file:
            file.seek(max(0, head.end - _LONGEST_LINE))
            line = file.read(head.end - file.tell()).rstrip(b"\n").rpartition(b"\n")[2]
    except OSError as trouble:
        return f"{head.file} with line {head.seq} cannot be read: {trouble.strerror}", head.seq
    entry = opened(line, key)
    is_there = entry is not None and entry["hash"] == head.hash
    return "" if is_there else f"line {head.seq} is not in {head.file} as it was written", head.seq


def entries(log: AuditLog) -> Iterator[tuple[Path, int, bytes, Entry | None]]:
    """Every line, oldest first: file, line number, bytes, and its entry or None when it is not as it was written."""
    key = log.key()
    for file in _files(log):
        with file.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                yield file, number, line, opened(line.rstrip(b"\n"), key)


def _files(log: AuditLog) -> list[Path]:
    return sorted(log.folder.glob(PATTERN))


class _Check:
    """The chain as far as it has been followed."""

    def __init__(self, log: AuditLog) -> None:
        self._key = log.key()
        # Before the lines: whoever writes while they are read may make them longer than the head says, never shorter.
        kept = log.folder / HEAD_FILE
        self._kept = read_head(kept.read_bytes(), self._key) if kept.exists() else None
        self._head = Head()
        self._is_lost = False
        """After a broken line nobody knows what the next one followed."""
        self._broken: tuple[str, int, bytes] | None = None
        self._beginning: tuple[int, str, int, Entry] | None = None
        """Where the log begins, if that is not its first line, behind how many findings."""
        self.has_seen_known = False
        self.verdict = Verdict()

    def find(self, file: str, line: int, what: str) -> None:
        self.verdict.findings.append(Finding(file, line, what))

    def read(self, file: Path, known_head: str) -> None:
        with file.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                entry = opened(line.rstrip(b"\n"), self._key)
                if entry is None:
                    self._blame()
                    self._broken = (file.name, number, line)
                else:
                    self._follow(file.name, number, entry)
                    # The line before the first one may have been moved away, and is vouched for by its follower.
                    self.has_seen_known |= known_head in (entry["hash"], entry["prev"])

    def _follow(self, file: str, number: int, entry: Entry) -> None:
        self._forgive(entry)
        self._blame()
        if "mended" in entry:
            self.find(file, number, f"{entry['mended']} when this was written: lines before it may have been cut off")
        if self._head == Head() and entry["seq"] > 1 and not self._is_lost:
            self._beginning = (len(self.verdict.findings), file, number, entry)
        elif entry["prev"] != self._head.hash and not (self._is_lost and entry["seq"] > self._head.seq):
            self.find(file, number, self._gap(entry["seq"]))
        elif self._kept and entry["seq"] == self._kept.seq and entry["hash"] != self._kept.hash:
            self.find(file, number, f"line {entry['seq']} of the log is not the one that {HEAD_FILE} names")
        self._excuse(entry)
        self._is_lost = False
        self._head = Head(entry["seq"], entry["hash"])
        self.verdict.lines += 1
        self.verdict.head = entry["hash"]

    def _excuse(self, entry: Entry) -> None:
        """A line of ours that names the last one that is missing at the beginning says that they were moved away."""
        if self._beginning and entry["action"] == ARCHIVED:
            first = self._beginning[-1]
            if (entry[THROUGH], entry[THROUGH_LINE]) == (first["prev"], first["seq"] - 1):
                self.verdict.archived = entry[THROUGH_LINE]

    def _gap(self, seq: int) -> str:
        due = self._head.seq + 1
        if seq > due:
            return f"this is line {seq} of the log where line {due} is due: what stood between is missing or moved"
        if seq < due:
            return f"this is line {seq} of the log where line {due} is due: it is repeated or moved"
        return f"line {seq} of the log does not follow the one before it: lines were cut off and others added"

    def _forgive(self, entry: Entry) -> None:
        """A torn line that the next one tells of is what a crash left, not what somebody did."""
        torn = entry.get("torn")
        if self._broken and torn:
            file, number, line = self._broken
            if torn["sha256"] == hashlib.sha256(line.rstrip(b"\n")).hexdigest():
                self.verdict.notes.append(f"{file}, line {number}: {torn['bytes']} bytes of a line that a crash tore")
                self._broken = None

    def _blame(self) -> None:
        if self._broken:
            file, number, _ = self._broken
            self.find(file, number, "this line was changed, or was not written by this installation")
            self._broken, self._is_lost = None, True

    def end(self) -> None:
        if self._broken and not self._broken[2].endswith(b"\n"):
            file, number, line = self._broken
            self.verdict.notes.append(f"{file}, line {number}: {len(line)} bytes of a line that was not finished")
            self._broken = None
        self._blame()
        if self._beginning and not self.verdict.archived:
            place, file, number, first = self._beginning
            what = f"this is line {first['seq']} of the log where line 1 is due: what stood before is missing or moved"
            self.verdict.findings.insert(place, Finding(file, number, what))
        if self._kept is None:
            self.find(HEAD_FILE, 0, "it is missing, or was not written by this installation")
        elif self._kept.seq > self._head.seq:
            seq = self._kept.seq
            self.find(self._kept.file, 0, f"line {seq} of the log was written and is not there: the end was cut off")
