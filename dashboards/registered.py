"""The pages that somebody can go to, and whether an address is one of them."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

from dash import page_registry

NOWHERE = "/no-such-page"
"""Where the page is registered that stands at every address without one; Dash keeps it among the others."""


def pages() -> list[dict[str, Any]]:
    """Every page in the order of the navigation, as Dash keeps it."""
    return [entry for entry in page_registry.values() if entry["path"] != NOWHERE]


def paths() -> list[str]:
    """Where they are, with `<name>` for a part that differs."""
    return [str(entry["path_template"] or entry["path"]) for entry in pages()]


def is_page(path: str) -> bool:
    """Whether a page answers at this path, slashes around it or not; a part that differs may hold slashes of a name."""
    bare = path.strip("/")
    return any(re.fullmatch(re.sub(r"<\w+>", ".+", page.strip("/")), bare) for page in paths())


def is_at(path: str, page: str) -> bool:
    """Whether a path is that of a page, with a value for each part that differs."""
    asked, known = path.split("/"), page.split("/")
    return len(asked) == len(known) and all(
        _is_value(unquote(part)) if name.startswith("<") else part == name
        for part, name in zip(asked, known, strict=True)
    )


def _is_value(part: str) -> bool:
    return bool(part) and "/" not in part and part.isprintable()
