"""One team: key figures, its channels and topics, its people's readings, what waits, and what changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from dash import Input, Output, State, callback, dcc, html, register_page

from dashboards.access.reader import Need
from dashboards.answers import Answers
from dashboards.board_page import let_tiles_choose
from dashboards.components import PageLink, Scope, TeamParts, TeamPeople, TeamWork, Tiles, Trend, Unrecorded
from dashboards.drill_down import panel
from dashboards.export import register_export
from dashboards.export_team import team_tables
from dashboards.layout import answers, filter_bar, page, unknown
from dashboards.state import Offered, ViewState
from dashboards.views.team import team
from transforms.row_rules import NotAllowedError


def _title(of: str = "") -> str:
    return f"{unquote(of) or 'Team'} · Evenhand"


register_page(__name__, path_template="/teams/<of>", name="Team", title=_title, order=6, needs=Need.PEOPLE)
register_export("team", team_tables, needs=Need.PEOPLE)

_PARTS = ("scope", "tiles", "unrecorded", "trend", "parts", "people", "work")


def layout(of: str = "", **address: str) -> html.Div:
    """The page of the team that the path names, in the state that the address asks for."""
    # Not called `team`, which is a filter in the address and would stand in for the path.
    name = unquote(of)
    return page("/teams", name or "Teams", lambda source: _body(source, name, address))


def _known(source: Answers) -> tuple[str, ...]:
    known: tuple[str, ...] = source.read("teams", lambda store: source.offered(store, "team").teams)
    return known


def _shown(source: Answers, name: str, address: dict[str, Any]) -> tuple[ViewState, Offered, dict[str, Any]]:
    if name not in _known(source):
        raise NotAllowedError(f"There is no team called {name} whose figures you may see.")
    # The path says which team; whatever else an address says about teams is of another page.
    state, offered, shown = source.view("team", {**address, "team": [name]}, team)
    work = {"waiting": shown["waiting"], "changed": shown["changed"], "team": name}
    return state, offered, shown | {"work": work, "parts": shown["parts"] | {"team": name}}


def _body(source: Answers, name: str, address: dict[str, str]) -> list[Any]:
    if name not in _known(source):
        return [unknown("No team of this name", "team", name, "All teams", "/teams")]
    state, offered, shown = _shown(source, name, address)
    return [
        html.Div(
            [html.P(PageLink("team-up", {"href": "/teams", "text": "Teams"})), Scope("team-scope", shown["scope"])],
            className="rep-head",
        ),
        filter_bar(state, replace(offered, teams=(name,))),
        dcc.Store(id="team-name", data=name),
        Tiles("team-tiles", shown["tiles"], chosen=state.metric),
        Unrecorded("team-unrecorded", shown["unrecorded"]),
        html.Div(
            [
                html.Div(
                    [Trend("team-trend", shown["trend"]), TeamWork("team-work", shown["work"])], className="team-pair"
                ),
                TeamParts("team-parts", shown["parts"]),
                TeamPeople("team-people", shown["people"]),
            ],
            className="stack",
        ),
        panel(),
    ]


@callback(
    *(Output(f"team-{part}", "data") for part in _PARTS),
    Input("filter-state", "data"),
    State("team-name", "data"),
    prevent_initial_call=True,
)
def refresh(asked: dict[str, Any], name: str) -> tuple[Any, ...]:
    """All that a filter change moves, in one answer."""
    _, _, shown = _shown(answers(), name, asked)
    return tuple(shown[part] for part in _PARTS)


let_tiles_choose("team")
