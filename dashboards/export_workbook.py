"""Tables as an Excel workbook: a sheet each, with the footer under it, and one that says what the file is of."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dashboards.export_cells import harmless, known, printable
from dashboards.tables import UNIT_OF_ROW, Column, Footer, Kind, Table

_OPTIONS = {
    # Rows go to disk as they are written: a list of records can be as long as a sheet.
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_UNIT_PATTERNS = {"ratio": "0.0%", "seconds": "#,##0.0", "money": "#,##0.00", "score": "0.00"}
_PATTERNS: dict[Kind, str] = {"integer": "#,##0", "date": "yyyy-mm-dd"}
_NUMBER = "#,##0.0###"
_UNIT_WORDS = {"ratio": "fraction, shown in per cent", "seconds": "seconds", UNIT_OF_ROW: "see column Unit"}
_ABOUT = "About"
MOST_ROWS = 100_000
"""More take longer to write and to open than anybody waits for."""
_LONGEST_TEXT = 32_767
_LONGEST_NAME = 31


def as_xlsx(tables: Sequence[Table], footer: Footer) -> bytes:
    """The tables in their order; of one that is too long for a spreadsheet the first rows, and words that say so."""
    file = io.BytesIO()
    with Workbook(file, _OPTIONS) as book:
        book.set_properties({"title": printable(tables[0].title), "comments": printable("\n".join(footer.lines))})
        writer = _Writer(book)
        for name, table in zip(sheet_names([table.title for table in tables]), tables, strict=True):
            writer.sheet(name, replace(table, rows=table.rows[:MOST_ROWS]), [*_cut(table), *footer.lines])
        writer.about(tables, footer.lines)
    return file.getvalue()


def _cut(table: Table) -> list[str]:
    if len(table.rows) <= MOST_ROWS:
        return []
    return [f"The first {MOST_ROWS:,} of {len(table.rows):,} rows. A CSV or Parquet file holds all of them."]


def sheet_names(titles: Sequence[str]) -> list[str]:
    """Names that a workbook takes: short, each once, without the characters that references use."""
    taken = {_ABOUT.lower(), "history"}
    names = []
    for title in titles:
        plain = re.sub(r"[\[\]:*?/\\]", " ", printable(title)).strip(" '") or "Table"
        tries = (f"{plain[: _LONGEST_NAME - len(tail)].rstrip()}{tail}" for tail in _tails())
        name = next(one for one in tries if one.lower() not in taken)
        taken.add(name.lower())
        names.append(name)
    return names


def _tails() -> Iterator[str]:
    yield ""
    yield from (f" ({number})" for number in count(2))


class _Writer:
    """Writes sheets; formats belong to the workbook, one for each way to show a number."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._formats: dict[str, Format] = {}
        self._bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self._quiet = book.add_format({"italic": True, "font_color": "#647183"})

    def sheet(self, name: str, table: Table, said: Sequence[str]) -> None:
        """Headings that stay in sight, the rows, and below them what they are of."""
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for at, column in enumerate(table.columns):
            sheet.set_column(at, at, 24 if column.kind == "text" else 14)
            _text(sheet, 0, at, column.label, self._bold)
        units = [at for at, column in enumerate(table.columns) if column.name == "unit"]
        for line, row in enumerate(table.rows, start=1):
            unit = str(row[units[0]]) if units else ""
            for at, column in enumerate(table.columns):
                if known(row[at]) is not None:
                    self._cell(sheet, (line, at), row[at], column.kind, _pattern(column, unit, row[at]))
        if table.rows:
            sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
        for line, words in enumerate(said, start=len(table.rows) + 2):
            _text(sheet, line, 0, words, self._quiet)

    def about(self, tables: Sequence[Table], said: Sequence[str]) -> None:
        """What the file is of, and the words and units of every column."""
        sheet = self._book.add_worksheet(_ABOUT)
        sheet.set_column(0, 2, 34)
        lines = [[words] for words in said]
        lines += [[], ["Durations are in seconds. Rates are fractions, shown in per cent. Intervals are 95 %."]]
        lines += [["An apostrophe before a text keeps programs from running it as a formula."], []]
        for table in tables:
            lines += [[table.title, f"{len(table.rows):,} rows"], *([words] for words in _cut(table))]
            lines += [["", column.label, _UNIT_WORDS.get(column.unit, column.unit)] for column in table.columns]
        for line, cells in enumerate(lines):
            for at, words in enumerate(cells):
                _text(sheet, line, at, words, self._bold if at == 0 and len(cells) > 1 else None)

    def _cell(self, sheet: Worksheet, place: tuple[int, int], cell: Any, kind: Kind, pattern: str) -> None:
        if kind == "text":
            _text(sheet, *place, str(cell), None)
        elif kind == "date":
            sheet.write_datetime(*place, cell, self._shown(pattern))
        else:
            sheet.write_number(*place, cell, self._shown(pattern))

    def _shown(self, pattern: str) -> Format:
        if pattern not in self._formats:
            self._formats[pattern] = self._book.add_format({"num_format": pattern})
        return self._formats[pattern]


def _pattern(column: Column, unit_of_row: str, cell: Any) -> str:
    if column.kind in _PATTERNS:
        return _PATTERNS[column.kind]
    unit = unit_of_row if column.unit == UNIT_OF_ROW else column.unit
    is_whole = unit == "count" and cell == int(cell)
    return _PATTERNS["integer"] if is_whole else _UNIT_PATTERNS.get(unit, _NUMBER)


def _text(sheet: Worksheet, line: int, at: int, words: str, shown: Format | None) -> None:
    # Written as a string whatever it looks like, and harmless even after the workbook has been saved as CSV.
    sheet.write_string(line, at, str(harmless(printable(words)))[:_LONGEST_TEXT], shown)
