"""What people did, written down before they get their answer: lines that are only ever added, each bound to the last.

`$EVENHAND_HOME/audit/audit-<year>-<month>.jsonl` holds them, `audit/HEAD` the newest one's hash, `audit.key` the key.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dashboards.access.audit_chain import JSON, OWN_NAMES, Head, fact, opened, read_head, sealed
from dashboards.lock_file import held_alone

FOLDER = "audit"
KEY_FILE = "audit.key"
HEAD_FILE = "HEAD"
PATTERN = "audit-*.jsonl"
# So many are written that a wait for the disk would be felt; the next line of another kind takes them along.
_LEFT_TO_THE_SYSTEM = frozenset({"look"})


class AuditError(Exception):
    """Something could not be written down, or not be read again; who asked gets no answer then."""


class AuditLog:
    """The log of one installation, for any number of threads and processes at once."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self.folder = home / FOLDER

    def write(self, actor: str, action: str, outcome: str, **facts: JSON) -> None:
        """Adds a line and returns when it would survive the end of this process, or, but for looks, of the machine.

        `actor` is who did it; texts over 8,000 characters are cut. ValueError for a name of our own among the facts;
        AuditError when it cannot be written.
        """
        if taken := OWN_NAMES & facts.keys():
            raise ValueError(f"{', '.join(sorted(taken))} are names of the log itself")
        said = {"actor": actor, "action": action, "outcome": outcome}
        entry = {name: fact(value) for name, value in {**said, **facts}.items()}
        try:
            file = self._added(entry)
            if action not in _LEFT_TO_THE_SYSTEM:
                _keep((file, self.folder / HEAD_FILE, self.folder))
        except OSError as trouble:
            raise AuditError(
                f"nothing can be written to {self.folder} ({trouble.strerror}), and what is not written down is not "
                "answered; make room or give the folder back to the account that runs Evenhand"
            ) from trouble

    def key(self) -> bytes:
        """The key of the lines; AuditError when there is none."""
        path = self._home / KEY_FILE
        try:
            return bytes.fromhex(path.read_text(encoding="ascii").strip())
        except FileNotFoundError:
            if not self.folder.exists():
                raise AuditError(f"nothing has been written to an audit log in {self._home} yet") from None
            raise AuditError(f"{path} is missing: the audit log in {self.folder} cannot be checked") from None
        except ValueError:
            raise AuditError(f"{path} holds no key; put back the one from your backup") from None

    def _added(self, entry: dict[str, Any]) -> Path:
        with self._alone():
            key = self._own_key()
            kept = _bytes_of(self.folder / HEAD_FILE)
            head = read_head(kept, key) if kept else None
            mended = {} if head else {"mended": "HEAD was " + ("not readable" if kept else "missing")}
            head, fragment = self._caught_up(head or Head(), key)
            torn = {"torn": _described(fragment)} if fragment else {}
            now = datetime.now(UTC)
            # Never back to an earlier month, whatever the clock says: the files are read in the order of their names.
            file = self.folder / max(head.file, f"audit-{now:%Y-%m}.jsonl")
            at = now.isoformat(timespec="milliseconds")
            numbered = {"seq": head.seq + 1, "at": at, **entry, **torn, **mended, "prev": head.hash}
            line = sealed(numbered, key) + b"\n"
            end = _append(file, line)
            _write_head(self.folder / HEAD_FILE, Head(head.seq + 1, line[-67:-3].decode(), file.name, end), key)
        return file

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self.folder.mkdir(mode=0o700, exist_ok=True)
        with held_alone(self.folder / "lock"):
            yield

    def _own_key(self) -> bytes:
        path = self._home / KEY_FILE
        if not path.exists():
            self._make_key(path)
        return self.key()

    def _make_key(self, path: Path) -> None:
        draft = self.folder / "key.draft"
        if any(self.folder.glob(PATTERN)):
            raise AuditError(f"{path} is missing, but there are lines under it; put back the one from your backup")
        with suppress(FileNotFoundError):
            draft.unlink()
        key = secrets.token_bytes(32)
        _append(draft, key.hex().encode() + b"\n")
        # The head before the key: with a key but no head, a log is known to have lost something.
        _write_head(self.folder / HEAD_FILE, Head(), key)
        _keep((draft, self.folder / HEAD_FILE))
        draft.rename(path)
        _keep((self._home, self.folder))

    def _caught_up(self, head: Head, key: bytes) -> tuple[Head, bytes]:
        """The head after lines that a killed process left without it, and the beginning of a line that it left."""
        fragment = b""
        for name in sorted(file.name for file in self.folder.glob(PATTERN) if file.name >= head.file):
            start = head.end if name == head.file else 0
            path = self.folder / name
            if (size := path.stat().st_size) != start:
                head, fragment = _followed(head, _bytes_of(path, start if size > start else 0), key)
                if size and _bytes_of(path, size - 1) != b"\n":
                    _append(path, b"\n")
                head = Head(head.seq, head.hash, name, path.stat().st_size)
        return head, fragment


def _followed(head: Head, written: bytes, key: bytes) -> tuple[Head, bytes]:
    """The head after those lines that follow it, and what stands after the last end of line, unless it is a line."""
    *lines, fragment = written.split(b"\n")
    for line in (*lines, fragment):
        entry = opened(line, key)
        if entry and entry["prev"] == head.hash:
            head = Head(entry["seq"], entry["hash"])
            fragment = b"" if line is fragment else fragment
    return head, fragment


def _described(fragment: bytes) -> JSON:
    return {"bytes": len(fragment), "sha256": hashlib.sha256(fragment).hexdigest()}


def _bytes_of(path: Path, start: int = 0) -> bytes:
    try:
        with path.open("rb") as file:
            file.seek(start)
            return file.read()
    except FileNotFoundError:
        return b""


def _append(path: Path, line: bytes) -> int:
    """Adds the whole line or nothing; gives the size after it, in bytes."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        before = os.fstat(descriptor).st_size
        try:
            left = line
            while left:
                left = left[os.write(descriptor, left) :]
        except OSError:
            os.ftruncate(descriptor, before)
            raise
        return before + len(line)
    finally:
        os.close(descriptor)


def _write_head(path: Path, head: Head, key: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        os.pwrite(descriptor, head.written(key), 0)
    finally:
        os.close(descriptor)


def _keep(paths: tuple[Path, ...]) -> None:
    """Waits until the disk has them."""
    for path in paths:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
