"""Addresses that people keep under a name of their own, in one small file of the home folder."""

from __future__ import annotations

import fcntl
import json
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

FILE = "saved_views.json"
LOCK = "saved_views.lock"
MOST_VIEWS = 200
LONGEST_NAME = 60
LONGEST_ADDRESS = 2000
_KEY = re.compile(r"[a-z_]{1,24}")


class SavedViewsError(Exception):
    """What stands in the way, in words for the person who asked."""


@dataclass(frozen=True)
class SavedView:
    """A page with its filters under a name; an owner has one view of a name."""

    name: str
    address: str
    owner: str
    saved_at: str


class SavedViews:
    """The views of a home folder; several processes may read and write them at once."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def of(self, owner: str) -> list[SavedView]:
        """The owner's views by name; SavedViewsError when the file cannot be read."""
        return sorted((view for view in self._read() if view.owner == owner), key=lambda view: view.name.casefold())

    def save(self, owner: str, name: str, address: str, pages: Iterable[str]) -> None:
        """Keeps an address under a name, in the place of what the owner kept under it before."""
        told = datetime.now(UTC).isoformat(timespec="seconds")
        view = SavedView(checked_name(name), checked_address(address, pages), owner, told)
        with self._held():
            others = [one for one in self._read() if (one.owner, one.name) != (owner, view.name)]
            if len(others) >= MOST_VIEWS:
                raise SavedViewsError(f"There are {MOST_VIEWS} saved views already. Delete one first.")
            self._write([*others, view])

    def delete(self, owner: str, name: str) -> None:
        """Forgets a view; nothing happens when somebody else was faster."""
        with self._held():
            views = self._read()
            kept = [one for one in views if (one.owner, one.name) != (owner, name)]
            if len(kept) < len(views):
                self._write(kept)

    @contextmanager
    def _held(self) -> Iterator[None]:
        try:
            descriptor = os.open(self._home / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise SavedViewsError(f"Views cannot be kept in {self._home}: {error.strerror}.") from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _read(self) -> list[SavedView]:
        file = self._home / FILE
        try:
            return [SavedView(**view) for view in json.loads(file.read_text(encoding="utf-8"))["views"]]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, KeyError, TypeError) as error:
            # A damaged file may still be mended by hand, so nothing is written over it.
            raise SavedViewsError(
                f"{file} cannot be read; no view is shown or saved. It is left as it is: mend it or move it away."
            ) from error

    def _write(self, views: list[SavedView]) -> None:
        beside = self._home / f"{FILE}.part"
        try:
            descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump({"views": [asdict(view) for view in views]}, file, ensure_ascii=False, indent=1)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(self._home / FILE)
        except OSError as error:
            raise SavedViewsError(f"The view was not saved: {error.strerror}.") from error


def checked_name(name: str) -> str:
    """A name without blanks around it; SavedViewsError for one that is empty, long, or holds what cannot be seen."""
    told = " ".join(name.split())
    if not told:
        raise SavedViewsError("Give the view a name.")
    if len(told) > LONGEST_NAME:
        raise SavedViewsError(f"A name has at most {LONGEST_NAME} letters.")
    if any(unicodedata.category(letter).startswith("C") for letter in told):
        raise SavedViewsError("A name holds letters, digits and signs only.")
    return told


def checked_address(address: str, pages: Iterable[str]) -> str:
    """The path of one of our pages with its query written anew; SavedViewsError for anything else.

    `pages` are paths, with `<name>` for a part that differs. What the query means is checked when it is opened.
    """
    parts = urlsplit(address)
    is_ours = not parts.scheme and not parts.netloc and any(_matches(parts.path, page) for page in pages)
    query = parse_qsl(parts.query)
    is_clean = all(_KEY.fullmatch(key) and value.isprintable() for key, value in query)
    if not is_ours or not is_clean or len(address) > LONGEST_ADDRESS:
        raise SavedViewsError("Only a page of this app with its filters can be saved.")
    return parts.path + (f"?{urlencode(query)}" if query else "")


def _matches(path: str, page: str) -> bool:
    asked, known = path.split("/"), page.split("/")
    return len(asked) == len(known) and all(
        _is_value(unquote(part)) if name.startswith("<") else part == name
        for part, name in zip(asked, known, strict=True)
    )


def _is_value(part: str) -> bool:
    return bool(part) and "/" not in part and part.isprintable()
