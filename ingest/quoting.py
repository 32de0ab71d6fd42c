"""Names and words inside SQL text."""

from __future__ import annotations

from pathlib import Path


def literal(text: str) -> str:
    """A string as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def file_literal(path: Path) -> str:
    """A path as an SQL literal for DuckDB's readers, which would take these characters for wildcards."""
    return literal("".join(f"[{letter}]" if letter in "*?[" else letter for letter in str(path)))
