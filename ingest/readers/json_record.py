"""What one kind of JSON record looks like, and which of its keys may be read at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from ingest.quoting import identifier
from ingest.types import Column

FieldType: TypeAlias = "str | Mapping[str, FieldType] | list[FieldType]"
"""DuckDB type of a value; a mapping is an object with these keys only, a one-item list is an array of it."""


@dataclass(frozen=True)
class JsonRecord:
    """The allow-list of one record: keys that are not in `fields` are never read."""

    envelope: str
    """Key of the list in a page of the API."""
    fields: Mapping[str, FieldType]
    marks: frozenset[str]
    """Keys by which such a record is told from those of other systems."""
    marks_needed: int
    columns: Mapping[str, str] = field(default_factory=dict)
    """SQL over the struct `record` for columns that are more than a path."""
    message_stream: str = ""
    """Name of the stream in messages of extractors, where it is not the envelope's."""
    withheld: frozenset[str] = frozenset()
    """Keys that hold personal data or free text and are not quoted when the record is rejected."""

    @property
    def stream(self) -> str:
        """Name of the stream in extractor messages {stream, data, emitted_at}."""
        return self.message_stream or self.envelope

    @property
    def quotable(self) -> Mapping[str, FieldType]:
        """The fields that may be quoted when a record is rejected."""
        return {key: kind for key, kind in self.fields.items() if key not in self.withheld}

    def expression(self, column: Column) -> str:
        """SQL that gives the column as text."""
        if column.name in self.columns:
            return self.columns[column.name]
        path = column.origins[0].split(".")
        return ".".join(["record", *map(identifier, path)])


def sql_type(kind: FieldType) -> str:
    """The DuckDB type that `read_json` is told to expect."""
    if isinstance(kind, str):
        return kind
    if isinstance(kind, Mapping):
        return "STRUCT(" + ", ".join(f"{identifier(key)} {sql_type(inner)}" for key, inner in kind.items()) + ")"
    return sql_type(kind[0]) + "[]"


def fault(value: Any, kind: FieldType, path: str = "") -> tuple[str, str] | None:
    """Path and reason of the first value that has not the declared shape, None when all have it."""
    if isinstance(kind, str) or (value is None and path):
        return None
    if isinstance(kind, Mapping):
        if not isinstance(value, dict):
            return path, "is not a JSON object"
        inner = (fault(value.get(key), sub, f"{path}.{key}".lstrip(".")) for key, sub in kind.items())
    elif isinstance(value, list):
        # An empty entry of a list is no record of anything; it is skipped like a missing key.
        inner = (fault(entry, kind[0], path) for entry in value)
    else:
        return path, "is not a JSON list"
    return next(filter(None, inner), None)


def keys_of(kind: FieldType) -> set[str]:
    """All declared keys, at any depth."""
    if isinstance(kind, Mapping):
        return set(kind).union(*map(keys_of, kind.values()))
    return set() if isinstance(kind, str) else keys_of(kind[0])


def reduced(value: Any, kind: FieldType) -> Any:
    """The value without the keys that are not declared."""
    if isinstance(kind, Mapping) and isinstance(value, dict):
        return {key: reduced(value[key], inner) for key, inner in kind.items() if key in value}
    if isinstance(kind, list) and isinstance(value, list):
        return [reduced(entry, kind[0]) for entry in value]
    return value
