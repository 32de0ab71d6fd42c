"""Service: how long customers wait on the telephone and in the chat, when, and what becomes of what is promised."""

from __future__ import annotations

from typing import Any

from dash import Input, callback, html, register_page

from dashboards.access.reader import Need
from dashboards.answers import Answers
from dashboards.board_page import board_outputs, board_parts, let_tiles_choose, moved
from dashboards.components import Intervals, Queues
from dashboards.drill_down import panel
from dashboards.export import register_export
from dashboards.export_service import service_tables
from dashboards.layout import answers, page
from dashboards.views.service import service

register_page(__name__, path="/service", name="Service", title="Service · Evenhand", order=2, needs=Need.FIGURES)
register_export("service", service_tables, needs=Need.FIGURES)
_MORE = ("map", "queues")


def layout(**address: str) -> html.Div:
    """The page in the state that its address asks for."""
    return page("/service", "Service", lambda source: _body(source, address))


def _body(source: Answers, address: dict[str, str]) -> list[Any]:
    state, offered, shown = source.view("service", address, service)
    return [
        *board_parts("service", state, offered, shown),
        Intervals("service-map", shown["map"]),
        Queues("service-queues", shown["queues"]),
        panel(),
    ]


@callback(*board_outputs("service", *_MORE), Input("filter-state", "data"), prevent_initial_call=True)
def refresh(asked: dict[str, Any]) -> tuple[Any, ...]:
    """All that a filter change moves, in one answer."""
    _, _, shown = answers().view("service", asked, service)
    return moved(shown, *_MORE)


let_tiles_choose("service")
