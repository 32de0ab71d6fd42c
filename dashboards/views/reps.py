"""Reps: values with their intervals. No rank and no colour, because case mix is not taken out yet."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dashboards.formats import in_words
from dashboards.periods import last_day, periods
from dashboards.state import Offered, ViewState
from dashboards.views.heat import MINIMUM_N, NOT_RECORDED
from dashboards.views.scope import scope
from transforms.requests import MetricRequest

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore
    from transforms.metrics import MetricDefinition

COLUMNS = (
    "contacts_handled",
    "cases_resolved",
    "average_handle_time",
    "transfer_rate",
    "resolution_time_median",
    "reopen_rate",
    "csat",
    "upsell_conversion",
)


def offered_for_reps(store: RememberedStore, shared: Offered) -> Offered:
    """What the page of reps can be asked for beside the filters of all pages: its metrics."""
    return replace(shared, metrics=COLUMNS)


def reps(store: RememberedStore, state: ViewState) -> dict[str, Any]:
    """One row per rep with work in the period: name, team, and value, n, low, high of each metric."""
    spans = periods(state, last_day(store.generation))
    request = MetricRequest(COLUMNS, ("agent",), None, spans.shown.start, spans.shown.end, state.where)
    answered = store.query(request).to_dicts()
    people = {row["agent"]: row for row in store.table("agents").to_dicts()}
    currency = str(store.generation.get("currency", ""))
    rows: dict[str, dict[str, Any]] = {}
    for part in answered:
        agent = part["agent"]
        person = people.get(agent, {})
        row = rows.setdefault(
            agent, {"id": agent, "rep": person.get("name") or agent, "team": person.get("team") or ""}
        )
        row[part["metric"]] = _figure(store.catalogue[part["metric"]], part, currency)
    listed = sorted(rows.values(), key=lambda row: (row["id"] == NOT_RECORDED, row["rep"]))
    return {
        "scope": scope(store, state, spans),
        "columns": [_column(store.catalogue[name], rows.values()) for name in COLUMNS],
        "rows": listed,
    }


def _figure(definition: MetricDefinition, part: dict[str, Any], currency: str) -> dict[str, Any]:
    counts_itself = definition.n == definition.name
    is_few = not counts_itself and part["n"] < max(definition.minimum_n, MINIMUM_N)
    return {
        # A rate of three calls is not shown: a figure that stands there will be used.
        "value": None if is_few else part["value"],
        "text": "too few" if is_few else in_words(definition.unit, part["value"], currency),
        "n": part["n"],
        "low": None if is_few else part["low"],
        "high": None if is_few else part["high"],
        "interval": "" if is_few or part["low"] is None else _interval(definition, part, currency),
        "note": "" if counts_itself else f"n {part['n']:,}",
    }


def _interval(definition: MetricDefinition, part: dict[str, Any], currency: str) -> str:
    low, high = (in_words(definition.unit, part[end], currency) for end in ("low", "high"))
    return f"{low} to {high}"


def _column(definition: MetricDefinition, rows: Any) -> dict[str, Any]:
    figures = [row[definition.name] for row in rows if definition.name in row]
    lows = [f["low"] for f in figures if f["low"] is not None]
    highs = [f["high"] for f in figures if f["high"] is not None]
    return {
        "metric": definition.name,
        "label": definition.label,
        "description": definition.description,
        # One axis for the whole column, or the intervals could not be compared.
        "axis": [min(lows), max(highs)] if lows and highs else None,
        "is_volume": definition.n == definition.name,
    }
