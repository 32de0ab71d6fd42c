"""Published generations: which there are, which one is current, which may go."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evenhand.errors import BusyError, GenerationError
from evenhand.home import Home
from evenhand.locks import exclusive_lock, is_held
from transforms.generations import DATABASE_FILE, GENERATION_FILE, READER_LOCK_FILE, SEMANTIC_MANIFEST_FILE

KEPT_GENERATIONS = 3
_NUMBER = re.compile(r"\d{6,}")


@dataclass(frozen=True)
class Generation:
    """One published state: a folder that never changes once it has its number."""

    number: str
    folder: Path
    facts: dict[str, Any]
    """What generation.json says: built_at, data_as_of, rows, sha256, versions, settings."""

    @property
    def database(self) -> Path:
        """The DuckDB file with the marts."""
        return self.folder / DATABASE_FILE

    @property
    def reader_lock(self) -> Path:
        """Readers hold a shared flock on it, so that the generation is not deleted under them."""
        return self.folder / READER_LOCK_FILE

    def bytes(self) -> int:
        """Size of all its files."""
        return sum(file.stat().st_size for file in self.folder.iterdir())


def read_generation(folder: Path) -> Generation:
    """One generation, checked to be whole; GenerationError says what is missing."""
    try:
        facts = json.loads((folder / GENERATION_FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise GenerationError(f"Generation {folder.name} has no {GENERATION_FILE} in {folder}.") from None
    except (OSError, ValueError) as error:
        raise GenerationError(f"{folder / GENERATION_FILE} cannot be read: {error}.") from error
    for name in (DATABASE_FILE, SEMANTIC_MANIFEST_FILE):
        if not (folder / name).is_file():
            raise GenerationError(f"Generation {folder.name} has no {name} in {folder}.")
    if (folder / f"{DATABASE_FILE}.wal").exists():
        raise GenerationError(f"Something wrote to {folder / DATABASE_FILE} after it was published.")
    return Generation(folder.name, folder, facts)


def intact_generations(home: Home) -> list[Generation]:
    """Every whole generation, oldest first."""
    found = []
    for folder in _numbered_folders(home):
        try:
            found.append(read_generation(folder))
        except GenerationError:
            continue
    return found


def current_generation(home: Home) -> Generation:
    """The generation that CURRENT names; never another one in its place."""
    try:
        named = home.current.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        if intact_generations(home):
            raise GenerationError(f"{home.current} is missing.", _advice(home)) from None
        raise GenerationError(
            f"Nothing has been published in {home.folder} yet.",
            "Load files with `evenhand load PATH` and publish them with `evenhand build`, or try `evenhand demo`.",
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise GenerationError(f"{home.current} cannot be read: {error}.", _advice(home)) from error
    if not _NUMBER.fullmatch(named):
        raise GenerationError(f"{home.current} holds {named[:40]!r}, which is no generation.", _advice(home))
    folder = home.generations / named
    if not folder.is_dir():
        raise GenerationError(f"{home.current} names generation {named}, which is not there.", _advice(home))
    try:
        return read_generation(folder)
    except GenerationError as error:
        raise GenerationError(error.what, _advice(home)) from error


def find_current(home: Home) -> Generation | None:
    """The current generation, None when there is none or it is broken."""
    try:
        return current_generation(home)
    except GenerationError:
        return None


def _advice(home: Home) -> str:
    intact = intact_generations(home)
    if not intact:
        return "No whole generation is left: publish a new one with `evenhand build --full-refresh`."
    newest = intact[-1].number
    return f"The newest whole generation is {newest}: make it current with `evenhand rollback {newest}`."


def point_current(home: Home, number: str) -> None:
    """Names the generation that readers open from now on, in one step that cannot be seen half done."""
    draft = home.current.with_name("CURRENT.draft")
    with draft.open("w", encoding="utf-8") as file:
        file.write(f"{number}\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, home.current)
    sync_folder(home.folder)


def sync_folder(folder: Path) -> None:
    """Makes renames and new names in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sha256_of(file: Path) -> str:
    """Hash of a closed file; never of one that this process has open in DuckDB, which would drop its lock."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def next_number(home: Home) -> str:
    """A number that no generation had, since a file under an old path is served from DuckDB's cache."""
    used = [int(folder.name) for folder in _numbered_folders(home)]
    named = home.current.read_text(encoding="utf-8", errors="replace").strip() if home.current.exists() else ""
    used += [int(named)] if _NUMBER.fullmatch(named) else []
    return f"{max(used, default=0) + 1:06d}"


def _numbered_folders(home: Home) -> list[Path]:
    if not home.generations.is_dir():
        return []
    return sorted(folder for folder in home.generations.iterdir() if _NUMBER.fullmatch(folder.name))


def remove_leftovers(home: Home) -> None:
    """Removes what an interrupted build or removal left; only for who holds the build lock."""
    for pattern in ("*.building", "*.removing"):
        for folder in home.generations.glob(pattern):
            shutil.rmtree(folder)
    home.current.with_name("CURRENT.draft").unlink(missing_ok=True)


def remove_old_generations(home: Home) -> list[str]:
    """Removes all but the newest three, the current one and those in use; gives the removed numbers."""
    current = find_current(home)
    kept = {generation.number for generation in intact_generations(home)[-KEPT_GENERATIONS:]}
    kept |= {current.number} if current else set()
    removed = [folder.name for folder in _numbered_folders(home) if folder.name not in kept and _remove(folder)]
    for number in removed:
        shutil.rmtree(home.cuts / number, ignore_errors=True)
    return removed


def _remove(folder: Path) -> bool:
    lock = folder / READER_LOCK_FILE
    try:
        with exclusive_lock(lock, "in use", ""):
            # The rename first: a folder that is half deleted must not look like a generation.
            removing = folder.with_name(f"{folder.name}.removing")
            folder.rename(removing)
    except (BusyError, FileNotFoundError, PermissionError):
        return False
    shutil.rmtree(removing)
    return True


def is_in_use(generation: Generation) -> bool:
    """Whether a reader holds the generation."""
    return is_held(generation.reader_lock)
