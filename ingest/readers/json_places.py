"""The slow, exact way through a JSON file: every record with its line and byte, good or bad.

Used when DuckDB's strict reader refuses a file, and to quote records that typing rejects.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from ingest.errors import FileFailedError
from ingest.readers.json_cursor import Cursor, Span
from ingest.readers.json_record import JsonRecord, fault, keys_of, reduced
from ingest.readers.json_shape import Shape
from ingest.readers.plain_text import open_bytes
from ingest.readers.record_places import LONGEST_TEXT

# A key with its text, number or plain list in JSON too broken to parse; the last text may have lost its end.
_PAIR = re.compile(r'("([^"\\]*)"\s*:\s*)("(?:[^"\\]|\\.)*"?|\[[^\[\]{}]*\]?|-?[\d.]+)', re.DOTALL)


@dataclass(frozen=True)
class Element:
    """One record where it stands: lines count from 1, bytes from 0."""

    row: int
    """Number of the record in the file, 0 for a message of another stream."""
    line: int
    byte: int
    raw: bytes
    value: Any
    column: str | None = None
    reason: str | None = None

    def text(self, record: JsonRecord) -> str:
        """What may be quoted: values of allowed keys that hold no personal data, at most 4 KB."""
        if isinstance(self.value, dict):
            return orjson.dumps(reduced(self.value, record.quotable))[:LONGEST_TEXT].decode(errors="ignore")
        allowed = keys_of(record.quotable)
        text = _PAIR.sub(
            lambda pair: pair[0] if pair[2] in allowed else pair[1] + "...", self.raw.decode(errors="replace")
        )
        return text[:LONGEST_TEXT]


def elements(path: Path, record: JsonRecord, shape: Shape) -> Iterator[Element]:
    """All records of the file in order; a file whose brackets do not close fails with line and byte."""
    content = _content(path)
    # One character per byte, so that positions in the text are positions in the file.
    cursor = Cursor(content.decode("latin-1"))
    row, line, counted_to = 0, 1, 0
    try:
        for (start, end), is_page in _spans(cursor, shape):
            line += content.count(b"\n", counted_to, start)
            counted_to = start
            judged = _judge(content[start:end], record, shape, is_page=is_page)
            if judged is None:
                yield Element(0, line, start, b"", None)
                continue
            row += 1
            yield Element(row, line, start, content[start:end], *judged)
    except json.JSONDecodeError as cause:
        raise FileFailedError(
            path,
            f"The JSON breaks off or is damaged at byte {cause.pos}: {cause.msg}.",
            "Export or copy the file again; nothing of it was loaded.",
            line=cause.lineno,
        ) from cause


def _content(path: Path) -> bytes:
    """The unpacked bytes; a byte order mark is blanked, so that positions stay those of the file."""
    with open_bytes(path) as file:
        content = file.read()
    return b"   " + content[3:] if content.startswith(codecs.BOM_UTF8) else content


def _judge(raw: bytes, record: JsonRecord, shape: Shape, *, is_page: bool) -> tuple[Any, str | None, str | None] | None:
    """Value, column and reason, the last two empty for a good record; None for a message of another stream."""
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as cause:
        return None, None, _syntax_fault(raw, cause)
    if is_page:
        return None, None, f'is a page without the list "{".".join(shape.path)}"'
    if shape.stream is not None and isinstance(value, dict):
        if value.get("stream") != shape.stream:
            return None
        value = value.get("data")
    found = fault(value, record.fields)
    return (value, found[0] or None, found[1]) if found else (value, None, None)


def _syntax_fault(raw: bytes, cause: json.JSONDecodeError) -> str:
    try:
        raw.decode()
    except UnicodeDecodeError as wrong:
        return f"is not UTF-8: byte {wrong.start} of the record is 0x{raw[wrong.start]:02x}"
    return f"is not valid JSON: {cause.msg} at character {cause.pos} of the record"


def _spans(cursor: Cursor, shape: Shape) -> Iterator[tuple[Span, bool]]:
    """Spans of the records, and of pages that lack their list, which are marked."""
    if shape.is_array:
        for _ in cursor.entries():
            yield from _in_document(cursor, shape)
        if cursor.peek():
            raise json.JSONDecodeError("Extra data", cursor.text, cursor.pos)
    elif not shape.is_list and cursor.is_one_value_per_line():
        yield from ((line, False) for line in cursor.lines())
    else:
        while cursor.peek():
            yield from _in_document(cursor, shape)


def _in_document(cursor: Cursor, shape: Shape) -> Iterator[tuple[Span, bool]]:
    if not shape.is_list:
        yield cursor.take(), False
        return
    cursor.peek()
    start = cursor.pos
    entries = cursor.listed(shape.path)
    while True:
        try:
            entry = next(entries)
        except StopIteration as end:
            if not end.value:
                yield (start, cursor.pos), True
            return
        yield entry, False
