"""Reading API pages, arrays and lines of JSON: DuckDB's strict reader first, the exact walk only when it objects."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import orjson

from ingest.errors import FileFailedError
from ingest.readers.incoming import create_rejects
from ingest.readers.json_places import elements
from ingest.readers.json_record import JsonRecord, reduced, sql_type
from ingest.readers.json_scan import scan
from ingest.readers.json_shape import Shape, outline, shape_of
from ingest.types import Place, ReadSummary, Stream


@dataclass(frozen=True)
class JsonPages:
    """Reader of one kind of record, in whatever way the export packs it."""

    record: JsonRecord

    def __call__(self, connection: duckdb.DuckDBPyConnection, path: Path, stream: Stream) -> ReadSummary:
        """Fill `incoming` and `incoming_rejects` from one file."""
        seen = outline(path)
        shape = shape_of(self.record, seen) if seen else None
        if shape is None:
            raise FileFailedError(
                path, f"It holds no {self.record.envelope}.", "Check that it is the export it should be."
            )
        create_rejects(connection)
        left_out = self._read_strictly(connection, path, shape)
        if left_out is None:
            left_out = self._read_exactly(connection, path, shape)
        self._fill_incoming(connection, stream)
        other = f"Records of other streams than {shape.stream}, left out: {left_out:,}."
        return ReadSummary(
            _count(connection, "incoming") + _count(connection, "incoming_rejects"),
            (other,) if left_out else (),
            lambda rows: self._locate(path, shape, rows),
        )

    def _read_strictly(self, connection: duckdb.DuckDBPyConnection, path: Path, shape: Shape) -> int | None:
        """Let DuckDB read the whole file; None when something in it is not as declared, else the number left out."""
        record = "document" + "".join(f'."{key}"' for key in shape.path)
        if shape.is_list:
            # A page without its list must not vanish: it gives one empty record, which calls for the exact walk.
            record = f"unnest(coalesce({record}, [null]))"
        stream = "document.stream" if shape.stream else "null"
        formats = ("array",) if shape.is_array else ("newline_delimited", "unstructured")
        query = f"create or replace temp table json_scanned as select {stream} as stream, {record} as record"
        if not scan(connection, path, formats, sql_type(shape.document(self.record)), query):
            return None
        is_ours = f"stream = '{shape.stream}'" if shape.stream else "true"
        faulty, left_out = connection.execute(
            f"select count(*) filter (record is null and {is_ours}), count(*) filter (not {is_ours}) from json_scanned"
        ).fetchall()[0]
        row = "row_number() over (order by rowid)" if shape.stream else "rowid + 1"
        if not faulty:
            connection.execute(
                "create or replace temp table json_records as "
                f"select {row} as _row, record from json_scanned where {is_ours}"
            )
        connection.execute("drop table json_scanned")
        return None if faulty else int(left_out)

    def _read_exactly(self, connection: duckdb.DuckDBPyConnection, path: Path, shape: Shape) -> int:
        """Sort good records from bad ones one by one; DuckDB reads the good ones again."""
        left_out = 0
        rejects = []
        with TemporaryDirectory() as folder:
            good = Path(folder) / "good.jsonl"
            with good.open("wb") as file:
                for element in elements(path, self.record, shape):
                    if element.row == 0:
                        left_out += 1
                    elif element.reason is None:
                        line = {"row": element.row, "record": reduced(element.value, self.record.fields)}
                        file.write(orjson.dumps(line) + b"\n")
                    else:
                        text = element.text(self.record)
                        place = (element.row, element.line, element.byte)
                        rejects.append((*place, element.column, element.reason, text))
            kind = sql_type({"row": "BIGINT", "record": self.record.fields})
            query = "create or replace temp table json_records as select document.row as _row, document.record"
            if not scan(connection, good, ("newline_delimited",), kind, query):
                raise FileFailedError(path, "DuckDB cannot read its JSON.", "Please report this with the file.")
        if rejects:
            connection.executemany("insert into incoming_rejects values (?, ?, ?, ?, ?, ?)", rejects)
        return left_out

    def _fill_incoming(self, connection: duckdb.DuckDBPyConnection, stream: Stream) -> None:
        columns = ", ".join(
            f'({self.record.expression(column)})::varchar as "{column.name}"' for column in stream.columns
        )
        connection.execute(f"create or replace temp table incoming as select _row, {columns} from json_records")
        connection.execute("drop table json_records")

    def _locate(self, path: Path, shape: Shape, rows: Collection[int]) -> Mapping[int, Place]:
        wanted = set(rows)
        return {
            element.row: Place(element.line, element.byte, element.text(self.record))
            for element in elements(path, self.record, shape)
            if element.row in wanted
        }


def json_recogniser(streams: Sequence[Stream]) -> Callable[[Path], Stream | None]:
    """Tell by its first bytes which of these streams, all read by `JsonPages`, a file holds."""
    kinds = [(stream, stream.read.record) for stream in streams if isinstance(stream.read, JsonPages)]

    def recognise(path: Path) -> Stream | None:
        seen = outline(path)
        return next((stream for stream, record in kinds if seen and shape_of(record, seen)), None)

    return recognise


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(connection.execute(f"select count(*) from {table}").fetchall()[0][0])
