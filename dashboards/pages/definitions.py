"""Definitions: every metric with its words; what it is made of and its SQL are looked up when it is opened."""

from __future__ import annotations

from typing import Any

from dash import Input, Output, Patch, callback, html, no_update, register_page

from dashboards.access.reader import Need
from dashboards.answers import Answers
from dashboards.components import Definitions
from dashboards.export import register_export
from dashboards.export_reference import data_lines, definition_tables
from dashboards.layout import answers, page
from dashboards.views.definitions import definitions, opened

register_page(
    __name__, path="/definitions", name="Definitions", title="Definitions · Evenhand", order=14, needs=Need.FIGURES
)
register_export("definitions", definition_tables, data_lines, needs=Need.FIGURES)


def layout(**_: str) -> html.Div:
    """The metric catalogue."""
    return page("/definitions", "Definitions", _body)


def _body(source: Answers) -> list[Any]:
    words = (
        "Each metric is defined once, in the dbt project; screens, files and the command line compile the same lines."
    )
    return [
        html.P(words, className="subtitle"),
        Definitions("definitions-list", {"metrics": source.read("definitions", definitions), "opened": {}}),
    ]


@callback(Output("definitions-list", "data"), Input("definitions-list", "chosen"), prevent_initial_call=True)
def look_up(asked: Any) -> Any:
    """The details of the definitions that were opened since the last answer."""
    # Not remembered here: a browser keeps what it has opened.
    found = answers().export("definitions", {}, lambda store, _: opened(store, asked))
    if not found:
        return no_update
    shown = Patch()
    shown["opened"].update(found)
    return shown
