"""Reps: each beside what the others have with the same cases, as a grid, a funnel plot, or months."""

from __future__ import annotations

from typing import Any

import dash_ag_grid as dag
import dash_mantine_components as dmc
from dash import ClientsideFunction, Input, Output, Patch, callback, clientside_callback, html, no_update, register_page

from dashboards.access.reader import Need
from dashboards.answers import Answers
from dashboards.components import DefinitionLinks, Funnel, Months, ReadingLegend, Scope
from dashboards.drill_down import panel
from dashboards.export import register_export
from dashboards.export_reps import rep_tables
from dashboards.layout import answers, filter_bar, page
from dashboards.state import ViewState
from dashboards.views.reps import reps

register_page(__name__, path="/reps", name="Reps", title="Reps · Evenhand", order=8, needs=Need.PEOPLE)
register_export("reps", rep_tables, needs=Need.PERSON)

_VIEWS = [
    {"value": "grid", "label": "Table"},
    {"value": "funnel", "label": "Funnel plot"},
    {"value": "months", "label": "Months"},
]
_NOTE = "For a conversation, not a verdict: there is no rank, and the order of the table says nothing."
_HEADER, _ROW = 56, 56


def layout(**address: str) -> html.Div:
    """The page in the state that its address asks for."""
    return page("/reps", "Reps", lambda source: _body(source, address))


def _body(source: Answers, address: dict[str, str]) -> list[Any]:
    state, offered, shown = source.view("reps", address, reps)
    grid = shown["grid"] or {"columns": [], "rows": []}
    return [
        Scope("reps-scope", shown["scope"]),
        filter_bar(state, offered, is_compared=False),
        html.Section(
            [
                html.P(
                    [html.Span(shown["sentence"], id="reps-sentence"), f" {_NOTE}"],
                    className="reps-note",
                    **{"aria-live": "polite"},
                ),
                _tools(state, shown),
                html.Div(
                    [_grid(grid), ReadingLegend("reps-legend"), DefinitionLinks("reps-definitions", grid["columns"])],
                    id="reps-table",
                    hidden=shown["grid"] is None,
                ),
                Funnel("reps-funnel", shown["funnel"]),
                Months("reps-months", shown["months"]),
            ],
            className="card",
        ),
        panel(),
    ]


def _tools(state: ViewState, shown: dict[str, Any]) -> html.Div:
    return html.Div(
        [
            dmc.SegmentedControl(id="reps-view", data=_VIEWS, value=state.view, size="sm"),
            dmc.Select(
                id="reps-metric",
                data=shown["metrics"],
                value=state.metric,
                allowDeselect=False,
                searchable=True,
                size="sm",
                w=240,
                **{"aria-label": "Metric"},
            ),
            dmc.TextInput(
                id="reps-find",
                placeholder="Find a rep or team",
                size="sm",
                w=200,
                className="find-rep",
                **{"aria-label": "Find a rep or team"},
            ),
        ],
        className="reps-tools",
    )


def _grid(grid: dict[str, Any]) -> Any:
    return dag.AgGrid(
        id="reps-grid",
        columnDefs=_columns(grid),
        rowData=grid["rows"],
        getRowId="params.data.id",
        className="ag-theme",
        defaultColDef={"sortable": True, "resizable": True, "suppressMovable": True},
        dashGridOptions={
            "headerHeight": 48,
            "animateRows": False,
            "getRowHeight": {"function": "repHeight(params)"},
            "postSortRows": {"function": "unknownLast(params)"},
            "tabToNextCell": {"function": "leaveGrid(params)"},
            "localeText": {"noRowsToShow": "No rep with this name or team has records in this period and selection."},
        },
        eventListeners={"gridSizeChanged": ["fitReps(params)"]},
        style=_size(grid),
    )


def _size(grid: dict[str, Any]) -> dict[str, str]:
    rows = max(3, len(grid["rows"]))
    return {"width": "100%", "height": f"min({_HEADER + _ROW * rows}px, max(420px, 100vh - 350px))"}


def _columns(grid: dict[str, Any]) -> list[dict[str, Any]]:
    name = {
        "headerName": "Rep",
        "colId": "rep",
        "valueGetter": {"function": "params.data.rep + ' ' + params.data.team"},
        "cellRenderer": "RepName",
        "cellRendererParams": {"columns": grid["columns"]},
        "pinned": "left",
        "width": 150,
        "cellDataType": False,
    }
    return [name, *(_figure_column(column) for column in grid["columns"])]


def _figure_column(column: dict[str, Any]) -> dict[str, Any]:
    metric = column["metric"]
    return {
        "headerName": column["label"],
        "headerTooltip": column["description"],
        "colId": metric,
        "valueGetter": {"function": f"params.data.figures.{metric} ? params.data.figures.{metric}[0] : null"},
        # The find box looks for people: digits of a name must not find figures.
        "getQuickFilterText": {"function": "''"},
        "cellRenderer": "RepFigure",
        "cellRendererParams": {"column": column},
        "type": "rightAligned",
        **({"width": 82} if column["is_work"] else {"flex": 1, "minWidth": 136}),
        "wrapHeaderText": True,
        "sortingOrder": ["desc", "asc", None],
        "cellDataType": False,
    }


@callback(
    Output("reps-scope", "data"),
    Output("reps-sentence", "children"),
    Output("reps-grid", "rowData"),
    Output("reps-grid", "columnDefs"),
    Output("reps-grid", "style"),
    Output("reps-definitions", "data"),
    Output("reps-table", "hidden"),
    Output("reps-funnel", "data"),
    Output("reps-months", "data"),
    Input("filter-state", "data"),
    prevent_initial_call=True,
)
def refresh(asked: dict[str, Any]) -> tuple[Any, ...]:
    """All that a filter change moves, in one answer; of the views only the one that is shown."""
    _, _, shown = answers().view("reps", asked, reps)
    grid = shown["grid"]
    drawn = (grid["rows"], _columns(grid), _size(grid), grid["columns"]) if grid else (no_update,) * 4
    return (
        shown["scope"],
        shown["sentence"],
        *drawn,
        grid is None,
        shown["funnel"],
        shown["months"],
    )


for _control, _store in (("reps-view", "filter-view"), ("reps-metric", "filter-metric")):
    clientside_callback(
        ClientsideFunction("evenhand", "choose"),
        Output(_store, "data"),
        Input(_control, "value"),
        prevent_initial_call=True,
    )


for _drawing in ("reps-funnel", "reps-months"):
    clientside_callback(
        ClientsideFunction("evenhand", "choose"),
        Output(_drawing, "chosen"),
        Input("reps-find", "value"),
        prevent_initial_call=True,
    )


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
