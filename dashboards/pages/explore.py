"""Explore: any metric by any two of its dimensions."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Input, Output, callback, clientside_callback, html, register_page

from dashboards.access.reader import Need
from dashboards.answers import Answers
from dashboards.components import Explore, Scope
from dashboards.drill_down import panel
from dashboards.export import register_export
from dashboards.export_explore import explore_tables
from dashboards.layout import answers, filter_bar, page
from dashboards.views.crosscut import visible
from dashboards.views.explore import explore
from dashboards.views.heat import label

register_page(__name__, path="/explore", name="Explore", title="Explore · Evenhand", order=12, needs=Need.FIGURES)
register_export("explore", explore_tables, needs=Need.FIGURES)


def layout(**address: str) -> html.Div:
    """The page in the state that its address asks for."""
    return page("/explore", "Explore", lambda source: _body(source, address))


def _body(source: Answers, address: dict[str, str]) -> list[Any]:
    state, offered, shown = source.view("explore", address, explore)
    return [
        Scope("explore-scope", shown["scope"]),
        filter_bar(state, offered, is_compared=False),
        html.Section(
            [
                html.Div(
                    dmc.Select(
                        id="explore-metric",
                        data=source.read("metrics by family", _by_family),
                        value=state.metric,
                        label="Metric",
                        searchable=True,
                        allowDeselect=False,
                        nothingFoundMessage="No metric of this name",
                        maxDropdownHeight=420,
                        size="sm",
                    ),
                    className="explore-metric",
                ),
                Explore("explore-table", shown),
            ],
            className="card explore",
        ),
        panel(),
    ]


def _by_family(store: Any) -> list[dict[str, Any]]:
    families: dict[str, list[dict[str, str]]] = {}
    for metric in visible(store):
        families.setdefault(label(metric.family), []).append({"value": metric.name, "label": metric.label})
    return [{"group": family, "items": items} for family, items in families.items()]


@callback(
    Output("explore-scope", "data"),
    Output("explore-table", "data"),
    Input("filter-state", "data"),
    prevent_initial_call=True,
)
def refresh(asked: dict[str, Any]) -> tuple[Any, ...]:
    """All that a filter change moves, in one answer."""
    _, _, shown = answers().view("explore", asked, explore)
    return shown["scope"], shown


clientside_callback(
    ClientsideFunction("evenhand", "choose"),
    Output("filter-metric", "data"),
    Input("explore-metric", "value"),
    prevent_initial_call=True,
)
