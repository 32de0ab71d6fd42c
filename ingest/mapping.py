"""Bring your own log: sources.toml, read and checked, becomes sources that feed the canonical entities."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from ingest.canonical import ENTITIES, Entity
from ingest.errors import MappingError
from ingest.mapping_columns import map_columns
from ingest.mapping_words import Table
from ingest.readers.columnar import Columnar
from ingest.readers.delimited import Delimited
from ingest.readers.spreadsheet import Spreadsheet
from ingest.types import Source, Stream

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ingest.types import Reader

BUILT_IN_NAMES = ("zendesk", "asterisk", "intercom", "surveys", "sales", "directory")
SOURCE_KEYS = ("files", "format", "delimiter", "encoding", "sheet", "time_zone", "null_words", "maps")
MAP_KEYS = ("rows", "key", "constants", "columns", "require")
FORMATS = ("csv", "xlsx", "parquet")


@dataclass(frozen=True)
class Configuration:
    """What sources.toml says: a department's own sources, and settings of the built-in ones."""

    sources: tuple[Source, ...] = ()
    settings: dict[str, dict[str, Any]] = field(default_factory=dict)


def read_configuration(path: Path) -> Configuration:
    """Read and check a sources.toml; MappingError names the key that is wrong and what is allowed."""
    try:
        with path.open("rb") as file:
            content = tomllib.load(file)
    except FileNotFoundError as missing:
        raise MappingError(path, "", "there is no such file. Name an existing one after --config.") from missing
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        raise MappingError(path, "", f"is not TOML: {broken}.") from broken
    top = Table(path, "", content)
    top.allow_only(("sources", *BUILT_IN_NAMES))
    settings = {name: top.table(name).content for name in BUILT_IN_NAMES if name in content}
    sources = top.table("sources")
    return Configuration(tuple(_source(sources.table(name), name) for name in sources.content), settings)


def _source(table: Table, name: str) -> Source:
    table.allow_only(SOURCE_KEYS)
    if name in BUILT_IN_NAMES:
        raise table.wrong("", f"is the name of a built-in source ({', '.join(BUILT_IN_NAMES)}): take another one.")
    globs = table.words("files")
    if not globs:
        raise table.wrong("files", 'is missing: give the names of the files, for example files = ["calls*.csv"].')
    maps = table.tables("maps")
    if not maps:
        raise table.wrong("maps", f"is missing: add [[sources.{name}.maps]] with rows, key and columns.")
    read = _reader(table)
    streams: list[Stream] = []
    for mapping in maps:
        streams.append(_stream(mapping, table, read, {stream.name for stream in streams}))
    return Source(name, tuple(streams), _recogniser(globs, streams[0]), feeds_every_stream=True)


def _reader(table: Table) -> Reader:
    form = table.word("format") or "csv"
    if form not in FORMATS:
        raise table.wrong("format", f"'{form}' is unknown; allowed are {', '.join(FORMATS)}.")
    belongs = {"delimiter": "csv", "encoding": "csv", "sheet": "xlsx"}
    for key, wanted in belongs.items():
        if key in table.content and form != wanted:
            raise table.wrong(key, f'belongs to format = "{wanted}", not to "{form}".')
    if form == "xlsx":
        return Spreadsheet(table.word("sheet"))
    if form == "parquet":
        return Columnar()
    delimiter = table.word("delimiter")
    if delimiter is not None and len(delimiter) != 1:
        raise table.wrong("delimiter", "must be one character.")
    return Delimited(delimiter, table.encoding("encoding"))


def _stream(mapping: Table, source: Table, read: Reader, taken: set[str]) -> Stream:
    mapping.allow_only(MAP_KEYS)
    entity = _entity(mapping)
    columns = map_columns(mapping, entity, source.words("null_words"))
    required = mapping.words("require")
    mapped = {column.name for column in columns}
    for name in required:
        if name not in mapped:
            raise mapping.wrong("require", f"names '{name}', which this map does not fill.")
    name = entity.rows
    while name in taken:
        number = int(name.rpartition("_")[2]) if name[-1].isdigit() else 1
        name = f"{entity.rows}_{number + 1}"
    return Stream(
        name=name,
        columns=columns,
        key=("key",),
        version=tuple(column for column in entity.version if column in mapped),
        read=read,
        table=entity.table,
        time_zone=source.time_zone("time_zone"),
        instant=next((column for column in entity.happened if column in mapped), None),
        applies_with=required,
        impossible=tuple(one for one in entity.impossible if one.column in mapped),
    )


def _entity(mapping: Table) -> Entity:
    rows = mapping.word("rows")
    for entity in ENTITIES:
        if entity.rows == rows:
            return entity
    allowed = ", ".join(entity.rows for entity in ENTITIES)
    problem = f"'{rows}' is unknown" if rows else "is missing"
    raise mapping.wrong("rows", f"{problem}; it says what one record is: {allowed}.")


def _recogniser(globs: tuple[str, ...], stream: Stream) -> Callable[[Path], Stream | None]:
    def recognise(path: Path) -> Stream | None:
        return stream if any(fnmatchcase(path.name, glob) for glob in globs) else None

    return recognise
