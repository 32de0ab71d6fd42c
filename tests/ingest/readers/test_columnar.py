from datetime import UTC, datetime

import duckdb
import pytest

from ingest.casting import type_records
from ingest.errors import FileFailedError
from ingest.readers.columnar import Columnar
from ingest.types import Column, Stream


def stream(*columns):
    return Stream("things", columns, ("id",), (), Columnar(), "things")


@pytest.fixture
def connection():
    with duckdb.connect() as opened:
        opened.execute("set TimeZone = 'UTC'")
        yield opened


def test_typed_columns_survive_the_way_through_text(connection, tmp_path):
    path = tmp_path / "things.parquet"
    connection.execute(
        f"""copy (select 7::bigint as id, timestamptz '2026-02-01 10:00:00.123456+02' as moment, 1.5::double as x,
        true as ok union all select 8, null, 0.1, null) to '{path}' (format parquet)"""
    )
    wanted = stream(Column("id"), Column("moment", "TIMESTAMPTZ"), Column("x", "DOUBLE"), Column("ok", "BOOLEAN"))
    assert wanted.read(connection, path, wanted).records == 2
    assert type_records(connection, wanted, "f" * 64).rejected == 0
    assert connection.execute("select _row, id, moment, x, ok from typed order by _row").fetchall() == [
        (1, "7", datetime(2026, 2, 1, 8, 0, 0, 123456, tzinfo=UTC), 1.5, True),
        (2, "8", None, 0.1, None),
    ]


def test_not_a_number_and_times_without_a_zone_are_rejected(connection, tmp_path):
    path = tmp_path / "things.parquet"
    connection.execute(
        f"""copy (select 'nan'::double as x, timestamp '2026-02-01 10:00:00' as moment
        union all select 1, timestamp '2026-02-01 10:00:00') to '{path}' (format parquet)"""
    )
    wanted = stream(Column("x", "DOUBLE"), Column("moment", "TIMESTAMPTZ"))
    wanted.read(connection, path, wanted)
    assert type_records(connection, wanted, "f" * 64).rejected == 2
    reasons = connection.execute("select _problem.column_name from typed order by _row").fetchall()
    assert reasons == [("x",), ("moment",)]


def test_a_missing_column_is_said(connection, tmp_path):
    path = tmp_path / "things.parquet"
    connection.execute(f"copy (select 1 as idd) to '{path}' (format parquet)")
    wanted = stream(Column("id"))
    with pytest.raises(FileFailedError, match="the column 'id' is missing"):
        wanted.read(connection, path, wanted)


def test_what_is_no_parquet_is_said(connection, tmp_path):
    path = tmp_path / "things.parquet"
    path.write_text("a,b\n")
    wanted = stream(Column("id"))
    with pytest.raises(FileFailedError, match="cannot be read as Parquet"):
        wanted.read(connection, path, wanted)
