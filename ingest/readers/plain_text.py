"""Bytes of a text file as they are: compressed or not, in which encoding, with which line ends."""

from __future__ import annotations

import codecs
import gzip
import zlib
from typing import IO, TYPE_CHECKING, cast

from ingest.errors import FileFailedError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

CHUNK = 1 << 20
GZIP_MAGIC = b"\x1f\x8b"
BOMB_BYTES = 1 << 30
BOMB_RATIO = 200
LARGEST_BYTES = 64 << 30
"""Real exports compress 5 to 50 times; a file that grows far more, past one GiB, was made to fill the disk."""

UTF16_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def is_gzip(path: Path) -> bool:
    """Whether the file is compressed, by its first bytes and not by its name."""
    with path.open("rb") as file:
        return file.read(2) == GZIP_MAGIC


def open_bytes(path: Path) -> IO[bytes]:
    """Open a file for reading its decompressed bytes."""
    return cast("IO[bytes]", gzip.open(path, "rb")) if is_gzip(path) else path.open("rb")


def damaged_gzip(path: Path) -> FileFailedError:
    """The error for a compressed file that ends early or fails its checksum."""
    return FileFailedError(path, "the compressed data is damaged or cut off.", "Copy it again from where it came from.")


def refuse_bomb(path: Path) -> None:
    """Decompress once without keeping anything; FileFailedError if it grows beyond reason or is cut short."""
    if not is_gzip(path):
        return
    compressed = path.stat().st_size
    size = 0
    try:
        with open_bytes(path) as file:
            while chunk := file.read(CHUNK):
                size += len(chunk)
                if size > LARGEST_BYTES or (size > BOMB_BYTES and size > BOMB_RATIO * compressed):
                    raise FileFailedError(
                        path,
                        f"it unpacks to more than {size / 2**30:.1f} GiB from {compressed / 2**20:.1f} MiB.",
                        "If it is really an export, unpack and split it before loading.",
                    )
    except (EOFError, zlib.error, gzip.BadGzipFile) as broken:
        raise damaged_gzip(path) from broken


def beginning(path: Path, size: int = 1 << 18) -> bytes:
    """The first decompressed bytes."""
    try:
        with open_bytes(path) as file:
            return file.read(size)
    except (EOFError, zlib.error, gzip.BadGzipFile) as broken:
        raise damaged_gzip(path) from broken


def decode_beginning(path: Path, head: bytes, encoding: str | None) -> str:
    """The first characters; FileFailedError that names the way out if they are in another encoding."""
    if encoding is None and head.startswith(UTF16_BOMS):
        raise FileFailedError(
            path, "it is written in UTF-16.", 'Save it as UTF-8, or add encoding = "utf-16" to its source.', 1
        )
    first_line = head.split(b"\n", 1)[0]
    if encoding is None and any(byte < 32 and byte not in b"\t\r" for byte in first_line):
        raise FileFailedError(
            path, "its first line is no text.", "Unpack it, or save it as CSV in the program that wrote it.", 1
        )
    if head.startswith(codecs.BOM_UTF8):
        head = head[3:]
    decoder = codecs.getincrementaldecoder(encoding or "utf-8")()
    try:
        return decoder.decode(head)
    except UnicodeDecodeError as wrong:
        if encoding is None and b"\n" in head[: wrong.start]:
            # The header may still be readable; DuckDB then rejects the bad lines one by one.
            return head.decode("utf-8", "replace")
        raise FileFailedError(
            path,
            f"it is not written in {encoding or 'utf-8'} (byte {wrong.start}).",
            "Declare the right `encoding` for its source; Excel on Windows writes cp1252.",
            head[: wrong.start].count(b"\n") + 1,
        ) from wrong


def rewrite(path: Path, target: Path, encoding: str | None) -> None:
    """Write a copy in UTF-8 with one kind of line end."""
    decoder = codecs.getincrementaldecoder(encoding or "utf-8")(errors="strict" if encoding else "surrogateescape")
    with open_bytes(path) as source, target.open("wb") as copy:
        for text in _decoded(source, decoder, path, encoding):
            copy.write(text.replace("\r\n", "\n").encode("utf-8", "surrogateescape"))


def _decoded(source: IO[bytes], decoder: codecs.IncrementalDecoder, path: Path, encoding: str | None) -> Iterable[str]:
    held = ""
    while True:
        chunk = source.read(CHUNK)
        try:
            text = held + decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as wrong:
            raise FileFailedError(
                path, f"it is not written in {encoding} throughout ({wrong.reason}).", "Correct `encoding`."
            ) from wrong
        # A carriage return at the end of a chunk may belong to a line feed in the next one.
        held = "\r" if chunk and text.endswith("\r") else ""
        yield text[: len(text) - len(held)]
        if not chunk:
            return
