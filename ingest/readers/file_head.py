"""The first bytes of a file, by which it is recognised; nothing here fails on a damaged one."""

from __future__ import annotations

import codecs
import zlib
from pathlib import Path

from ingest.readers.plain_text import GZIP_MAGIC

HEAD_BYTES = 64 * 1024
_GZIP_WINDOW = 31


def head(path: Path) -> bytes:
    """The first 64 KB without a byte order mark; of a damaged gzip file, what can be unpacked."""
    with path.open("rb") as file:
        content = file.read(HEAD_BYTES)
    if content.startswith(GZIP_MAGIC):
        try:
            content = zlib.decompressobj(_GZIP_WINDOW).decompress(content, HEAD_BYTES)
        except zlib.error:
            return b""
    return content.removeprefix(codecs.BOM_UTF8)
