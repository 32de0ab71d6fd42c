"""The `columns`, `constants` and `key` of one map of sources.toml."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

import duckdb

from ingest.mapping_words import Table

if TYPE_CHECKING:
    from ingest.canonical import Entity
    from ingest.types import Column

COLUMN_KEYS = ("from", "format", "formats", "values", "null_words")
NAMED_FORMATS = ("iso", "epoch_s", "epoch_ms")
GRAINS = {"case": "case", "case_event": "event"}


def map_columns(mapping: Table, entity: Entity, null_words: tuple[str, ...]) -> tuple[Column, ...]:
    """The declared columns that one map fills, typed as the entity wants them."""
    declared = {column.name: column for column in entity.columns if column.name not in ("key", "grain")}
    found = [_key(mapping, entity, null_words)]
    if entity.rows in GRAINS:
        grain = next(column for column in entity.columns if column.name == "grain")
        found.append(replace(grain, constant=GRAINS[entity.rows]))
    columns = mapping.table("columns")
    constants = mapping.word_pairs("constants")
    for table in (columns, mapping.table("constants")):
        for name in table.content:
            _known(table, name, declared, entity.rows)
    for name in columns.content.keys() & constants.keys():
        raise columns.wrong(name, "stands in columns and in constants: keep one.")
    found += [_column(columns, name, declared[name], null_words) for name in columns.content]
    found += [replace(declared[name], constant=value) for name, value in constants.items()]
    return tuple(found)


def _key(mapping: Table, entity: Entity, null_words: tuple[str, ...]) -> Column:
    key = next(column for column in entity.columns if column.name == "key")
    headers = mapping.words("key")
    if not headers:
        raise mapping.wrong("key", 'is missing: name the columns that identify a record, or key = "row" if none do.')
    if mapping.content["key"] == "row":
        return replace(key, is_row_key=True)
    return replace(key, origin=headers, null_words=null_words)


def _known(table: Table, name: str, declared: dict[str, Column], rows: str) -> None:
    if name not in declared:
        near = get_close_matches(name, declared, n=1)
        hint = f" Did you mean '{near[0]}'?" if near else ""
        raise table.wrong(name, f"is no column of '{rows}'; allowed are {', '.join(declared)}.{hint}")


def _column(columns: Table, name: str, declared: Column, null_words: tuple[str, ...]) -> Column:
    value = columns.content[name]
    if isinstance(value, str):
        return replace(declared, origin=value, null_words=null_words)
    if not isinstance(value, dict):
        raise columns.wrong(name, 'must be a header, or a table like { from = "header", values = { .. } }.')
    table = columns.table(name)
    table.allow_only(COLUMN_KEYS)
    headers = table.words("from")
    if not headers:
        raise table.wrong("from", "is missing: name the header or headers that this column is read from.")
    return replace(
        declared,
        origin=headers,
        formats=_formats(table, declared),
        values=table.word_pairs("values"),
        null_words=(*null_words, *table.words("null_words")),
    )


def _formats(table: Table, declared: Column) -> tuple[str, ...]:
    formats = (*table.words("format"), *table.words("formats"))
    if formats and declared.type not in ("TIMESTAMPTZ", "DATE"):
        raise table.wrong("format", f"belongs to dates and times; {declared.name} is {declared.type}.")
    for form in formats:
        if form in NAMED_FORMATS:
            continue
        try:
            # On a connection of its own: the one that all of a process share would be left with an answer nobody read.
            with duckdb.connect() as connection:
                connection.execute("select try_strptime('x', ?)", [form])
        except duckdb.Error as wrong:
            raise table.wrong(
                "format", f"'{form}' is no date format: {wrong}. Write it like \"%d/%m/%Y %H:%M\", or iso, epoch_s."
            ) from wrong
        if "%" not in form:
            raise table.wrong("format", f"'{form}' has no % in it; write it like \"%d/%m/%Y %H:%M\".")
    return formats
