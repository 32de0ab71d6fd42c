"""Teams: every main metric by team, with n and interval."""

from __future__ import annotations

from typing import Any

from dash import Input, Output, callback, html, register_page

from dashboards.access.reader import Need
from dashboards.answers import Answers
from dashboards.components import Breakdown, Scope
from dashboards.drill_down import panel
from dashboards.export import register_export
from dashboards.export_figures import figures_by
from dashboards.layout import answers, filter_bar, page
from dashboards.views.breakdown import by_team

register_page(__name__, path="/teams", name="Teams", title="Teams · Evenhand", order=6, needs=Need.FIGURES)
register_export("teams", figures_by("team"), needs=Need.FIGURES)


def layout(**address: str) -> html.Div:
    """The page in the state that its address asks for."""
    return page("/teams", "Teams", lambda source: _body(source, address))


def _body(source: Answers, address: dict[str, str]) -> list[Any]:
    state, offered, shown = source.view("teams", address, by_team)
    return [Scope("teams-scope", shown["scope"]), filter_bar(state, offered), Breakdown("teams-table", shown), panel()]


@callback(
    Output("teams-scope", "data"),
    Output("teams-table", "data"),
    Input("filter-state", "data"),
    prevent_initial_call=True,
)
def refresh(asked: dict[str, Any]) -> tuple[Any, ...]:
    """All that a filter change moves, in one answer."""
    _, _, shown = answers().view("teams", asked, by_team)
    return shown["scope"], shown
