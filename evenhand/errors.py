"""What can go wrong, in words for the person at the keyboard; only the command line turns it into exit codes."""

from __future__ import annotations


class EvenhandError(Exception):
    """Something failed: what happened (with file and line where there is one), and what to do next."""

    exit_code = 1

    def __init__(self, what: str, next_step: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.what} {self.next_step}".strip()


class WrongUsageError(EvenhandError):
    """The command or a setting was given wrongly."""

    exit_code = 2


class BusyError(EvenhandError):
    """Another process holds a lock that this step needs."""


class GenerationError(EvenhandError):
    """A published generation, or the file that names the current one, is missing or broken."""


class BuildError(EvenhandError):
    """dbt or our audits refused the new generation; what is published stays as it was."""


def tells_of_full_disk(text: str) -> bool:
    """Whether an error's words, ours or dbt's or DuckDB's, mean that nothing more can be written."""
    return any(words in text for words in ("No space left", "File too large", "Disk quota exceeded"))
