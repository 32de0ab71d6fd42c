"""A small file of the home folder that several processes read and write at once, replaced as a whole."""

from __future__ import annotations

import json
import os
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from dashboards.lock_file import held_alone

LONGEST_NAME = 60


class KeptFileError(Exception):
    """What stands in the way, in words for the person who asked."""


def done(asked: Mapping[str, Any], save: Callable[[str], None], delete: Callable[[str], None]) -> str:
    """What came of a menu's wish to save or delete under a name, in words; nothing of another wish."""
    name = str(asked.get("name") or "")
    try:
        if asked.get("action") == "save":
            save(name)
            return "Saved."
        if asked.get("action") == "delete":
            delete(name)
            return "Deleted."
    except KeptFileError as trouble:
        return str(trouble)
    return ""


class KeptFile:
    """A JSON object in a file; `of_what` says in messages what it holds, such as views."""

    def __init__(self, path: Path, of_what: str) -> None:
        self._path = path
        self._of_what = of_what

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody else changes the file meanwhile; KeptFileError when nothing can be kept there."""
        with ExitStack() as held:
            try:
                held.enter_context(held_alone(self._path.with_suffix(".lock")))
            except OSError as error:
                of_what = self._of_what.capitalize()
                raise KeptFileError(f"{of_what} cannot be kept in {self._path.parent}: {error.strerror}.") from error
            yield

    def read(self) -> dict[str, Any]:
        """What is kept, nothing where there is no file yet; KeptFileError when it cannot be read."""
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise self.damaged() from error
        if not isinstance(kept, dict):
            raise self.damaged()
        return kept

    def damaged(self) -> KeptFileError:
        """The error of a file that does not hold what it should; it may still be mended by hand, so it is left."""
        return KeptFileError(
            f"{self._path} cannot be read; none of its {self._of_what} are shown or saved. It is left as it is: "
            "mend it or move it away."
        )

    def write(self, kept: dict[str, Any]) -> None:
        """Puts this in the place of what was kept; KeptFileError when it cannot, and then all is as before."""
        beside = self._path.with_suffix(self._path.suffix + ".part")
        try:
            descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(kept, file, ensure_ascii=False, indent=1)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(self._path)
        except OSError as error:
            raise KeptFileError(f"It was not saved: {error.strerror}.") from error


def checked_name(name: str) -> str:
    """A name without blanks around it; KeptFileError for one that is empty, long, or holds what cannot be seen."""
    told = " ".join(name.split())
    if not told:
        raise KeptFileError("Give it a name.")
    if len(told) > LONGEST_NAME:
        raise KeptFileError(f"A name has at most {LONGEST_NAME} letters.")
    if any(unicodedata.category(letter).startswith("C") for letter in told):
        raise KeptFileError("A name holds letters, digits and signs only.")
    return told
