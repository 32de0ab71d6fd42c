"""Teams or channels side by side: every main metric with n and interval, and the trend of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards.formats import half_width, in_words
from dashboards.periods import last_day, periods
from dashboards.state import ViewState
from dashboards.views.heat import MINIMUM_N, NOT_RECORDED, label, ordered
from dashboards.views.scope import scope
from transforms.requests import MetricRequest

if TYPE_CHECKING:
    from transforms.metrics import MetricDefinition, MetricStore

COLUMNS = (
    "cases_opened",
    "backlog",
    "first_response_time_median",
    "resolution_time_median",
    "sla_attainment",
    "reopen_rate",
    "escalation_rate",
    "contacts_offered",
    "service_level",
    "abandonment_rate",
    "average_handle_time",
    "csat",
    "upsell_conversion",
    "complaint_rate",
)


def breakdown(store: MetricStore, state: ViewState, dimension: str) -> dict[str, Any]:
    """Rows of one dimension with a total, columns of metrics; sorted by name, what is not recorded last."""
    spans = periods(state, last_day(store.generation))
    where, start, end = state.where, spans.shown.start, spans.shown.end
    parts = store.query(MetricRequest(COLUMNS, (dimension,), None, start, end, where)).to_dicts()
    totals = store.query(MetricRequest(COLUMNS, (), None, start, end, where)).to_dicts()
    found = {(row[dimension], row["metric"]): row for row in parts}
    currency = str(store.generation.get("currency", ""))
    rows = [
        {
            "key": name,
            "label": label(name) if dimension == "channel" else name,
            "is_unknown": name == NOT_RECORDED,
            "cells": [metric_cell(store.catalogue[m], found.get((name, m)), currency) for m in COLUMNS],
        }
        for name in ordered({row[dimension] for row in parts})
    ]
    total = {row["metric"]: row for row in totals}
    return {
        "scope": scope(store, state, spans),
        "heading": "Team" if dimension == "team" else "Channel",
        "dimension": dimension,
        "columns": [_heading(store.catalogue[m]) for m in COLUMNS],
        "rows": rows,
        "total": [metric_cell(store.catalogue[m], total[m], currency) for m in COLUMNS],
    }


def _heading(definition: MetricDefinition) -> dict[str, str]:
    return {"metric": definition.name, "label": definition.label, "description": definition.description}


def metric_cell(definition: MetricDefinition, row: dict[str, Any] | None, currency: str) -> dict[str, Any]:
    """One figure with what its reader must know: n, half the interval, and whether there are too few to say."""
    counts_itself = definition.n == definition.name
    if row is None and counts_itself and definition.unit == "count":
        return {"text": "0", "value": 0, "notes": [], "is_few": False}
    if row is None or row["value"] is None:
        return {"text": "", "value": None, "notes": [], "is_few": False}
    is_few = not counts_itself and row["n"] < max(definition.minimum_n, MINIMUM_N)
    half = half_width(definition.unit, row["value"], row["low"], row["high"])
    notes = [half, "" if counts_itself else f"n {row['n']:,}"]
    return {
        "text": in_words(definition.unit, row["value"], currency),
        "value": row["value"],
        "notes": [note for note in notes if note],
        "is_few": is_few,
    }


def by_team(store: MetricStore, state: ViewState) -> dict[str, Any]:
    """Teams side by side."""
    return breakdown(store, state, "team")


def by_channel(store: MetricStore, state: ViewState) -> dict[str, Any]:
    """Channels side by side."""
    return breakdown(store, state, "channel")
