"""Overview: is service getting better or worse, where, and since when?"""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Input, Output, callback, clientside_callback, html, register_page

from dashboards.answers import Answers
from dashboards.components import Heat, Scope, Tiles, Trend
from dashboards.drill_down import panel
from dashboards.export import register_export
from dashboards.export_figures import OVERVIEW, figures_of
from dashboards.layout import answers, filter_bar, page
from dashboards.views.overview import overview

register_page(__name__, path="/", name="Overview", title="Overview · Evenhand", order=0)
register_export("overview", figures_of(OVERVIEW))


def layout(**address: str) -> html.Div:
    """The page in the state that its address asks for."""
    return page("/", "Service overview", lambda source: _body(source, address))


def _body(source: Answers, address: dict[str, str]) -> list[Any]:
    state, offered, shown = source.view("overview", address, overview)
    return [
        Scope("overview-scope", shown["scope"]),
        filter_bar(state, offered),
        Tiles("overview-tiles", shown["tiles"], chosen=state.metric),
        html.Div([Trend("overview-trend", shown["trend"]), Heat("overview-heat", shown["heat"])], className="pair"),
        panel(),
    ]


@callback(
    Output("overview-scope", "data"),
    Output("overview-tiles", "data"),
    Output("overview-trend", "data"),
    Output("overview-heat", "data"),
    Input("filter-state", "data"),
    prevent_initial_call=True,
)
def refresh(asked: dict[str, Any]) -> tuple[Any, ...]:
    """All that a filter change moves, in one answer."""
    _, _, shown = answers().view("overview", asked, overview)
    return shown["scope"], shown["tiles"], shown["trend"], shown["heat"]


clientside_callback(
    ClientsideFunction("evenhand", "choose"),
    Output("filter-metric", "data"),
    Input("overview-tiles", "chosen"),
    prevent_initial_call=True,
)
