"""What all pages with a board are made of: its parts in their places, and what a filter change moves."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Input, Output, clientside_callback, html

from dashboards.components import Heat, Scope, Standing, Tiles, Trend, Unrecorded
from dashboards.layout import filter_bar
from dashboards.state import Offered, ViewState

BOARD_PARTS = ("scope", "tiles", "unrecorded", "standing", "trend", "heat")


def board_parts(name: str, state: ViewState, offered: Offered, shown: dict[str, Any]) -> list[Any]:
    """Scope, filters, tiles, and trend beside heat map."""
    return [
        Scope(f"{name}-scope", shown["scope"]),
        filter_bar(state, offered),
        Tiles(f"{name}-tiles", shown["tiles"], chosen=state.metric),
        Unrecorded(f"{name}-unrecorded", shown["unrecorded"]),
        Standing(f"{name}-standing", shown["standing"]),
        html.Div([Trend(f"{name}-trend", shown["trend"]), Heat(f"{name}-heat", shown["heat"])], className="pair"),
    ]


def board_outputs(name: str, *more: str) -> list[Output]:
    """What one answer moves: the parts of the board, then those of the page itself."""
    return [Output(f"{name}-{part}", "data") for part in (*BOARD_PARTS, *more)]


def moved(shown: dict[str, Any], *more: str) -> tuple[Any, ...]:
    """The same parts of what the page shows."""
    return tuple(shown[part] for part in (*BOARD_PARTS, *more))


def let_tiles_choose(name: str) -> None:
    """A tile that is picked is what trend and map show."""
    clientside_callback(
        ClientsideFunction("evenhand", "choose"),
        Output("filter-metric", "data"),
        Input(f"{name}-tiles", "chosen"),
        prevent_initial_call=True,
    )
