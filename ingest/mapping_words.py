"""Reading one table of sources.toml: every wrong key or value becomes a message that names it."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from ingest.errors import MappingError

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path


@dataclass(frozen=True)
class Table:
    """A table of a TOML file and where it stands."""

    path: Path
    place: str
    content: dict[str, Any]

    def wrong(self, key: str, problem: str) -> MappingError:
        """The error for one key of this table."""
        return MappingError(self.path, ".".join(part for part in (self.place, key) if part), problem)

    def allow_only(self, keys: Collection[str]) -> None:
        """Refuse keys that mean nothing here, which are mostly typing errors."""
        for key in self.content:
            if key not in keys:
                near = get_close_matches(key, keys, n=1)
                hint = f" Did you mean '{near[0]}'?" if near else ""
                raise self.wrong(key, f"is unknown; allowed are {', '.join(keys)}.{hint}")

    def table(self, key: str) -> Table:
        """A table inside this one, empty if it is not there."""
        inner = self.content.get(key, {})
        if not isinstance(inner, dict):
            raise self.wrong(key, "must be a table.")
        return Table(self.path, f"{self.place}.{key}" if self.place else key, inner)

    def tables(self, key: str) -> tuple[Table, ...]:
        """The tables of an array of tables."""
        inner = self.content.get(key, [])
        if not isinstance(inner, list) or not all(isinstance(item, dict) for item in inner):
            raise self.wrong(key, f"must be written as [[{self.place}.{key}]].")
        return tuple(Table(self.path, f"{self.place}.{key}", item) for item in inner)

    def word(self, key: str) -> str | None:
        """A text, None if it is not there."""
        value = self.content.get(key)
        if value is not None and not isinstance(value, str):
            raise self.wrong(key, f"must be a text, not {value!r}.")
        return value

    def words(self, key: str) -> tuple[str, ...]:
        """A list of texts or a single one, empty if it is not there."""
        value = self.content.get(key, [])
        found = [value] if isinstance(value, str) else value
        if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
            raise self.wrong(key, f"must be a text or a list of texts, not {value!r}.")
        return tuple(found)

    def word_pairs(self, key: str) -> dict[str, str]:
        """A table of texts; true, false and numbers are taken as written."""
        pairs = self.table(key)
        found: dict[str, str] = {}
        for name, value in pairs.content.items():
            if not isinstance(value, str | bool | int | float):
                raise pairs.wrong(name, f"must be a single value, not {value!r}.")
            found[name] = str(value).lower() if isinstance(value, bool) else str(value)
        return found

    def time_zone(self, key: str) -> str | None:
        """The name of a time zone."""
        name = self.word(key)
        if name is None:
            return None
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError) as unknown:
            raise self.wrong(key, f'\'{name}\' is no time zone; write it as "Area/City" or "UTC".') from unknown
        return name

    def encoding(self, key: str) -> str | None:
        """The name of a text encoding."""
        name = self.word(key)
        if name is None:
            return None
        try:
            codecs.lookup(name)
        except LookupError as unknown:
            raise self.wrong(key, f"'{name}' is no encoding; common are utf-8, cp1252, latin-1, utf-16.") from unknown
        return name
