"""The page on surveys and offers as a table: one row per figure, shares as fractions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dashboards.export_cells import known
from dashboards.state import ViewState
from dashboards.tables import Column, Table, estimate, interval, texts
from dashboards.views.evidence import evidence, evidence_rows

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore


_SIDES = (
    Column("name", "Outcome"),
    Column("with", "With an offer", "number", "ratio"),
    Column("without", "Without", "number", "ratio"),
    Column("value", "Difference", "number", "ratio"),
    *interval("ratio"),
    Column("n", "n", "integer"),
)


def evidence_tables(store: RememberedStore, state: ViewState, address: Mapping[str, str]) -> list[Table]:
    """All figures of both cards, and the outcomes with an offer beside those without."""
    found = evidence(store, state)
    columns = [*texts(figure="Figure", dimension="Dimension", category="Category"), *estimate("")]
    rows = [[*row[:3], *map(known, row[3:])] for row in evidence_rows(found)]
    sides = [[one[column.name] for column in _SIDES] for one in found["offers"]["sides"]]
    return [Table("evidence", "Surveys and offers", columns, rows), Table("offers", "Offers", _SIDES, sides)]
