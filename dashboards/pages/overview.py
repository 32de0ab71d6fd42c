"""Overview: is service getting better or worse, where, and since when?"""

from __future__ import annotations

from typing import Any

from dash import Input, callback, html, register_page

from dashboards.access.reader import Need
from dashboards.answers import Answers
from dashboards.board_page import board_outputs, board_parts, let_tiles_choose, moved
from dashboards.drill_down import panel
from dashboards.export import register_export
from dashboards.export_figures import overview_tables
from dashboards.layout import answers, page
from dashboards.views.overview import overview

register_page(__name__, path="/", name="Overview", title="Overview · Evenhand", order=0, needs=Need.FIGURES)
register_export("overview", overview_tables, needs=Need.FIGURES)


def layout(**address: str) -> html.Div:
    """The page in the state that its address asks for."""
    return page("/", "Service overview", lambda source: _body(source, address))


def _body(source: Answers, address: dict[str, str]) -> list[Any]:
    state, offered, shown = source.view("overview", address, overview)
    return [*board_parts("overview", state, offered, shown), panel()]


@callback(*board_outputs("overview"), Input("filter-state", "data"), prevent_initial_call=True)
def refresh(asked: dict[str, Any]) -> tuple[Any, ...]:
    """All that a filter change moves, in one answer."""
    _, _, shown = answers().view("overview", asked, overview)
    return moved(shown)


let_tiles_choose("overview")
