"""Definitions: every metric with its words and its SQL."""

from __future__ import annotations

from typing import Any

from dash import html, register_page

from dashboards.answers import Answers
from dashboards.components import Definitions
from dashboards.layout import page
from dashboards.views.definitions import definitions

register_page(__name__, path="/definitions", name="Definitions", title="Definitions · Evenhand", order=8)


def layout(**_: str) -> html.Div:
    """The metric catalogue."""
    return page("/definitions", "Definitions", _body)


def _body(source: Answers) -> list[Any]:
    words = (
        "Each metric is defined once, in the dbt project; screens, files and the command line compile the same lines."
    )
    return [
        html.P(words, className="subtitle"),
        Definitions("definitions-list", source.read("definitions", definitions)),
    ]
