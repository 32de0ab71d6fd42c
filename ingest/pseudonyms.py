"""Customers are counted, never named: their ids are replaced by a keyed hash before anything is written.

The key belongs to one installation and never leaves Python, so that it cannot end up in SQL logs or query plans.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import stat
from typing import TYPE_CHECKING, Any

import orjson
import polars as pl

from ingest.errors import IngestError

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from ingest.types import Column

KEY_FILE = "pseudonym.key"
NOBODY = frozenset(
    {"", "0", "-", "?", "anonymous", "anon", "unknown", "private", "restricted", "withheld", "unavailable"}
    | {"null", "none", "nil", "n/a", "nan", "blocked", "asterisk"}
)
"""Words that systems write when they do not know who it was; they are not one customer."""


# A number that begins with 00 may also be an order's, so it must be as long as a number of another country.
_INTERNATIONAL_NUMBER = re.compile(r"\+[-./()\d]*\d[-./()\d]*|00[1-9](?:[-./()]?\d){8,13}", re.ASCII)


class Pseudonyms:
    """Keyed hashes of personal ids; the same person gives the same hash in every file of one installation."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    @classmethod
    def of_installation(cls, home: Path) -> Pseudonyms:
        """Read the key of an installation, or make it at the first load."""
        path = home / KEY_FILE
        if not path.exists():
            _write_key(path)
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise IngestError(f"{path} can be read by others, so the pseudonyms are not safe. Run: chmod 600 {path}")
        text = path.read_text(encoding="ascii").strip()
        try:
            key = bytes.fromhex(text)
        except ValueError:
            key = b""
        if len(key) < 32:
            raise IngestError(
                f"{path} does not hold a key of 32 bytes in hexadecimal. Restore it from a backup; with another key "
                "the customers of new files no longer match those already loaded."
            )
        return cls(key)

    def pseudonym(self, value: str | None) -> str | None:
        """Hash one id after dropping what is only a way of writing it; None for nobody in particular."""
        if value is None:
            return None
        plain = _plain(value)
        if plain in NOBODY:
            return None
        return hmac.new(self._key, plain.encode(), hashlib.sha256).hexdigest()

    def replace_column(self, connection: duckdb.DuckDBPyConnection, table: str, column: Column) -> None:
        """Replace the values of one personal column of a temporary table."""
        rows = connection.execute(
            f'select distinct "{column.name}" from "{table}" where "{column.name}" is not null'
        ).fetchall()
        plain = [row[0] for row in rows]
        self._update(connection, table, column.name, {value: self.pseudonym(value) for value in plain})

    def replace_inside_json(self, connection: duckdb.DuckDBPyConnection, table: str, column: Column) -> None:
        """Replace the values of the personal keys inside one JSON column of a temporary table."""
        rows = connection.execute(
            f'select distinct "{column.name}"::varchar from "{table}" where "{column.name}" is not null'
        ).fetchall()
        replaced: dict[str, str | None] = {
            row[0]: orjson.dumps(self._walk(orjson.loads(row[0]), column.personal_keys)).decode() for row in rows
        }
        self._update(connection, table, column.name, replaced)

    def _walk(self, node: Any, keys: tuple[str, ...]) -> Any:
        if isinstance(node, list):
            return [self._walk(item, keys) for item in node]
        if not isinstance(node, dict):
            return node
        return {
            name: self.pseudonym(None if value is None else str(value)) if name in keys else self._walk(value, keys)
            for name, value in node.items()
        }

    @staticmethod
    def _update(
        connection: duckdb.DuckDBPyConnection, table: str, column: str, replacements: dict[str, str | None]
    ) -> None:
        frame = pl.DataFrame(
            {"plain": list(replacements), "pseudonym": list(replacements.values())},
            schema={"plain": pl.String, "pseudonym": pl.String},
        )
        connection.register("replacements", frame)
        connection.execute(
            f'update "{table}" set "{column}" = replacements.pseudonym from replacements '
            f'where "{table}"."{column}"::varchar = replacements.plain'
        )
        connection.unregister("replacements")


def _plain(value: str) -> str:
    """An id without blanks and case, an international telephone number also without what stands between digits."""
    text = "".join(value.split()).casefold()
    if not _INTERNATIONAL_NUMBER.fullmatch(text):
        return text
    # The nought in brackets is dialled at home only.
    digits = "".join(character for character in text.replace("(0)", "") if character.isdigit())
    return f"+{digits.removeprefix('00') if text.startswith('00') else digits}"


def _write_key(path: Path) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32) + "\n")
        file.flush()
        os.fsync(file.fileno())
