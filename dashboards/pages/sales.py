"""Sales: what is offered, what is sold, what comes back, and what that says of the offers."""

from __future__ import annotations

from typing import Any

from dash import Input, callback, html, register_page

from dashboards.access.reader import Need
from dashboards.answers import Answers
from dashboards.board_page import board_outputs, board_parts, let_tiles_choose, moved
from dashboards.components import Caution, SalesCards, Slices
from dashboards.drill_down import panel
from dashboards.export import register_export
from dashboards.export_boards import of_sales, tables_of
from dashboards.layout import answers, page
from dashboards.views.sales import BOARD, sales

register_page(__name__, path="/sales", name="Sales", title="Sales · Evenhand", order=4, needs=Need.FIGURES)
register_export("sales", tables_of(BOARD, of_sales), needs=Need.FIGURES)
_MORE = ("caution", "slices", "cards")


def layout(**address: str) -> html.Div:
    """The page in the state that its address asks for."""
    return page("/sales", "Sales", lambda source: _body(source, address))


def _body(source: Answers, address: dict[str, str]) -> list[Any]:
    state, offered, shown = source.view("sales", address, sales)
    return [
        *board_parts("sales", state, offered, shown),
        Caution("sales-caution", shown["caution"]),
        Slices("sales-slices", shown["slices"]),
        SalesCards("sales-cards", shown["cards"]),
        panel(),
    ]


@callback(*board_outputs("sales", *_MORE), Input("filter-state", "data"), prevent_initial_call=True)
def refresh(asked: dict[str, Any]) -> tuple[Any, ...]:
    """All that a filter change moves, in one answer."""
    _, _, shown = answers().view("sales", asked, sales)
    return moved(shown, *_MORE)


let_tiles_choose("sales")
