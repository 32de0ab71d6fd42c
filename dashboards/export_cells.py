"""Values as cells of a file: nothing that a spreadsheet would run, and nothing that a file format cannot hold."""

from __future__ import annotations

import math
import re
from typing import Any

# What a spreadsheet may take for a formula, also after blanks and in full width.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")
_BLANKS = " \x00\u00a0\ufeff\u200b"
# Control characters and halves of surrogate pairs, which no XML may hold.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def harmless(cell: Any) -> Any:
    """A text that a spreadsheet would take for a formula, with an apostrophe before it; numbers stay numbers."""
    if isinstance(cell, str) and cell.lstrip(_BLANKS).startswith(_FORMULA_STARTS):
        return f"'{cell}"
    return cell


def printable(text: str) -> str:
    """A text without the characters that a workbook cannot hold."""
    return _NOT_IN_XML.sub("", text)


def known(cell: Any) -> Any:
    """A number, or None where it is none."""
    return None if cell is None or cell == "" or (isinstance(cell, float) and not math.isfinite(cell)) else cell
