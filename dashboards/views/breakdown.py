"""Teams or channels side by side: every main metric with n and interval, and the weeks of two."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dashboards.formats import in_words, uncertainty
from dashboards.periods import periods_of
from dashboards.state import ViewState
from dashboards.views.heat import NOT_RECORDED, label, ordered
from dashboards.views.scope import scope
from dashboards.views.series import SPARK_WEEKS, WeeklySeries, weekly_slices
from dashboards.views.tiles import spark_line
from transforms.requests import MetricRequest

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore
    from transforms.metrics import MetricDefinition

# Heading, the metric whose weeks are drawn, and the metrics of each table.
TABLES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "Cases",
        "sla_attainment",
        (
            "cases_opened",
            "backlog",
            "first_response_time_median",
            "resolution_time_median",
            "sla_attainment",
            "reopen_rate",
            "escalation_rate",
            "complaint_rate",
        ),
    ),
    (
        "Contacts, customers and sales",
        "csat",
        (
            "contacts_offered",
            "service_level",
            "abandonment_rate",
            "average_handle_time",
            "csat",
            "upsell_conversion",
        ),
    ),
)
COLUMNS = tuple(metric for _, _, metrics in TABLES for metric in metrics)


def breakdown(store: RememberedStore, state: ViewState, dimension: str) -> dict[str, Any]:
    """Rows of one dimension with a total, columns of metrics; sorted by name, what is not recorded last."""
    spans = periods_of(state, store.generation)
    request = MetricRequest(COLUMNS, (dimension,), None, spans.shown.start, spans.shown.end, state.where)
    parts = store.query(request).to_dicts()
    found = {(row[dimension], row["metric"]): row for row in parts}
    totals = store.query(replace(request, by=())).to_dicts()
    found |= {(None, row["metric"]): row for row in totals}
    drawn = tuple(metric for _, metric, _ in TABLES)
    weekly = weekly_slices(store, drawn, dimension, spans, state.where)
    return {
        "scope": scope(store, state, spans),
        "heading": "Team" if dimension == "team" else "Channel",
        "dimension": dimension,
        "tables": [_table(store, table, dimension, found, weekly) for table in TABLES],
    }


def _table(
    store: RememberedStore,
    table: tuple[str, str, tuple[str, ...]],
    dimension: str,
    found: dict[tuple[str | None, str], dict[str, Any]],
    weekly: dict[tuple[str, str], WeeklySeries],
) -> dict[str, Any]:
    title, drawn, metrics = table
    currency = str(store.generation.get("currency", ""))

    def cells(name: str | None) -> list[dict[str, Any]]:
        return [metric_cell(store.catalogue[metric], found.get((name, metric)), currency) for metric in metrics]

    def weeks(name: str) -> dict[str, Any] | None:
        series = weekly.get((name, drawn))
        if series is None:
            return None
        line = spark_line(series, store.catalogue[drawn])
        is_few = metric_cell(store.catalogue[drawn], found.get((name, drawn)), currency)["is_few"]
        # Where the period holds too few to say, its weeks say even less: the line alone, without limits or marks.
        return line | {"limits": None, "signals": [None] * len(line["values"])} if is_few else line

    rows: list[dict[str, Any]] = [
        {
            "key": name,
            "label": label(name) if dimension == "channel" else name,
            "is_unknown": name == NOT_RECORDED,
            "cells": cells(name),
            "spark": weeks(name),
        }
        for name in ordered({name for name, _ in found if name is not None})
    ]
    return {
        "title": title,
        "columns": [_heading(store.catalogue[metric]) for metric in metrics],
        "drawn": f"{store.catalogue[drawn].label}, {SPARK_WEEKS} weeks",
        # A team without any contact has no line in the table of contacts.
        "rows": [row for row in rows if any(cell["value"] for cell in row["cells"])],
        "total": cells(None),
    }


def _heading(definition: MetricDefinition) -> dict[str, str]:
    return {"metric": definition.name, "label": definition.label, "description": definition.description}


def metric_cell(definition: MetricDefinition, row: dict[str, Any] | None, currency: str) -> dict[str, Any]:
    """One figure with what its reader must know: n, the interval, and whether there are too few to say."""
    counts_itself = definition.n == definition.name
    if row is None and counts_itself and definition.unit == "count":
        return {"text": "0", "value": 0, "notes": [], "is_few": False}
    if row is None or row["value"] is None:
        return {"text": "", "value": None, "notes": [], "is_few": False}
    is_few = not counts_itself and row["n"] < definition.least_n
    interval = uncertainty(definition, row["value"], row["low"], row["high"])
    notes = [interval, "" if counts_itself else f"n {row['n']:,}"]
    return {
        "text": in_words(definition.unit, row["value"], currency),
        "value": row["value"],
        "notes": [note for note in notes if note],
        "is_few": is_few,
    }


def by_team(store: RememberedStore, state: ViewState) -> dict[str, Any]:
    """Teams side by side."""
    return breakdown(store, state, "team")


def by_channel(store: RememberedStore, state: ViewState) -> dict[str, Any]:
    """Channels side by side."""
    return breakdown(store, state, "channel")
