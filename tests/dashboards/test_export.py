import csv
import io
from datetime import date

import openpyxl
import polars as pl
import pytest

from dashboards.export_cells import harmless
from dashboards.export_files import as_csv, as_parquet
from dashboards.export_workbook import as_xlsx, sheet_names
from dashboards.tables import Column, Footer, Table, estimate

ATTACKS = [
    "=1+1",
    '=cmd|"/C calc"!A0',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "DDE\n=1+1",
    "+49 30",
    "-5",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\u00a0=1",
    "\u200b=1",
    "|calc",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
]
FOOTER = Footer(("1 – 28 Jun 2026, all teams", "Data to 28 Jun 2026, generation 000007"), "000007", "2026-06-28T20:00Z")
TABLE = Table(
    "figures",
    "Teams: by [name]",
    [Column("team", "Team"), Column("day", "Day", "date"), *estimate(), Column("unit", "Unit")],
    [
        ["Billing", date(2026, 6, 1), 0.757, 412, 0.71, None, "ratio"],
        ["Orders & <returns>", None, 95.25, 3, float("nan"), 120.0, "seconds"],
        ["", None, 12.0, 12, None, None, "count"],
    ],
)


def opened(tables, footer=FOOTER):
    return openpyxl.load_workbook(io.BytesIO(as_xlsx(tables, footer)))


@pytest.mark.parametrize("cell", [cell for cell in ATTACKS if not cell.startswith("DDE")])
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(cell):
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Billing", "Orders & returns", "", -5.0, None, "a=b"])
def test_other_cells_stay_as_they_are(cell):
    assert harmless(cell) == cell


def test_no_attack_is_a_formula_in_a_workbook_nor_after_it_was_saved_as_csv():
    book = opened([Table("t", "=1+1", [Column("a", "=A1")], [[text] for text in ATTACKS])], Footer(["=1+1"], "", ""))
    cells = [cell for sheet in book for row in sheet for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    assert not any(
        str(cell.value).lstrip(" \u00a0\u200b").startswith(("=", "+", "-", "@", "\t", "|", "＝")) for cell in cells
    )
    assert len(cells) > len(ATTACKS)


def test_a_workbook_holds_numbers_dates_and_words_as_what_they_are():
    sheet = opened([TABLE]).worksheets[0]
    assert sheet.title == "Teams  by  name"
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("Team", "Day", "Value", "n", "Low (95 %)", "High (95 %)", "Unit")
    assert rows[1][0] == "Billing"
    assert rows[1][1].date() == date(2026, 6, 1)
    assert rows[1][2:] == (0.757, 412, 0.71, None, "ratio")
    assert rows[2] == ("Orders & <returns>", None, 95.25, 3, None, 120, "seconds")
    assert [sheet.cell(row, 3).number_format for row in (2, 3, 4)] == ["0.0%", "#,##0.0", "#,##0"]
    assert [rows[at][0] for at in (5, 6)] == list(FOOTER.lines)
    assert sheet.auto_filter.ref == "A1:G4"


def test_a_workbook_says_what_it_is_of_and_what_its_columns_are():
    book = opened([TABLE, Table("empty", "Nothing", [Column("a", "A")], [])])
    assert [sheet.title for sheet in book] == ["Teams  by  name", "Nothing", "About"]
    words = [[cell for cell in row if cell] for row in book["About"].iter_rows(values_only=True)]
    assert words[:2] == [[line] for line in FOOTER.lines]
    assert ["Teams: by [name]", "3 rows"] in words
    assert ["Value", "see column Unit"] in words


def test_characters_that_no_workbook_may_hold_are_left_out():
    text = "a\x00b\x1b\ud800c\ufffe\nd" + "x" * 40_000
    cell = opened([Table("t", "\x07", [Column("a", "A")], [[text]])]).worksheets[0]["A2"].value
    assert cell.startswith("abc\ndxxx")
    assert len(cell) <= 32_767


def test_sheets_have_short_names_once_each():
    names = sheet_names(
        ["Cases/contacts: a very long title of a table", "cases contacts  a very long title of a tab", "'", "About"]
    )
    assert names == ["Cases contacts  a very long tit", "cases contacts  a very long (2)", "Table", "About (2)"]
    assert max(map(len, names)) <= 31


def test_of_a_long_table_a_workbook_holds_the_first_rows_and_says_so(monkeypatch):
    monkeypatch.setattr("dashboards.export_workbook.MOST_ROWS", 2)
    book = opened([TABLE])
    said = "The first 2 of 3 rows. A CSV or Parquet file holds all of them."
    assert [row[0].value for row in book.worksheets[0]][1:6] == [
        "Billing",
        "Orders & <returns>",
        None,
        said,
        FOOTER.lines[0],
    ]
    assert said in [row[0].value for row in book["About"]]
    assert as_csv(TABLE, FOOTER).decode().count("\r\n") == 1 + 3 + 2


def test_parquet_keeps_kinds_and_texts_and_says_what_it_is_of():
    file = as_parquet(Table("t", "T", TABLE.columns, [*TABLE.rows, ["=1+1", None, None, 0, None, None, ""]]), FOOTER)
    frame = pl.read_parquet(io.BytesIO(file))
    assert dict(frame.schema) == {
        "team": pl.String,
        "day": pl.Date,
        "value": pl.Float64,
        "n": pl.Int64,
        "low": pl.Float64,
        "high": pl.Float64,
        "unit": pl.String,
    }
    assert frame["low"].to_list() == [0.71, None, None, None]
    assert frame["team"][3] == "=1+1"
    said = pl.read_parquet_metadata(io.BytesIO(file))
    assert said["footer"] == "\n".join(FOOTER.lines)
    assert (said["generation"], said["data_as_of"]) == ("000007", "2026-06-28T20:00Z")


def test_a_csv_file_ends_in_its_footer():
    lines = list(csv.reader(io.StringIO(as_csv(TABLE, FOOTER).decode("utf-8-sig"))))
    assert lines[0] == ["team", "day", "value", "n", "low", "high", "unit"]
    assert lines[1] == ["Billing", "2026-06-01", "0.757", "412", "0.71", "", "ratio"]
    assert lines[-2:] == [[f"# {line}"] for line in FOOTER.lines]
