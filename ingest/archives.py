"""Zip archives: their members are files of their own, unpacked one at a time beside the raw store.

An archive promises nothing: its members may be broken, locked, named like paths elsewhere, or made to fill the disk.
"""

from __future__ import annotations

import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ingest.discovery import is_passed_over
from ingest.errors import FileFailedError
from ingest.readers.plain_text import BOMB_BYTES, BOMB_RATIO, CHUNK, LARGEST_BYTES

ZIP_MAGIC = b"PK\x03\x04"
_PREFIX = "archive-"
_OF_DOCUMENTS = ("[Content_Types].xml", "mimetype")
"""Spreadsheets and other documents are zip archives too, and hold one of these."""
_LOCKED = 0x1


@dataclass(frozen=True)
class Member:
    """One file inside an archive."""

    archive: Path
    info: zipfile.ZipInfo

    @property
    def name(self) -> str:
        """Its name without folders, which is never taken for a path."""
        return PurePosixPath(self.info.filename.replace("\\", "/")).name

    @contextmanager
    def unpacked(self, folder: Path) -> Iterator[Path]:
        """The member as a file of its own, there only as long as it is used; FileFailedError if it is not sound."""
        with tempfile.TemporaryDirectory(prefix=_PREFIX, dir=folder) as place:
            target = Path(place) / self.name
            self._unpack(target)
            yield target

    def _unpack(self, target: Path) -> None:
        if self.info.flag_bits & _LOCKED:
            raise FileFailedError(target, "it is locked with a password.", "Unpack it and load what is inside.")
        size = 0
        try:
            with zipfile.ZipFile(self.archive) as archive, archive.open(self.info) as packed, target.open("wb") as file:
                while chunk := packed.read(CHUNK):
                    size += len(chunk)
                    self._refuse_bomb(target, size)
                    file.write(chunk)
        except NotImplementedError as unknown:
            raise FileFailedError(
                target, "it is compressed in a way that is not known.", "Unpack it and load what is inside."
            ) from unknown
        except (zipfile.BadZipFile, zlib.error, EOFError) as broken:
            raise FileFailedError(
                target, "the compressed data is damaged or cut off.", "Copy the archive again from where it came from."
            ) from broken

    def _refuse_bomb(self, target: Path, size: int) -> None:
        if size > LARGEST_BYTES or (size > BOMB_BYTES and size > BOMB_RATIO * max(self.info.compress_size, 1)):
            raise FileFailedError(
                target,
                f"it unpacks to more than {size / 2**30:.1f} GiB from {self.info.compress_size / 2**20:.1f} MiB.",
                "If it is really an export, unpack and split it before loading.",
            )


def is_archive(path: Path) -> bool:
    """Whether a file is a zip archive of files, by its content; a spreadsheet is none."""
    with path.open("rb") as file:
        if file.read(len(ZIP_MAGIC)) != ZIP_MAGIC:
            return False
    try:
        with zipfile.ZipFile(path) as archive:
            return not set(_OF_DOCUMENTS) & set(archive.namelist())
    except zipfile.BadZipFile:
        return True


def members(path: Path) -> list[Member]:
    """The files inside, hidden and unfinished ones passed over as in a folder; FileFailedError if it is cut off."""
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except zipfile.BadZipFile as broken:
        raise FileFailedError(
            path, "the archive is damaged or cut off.", "Copy it again from where it came from."
        ) from broken
    found = [Member(path, info) for info in infos if not info.is_dir()]
    return [member for member in found if not _is_hidden(member) and not is_passed_over(member.name)]


def remove_leftovers(folder: Path) -> None:
    """Remove what a load that was killed had unpacked; the caller holds the lock."""
    for leftover in folder.glob(f"{_PREFIX}*"):
        shutil.rmtree(leftover, ignore_errors=True)


def _is_hidden(member: Member) -> bool:
    # Macs add a folder of their own to every archive.
    parts = PurePosixPath(member.info.filename.replace("\\", "/")).parts
    return any((part.startswith(".") and part != "..") or part == "__MACOSX" for part in parts)
