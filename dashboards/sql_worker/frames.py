"""Messages between the app and the process of a query: four bytes of length, then JSON."""

from __future__ import annotations

import json
import os
from typing import Any

LENGTH_BYTES = 4
MOST_REQUEST_BYTES = 1_000_000


def pack(message: dict[str, Any]) -> bytes:
    """The bytes of one message."""
    return framed(json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode())


def framed(body: bytes) -> bytes:
    """A body of JSON with its length before it."""
    return len(body).to_bytes(LENGTH_BYTES, "big") + body


def write(descriptor: int, data: bytes) -> None:
    """Writes all of it; OSError when the reader is gone."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def read_request(descriptor: int) -> dict[str, Any] | None:
    """The next message, waited for without limit; None when the app is gone or says what no app of ours says."""
    length = int.from_bytes(_exactly(descriptor, LENGTH_BYTES), "big")
    if not 0 < length <= MOST_REQUEST_BYTES:
        return None
    message = json.loads(_exactly(descriptor, length) or b"null")
    return message if isinstance(message, dict) else None


def _exactly(descriptor: int, count: int) -> bytes:
    found = bytearray()
    while len(found) < count:
        piece = os.read(descriptor, count - len(found))
        if not piece:
            return b""
        found += piece
    return bytes(found)
