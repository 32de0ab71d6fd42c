"""From text to typed rows: what does not fit its declared type becomes a reject with a reason, never a silent NULL.

The records of a file stand in the temporary table `incoming`, all as text. One query turns them into `typed`, whose
`_problem` says why a record cannot be loaded. Two decisions on local times are made here:

- a time that the zone skipped when its clocks went forward never happened: the record is rejected;
- a time that happened twice when they went back is taken as the second one (standard time), counted and said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.instants import EARLIEST, LATEST, date_sql, local_sql, zoned_sql
from ingest.pseudonyms import NOBODY
from ingest.quoting import literal as quoted

if TYPE_CHECKING:
    import duckdb

    from ingest.types import Column, Stream

WHOLE_NUMBER = r"[+-]?\d+(\.0+)?"
NUMBER = r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?"
BLANKS = " \t\r\n\u00a0\ufeff"


@dataclass(frozen=True)
class Typing:
    """What became of the records of `incoming`."""

    accepted: int
    rejected: int
    not_applicable: int
    assumptions: tuple[str, ...]


def type_records(connection: duckdb.DuckDBPyConnection, stream: Stream, file_id: str, into: str = "typed") -> Typing:
    """Build the temporary table `into` from `incoming`: the typed columns, `_row` and `_problem`."""
    connection.execute(typing_query(stream, file_id, into))
    row = connection.execute(
        f"select count(*) filter (_problem is null and _applies), count(*) filter (_problem is not null and _applies), "
        f"count(*) filter (not _applies), coalesce(sum(_doubtful) filter (_problem is null and _applies), 0), "
        f"count(*) filter (_is_zoneless and _applies) "
        f'from "{into}"'
    ).fetchone()
    accepted, rejected, not_applicable, doubtful, zoneless = row or (0, 0, 0, 0, 0)
    said = []
    if not_applicable:
        wanted = ", ".join(stream.applies_with)
        said.append(f"{not_applicable:,} records without {wanted} are not counted as {stream.name}.")
    if stream.time_zone and zoneless:
        said.append(f"Times without a zone were read as {stream.time_zone}.")
    if doubtful:
        said.append(
            f"{int(doubtful):,} local times happened twice, when the clocks went back; the second one was taken."
        )
    return Typing(accepted, rejected, not_applicable, tuple(said))


def typing_query(stream: Stream, file_id: str, into: str) -> str:
    """The statement that builds the typed table of a stream."""
    columns = stream.columns
    cleaned = ", ".join(f"{_clean_sql(column, file_id)} as {_text(column)}" for column in columns)
    parsed = "".join(f", {sql}" for column in columns for sql in _parse_sql(column))
    values = ", ".join(f'{_value_sql(column, stream)} as "{column.name}"' for column in columns)
    doubtful = [_happened_twice_sql(column, stream.time_zone) for column in columns if _is_local(column, stream)]
    instants = [column for column in columns if column.type == "TIMESTAMPTZ"]
    zoneless = [f"({_zoned(column)} is null and {_local(column)} is not null)" for column in instants]
    applies = [f"{_text(column)} is not null" for column in columns if column.name in stream.applies_with]
    typed = ", ".join(f'"{column.name}"' for column in columns)
    return f"""
        create or replace temp table "{into}" as
        with cleaned as (select _row, {cleaned} from incoming),
        parsed as (select *{parsed} from cleaned),
        valued as (select *, {values} from parsed)
        select _row, {typed},
            {" and ".join(applies) or "true"} as _applies,
            {" + ".join(doubtful) or "0"} as _doubtful,
            {" or ".join(zoneless) or "false"} as _is_zoneless,
            {_problem_sql(stream)} as _problem
        from valued
    """


def _text(column: Column) -> str:
    return f'"{column.name} (text)"'


def _local(column: Column) -> str:
    return f'"{column.name} (local)"'


def _zoned(column: Column) -> str:
    return f'"{column.name} (zoned)"'


def _is_local(column: Column, stream: Stream) -> bool:
    return column.type == "TIMESTAMPTZ" and stream.time_zone not in (None, "UTC")


def _clean_sql(column: Column, file_id: str) -> str:
    if column.is_row_key:
        return f"{quoted(file_id[:12])} || ':' || _row"
    if column.constant is not None:
        return quoted(column.constant)
    text = f"""nullif(trim("{column.name}", {quoted(BLANKS)}), '')"""
    if column.null_words:
        text = f"case when {text} in ({', '.join(map(quoted, column.null_words))}) then null else {text} end"
    if column.values:
        branches = " ".join(f"when {quoted(word)} then {quoted(to)}" for word, to in column.values.items())
        text = f"nullif(case {text} {branches} else {text} end, '')"
    return text


def _parse_sql(column: Column) -> tuple[str, ...]:
    if column.type != "TIMESTAMPTZ":
        return ()
    text = _text(column)
    return (
        f"{zoned_sql(text, column.formats)} as {_zoned(column)}",
        f"{local_sql(text, column.formats)} as {_local(column)}",
    )


def _value_sql(column: Column, stream: Stream) -> str:
    text = _text(column)
    if column.type == "DATE":
        return date_sql(text, column.formats)
    if column.type == "TIMESTAMPTZ":
        if stream.time_zone is None:
            return _zoned(column)
        return f"coalesce({_zoned(column)}, timezone({quoted(stream.time_zone)}, {_local(column)}))"
    return _PLAIN_VALUES[column.type].format(text=text) if column.type in _PLAIN_VALUES else text


_PLAIN_VALUES = {
    "BIGINT": rf"case when regexp_full_match({{text}}, '{WHOLE_NUMBER}') then try_cast({{text}} as bigint) end",
    "DOUBLE": rf"case when regexp_full_match({{text}}, '{NUMBER}') and isfinite(try_cast({{text}} as double)) "
    "then try_cast({text} as double) end",
    "BOOLEAN": "case when lower({text}) in ('true', '1', 'yes', 'y', 't') then true "
    "when lower({text}) in ('false', '0', 'no', 'n', 'f') then false end",
    "JSON": "case when json_valid({text}) then {text}::json end",
}


def _happened_twice_sql(column: Column, zone: str | None) -> str:
    local, value = _local(column), f'"{column.name}"'
    zone_name = quoted(zone or "UTC")
    return (
        f"coalesce(({_zoned(column)} is null and (timezone({zone_name}, {value} + interval 1 hour) = {local} "
        f"or timezone({zone_name}, {value} - interval 1 hour) = {local}))::int, 0)"
    )


def _problem_sql(stream: Stream) -> str:
    branches = []
    for column in stream.columns:
        for condition, reason in _problems(column, stream):
            branches.append(f"when {condition} then {{'column_name': {quoted(column.name)}, 'reason': {reason}}}")
    for contradiction in stream.impossible:
        branches.append(
            f"when {contradiction.condition} then "
            f"{{'column_name': {quoted(contradiction.column)}, 'reason': {quoted(contradiction.reason)}}}"
        )
    nothing = "null::struct(column_name varchar, reason varchar)"
    return f"case {' '.join(branches)} else {nothing} end" if branches else nothing


def _problems(column: Column, stream: Stream) -> list[tuple[str, str]]:
    """Condition and reason, both SQL, of everything that keeps a record out because of one column."""
    text, value = _text(column), f'"{column.name}"'
    shown = "'the value'" if column.personal else f"'''' || left({text}, 80) || ''''"
    found: list[tuple[str, str]] = []
    if column.required:
        found.append((f"{text} is null", quoted("is empty, and a record needs it")))
    if column.required and column.personal:
        nobody = ", ".join(map(quoted, sorted(NOBODY)))
        found.append(
            (f"lower(regexp_replace({text}, '\\s', '', 'g')) in ({nobody})", quoted("means nobody in particular"))
        )
    if column.constant is None and not column.is_row_key:
        found.append((f"contains({text}, chr(0))", quoted("holds a NUL byte")))
    if column.allowed:
        words = ", ".join(column.allowed)
        found.append(
            (
                f"{text} not in ({', '.join(map(quoted, column.allowed))})",
                f"{shown} || {quoted(f' is none of: {words}')}",
            )
        )
    if column.type == "TIMESTAMPTZ":
        found += _instant_problems(column, stream, shown)
    elif column.type != "VARCHAR":
        found.append((f"{text} is not null and {value} is null", f"{shown} || {quoted(_misfit(column))}"))
    if column.type in ("TIMESTAMPTZ", "DATE"):
        window = f"({value} < {quoted(EARLIEST)}::{column.type} or {value} >= {quoted(LATEST)}::{column.type})"
        found.append((window, f"{shown} || {quoted(' is outside the years 1990 to 2099')}"))
    if column.minimum is not None:
        found.append((f"{value} < {column.minimum!r}", f"{shown} || {quoted(f' is below {column.minimum:g}')}"))
    if column.maximum is not None:
        found.append((f"{value} > {column.maximum!r}", f"{shown} || {quoted(f' is above {column.maximum:g}')}"))
    return found


def _instant_problems(column: Column, stream: Stream, shown: str) -> list[tuple[str, str]]:
    text, zoned, local = _text(column), _zoned(column), _local(column)
    unread = (
        f"{text} is not null and {zoned} is null and {local} is null",
        f"{shown} || {quoted(_misfit(column))}",
    )
    zone = stream.time_zone
    if zone is None:
        advice = ' has no time zone, and none is declared: add time_zone = "Area/City" to this source in sources.toml'
        return [unread, (f"{zoned} is null and {local} is not null", f"{shown} || {quoted(advice)}")]
    skipped = (
        f"{zoned} is null and timezone({quoted(zone)}, timezone({quoted(zone)}, {local})) <> {local}",
        f"{shown} || {quoted(f' never happened in {zone}: the clocks went forward over it; is the zone right?')}",
    )
    return [unread] if zone == "UTC" else [unread, skipped]


def _misfit(column: Column) -> str:
    forms = " or ".join(column.formats) or "ISO 8601"
    return {
        "BIGINT": " is not a whole number",
        "DOUBLE": " is not a finite number",
        "BOOLEAN": " is neither true nor false",
        "DATE": f" is not a date written as {forms}",
        "TIMESTAMPTZ": f" is not a point in time written as {forms}",
        "JSON": " is not JSON",
    }[column.type]
