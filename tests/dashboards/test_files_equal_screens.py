"""Every number that a page sends to the screen stands in the file of that page, whatever the page."""

import bisect
import csv
import io
import re
from datetime import date, datetime
from pathlib import Path

import dash
import openpyxl
import polars as pl
import pytest
from dash.development.base_component import Component

from dashboards.app import create_app
from dashboards.export import exported, exported_pages, written
from dashboards.export_files import as_csv, as_parquet
from dashboards.export_workbook import as_xlsx
from dashboards.formats import in_words
from dashboards.tables import Footer
from dashboards.views.trend_points import GRAINS

ADDRESS = {"p": "52w", "team": "Billing|Technical"}
REP = "emil.martin"
# Page to the export it offers and what more its address says, where one is the download of another.
SHARED = {
    "rep": ("reps", {"agent": REP, "team": ""}),
    "team": ("team", {"team": "Billing"}),
    "follow_up": ("follow-up", {}),
}
IN_PATH = {"agent": REP, "of": "Billing"}
# What only draws: the unit of an axis, how deep a colour is, how high a bar stands, how far a picture reaches. The target
# of a plan stands among the lines below its tables.
DRAWN = re.compile(r"\.(divisor|depth|bar|reach|axis|spark\.limits|target)(\[\])*$")
# Lists of words, and people of whom too few records tell.
OF_WORDS = ("coaching", "definitions", "quality")
COUNTED = re.compile(r"^(?P<figure>.+?), n (?P<n>[\d,]+)(: too few to say)?$")
# Pages with a trend that can be cut by other lengths of time than the week.
BOARDS = ("overview", "service", "satisfaction", "sales", "complaints", "team")
NOTHING_SAID = Footer((), "", "")


def pages():
    create_app(Path("no home"))
    names = [entry["module"].rsplit(".", 1)[-1] for entry in dash.page_registry.values()]
    # What the SQL page shows and writes is an answer to a statement, and there is none before somebody asks.
    return [name for name in names if name != "sql" and (name in SHARED or exported(name))]


def shown_by(app, name, address):
    """The data of all components of a page, as a browser gets them first."""
    [entry] = [one for one in dash.page_registry.values() if one["module"].endswith(f".pages.{name}")]
    parts = {key: value for key, value in IN_PATH.items() if f"<{key}>" in (entry["path_template"] or "")}
    with app.server.app_context():
        return dict(components(entry["layout"](**address | parts)))


def components(node):
    if isinstance(node, (list, tuple)):
        for child in node:
            yield from components(child)
    elif isinstance(node, Component):
        found = getattr(node, "data", None) or getattr(node, "rowData", None)
        if isinstance(found, (dict, list)) and not node._namespace.startswith("dash_mantine"):
            yield str(getattr(node, "id", "")), found
        yield from components(getattr(node, "children", None))


def leaves(node, path):
    if isinstance(node, dict):
        for key, value in node.items():
            yield from leaves(value, f"{path}.{key}")
    elif isinstance(node, (list, tuple)):
        for value in node:
            yield from leaves(value, f"{path}[]")
    else:
        yield path, node


def tables_of(app, name, address):
    export_name, more = SHARED.get(name, (name, {}))
    export, sent = exported(export_name), address | more
    answers = app.server.config["EVENHAND_ANSWERS"]
    return answers.export(export.filtered_as, sent, lambda store, state: list(export.tables(store, state, sent)))


def is_in(sorted_numbers, wanted):
    """Whether a number is there, to the four digits that a drawing is sent."""
    room = abs(wanted) * 6e-4 + 1e-12
    at = bisect.bisect_left(sorted_numbers, wanted - room)
    return at < len(sorted_numbers) and sorted_numbers[at] <= wanted + room


