from datetime import UTC, date, datetime, timedelta

import duckdb
import openpyxl
import pytest

from ingest.casting import type_records
from ingest.errors import FileFailedError
from ingest.readers.spreadsheet import Spreadsheet
from ingest.types import Column, Stream


def stream(*columns, sheet=None):
    return Stream(
        "things", columns or (Column("a"),), ("a",), (), Spreadsheet(sheet), "things", time_zone="Europe/Berlin"
    )


@pytest.fixture
def book(tmp_path):
    def write_book(*rows, **more_sheets):
        workbook = openpyxl.Workbook()
        workbook.active.title = "Data"
        for row in rows:
            workbook.active.append(row)
        for name, cells in more_sheets.items():
            sheet = workbook.create_sheet(name)
            for row in cells:
                sheet.append(row)
        path = tmp_path / "book.xlsx"
        workbook.save(path)
        return path

    return write_book


@pytest.fixture
def connection():
    with duckdb.connect() as opened:
        opened.execute("set TimeZone = 'UTC'")
        yield opened


def test_cells_are_read_as_text_by_header(connection, book):
    wanted = stream(Column("a"), Column("b"))
    summary = wanted.read(connection, book(["b", "x", "a"], [1, 2, "one"], [None, None, "two"]), wanted)
    assert (summary.records, summary.assumptions) == (2, ())
    assert connection.execute("from incoming order by _row").fetchall() == [(1, "one", "1"), (2, "two", None)]


def test_excel_dates_numbers_and_booleans_come_through_right(connection, book):
    wanted = stream(
        Column("moment", "TIMESTAMPTZ"),
        Column("day", "DATE"),
        Column("n", "BIGINT"),
        Column("x", "DOUBLE"),
        Column("ok", "BOOLEAN"),
    )
    path = book(
        ["moment", "day", "n", "x", "ok"],
        [datetime(2026, 2, 1, 10, 30, 15), date(2026, 2, 1), 12, 1.25, True],
        [datetime(2026, 7, 1) + timedelta(seconds=1), date(2026, 7, 1), 13, 2, False],
    )
    wanted.read(connection, path, wanted)
    outcome = type_records(connection, wanted, "f" * 64)
    assert (outcome.accepted, outcome.rejected) == (2, 0)
    assert connection.execute("select moment, day, n, x, ok from typed order by _row").fetchall() == [
        (datetime(2026, 2, 1, 9, 30, 15, tzinfo=UTC), date(2026, 2, 1), 12, 1.25, True),
        (datetime(2026, 6, 30, 22, 0, 1, tzinfo=UTC), date(2026, 7, 1), 13, 2.0, False),
    ]


def test_empty_rows_are_passed_over_and_said(connection, book):
    wanted = stream()
    summary = wanted.read(connection, book(["a"], ["1"], [None], ["2"]), wanted)
    assert (summary.records, summary.assumptions) == (2, ("1 empty rows were passed over.",))
    assert connection.execute("select _row from incoming order by 1").fetchall() == [(1,), (3,)]


def test_the_named_sheet_is_read(connection, book):
    wanted = stream(sheet="More")
    wanted.read(connection, book(["x"], ["1"], More=[["a"], ["2"]]), wanted)
    assert connection.execute("select a from incoming").fetchall() == [("2",)]


def test_without_a_name_the_first_sheet_is_read_and_said(connection, book):
    wanted = stream()
    summary = wanted.read(connection, book(["a"], ["1"], More=[["a"], ["2"]]), wanted)
    assert summary.assumptions == ("The sheet 'Data' was read, the first of 2.",)


def test_a_missing_sheet_is_said_with_those_there_are(connection, book):
    wanted = stream(sheet="Date")
    with pytest.raises(FileFailedError, match=r"no sheet 'Date', only Data. Did you mean 'Data'\?"):
        wanted.read(connection, book(["a"], ["1"]), wanted)


def test_a_missing_column_is_said(connection, book):
    wanted = stream()
    with pytest.raises(FileFailedError, match="the column 'a' is missing"):
        wanted.read(connection, book(["b"], ["1"]), wanted)


def test_an_empty_sheet_has_no_records(connection, book):
    wanted = stream()
    assert wanted.read(connection, book(), wanted).records == 0


def test_what_is_no_workbook_is_said(connection, tmp_path):
    path = tmp_path / "book.xlsx"
    path.write_text("a,b\n")
    wanted = stream()
    with pytest.raises(FileFailedError, match="cannot be read as an Excel workbook"):
        wanted.read(connection, path, wanted)
