"""From the paths of a call to the files to look at, always in the same order."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ingest.errors import FileFailedError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OWN_FOLDERS = ("generations", "dbt", "raw.spill")
OWN_FILES = ("CURRENT",)
CONFIGURATION_FILE = "sources.toml"
OWN_SUFFIXES = (".duckdb", ".wal", ".lock", ".key")
UNFINISHED = (".tmp", ".part", ".partial", ".crdownload", ".filepart", "~")


@dataclass(frozen=True)
class FoundFile:
    """A path to load; `was_named` tells a file of the call from one found in a folder."""

    path: Path
    was_named: bool
    problem: str = ""
    archive: str = ""
    """Name of the archive that it was unpacked from."""


def find_files(paths: list[Path], home: Path) -> list[FoundFile]:
    """All files behind the paths of a call; what cannot be loaded at all is there with its problem."""
    found: dict[Path, FoundFile] = {}
    for path in paths:
        for file in _behind(path, home):
            found.setdefault(file.path.absolute(), file)
    return list(found.values())


def _behind(path: Path, home: Path) -> Iterator[FoundFile]:
    if not path.exists():
        yield FoundFile(path, True, f"{path}: there is no such file or folder. Check the spelling and the folder.")
    elif path.is_dir():
        for inner in sorted(_inside(path), key=lambda file: file.as_posix()):
            if not _is_ours(inner, home):
                yield from (replace(file, was_named=False) for file in _behind(inner, home))
    elif _is_ours(path, home):
        yield FoundFile(path, True, f"{path}: this is Evenhand's own file. Name the exports to load.")
    elif not os.access(path, os.R_OK):
        yield FoundFile(path, True, f"{path}: this user may not read it. Change its permissions or its owner.")
    elif not path.is_file():
        yield FoundFile(path, True, f"{path}: this is no regular file. Copy its content to a file first.")
    else:
        yield FoundFile(path, True)


def _inside(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            file = folder.__class__(place) / name
            if not is_passed_over(name) and _is_regular(file):
                yield file


def is_passed_over(name: str) -> bool:
    """Whether a file that nobody named is hidden, not finished yet, or our own configuration."""
    return name.startswith(".") or name.endswith(UNFINISHED) or name == CONFIGURATION_FILE


def _is_regular(file: Path) -> bool:
    # A link could lead anywhere and a pipe would wait for ever, so neither is taken from a folder.
    return file.is_file() and not file.is_symlink()


def _is_ours(file: Path, home: Path) -> bool:
    """Whether a file belongs to the installation; reading raw.duckdb here would drop DuckDB's lock on it."""
    try:
        inside = file.resolve().relative_to(home.resolve())
    except ValueError:
        return False
    return inside.parts[0] in OWN_FOLDERS or (
        len(inside.parts) == 1 and (inside.name in OWN_FILES or inside.name.endswith(OWN_SUFFIXES))
    )


@dataclass(frozen=True)
class Fingerprint:
    """What a file was when its bytes were counted."""

    file_id: str
    size: int
    modified_ns: int


def fingerprint(path: Path) -> Fingerprint:
    """The sha256 of a file; FileFailedError if it cannot be read."""
    try:
        with path.open("rb") as file:
            state = os.fstat(file.fileno())
            file_id = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as unreadable:
        raise FileFailedError(
            path, f"it cannot be read ({unreadable.strerror}).", "Check its permissions and the disk."
        ) from unreadable
    return Fingerprint(file_id, state.st_size, state.st_mtime_ns)


def refuse_changed(path: Path, before: Fingerprint) -> None:
    """FileFailedError if the file is not what it was: it is still being written, or was replaced meanwhile."""
    try:
        now = path.stat()
    except OSError as gone:
        raise FileFailedError(path, "it went away while it was read.", "Load it again when it is complete.") from gone
    if (now.st_size, now.st_mtime_ns) != (before.size, before.modified_ns):
        raise FileFailedError(path, "it changed while it was read.", "Load it again when it is complete.")
