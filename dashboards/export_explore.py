"""The figures of the explore page as a table: every cell, those that the screen leaves out as well, and the totals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dashboards.periods import periods_of
from dashboards.state import ViewState
from dashboards.tables import Column, Table, estimate
from dashboards.views.crosscut import NOTHING, Key, Row, cut_of, figures
from dashboards.views.explore import axis_name

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore

_ALL = "(all)"


def explore_tables(store: RememberedStore, state: ViewState, address: Mapping[str, str]) -> list[Table]:
    """One row per cell, its totals first."""
    cut = cut_of(store, state)
    found = figures(store, state, cut, periods_of(state, store.generation).shown)
    unit = store.catalogue[cut.metric].unit
    has_columns = cut.across != NOTHING
    lines: list[tuple[Key, Key, Row]] = [(_ALL, _ALL, found.whole)] if found.whole else []
    lines += [(row, _ALL, told) for row, told in found.rows.items()]
    lines += [(_ALL, column, told) for column, told in found.columns.items()]
    lines += [(row, column, told) for (row, column), told in found.cells.items()]
    axes = [Column(cut.by, axis_name(cut.by)), *([Column(cut.across, axis_name(cut.across))] if has_columns else [])]
    rows = [
        [
            cut.metric,
            *([str(row or ""), str(column or "")] if has_columns else [str(row or "")]),
            *(told[name] for name in ("value", "n", "low", "high")),
            unit,
        ]
        for row, column, told in lines
    ]
    return [Table("cells", "Cells", [Column("metric", "Metric"), *axes, *estimate(), Column("unit", "Unit")], rows)]
