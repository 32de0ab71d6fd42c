"""Coaching: what changed, for whom, worth a conversation or noise."""

from __future__ import annotations

from typing import Any

from dash import Input, Output, callback, html, register_page

from dashboards.access.reader import Need
from dashboards.answers import Answers
from dashboards.components import Coaching, Scope
from dashboards.drill_down import panel
from dashboards.export import register_export
from dashboards.export_coaching import coaching_tables
from dashboards.layout import answers, filter_bar, page
from dashboards.views.coaching import coaching

register_page(__name__, path="/coaching", name="Coaching", title="Coaching · Evenhand", order=9, needs=Need.PEOPLE)
register_export("coaching", coaching_tables, needs=Need.PEOPLE)


def layout(**address: str) -> html.Div:
    """The page in the state that its address asks for."""
    return page("/coaching", "Coaching list", lambda source: _body(source, address))


def _body(source: Answers, address: dict[str, str]) -> list[Any]:
    state, offered, shown = source.view("coaching", address, coaching)
    return [
        Scope("coaching-scope", shown["scope"]),
        filter_bar(state, offered),
        Coaching("coaching-list", shown["list"]),
        panel(),
    ]


@callback(
    Output("coaching-scope", "data"),
    Output("coaching-list", "data"),
    Input("filter-state", "data"),
    prevent_initial_call=True,
)
def refresh(asked: dict[str, Any]) -> tuple[Any, ...]:
    """All that a filter change moves, in one answer."""
    _, _, shown = answers().view("coaching", asked, coaching)
    return shown["scope"], shown["list"]
