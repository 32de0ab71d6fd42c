"""Moving old months of the audit log away, so that what is left can still be checked.

The log says itself that they were moved: a line of it names the last line that went. Only this installation can write
such a line, so months that are merely gone are still found.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from dashboards.access.audit_chain import opened
from dashboards.access.audit_check import ARCHIVED, THROUGH, THROUGH_LINE, verify
from dashboards.access.audit_log import PATTERN, AuditError, AuditLog


@dataclass(frozen=True)
class Archived:
    """What was moved: the files where they are now, the number of their last line, and its hash."""

    files: tuple[Path, ...]
    line: int
    hash: str


def archive(log: AuditLog, month: str, to: Path, actor: str) -> Archived:
    """Moves the files of `month` (like 2026-03) and of all before it into the folder `to`.

    AuditError when the log is not whole, holds no such month, or would be left without its newest file.
    """
    if verify(log).findings:
        raise AuditError("the log is not whole, so nothing is moved; `evenhand audit verify` says where")
    present = sorted(log.folder.glob(PATTERN))
    moved = [file for file in present if file.name <= f"audit-{month}.jsonl"]
    if not moved:
        raise AuditError(f"{log.folder} holds no month up to {month}")
    if moved == present:
        raise AuditError(f"{moved[-1].name} is still written to; name an earlier month")
    try:
        return _moved(log, moved, to, actor)
    except OSError as trouble:
        raise AuditError(f"{trouble.filename or to} cannot be written: {trouble.strerror}") from trouble


def _moved(log: AuditLog, files: list[Path], to: Path, actor: str) -> Archived:
    to.mkdir(mode=0o700, parents=True, exist_ok=True)
    copies = tuple(_copied(file, to / file.name) for file in files)
    *_, last = copies[-1].read_bytes().rstrip(b"\n").split(b"\n")
    entry = opened(last, log.key())
    if entry is None:
        raise AuditError(f"the last line of {files[-1].name} is torn; name an earlier month")
    hashes = {copy.name: hashlib.sha256(copy.read_bytes()).hexdigest() for copy in copies}
    # Before they go: a line about files that are still there does no harm, and missing files without a line do.
    log.write(actor, ARCHIVED, "ok", **{THROUGH_LINE: entry["seq"], THROUGH: entry["hash"], "files": hashes})
    for file in files:
        file.unlink()
    return Archived(copies, entry["seq"], entry["hash"])


def _copied(file: Path, to: Path) -> Path:
    """The copy, on the disk; what an earlier try left is written again, another file of that name is kept."""
    content = file.read_bytes()
    if to.exists() and not content.startswith(to.read_bytes()):
        raise AuditError(f"{to} is there already and holds something else; name another folder")
    descriptor = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as copy:
        copy.write(content)
        copy.flush()
        os.fsync(copy.fileno())
    return to
