"""Trends: what moved in the service, since when, and what only varies as it always does."""

from __future__ import annotations

from typing import Any

from dash import Input, Output, callback, html, register_page

from dashboards.access.reader import Need
from dashboards.answers import Answers
from dashboards.components import Curves, Scope, Signals
from dashboards.drill_down import panel
from dashboards.export import register_export
from dashboards.export_trends import trend_tables
from dashboards.layout import answers, filter_bar, page
from dashboards.views.trends import trends

register_page(__name__, path="/trends", name="Trends", title="Trends · Evenhand", order=1, needs=Need.FIGURES)
register_export("trends", trend_tables, needs=Need.FIGURES)


def layout(**address: str) -> html.Div:
    """The page in the state that its address asks for."""
    return page("/trends", "Trends", lambda source: _body(source, address))


def _body(source: Answers, address: dict[str, str]) -> list[Any]:
    state, offered, shown = source.view("trends", address, trends)
    return [
        Scope("trends-scope", shown["scope"]),
        filter_bar(state, offered),
        Signals("trends-signals", shown["signals"]),
        Curves("trends-curves", shown["curves"]),
        panel(),
    ]


@callback(
    Output("trends-scope", "data"),
    Output("trends-signals", "data"),
    Output("trends-curves", "data"),
    Input("filter-state", "data"),
    prevent_initial_call=True,
)
def refresh(asked: dict[str, Any]) -> tuple[Any, ...]:
    """All that a filter change moves, in one answer."""
    _, _, shown = answers().view("trends", asked, trends)
    return shown["scope"], shown["signals"], shown["curves"]
