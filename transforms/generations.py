"""Published generations on disk: the pointer, the folder it names, and the lock that says it is being read."""

from __future__ import annotations

from pathlib import Path
from typing import IO

DATABASE_FILE = "evenhand.duckdb"
SEMANTIC_MANIFEST_FILE = "semantic_manifest.json"
MANIFEST_FILE = "manifest.json"
GENERATION_FILE = "generation.json"
READER_LOCK_FILE = "reader.lock"
POINTER_FILE = "CURRENT"


class GenerationError(Exception):
    """A published generation that cannot be read; the message says which and what to do."""


def current_folder(home: Path) -> Path:
    """The folder of the generation that `CURRENT` names; GenerationError when it names none."""
    pointer = home / POINTER_FILE
    if not pointer.is_file():
        if numbered_folders(home):
            raise GenerationError(f"{pointer} is missing; run 'evenhand rollback'")
        raise GenerationError(
            f"nothing is published in {home} yet; run 'evenhand demo', or 'evenhand load' and 'evenhand build'"
        )
    name = pointer.read_text(encoding="utf-8", errors="replace").strip()
    if not (name.isdigit() and (home / "generations" / name).is_dir()):
        raise GenerationError(f"{pointer} names no generation ({name[:40]!r}); run 'evenhand rollback'")
    return home / "generations" / name


def numbered_folders(home: Path) -> list[Path]:
    """The folders of all generations, oldest first, whole or not."""
    return sorted(folder for folder in (home / "generations").glob("*") if folder.name.isdigit() and folder.is_dir())


def check_complete(folder: Path) -> None:
    """Refuses a generation with a part missing, or with a write-ahead log that somebody put beside the file."""
    database = folder / DATABASE_FILE
    for needed in (database, folder / SEMANTIC_MANIFEST_FILE, folder / GENERATION_FILE):
        if not needed.is_file():
            raise GenerationError(f"{needed} is missing; run 'evenhand build' or 'evenhand rollback'")
    if (stray := database.with_name(database.name + ".wal")).exists():
        raise GenerationError(
            f"{stray} should not exist: a published file has no write-ahead log; "
            "remove this generation and run 'evenhand rollback' or 'evenhand build --full-refresh'"
        )


def hold_shared(path: Path) -> IO[bytes] | None:
    """Holds a shared lock for as long as the generation is read, so that clean-up leaves it alone."""
    try:
        import fcntl
    except ImportError:
        return None
    if not path.exists():
        return None
    handle = path.open("rb")
    fcntl.flock(handle, fcntl.LOCK_SH)
    return handle
