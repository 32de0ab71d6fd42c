"""Addresses that people keep under a name of their own, in one small file of the home folder."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

from dashboards.kept_file import KeptFile, KeptFileError, checked_name
from dashboards.registered import is_at

FILE = "saved_views.json"
MOST_VIEWS = 200
LONGEST_ADDRESS = 2000
_KEY = re.compile(r"[a-z_]{1,24}")


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
        self._file = KeptFile(home / FILE, "views")

    def of(self, owner: str) -> list[SavedView]:
        """The owner's views by name; KeptFileError when the file cannot be read."""
        return sorted((view for view in self._read() if view.owner == owner), key=lambda view: view.name.casefold())

    def save(self, owner: str, name: str, address: str, pages: Iterable[str]) -> None:
        """Keeps an address under a name, in the place of what the owner kept under it before."""
        told = datetime.now(UTC).isoformat(timespec="seconds")
        view = SavedView(checked_name(name), checked_address(address, pages), owner, told)
        with self._file.held():
            others = [one for one in self._read() if (one.owner, one.name) != (owner, view.name)]
            if len(others) >= MOST_VIEWS:
                raise KeptFileError(f"There are {MOST_VIEWS} saved views already. Delete one first.")
            self._write([*others, view])

    def delete(self, owner: str, name: str) -> None:
        """Forgets a view; nothing happens when somebody else was faster."""
        with self._file.held():
            views = self._read()
            kept = [one for one in views if (one.owner, one.name) != (owner, name)]
            if len(kept) < len(views):
                self._write(kept)

    def _read(self) -> list[SavedView]:
        try:
            return [SavedView(**view) for view in self._file.read().get("views", [])]
        except TypeError as error:
            raise self._file.damaged() from error

    def _write(self, views: list[SavedView]) -> None:
        self._file.write({"views": [asdict(view) for view in views]})


def checked_address(address: str, pages: Iterable[str]) -> str:
    """The path of one of our pages with its query written anew; KeptFileError for anything else.

    `pages` are paths, with `<name>` for a part that differs. What the query means is checked when it is opened.
    """
    parts = urlsplit(address)
    is_ours = not parts.scheme and not parts.netloc and any(is_at(parts.path, page) for page in pages)
    query = parse_qsl(parts.query)
    is_clean = all(_KEY.fullmatch(key) and value.isprintable() for key, value in query)
    if not is_ours or not is_clean or len(address) > LONGEST_ADDRESS:
        raise KeptFileError("Only a page of this app with its filters can be saved.")
    return parts.path + (f"?{urlencode(query)}" if query else "")
