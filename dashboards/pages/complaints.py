"""Complaints and policy: how many come and are answered in time, what customers are given, by which rules."""

from __future__ import annotations

from typing import Any

from dash import Input, callback, html, register_page

from dashboards.access.reader import Need
from dashboards.answers import Answers
from dashboards.board_page import board_outputs, board_parts, let_tiles_choose, moved
from dashboards.components import ComplaintCards, Slices
from dashboards.drill_down import panel
from dashboards.export import register_export
from dashboards.export_boards import of_complaints, tables_of
from dashboards.layout import answers, page
from dashboards.views.complaints import BOARD, complaints

register_page(
    __name__,
    path="/complaints",
    name="Complaints",
    title="Complaints and policy · Evenhand",
    order=5,
    needs=Need.FIGURES,
)
register_export("complaints", tables_of(BOARD, of_complaints), needs=Need.FIGURES)
_MORE = ("slices", "cards")


def layout(**address: str) -> html.Div:
    """The page in the state that its address asks for."""
    return page("/complaints", "Complaints and policy", lambda source: _body(source, address))


def _body(source: Answers, address: dict[str, str]) -> list[Any]:
    state, offered, shown = source.view("complaints", address, complaints)
    return [
        *board_parts("complaints", state, offered, shown),
        Slices("complaints-slices", shown["slices"]),
        ComplaintCards("complaints-cards", shown["cards"]),
        panel(),
    ]


@callback(*board_outputs("complaints", *_MORE), Input("filter-state", "data"), prevent_initial_call=True)
def refresh(asked: dict[str, Any]) -> tuple[Any, ...]:
    """All that a filter change moves, in one answer."""
    _, _, shown = answers().view("complaints", asked, complaints)
    return moved(shown, *_MORE)


let_tiles_choose("complaints")
