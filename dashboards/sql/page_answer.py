"""An answer as the page draws it: columns with how they are set, and cells that a browser keeps exactly."""

from __future__ import annotations

import math
import re
from typing import Any

from dashboards.sql import Answer

_WHOLE = re.compile(r"U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)")
_BROKEN = re.compile(r"FLOAT|DOUBLE|DECIMAL\(\d+,\d+\)")
_MOST_EXACT = 2**53
"""Beyond this a number of JavaScript is no longer every whole number."""


def is_number(kind: str) -> bool:
    """Whether a column of this DuckDB type holds numbers."""
    return is_whole(kind) or _BROKEN.fullmatch(kind) is not None


def is_whole(kind: str) -> bool:
    """Whether a column of this DuckDB type holds whole numbers."""
    return _WHOLE.fullmatch(kind) is not None


def drawn(answer: Answer) -> dict[str, Any]:
    """Columns as name, type and whether they hold numbers; rows of null, truth, number or text; what was counted."""
    return {
        "columns": [
            {
                "name": name,
                "type": kind.strip('"'),
                "is_number": is_number(kind),
                "is_time": kind.startswith(("DATE", "TIMESTAMP")),
            }
            for name, kind in answer.columns
        ],
        "rows": [[_cell(cell) for cell in row] for row in answer.rows],
        "total": answer.total_rows,
        "is_truncated": answer.is_truncated,
        "ms": round(answer.ms),
    }


def _cell(cell: Any) -> Any:
    if isinstance(cell, int) and not isinstance(cell, bool):
        return cell if abs(cell) <= _MOST_EXACT else str(cell)
    if isinstance(cell, float):
        # JSON of a browser knows neither infinity nor what is no number.
        return cell if math.isfinite(cell) else str(cell)
    return cell
