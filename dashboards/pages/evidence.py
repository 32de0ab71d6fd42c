"""Surveys and offers: how far satisfaction can be trusted, and what offers add."""

from __future__ import annotations

from typing import Any

from dash import Input, Output, callback, html, register_page

from dashboards.access.reader import Need
from dashboards.answers import Answers
from dashboards.components import Evidence, Scope
from dashboards.drill_down import panel
from dashboards.export import register_export
from dashboards.export_evidence import evidence_tables
from dashboards.layout import answers, filter_bar, page
from dashboards.views.evidence import evidence

register_page(
    __name__, path="/evidence", name="Evidence", title="Surveys and offers · Evenhand", order=13, needs=Need.FIGURES
)
register_export("evidence", evidence_tables, needs=Need.FIGURES)


def layout(**address: str) -> html.Div:
    """The page in the state that its address asks for."""
    return page("/evidence", "Evidence on surveys and offers", lambda source: _body(source, address))


def _body(source: Answers, address: dict[str, str]) -> list[Any]:
    state, offered, shown = source.view("evidence", address, evidence)
    return [
        Scope("evidence-scope", shown["scope"]),
        filter_bar(state, offered),
        Evidence("evidence-cards", shown),
        panel(),
    ]


@callback(
    Output("evidence-scope", "data"),
    Output("evidence-cards", "data"),
    Input("filter-state", "data"),
    prevent_initial_call=True,
)
def refresh(asked: dict[str, Any]) -> tuple[Any, ...]:
    """All that a filter change moves, in one answer."""
    _, _, shown = answers().view("evidence", asked, evidence)
    return shown["scope"], shown
