"""Headers are compared by name before anything is read: a moved column is never taken for another."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from ingest.errors import FileFailedError
from ingest.quoting import identifier, literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from ingest.types import Column, Stream


@dataclass(frozen=True)
class HeaderMatch:
    """Where the wanted headers stand in a file, and what is to be said about the others."""

    positions: Mapping[str, int]
    assumptions: tuple[str, ...]


def wanted_headers(stream: Stream) -> tuple[str, ...]:
    """The header names that a stream reads, each once."""
    return tuple(dict.fromkeys(origin for column in stream.columns for origin in column.origins))


def needed_headers(stream: Stream) -> tuple[str, ...]:
    """The header names that a file of the stream cannot do without."""
    return tuple(dict.fromkeys(origin for column in stream.columns if not column.optional for origin in column.origins))


def normal(header: str) -> str:
    """A header without case and outer blanks."""
    return header.strip().casefold()


def match_headers(path: Path, header: Sequence[str], stream: Stream) -> HeaderMatch:
    """Find every header of the stream by name; FileFailedError for a missing or an ambiguous one."""
    found: dict[str, int] = {}
    said: list[str] = []
    needed = needed_headers(stream)
    exact = Counter(name.strip() for name in header)
    loose = Counter(normal(name) for name in header)
    for name in wanted_headers(stream):
        is_exact = exact[name.strip()] > 0
        times = exact[name.strip()] if is_exact else loose[normal(name)]
        if times > 1:
            raise FileFailedError(
                path, f"the header '{name}' stands there {times} times.", "Rename or remove all but one of them.", 1
            )
        if times == 1:
            found[name] = next(
                index
                for index, present in enumerate(header)
                if (present.strip() == name.strip() if is_exact else normal(present) == normal(name))
            )
        elif name in needed:
            raise FileFailedError(path, *_missing(name, header, found), 1)
        else:
            _refuse_renamed(path, name, header, stream)
            said.append(f"There is no column '{name}': left empty.")
    return HeaderMatch(found, tuple(said))


def _missing(name: str, header: Sequence[str], found: Mapping[str, int]) -> tuple[str, str]:
    near = get_close_matches(name, [h for h in header if h not in found], n=1, cutoff=0.6)
    shown = ", ".join(header[:40]) + (", ..." if len(header) > 40 else "")
    advice = f"Did you mean '{near[0]}'? " if near else ""
    return (
        f"the column '{name}' is missing. The header is: {shown}.",
        f"{advice}Correct the header, or the mapping if the export has changed.",
    )


def _refuse_renamed(path: Path, name: str, header: Sequence[str], stream: Stream) -> None:
    """A column may be absent, but not under a new name: its values would be lost without a word."""
    wanted = {normal(known) for known in wanted_headers(stream)}
    strangers = [present for present in header if normal(present) not in wanted]
    if near := get_close_matches(name, strangers, n=1, cutoff=0.8):
        raise FileFailedError(
            path,
            f"there is no column '{name}', but '{near[0]}' looks like it.",
            f"Rename '{near[0]}' to '{name}', or remove it if it is something else.",
            1,
        )


def incoming_columns(stream: Stream, at: Mapping[str, str]) -> str:
    """The select list of `incoming`: every declared column as text, several origins joined; `at` gives their SQL."""
    return ", ".join(f"{_joined(column, at)} as {identifier(column.name)}" for column in stream.columns)


def _joined(column: Column, at: Mapping[str, str]) -> str:
    parts = [at.get(origin) for origin in column.origins]
    present = [part for part in parts if part is not None]
    if not present or len(present) < len(parts):
        return "null::varchar"
    if len(present) == 1:
        return present[0]
    # With a null word in one part the whole is unknown, which the joined text would no longer show.
    null_words = ", ".join(map(literal, ("", *column.null_words)))
    known = [f"case when trim({part}) not in ({null_words}) then trim({part}) end" for part in present]
    return f" || {literal(column.separator)} || ".join(known)
