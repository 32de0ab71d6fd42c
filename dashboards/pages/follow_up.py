"""Follow-up: calls back that were promised, and cases that grow old."""

from __future__ import annotations

from typing import Any

from dash import Input, Output, callback, html, register_page

from dashboards.access.reader import Need
from dashboards.answers import Answers
from dashboards.components import FollowUp, Scope
from dashboards.drill_down import panel
from dashboards.export import register_export
from dashboards.export_follow_up import follow_up_tables
from dashboards.layout import answers, filter_bar, page
from dashboards.views.follow_up import follow_up

register_page(__name__, path="/follow-up", name="Follow-up", title="Follow-up · Evenhand", order=10, needs=Need.RECORDS)
register_export("follow-up", follow_up_tables, needs=Need.RECORDS)


def layout(**address: str) -> html.Div:
    """The page in the state that its address asks for."""
    return page("/follow-up", "Follow-up", lambda source: _body(source, address))


def _body(source: Answers, address: dict[str, str]) -> list[Any]:
    state, offered, shown = source.view("follow-up", address, follow_up)
    return [
        Scope("follow-up-scope", shown["scope"]),
        filter_bar(state, offered, is_compared=False),
        FollowUp("follow-up-queues", shown["queues"]),
        panel(),
    ]


@callback(
    Output("follow-up-scope", "data"),
    Output("follow-up-queues", "data"),
    Input("filter-state", "data"),
    prevent_initial_call=True,
)
def refresh(asked: dict[str, Any]) -> tuple[Any, ...]:
    """All that a filter change moves, in one answer."""
    _, _, shown = answers().view("follow-up", asked, follow_up)
    return shown["scope"], shown["queues"]
