"""A line of the audit log: what it says, whom it follows, and the code that only this installation can give it."""

from __future__ import annotations

import hashlib
import hmac
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

JSON = bool | int | float | str | None | Sequence["JSON"] | Mapping[str, "JSON"]

LONGEST_TEXT = 8_000
"""Characters of one text that are kept; a longer one is kept to here, with its length and its SHA-256."""

NO_LINE = "0" * 64
"""What the first line follows."""
OWN_NAMES = frozenset({"seq", "at", "prev", "hash", "torn", "mended"})
_HEAD_BYTES = 256


@dataclass(frozen=True)
class Head:
    """The newest line: its number and hash, the file it is in, and the byte after it."""

    seq: int = 0
    hash: str = NO_LINE
    file: str = ""
    end: int = 0

    def written(self, key: bytes) -> bytes:
        """The head as it is kept: always as long, so that it is replaced in one write that needs no new space."""
        facts = f"{self.seq} {self.hash} {self.end} {self.file or '-'}"
        return f"{facts} {_code(key, facts.encode())}".ljust(_HEAD_BYTES - 1).encode() + b"\n"


def read_head(kept: bytes, key: bytes) -> Head | None:
    """The head that was kept; None when it is none, or not of this installation."""
    facts, _, code = kept.decode("ascii", errors="replace").strip().rpartition(" ")
    if not hmac.compare_digest(_code(key, facts.encode()), code):
        return None
    seq, hash_, end, file = facts.split(" ")
    return Head(int(seq), hash_, "" if file == "-" else file, int(end))


def sealed(entry: Mapping[str, Any], key: bytes) -> bytes:
    """The line of an entry, its hash included and its end of line not: an HMAC-SHA256 of the rest of it."""
    return _canonical({**entry, "hash": _code(key, _canonical(entry))})


def opened(line: bytes, key: bytes) -> dict[str, Any] | None:
    """The entry of a line; None unless every byte of it is as this installation wrote it."""
    try:
        entry = json.loads(line)
        stated = entry.pop("hash")
        is_ours = hmac.compare_digest(_code(key, _canonical(entry)), stated)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    entry["hash"] = stated
    return entry if is_ours and _canonical(entry) == line else None


def fact(value: JSON) -> JSON:
    """A fact as it is kept: what JSON has no word for becomes text, and long texts are cut."""
    if isinstance(value, str):
        return value if len(value) <= LONGEST_TEXT else _cut(value)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, Mapping):
        return {str(name): fact(part) for name, part in value.items()}
    if isinstance(value, Sequence):
        return [fact(part) for part in value]
    return value


def _cut(text: str) -> JSON:
    whole = text.encode("utf-8", errors="surrogatepass")
    return {"text": text[:LONGEST_TEXT], "characters": len(text), "sha256": hashlib.sha256(whole).hexdigest()}


def _canonical(entry: Mapping[str, Any]) -> bytes:
    # ASCII only, so that neither half a character nor a line separator of Unicode can break a line.
    return json.dumps(entry, separators=(",", ":"), allow_nan=False).encode("ascii")


def _code(key: bytes, text: bytes) -> str:
    return hmac.new(key, text, hashlib.sha256).hexdigest()
