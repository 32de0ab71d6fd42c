"""Reading Asterisk's queue_log: fields between bars, no header, no quoting, no fixed number of fields.

DuckDB's CSV reader drops surplus fields without a word and stops at the first Latin-1 name, so lines are split here.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import duckdb

from ingest.readers.incoming import create_rejects
from ingest.readers.plain_text import open_bytes
from ingest.readers.record_places import LONGEST_TEXT
from ingest.types import Place, ReadSummary, Stream

CHUNK_BYTES = 16 * 1024 * 1024
"""Logs are read in pieces of this size, so that the size of a log does not matter."""

_WITHHELD = r"(?i)\s*((sip:)?anonymous(@.*)?|<?unknown>?|unavailable|restricted|withheld|private|blocked|asterisk)?\s*"
_CALLER = re.compile(r"(?<=\|ENTERQUEUE\|).*")

_FIELDS = r"""
    create or replace temp table queue_log_fields as
    select
        *,
        trim(fields[5]) = 'ENTERQUEUE' as is_entry,
        case
            when len(fields) < 5 then 'has ' || len(fields) || ' of the 5 fields that every line has'
            when not regexp_full_match(fields[1], '\d{9,10}(\.\d+)?') then 'does not begin with seconds since 1970'
            when trim(fields[5]) = '' then 'names no event'
        end as fault
    from (select rowid + 1 as _row, line_number, line, string_split(line, '|') as fields from queue_log_lines)
"""

# A caller's number and name must not stay in the parameters. A web address may carry them behind its question mark,
# and a bar inside a name pushes parts of it to where the position should be.
_INCOMING = f"""
    create or replace temp table incoming as
    select
        _row, fields[1] as logged_at, fields[2] as call_id, fields[3] as queue, fields[4] as member,
        trim(fields[5]) as event,
        nullif(case when is_entry then regexp_replace(fields[6], '[?#].*', '') else fields[6] end, '') as param1,
        nullif(case when not is_entry then fields[7] end, '') as param2,
        nullif(case when not is_entry or regexp_full_match(fields[8], '\\d+') then fields[8] end, '') as param3,
        nullif(case when not is_entry then fields[9] end, '') as param4,
        nullif(case when not is_entry then fields[10] end, '') as param5,
        nullif(case when not is_entry then array_to_string(fields[11:], '|') end, '') as param6,
        case when is_entry and not regexp_full_match(fields[7], '{_WITHHELD}') then trim(fields[7]) end as caller,
        md5(line) as line_hash
    from queue_log_fields
    where fault is null
"""


def read_queue_log(connection: duckdb.DuckDBPyConnection, path: Path, stream: Stream) -> ReadSummary:
    """Fill `incoming` and `incoming_rejects` from one log; blank lines are no records."""
    latin1_lines = _split_lines(connection, path)
    connection.execute(_FIELDS)
    connection.execute(_INCOMING)
    _reject(connection, path)
    line_numbers = connection.execute("select line_number from queue_log_lines order by rowid").fetchnumpy()
    connection.execute("drop table queue_log_fields")
    connection.execute("drop table queue_log_lines")
    said = f"Lines that are not UTF-8, read as Latin-1: {latin1_lines:,}."

    def locate(rows: Collection[int]) -> Mapping[int, Place]:
        lines = {row: int(line_numbers["line_number"][row - 1]) for row in rows}
        places = _places(path, set(lines.values()))
        return {row: places[line] for row, line in lines.items()}

    return ReadSummary(len(line_numbers["line_number"]), (said,) if latin1_lines else (), locate)


def _split_lines(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    """Fill queue_log_lines with the lines that are not blank; returns how many had to be read as Latin-1."""
    connection.execute("create or replace temp table queue_log_lines (line_number bigint, line varchar)")
    lines_before, latin1_lines = 0, 0
    for chunk in _chunks(path):
        text, misfits = _decoded(chunk)
        latin1_lines += misfits
        connection.execute(
            "insert into queue_log_lines select line_number + ?, rtrim(line, chr(13)) from ("
            "select unnest(lines) as line, generate_subscripts(lines, 1) as line_number "
            "from (select string_split(?, chr(10)) as lines)) where trim(line, e' \\t\\r') <> ''",
            [lines_before, text],
        )
        lines_before += chunk.count(b"\n")
    return latin1_lines


def _chunks(path: Path) -> Iterator[bytes]:
    """The content in pieces that end where a line ends."""
    with open_bytes(path) as file:
        chunk = file.read(CHUNK_BYTES).removeprefix(codecs.BOM_UTF8)
        while chunk:
            yield chunk + file.readline()
            chunk = file.read(CHUNK_BYTES)


def _decoded(chunk: bytes) -> tuple[str, int]:
    """Text of a piece and the number of its lines that are Latin-1; each line is judged alone."""
    try:
        return chunk.decode(), 0
    except UnicodeDecodeError:
        lines = [_decoded_line(line) for line in chunk.split(b"\n")]
        return "\n".join(text for text, _ in lines), sum(is_latin1 for _, is_latin1 in lines)


def _decoded_line(line: bytes) -> tuple[str, bool]:
    try:
        return line.decode(), False
    except UnicodeDecodeError:
        return line.decode("latin-1"), True


def _reject(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    create_rejects(connection)
    faulty = connection.execute(
        "select _row, line_number, fault from queue_log_fields where fault is not null"
    ).fetchall()
    if not faulty:
        return
    places = _places(path, {line for _, line, _ in faulty})
    connection.executemany(
        "insert into incoming_rejects values (?, ?, ?, null, ?, ?)",
        [(row, line, places[line].byte, fault, places[line].text) for row, line, fault in faulty],
    )


def _places(path: Path, line_numbers: Collection[int]) -> dict[int, Place]:
    """Byte and text of the wanted lines; callers are not quoted."""
    found: dict[int, Place] = {}
    byte = 0
    with open_bytes(path) as file:
        for number, line in enumerate(file, start=1):
            if number in line_numbers:
                text, _ = _decoded_line(line.removeprefix(codecs.BOM_UTF8).rstrip(b"\r\n"))
                found[number] = Place(number, byte, _CALLER.sub("...", text)[:LONGEST_TEXT])
            byte += len(line)
    return found