@pytest.mark.parametrize(
    ("name", "grain"), [*((name, "") for name in pages()), *((name, grain) for name in BOARDS for grain in GRAINS[1:])]
)
def test_every_number_of_the_screen_is_in_the_file(app, name, grain):
    asked = ADDRESS | {"grain": grain}
    tables = tables_of(app, name, asked)
    cells = [cell for table in tables for row in table.rows for cell in row]
    numbers = sorted(float(cell) for cell in cells if isinstance(cell, (int, float)) and cell == cell)
    said = {(in_words(line["unit"], line["value"]), line["n"]) for line in lines(tables) if "value" in line}
    address = asked | SHARED.get(name, ("", {}))[1]
    seen = [leaf for part, data in shown_by(app, name, address).items() for leaf in leaves(data, part)]
    figures = [(path, value) for path, value in seen if is_figure(path, value)]
    assert [(path, value) for path, value in figures if not is_in(numbers, value)] == []
    told = [(path, COUNTED.match(text)) for path, text in seen if path.endswith(".title") and isinstance(text, str)]
    pairs = [(path, found["figure"], int(found["n"].replace(",", ""))) for path, found in told if found]
    # What is not selected is dimmed on a map and left out of its file.
    assert [pair for pair in pairs if "heat" not in pair[0] and pair[1:] not in said] == []
    assert figures or name in OF_WORDS


def is_figure(path, value):
    is_counted = path.endswith((".value", ".n")) and isinstance(value, (int, float)) and not isinstance(value, bool)
    is_broken = isinstance(value, float) and value != int(value)
    return (is_counted or is_broken) and not DRAWN.search(path)


def lines(tables):
    for table in tables:
        names = [column.name for column in table.columns]
        if "unit" in names and "n" in names:
            yield from (dict(zip(names, row, strict=True)) for row in table.rows)


@pytest.mark.parametrize("name", sorted({SHARED.get(name, (name, {}))[0] for name in pages()}))
def test_csv_excel_and_parquet_hold_the_same(app, name):
    table = tables_of(app, name, ADDRESS)[0]
    rows = [tuple(None if cell == "" else cell for cell in row) for row in table.rows]
    frame = pl.read_parquet(io.BytesIO(as_parquet(table, NOTHING_SAID)))
    assert [tuple(None if cell == "" else cell for cell in row) for row in frame.rows()] == rows
    text = list(csv.reader(io.StringIO(as_csv(table, NOTHING_SAID).decode("utf-8-sig"))))
    assert text == [
        [column.name for column in table.columns],
        *(["" if c is None else str(c) for c in row] for row in rows),
    ]
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx([table], NOTHING_SAID)), read_only=True).worksheets[0]
    written_rows = sheet.iter_rows(min_row=2, max_row=len(rows) + 1, values_only=True)
    assert [cell for row in written_rows for cell in row] == [same_as(cell) for row in rows for cell in row]


def same_as(cell):
    """A workbook has moments instead of days, and sixteen digits."""
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day)
    return pytest.approx(cell, rel=1e-14) if isinstance(cell, float) else cell


def test_rows_and_totals_of_a_table_are_those_of_its_file(app):
    shown = shown_by(app, "teams", {})["teams-table"]
    [file] = [table for table in tables_of(app, "teams", {}) if table.name == "figures"]
    values = {(row[1], row[0]): row[2] for row in file.rows}
    for table in shown["tables"]:
        metrics = [column["metric"] for column in table["columns"]]
        listed = {row["key"]: [cell["value"] for cell in row["cells"]] for row in table["rows"]}
        assert set(listed) == {team for (team, name), value in values.items() if name in metrics and value} - {"(all)"}
        assert [cell["value"] for cell in table["total"]] == [values["(all)", name] for name in metrics]
    opened = [value for (team, name), value in values.items() if name == "cases_opened" and team != "(all)"]
    assert sum(opened) == values["(all)", "cases_opened"]


def test_every_page_of_figures_offers_files_and_an_unknown_table_is_the_first(app):
    assert {"overview", "teams", "channels", "reps", "records", "evidence", "trends", "staffing"} <= set(
        exported_pages()
    )
    answers = app.server.config["EVENHAND_ANSWERS"]
    first, named, unknown = (
        answers.export(
            "overview", {}, lambda store, state, t=t: written(exported("overview"), "csv", store, state, {"table": t})
        )
        for t in ("", "weeks", "salaries")
    )
    assert first == unknown
    assert named.startswith(b"\xef\xbb\xbfmetric,week,value,n,")
    assert date.fromisoformat(named.decode().splitlines()[1].split(",")[1]).weekday() == 0
