"""Walking over JSON text value by value, keeping the place of each."""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterator

Span = tuple[int, int]
_BLANK = re.compile(r"[ \t\r\n]*")
_LINE = re.compile(r"[^\n]+")
_LINE_END = re.compile(r"[ \t\r]*(\n|\Z)")
# Control characters inside strings are judged later, record by record.
_decode = json.JSONDecoder(strict=False).raw_decode


class Cursor:
    """A position in JSON text; raises `json.JSONDecodeError` where the text is not JSON."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.pos = 0

    def peek(self) -> str:
        """The next character that is not blank, empty at the end; the cursor then stands before it."""
        blank = _BLANK.match(self.text, self.pos)
        self.pos = blank.end() if blank else self.pos
        return self.text[self.pos : self.pos + 1]

    def take(self) -> Span:
        """Start and end of the next value, whatever it is."""
        self.peek()
        start = self.pos
        _, self.pos = _decode(self.text, start)
        return start, self.pos

    def entries(self) -> Iterator[None]:
        """Stop before each entry of the array at the cursor; the caller takes it."""
        yield from self._separated("[", "]")

    def members(self) -> Iterator[str]:
        """Stop before the value of each key of the object at the cursor; the caller takes it."""
        for _ in self._separated("{", "}"):
            start, end = self.take()
            self._expect(":")
            yield self.text[start + 1 : end - 1]

    def listed(self, path: tuple[str, ...]) -> Generator[Span, None, bool]:
        """Spans of the entries of the list at a path below the cursor; returns whether there is such a list."""
        if self.peek() != ("{" if path else "["):
            self.take()
            return False
        if not path:
            for _ in self.entries():
                yield self.take()
            return True
        found = False
        for key in self.members():
            if key == path[0]:
                found = yield from self.listed(path[1:])
            else:
                self.take()
        return found

    def lines(self) -> Iterator[Span]:
        """Spans of the lines that are not blank."""
        for line in _LINE.finditer(self.text):
            if line[0].strip():
                yield line.span()

    def is_one_value_per_line(self) -> bool:
        """Whether values end with their lines, judged by the first value, or the first two lines if it is broken."""
        self.peek()
        try:
            _, end = _decode(self.text, self.pos)
        except json.JSONDecodeError:
            lines = self.lines()
            return all(self.text.startswith("{", start) for (start, _), _ in zip(lines, range(2), strict=False))
        return "\n" not in self.text[self.pos : end] and _LINE_END.match(self.text, end) is not None

    def _separated(self, opening: str, closing: str) -> Iterator[None]:
        self._expect(opening)
        if self.peek() != closing:
            yield
            while self.peek() == ",":
                self.pos += 1
                yield
        self._expect(closing)

    def _expect(self, character: str) -> None:
        if self.peek() != character:
            raise json.JSONDecodeError(f"Expecting '{character}'", self.text, self.pos)
        self.pos += 1
