"""Reps: what each rep's numbers are, and how far chance could move them."""

from __future__ import annotations

from typing import Any

import dash_ag_grid as dag
import dash_mantine_components as dmc
from dash import Input, Output, Patch, callback, html, register_page

from dashboards.answers import Answers
from dashboards.components import DefinitionLinks, Scope
from dashboards.drill_down import panel
from dashboards.layout import answers, filter_bar, page
from dashboards.views.reps import reps

register_page(__name__, path="/reps", name="Reps", title="Reps · Evenhand", order=3)

_NOTE = (
    "Values with their 95 % intervals, for a conversation and not for a ranking. Reps handle different cases; "
    "until their case mix is taken out, nobody is marked as better or worse here. "
    "With fewer than 30 records no rate is shown."
)


_HEADER, _ROW = 56, 50


def layout(**address: str) -> html.Div:
    """The page in the state that its address asks for."""
    return page("/reps", "Reps", lambda source: _body(source, address))


def _body(source: Answers, address: dict[str, str]) -> list[Any]:
    state, offered, shown = source.view("reps", address, reps)
    find_box = dmc.TextInput(
        id="reps-find", placeholder="Find a rep or team", w=260, **{"aria-label": "Find a rep or team"}
    )
    return [
        Scope("reps-scope", shown["scope"]),
        filter_bar(state, offered, is_compared=False),
        html.Section(
            [
                html.Div([html.P(_NOTE, className="reps-note"), find_box], className="reps-tools"),
                _grid(shown),
                DefinitionLinks("reps-definitions", shown["columns"]),
            ],
            className="card",
        ),
        panel(),
    ]


def _grid(shown: dict[str, Any]) -> Any:
    return dag.AgGrid(
        id="reps-grid",
        columnDefs=_columns(shown),
        rowData=shown["rows"],
        getRowId="params.data.id",
        className="ag-theme",
        defaultColDef={"sortable": True, "resizable": True, "suppressMovable": True},
        dashGridOptions={
            "headerHeight": 48,
            "animateRows": False,
            "getRowHeight": {"function": "repHeight(params)"},
            "postSortRows": {"function": "unknownLast(params)"},
            "context": {"figures": len(shown["columns"])},
            "localeText": {"noRowsToShow": "No rep with this name or team has records in this period and selection."},
        },
        eventListeners={"gridSizeChanged": ["fitReps(params)"]},
        style={
            "width": "100%",
            "height": f"min({_HEADER + _ROW * max(3, len(shown['rows']))}px, max(420px, 100vh - 290px))",
        },
    )


def _columns(shown: dict[str, Any]) -> list[dict[str, Any]]:
    name = {
        "headerName": "Rep",
        "colId": "rep",
        "valueGetter": {"function": "params.data.rep + ' ' + params.data.team"},
        "cellRenderer": "RepName",
        "cellRendererParams": {"columns": shown["columns"]},
        "pinned": "left",
        "width": 170,
        "cellDataType": False,
    }
    return [name, *(_figure_column(column) for column in shown["columns"])]


def _figure_column(column: dict[str, Any]) -> dict[str, Any]:
    metric = column["metric"]
    return {
        "headerName": column["label"],
        "headerTooltip": column["description"],
        "colId": metric,
        "valueGetter": {"function": f"params.data.{metric} ? params.data.{metric}.value : null"},
        # The find box looks for people: digits of a name must not find figures.
        "getQuickFilterText": {"function": "''"},
        "cellRenderer": "RepFigure",
        "cellRendererParams": {"axis": column["axis"]},
        "type": "rightAligned",
        "flex": 1,
        "minWidth": 118,
        "wrapHeaderText": True,
        "sortingOrder": ["desc", "asc", None],
        "cellDataType": False,
    }


@callback(
    Output("reps-scope", "data"),
    Output("reps-grid", "rowData"),
    Output("reps-grid", "columnDefs"),
    Input("filter-state", "data"),
    prevent_initial_call=True,
)
def refresh(asked: dict[str, Any]) -> tuple[Any, ...]:
    """All that a filter change moves, in one answer."""
    _, _, shown = answers().view("reps", asked, reps)
    return shown["scope"], shown["rows"], _columns(shown)


@callback(
    Output("reps-grid", "dashGridOptions"),
    Input("reps-find", "value"),
    prevent_initial_call=True,
)
def find(text: str | None) -> Any:
    """Keeps the reps whose name or team holds the text."""
    options = Patch()
    options["quickFilterText"] = text or ""
    return options
