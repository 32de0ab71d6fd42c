"""What one call of the loader did, file by file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

FileStatus = Literal["loaded", "already loaded", "empty", "failed", "skipped"]


@dataclass(frozen=True)
class FileReport:
    """One file and one of the streams it feeds; skipped and failed files may have neither source nor stream."""

    path: Path
    status: FileStatus
    source: str | None = None
    stream: str | None = None
    records: int = 0
    loaded: int = 0
    rejected: int = 0
    reason: str = ""
    """Why it failed or was skipped, and what to do next."""
    assumptions: tuple[str, ...] = ()
    set_aside: tuple[str, ...] = ()
    """The first records that were put aside: line, column, reason."""
    archive: str = ""
    """Name of the archive that holds the file."""

    @property
    def name(self) -> str:
        """What to call the file: its name, behind that of its archive."""
        return f"{self.archive}/{self.path.name}" if self.archive else self.path.name


@dataclass(frozen=True)
class LoadReport:
    """All files of one call, in the order in which they were taken."""

    files: tuple[FileReport, ...]

    @property
    def succeeded(self) -> bool:
        """Whether no file failed."""
        return not self.failed

    @property
    def complete(self) -> bool:
        """Whether every file held records and all of them were loaded, now or before."""
        return self.succeeded and not self.rejected and all(file.status != "empty" for file in self.files)

    @property
    def failed(self) -> tuple[FileReport, ...]:
        """The files that were rolled back or never opened."""
        return tuple(file for file in self.files if file.status == "failed")

    @property
    def loaded(self) -> int:
        """Rows that this call added."""
        return sum(file.loaded for file in self.files if file.status == "loaded")

    @property
    def rejected(self) -> int:
        """Records that this call put aside."""
        return sum(file.rejected for file in self.files if file.status == "loaded")
