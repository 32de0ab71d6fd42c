"""Where in a statement a message of the database points."""

from __future__ import annotations

import re

_PLACE = re.compile(r"^LINE (\d+): (.*)\n( *)\^", re.MULTILINE)
_CUT = "..."
_NAMED = re.compile(r'(?:column|Table with name|Function with name|name) "?([A-Za-z_][A-Za-z0-9_.]*)"?')


def place_of(words: str, statement: str) -> dict[str, int] | None:
    """Line and column from 1 and the offset of the letter that a message means; None where it means none.

    The database shows the line with a caret under the letter, and cuts long lines on the left by three dots.
    """
    found = _PLACE.search(words)
    if found is None:
        return _named(words, statement)
    number, shown = int(found[1]), found[2]
    column = len(found[3]) - len(f"LINE {number}: ")
    lines = statement.split("\n")
    if number > len(lines) or column < 0:
        return None
    line = lines[number - 1]
    if shown.startswith(_CUT) and not line.startswith(_CUT):
        part = shown.removeprefix(_CUT).removesuffix(_CUT)
        column += line.find(part) - len(_CUT) if part in line else 0
    column = max(0, min(column, len(line)))
    offset = sum(len(before) + 1 for before in lines[: number - 1]) + column
    return {"line": number, "column": column + 1, "offset": offset}


def _named(words: str, statement: str) -> dict[str, int] | None:
    found = _NAMED.search(words)
    at = re.search(rf"\b{re.escape(found[1])}\b", statement) if found else None
    if at is None:
        return None
    before = statement[: at.start()]
    return {"line": before.count("\n") + 1, "column": at.start() - before.rfind("\n"), "offset": at.start()}


def plain_words(words: str) -> str:
    """A message without the copy of the line, which the editor marks itself."""
    return re.sub(r"\n*^LINE \d+: .*(\n.*\^.*)?", "", words, flags=re.MULTILINE).strip()
