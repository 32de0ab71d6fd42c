"""A few records that no loader may accept, so that the quarantine has something to show."""

from __future__ import annotations

import shutil
from pathlib import Path

import polars as pl

BROKEN_CALL_LINES = (
    "17438|",
    "not-a-time|1743800000.77|billing|NONE|ABANDON|1|1|30",
    "1743800000",
)
SURVEYS_WITH_BAD_DATES = 5
_LEAST_RECORDS = 60
"""Files with fewer records stay clean: one bad record would be too large a share of them."""


def break_call_lines(lines: pl.Series, month: int) -> tuple[pl.Series, int]:
    """Put a broken line in the middle of the logs of months 2, 7 and 12."""
    place = {2: 0, 7: 1, 12: 2}.get(month)
    if place is None or len(lines) < _LEAST_RECORDS:
        return lines, 0
    middle = len(lines) // 2
    broken = pl.Series("line", [BROKEN_CALL_LINES[place]])
    return pl.concat([lines.head(middle), broken, lines.slice(middle)]), 1


def break_survey_lines(lines: pl.Series, month: int) -> tuple[pl.Series, int]:
    """Add a survey sent on a day that does not exist to the files of every third month."""
    if month % 3 != 1 or month > 3 * SURVEYS_WITH_BAD_DATES or len(lines) < _LEAST_RECORDS:
        return lines, 0
    row = f"SR-BAD-{month},2025-02-30T10:00:00Z,,,,,Billing,email,billing,,1,5,csat,,,"
    return pl.concat([lines, pl.Series("line", [row])]), 1


def copy_under_another_name(path: Path) -> Path:
    """The same export saved twice, as people do."""
    copy = path.with_name(f"{path.stem} (1){path.suffix}")
    shutil.copyfile(path, copy)
    return copy
