"""Calling DuckDB's JSON reader, which infers nothing here and accepts nothing that is not declared."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from ingest.quoting import literal
from ingest.readers.plain_text import CHUNK, is_gzip, open_bytes

MEBIBYTE = 1024 * 1024
_USUAL_OBJECT_BYTES = (16 * MEBIBYTE, 64 * MEBIBYTE)
_DUCKDB_MAXIMUM_BYTES = 2**32 - 1


def scan(connection: duckdb.DuckDBPyConnection, path: Path, formats: tuple[str, ...], kind: str, query: str) -> bool:
    """Run a query over the values `document` of a file; False when no format reads the whole file as declared."""
    return any(_scan_as(connection, path, layout, kind, query) for layout in formats)


def _scan_as(connection: duckdb.DuckDBPyConnection, path: Path, layout: str, kind: str, query: str) -> bool:
    for limit in _object_limits(path):
        options = (
            f"format = '{layout}', records = false, maximum_object_size = {limit}, "
            f"compression = '{'gzip' if is_gzip(path) else 'none'}', columns = {{document: {literal(kind)}}}"
        )
        try:
            connection.execute(f"{query} from read_json({literal(_without_wildcards(path))}, {options})")
        except (duckdb.InvalidInputException, duckdb.IOException) as refusal:
            if "maximum_object_size" not in str(refusal):
                return False
        else:
            return True
    return False


def _object_limits(path: Path) -> Iterator[int]:
    """Sizes to try: bigger ones cost time, as each thread fills a buffer of twice the size alone."""
    yield from _USUAL_OBJECT_BYTES
    yield min(_unpacked_bytes(path) + 1, _DUCKDB_MAXIMUM_BYTES)


def _unpacked_bytes(path: Path) -> int:
    if not is_gzip(path):
        return path.stat().st_size
    with open_bytes(path) as file:
        return sum(map(len, iter(lambda: file.read(CHUNK), b"")))


def _without_wildcards(path: Path) -> str:
    """The path as a pattern that matches this file only."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in str(path))
