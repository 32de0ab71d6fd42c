"""Whether a published file is still, byte for byte, what was published; read once for each state of the file."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb

from transforms.generations import (
    DATABASE_FILE,
    GENERATION_FILE,
    MANIFEST_FILE,
    SEMANTIC_MANIFEST_FILE,
    GenerationError,
    check_complete,
)

VERDICT_FILE = "checked.json"
FileState = tuple[int, int, int, int] | None
"""Inode, size in bytes, and when content and file were last changed, in ns; None when there is no file."""

# In a process of its own: one that has the file open in DuckDB would drop DuckDB's lock by reading it.
_HASH = "import hashlib,sys\nwith open(sys.argv[1],'rb') as f: print(hashlib.file_digest(f,'sha256').hexdigest())"
_REMEDY = "run 'evenhand rollback', or 'evenhand build --full-refresh'"


def state_of(folder: Path) -> tuple[FileState, ...]:
    """What tells, at the price of a few system calls, that nothing has touched the files of a generation."""
    names = (DATABASE_FILE, f"{DATABASE_FILE}.wal", SEMANTIC_MANIFEST_FILE, MANIFEST_FILE, GENERATION_FILE)
    return tuple(_file_state(folder / name) for name in names)


def check_sealed(folder: Path, *, afresh: bool = False) -> None:
    """GenerationError unless a generation has all its parts and they have the hashes that `generation.json` states.

    The hash of the database is worked out once on a machine, and again when inode, size or times of the file have
    changed, or when it is asked `afresh`; whoever comes meanwhile waits.
    """
    check_complete(folder)
    facts = _facts(folder)
    if _found(folder, afresh) != facts.get("sha256"):
        raise GenerationError(f"{folder / DATABASE_FILE} is not what was published: its hash differs; {_REMEDY}")
    for name, stated in facts.get("sha256_of_definitions", {}).items():
        if hash_of_definitions(folder / name) != stated:
            raise GenerationError(f"{folder / name} is not what was published: its hash differs; {_REMEDY}")


def note_sealed(folder: Path, sha256: str) -> None:
    """Keeps the hash that whoever publishes has just worked out, so that no reader has to."""
    noted = {"state": _file_state(folder / DATABASE_FILE), "sha256": sha256}
    # A folder that may not be written costs a hash at each start, and nothing else.
    with suppress(OSError):
        draft = folder / f"{VERDICT_FILE}.draft"
        draft.write_text(json.dumps(noted) + "\n", encoding="utf-8")
        os.replace(draft, folder / VERDICT_FILE)


def hash_of_definitions(file: Path) -> str:
    """SHA-256 of a small file that DuckDB does not open; empty when there is none."""
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else ""


def may_tell_of_damage(error: Exception) -> bool:
    """Whether DuckDB says this of a file with wrong bytes, be it also on other occasions."""
    kinds = (duckdb.IOException, duckdb.InternalException, duckdb.FatalException, duckdb.SerializationException)
    return isinstance(error, kinds)


def _file_state(file: Path) -> FileState:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _facts(folder: Path) -> dict[str, Any]:
    try:
        facts = json.loads((folder / GENERATION_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError) as cause:
        raise GenerationError(f"{folder / GENERATION_FILE} cannot be read ({cause}); {_REMEDY}") from cause
    if not isinstance(facts, dict):
        raise GenerationError(f"{folder / GENERATION_FILE} holds no facts of a generation; {_REMEDY}")
    return facts


def _found(folder: Path, afresh: bool) -> str:
    if not afresh and (known := _noted(folder)):
        return known
    with _one_at_a_time(folder):
        # Whoever was here before may have found it out.
        if not afresh and (known := _noted(folder)):
            return known
        sha256 = _hashed(folder / DATABASE_FILE)
        note_sealed(folder, sha256)
        return sha256


def _noted(folder: Path) -> str:
    try:
        noted = json.loads((folder / VERDICT_FILE).read_text(encoding="utf-8"))
        return str(noted["sha256"]) if tuple(noted["state"]) == _file_state(folder / DATABASE_FILE) else ""
    except (OSError, ValueError, KeyError, TypeError):
        return ""


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError as cause:
        raise GenerationError(f"{folder} cannot be read ({cause.strerror}); {_REMEDY}") from cause
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _hashed(file: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", _HASH, str(file)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise GenerationError(f"{file} cannot be read ({reason}); {_REMEDY}")
    return done.stdout.strip()
