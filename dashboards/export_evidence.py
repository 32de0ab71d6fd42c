"""The page on surveys and offers as a table: one row per figure, shares as fractions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dashboards.export_cells import known
from dashboards.state import ViewState
from dashboards.tables import Table, estimate, texts
from dashboards.views.evidence import evidence, evidence_rows

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore


def evidence_tables(store: RememberedStore, state: ViewState, address: Mapping[str, str]) -> list[Table]:
    """All figures of both cards."""
    columns = [*texts(figure="Figure", dimension="Dimension", category="Category"), *estimate("")]
    rows = [[*row[:3], *map(known, row[3:])] for row in evidence_rows(evidence(store, state))]
    return [Table("evidence", "Surveys and offers", columns, rows)]
