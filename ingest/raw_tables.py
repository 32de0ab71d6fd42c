"""All raw tables, from what the built-in sources and the canonical entities declare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.canonical import ENTITIES
from ingest.sources import built_in_sources

if TYPE_CHECKING:
    from ingest.types import Column


def raw_tables() -> dict[str, tuple[Column, ...]]:
    """Columns of every raw table; they are all made at once so that staging always compiles."""
    tables = {stream.table: stream.columns for source in built_in_sources({}) for stream in source.streams}
    return tables | {entity.table: entity.columns for entity in ENTITIES}
