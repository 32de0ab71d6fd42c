"""Satisfaction: what customers say when they are asked, how many answer, and how far that carries."""

from __future__ import annotations

from typing import Any

from dash import Input, callback, html, register_page

from dashboards.access.reader import Need
from dashboards.answers import Answers
from dashboards.board_page import board_outputs, board_parts, let_tiles_choose, moved
from dashboards.components import Caution, ScoreBars, Slices
from dashboards.drill_down import panel
from dashboards.export import register_export
from dashboards.export_satisfaction import satisfaction_tables
from dashboards.layout import answers, page
from dashboards.views.satisfaction import satisfaction

register_page(
    __name__, path="/satisfaction", name="Satisfaction", title="Satisfaction · Evenhand", order=3, needs=Need.FIGURES
)
register_export("satisfaction", satisfaction_tables, needs=Need.FIGURES)
_MORE = ("caution", "scores", "slices")


def layout(**address: str) -> html.Div:
    """The page in the state that its address asks for."""
    return page("/satisfaction", "Satisfaction", lambda source: _body(source, address))


def _body(source: Answers, address: dict[str, str]) -> list[Any]:
    state, offered, shown = source.view("satisfaction", address, satisfaction)
    return [
        *board_parts("satisfaction", state, offered, shown),
        Caution("satisfaction-caution", shown["caution"]),
        ScoreBars("satisfaction-scores", shown["scores"]),
        Slices("satisfaction-slices", shown["slices"]),
        panel(),
    ]


@callback(*board_outputs("satisfaction", *_MORE), Input("filter-state", "data"), prevent_initial_call=True)
def refresh(asked: dict[str, Any]) -> tuple[Any, ...]:
    """All that a filter change moves, in one answer."""
    _, _, shown = answers().view("satisfaction", asked, satisfaction)
    return moved(shown, *_MORE)


let_tiles_choose("satisfaction")
