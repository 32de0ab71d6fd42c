"""Teams or channels side by side: every main metric with n and interval, and the weeks of two."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from dashboards.formats import change, count, in_words, uncertainty
from dashboards.periods import Span, periods_of
from dashboards.state import Offered, ViewState
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
    """Rows of one dimension with a total, columns of metrics, each with its change; sorted as the state says."""
    spans = periods_of(state, store.generation)
    found = _figures(store, state, dimension, spans.shown)
    before = _figures(store, state, dimension, spans.compared) if spans.compared else {}
    drawn = tuple(metric for _, metric, _ in TABLES)
    weekly = weekly_slices(store, drawn, dimension, spans, state.where)
    names = in_order(ordered({name for name, _ in found if name is not None}), found, state.sort)
    told = _Told(names, found, before, weekly)
    return {
        "scope": scope(store, state, spans),
        "heading": "Team" if dimension == "team" else "Channel",
        "dimension": dimension,
        "sort": state.sort,
        "changes": f"Arrows: the change against {spans.compared.words()}." if spans.compared else "",
        "tables": [_table(store, table, dimension, told) for table in TABLES],
    }


Figures = dict[tuple[str | None, str], dict[str, Any]]
"""Slice (None: all of them) and metric to the answer."""


@dataclass(frozen=True)
class _Told:
    """What the tables tell of each name, in their order."""

    names: list[str]
    found: Figures
    before: Figures
    weekly: dict[tuple[str, str], WeeklySeries]


def _figures(store: RememberedStore, state: ViewState, dimension: str, span: Span) -> Figures:
    request = MetricRequest(COLUMNS, (dimension,), None, span.start, span.end, state.where)
    found: Figures = {(row[dimension], row["metric"]): row for row in store.query(request).to_dicts()}
    totals = store.query(replace(request, by=())).to_dicts()
    return found | {(None, row["metric"]): row for row in totals}


def in_order(names: list[str], found: Figures, sort: str) -> list[str]:
    """Names in the order of a column, what it does not know at the end; as they come without one."""
    metric = sort.removeprefix("-")

    def value(name: str) -> float | None:
        row = found.get((name, metric))
        return row["value"] if row else None

    known = [name for name in names if value(name) is not None]
    known.sort(key=lambda name: value(name) or 0.0, reverse=sort.startswith("-"))
    return known + [name for name in names if value(name) is None] if metric else names


def _table(
    store: RememberedStore,
    table: tuple[str, str, tuple[str, ...]],
    dimension: str,
    told: _Told,
) -> dict[str, Any]:
    title, drawn, metrics = table
    currency = str(store.generation.get("currency", ""))

    def cells(name: str | None) -> list[dict[str, Any]]:
        keys = [(name, metric) for metric in metrics]
        return [
            metric_cell(store.catalogue[key[1]], told.found.get(key), currency)
            | {"change": moved(store.catalogue[key[1]], told.found.get(key), told.before.get(key))}
            for key in keys
        ]

    def weeks(name: str) -> dict[str, Any] | None:
        series = told.weekly.get((name, drawn))
        if series is None:
            return None
        line = spark_line(series, store.catalogue[drawn])
        is_few = metric_cell(store.catalogue[drawn], told.found.get((name, drawn)), currency)["is_few"]
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
        for name in told.names
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
    notes = [interval, "" if counts_itself else f"n {count(row['n'])}"]
    return {
        "text": in_words(definition.unit, row["value"], currency),
        "value": row["value"],
        "notes": [note for note in notes if note],
        "is_few": is_few,
    }


def moved(definition: MetricDefinition, now: dict[str, Any] | None, before: dict[str, Any] | None) -> str:
    """The change in the unit of the measure behind an arrow; nothing where either side is too few to say.

    It is no verdict: two periods are two points, and what their difference means only a longer series can tell.
    """
    if now is None or before is None:
        return ""
    if definition.n != definition.name and min(now["n"], before["n"]) < definition.least_n:
        return ""
    text = change(definition.unit, now["value"], before["value"])
    if text in ("", "no change"):
        return text
    return f"{'↗' if now['value'] > before['value'] else '↘'} {text}"


def offered_for_tables(store: RememberedStore, shared: Offered) -> Offered:
    """What the pages of teams and channels can be asked for: rows in the order of any column."""
    return replace(shared, sorts=COLUMNS)


def by_team(store: RememberedStore, state: ViewState) -> dict[str, Any]:
    """Teams side by side."""
    return breakdown(store, state, "team")


def by_channel(store: RememberedStore, state: ViewState) -> dict[str, Any]:
    """Channels side by side."""
    return breakdown(store, state, "channel")
