"""Any metric by any two of its dimensions, as a table that is coloured like the map of the overview."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from dashboards.formats import count, scale_of, uncertainty
from dashboards.localised import day, month
from dashboards.periods import Span, last_of, periods_of
from dashboards.state import ViewState
from dashboards.views.crosscut import (
    GRAINS,
    MOST_COLUMNS,
    MOST_ROWS,
    NOTHING,
    REPS,
    TIME,
    TOTAL,
    Cut,
    Figures,
    Key,
    Row,
    cut_of,
    dimensions_of,
    figures,
    kept_columns,
    kept_rows,
)
from dashboards.views.heat import NOT_RECORDED, UNRATED, label, rated_cell
from dashboards.views.hints import hint
from dashboards.views.records import in_plain, names_of
from dashboards.views.scope import scope

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore
    from transforms.catalogue import MetricDefinition

_NAMES = {REPS: "Rep", NOTHING: "Nothing"}
_EDGES = "Times at the edges hold only their days within the period."


def explore(store: RememberedStore, state: ViewState) -> dict[str, Any]:
    """Scope, the axes that can be chosen, and the table with its totals."""
    spans = periods_of(state, store.generation)
    cut, definition = cut_of(store, state), store.catalogue[state.metric]
    found = figures(store, state, cut, spans.shown)
    names = names_of(store)
    columns = kept_columns(found, cut)
    # Reps stay in the order of their names: whoever has most of something is not to stand first.
    sort = "" if cut.by == REPS else state.sort
    rows = in_order(kept_rows(found), columns, found, sort)
    # One unit for the whole table: figures that stand side by side must be comparable at a glance.
    scale = scale_of(definition.unit, found.whole["value"] if found.whole else None)

    def cell(row: Row | None, total: Row | None) -> dict[str, Any] | None:
        return _cell(definition, row, total, scale) if row and row["value"] is not None else None

    return {
        "scope": scope(store, state, spans) | {"compared": "", "uncompared": ""},
        "axes": _axes(store, cut),
        "metric": definition.name,
        "hint": hint(definition, str(store.generation.get("currency", "")), state),
        "title": _title(definition, cut),
        "unit": str(store.generation.get("currency", "")) if definition.unit == "money" else scale[1],
        "subtitle": _subtitle(definition),
        "notes": _notes(store, state, cut, found),
        "compares_reps": definition.unit != "count",
        "sort": sort,
        "can_sort": cut.by != REPS,
        "heading": axis_name(cut.by),
        "columns": [_column(cut, key, spans.shown, names) for key in columns],
        "rows": [
            {
                "key": key,
                "label": NOT_RECORDED if key is None else in_plain(cut.by, str(key), names),
                "is_unknown": key in (None, NOT_RECORDED),
                "cells": [cell(found.cells.get((key, column)), found.columns.get(column)) for column in columns],
                "total": cell(found.rows.get(key), found.whole),
            }
            for key in rows
        ],
        "totals": [cell(found.columns.get(column), None) for column in columns],
        "whole": cell(found.whole, None),
    }


def axis_name(name: str) -> str:
    """A dimension or a length of time as a heading: Half hour, Week."""
    return _NAMES.get(name) or label(name)


def _title(definition: MetricDefinition, cut: Cut) -> str:
    across = "" if cut.across == NOTHING else f" and {axis_name(cut.grain or cut.across).lower()}"
    return f"{definition.label} by {axis_name(cut.by).lower()}{across}"


def _subtitle(definition: MetricDefinition) -> str:
    if definition.interval in UNRATED:
        return "Volumes and medians have no colour: the parts of a median do not make one of all."
    return "Colour only where a figure differs clearly from the rest of its column."


def _axes(store: RememberedStore, cut: Cut) -> list[dict[str, Any]]:
    known = dimensions_of(store, cut.metric)
    columns = [name for name in known if name not in (cut.by, REPS)]
    axes = [
        {"key": "by", "label": "Rows", "chosen": cut.by, "options": _options(known)},
        {"key": "across", "label": "Columns", "chosen": cut.across, "options": _options((*columns, TIME, NOTHING))},
    ]
    length = {"key": "grain", "label": "Each column is a", "chosen": cut.grain, "options": _options(GRAINS)}
    return [*axes, length] if cut.grain else axes


def _options(values: Iterable[str]) -> list[dict[str, str]]:
    return [{"value": value, "label": axis_name(value)} for value in values]


def _notes(store: RememberedStore, state: ViewState, cut: Cut, found: Figures) -> list[str]:
    known = (*dimensions_of(store, cut.metric), TIME, NOTHING, REPS)
    asked = [name for name in (state.choice("by"), state.choice("across")) if name not in known]
    notes = [f"This metric cannot be cut by {axis_name(name).lower()}." for name in asked]
    if len(found.rows) > MOST_ROWS:
        notes.append(f"The {MOST_ROWS} rows with most records of {count(len(found.rows))}; the files hold all.")
    if len(found.columns) > MOST_COLUMNS:
        which = "latest" if cut.grain else "columns with most records"
        notes.append(f"The {MOST_COLUMNS} {which} of {count(len(found.columns))}; the files hold all.")
    return [*notes, _EDGES] if cut.grain and cut.grain != "day" else notes


def _cell(definition: MetricDefinition, row: Row, total: Row | None, scale: tuple[float, str, int]) -> dict[str, Any]:
    counts_itself = definition.n == definition.name
    notes = [
        uncertainty(definition, row["value"], row["low"], row["high"], scale),
        "" if counts_itself else f"n {count(row['n'])}",
    ]
    told = rated_cell(definition, row, total, scale)
    return told | {"value": row["value"], "notes": [note for note in notes if note], "n": row["n"]}


def _column(cut: Cut, key: Key, shown: Span, names: dict[str, str]) -> dict[str, Any]:
    if isinstance(key, date) and cut.grain:
        last = last_of(cut.grain, key)
        span = [max(key, shown.start) if shown.start else key, min(last, shown.end) if shown.end else last]
        return {
            "label": period_words(cut.grain, key),
            "key": key.isoformat(),
            "sort": "",
            "span": [edge.isoformat() for edge in span],
        }
    text = NOT_RECORDED if key is None else in_plain(cut.across, str(key), names)
    return {"label": text, "key": key, "slice": cut.across, "sort": key or "", "span": None}


def period_words(grain: str, first: date) -> str:
    """A period as a heading: 3 Jun 2026, Jun 2026, Q2 2026."""
    if grain == "quarter":
        return f"Q{(first.month + 2) // 3} {first.year}"
    return month(first) if grain == "month" else day(first)


def in_order(rows: list[Key], columns: list[Key], found: Figures, sort: str) -> list[Key]:
    """Rows in the order of their totals or of a column, those it does not know at the end; else as they come."""
    wanted = sort.removeprefix("-")
    if wanted != TOTAL and wanted not in columns:
        return rows

    def value(key: Key) -> float | None:
        row = found.rows.get(key) if wanted == TOTAL else found.cells.get((key, wanted))
        return row["value"] if row else None

    known = [key for key in rows if value(key) is not None]
    known.sort(key=lambda key: value(key) or 0.0, reverse=sort.startswith("-"))
    return known + [key for key in rows if value(key) is None]
