"""Telling from the first bytes of a JSON file which records it holds and how they are packed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ingest.readers.file_head import head
from ingest.readers.json_record import FieldType, JsonRecord

# A key, a string (the last one may be cut off by the end of the head), or a bracket.
_TOKEN = re.compile(rb'"((?:[^"\\]|\\.)*)"\s*:|"(?:[^"\\]|\\.)*(?:"|\Z)|[{}\[\]]', re.DOTALL)
_STREAM = re.compile(rb'"stream"\s*:\s*"(\w+)"')


@dataclass(frozen=True)
class Outline:
    """What the head of a JSON file shows: dotted key paths, array levels left out, and named streams."""

    is_array: bool
    keys: frozenset[str]
    streams: frozenset[str]


@dataclass(frozen=True)
class Shape:
    """How records are packed: where they lie in one document, and whether documents form an array."""

    path: tuple[str, ...]
    is_list: bool
    is_array: bool
    stream: str | None = None
    """Set for extractor messages: those of other streams in the file are left out."""

    def document(self, record: JsonRecord) -> FieldType:
        """The type of one document of the file."""
        kind: FieldType = [record.fields] if self.is_list else record.fields
        for key in reversed(self.path):
            kind = {key: kind}
        if self.stream is not None:
            return {"stream": "VARCHAR", "data": record.fields}
        return kind


def outline(path: Path) -> Outline | None:
    """The keys in the first bytes of a JSON file, None when it is not JSON."""
    content = head(path)
    start = content.lstrip()[:1]
    if start not in (b"{", b"["):
        return None
    streams = frozenset(name.decode() for name in _STREAM.findall(content))
    return Outline(start == b"[", frozenset(_key_paths(content)), streams)


def shape_of(record: JsonRecord, seen: Outline) -> Shape | None:
    """How the file packs this kind of record, None when it seems to hold others."""
    for path in ((record.envelope,), ("response", record.envelope)):
        if ".".join(path) in seen.keys and _is_marked(record, seen, path, may_be_empty=True):
            return Shape(path, is_list=True, is_array=seen.is_array)
    if record.stream in seen.streams and _is_marked(record, seen, ("data",)):
        return Shape(("data",), is_list=False, is_array=seen.is_array, stream=record.stream)
    if _is_marked(record, seen, ()):
        return Shape((), is_list=False, is_array=seen.is_array)
    return None


def _is_marked(record: JsonRecord, seen: Outline, path: tuple[str, ...], *, may_be_empty: bool = False) -> bool:
    prefix = "".join(f"{key}." for key in path)
    keys = {key.removeprefix(prefix) for key in seen.keys if key.startswith(prefix)}
    return len(record.marks & keys) >= record.marks_needed or (may_be_empty and not keys)


def _key_paths(content: bytes) -> set[str]:
    found: set[str] = set()
    containers: list[str] = []
    path = ""
    for token in _TOKEN.finditer(content):
        bracket = token[0]
        if token[1] is not None:
            path = ".".join(filter(None, (containers[-1] if containers else "", token[1].decode(errors="replace"))))
            found.add(path)
        elif bracket in (b"{", b"["):
            containers.append(path)
        elif bracket in (b"}", b"]") and containers:
            path = containers.pop()
    return found
