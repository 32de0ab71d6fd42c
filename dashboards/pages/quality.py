"""Data quality: what was loaded, what was set aside, and what the data lack."""

from __future__ import annotations

from typing import Any

from dash import html, register_page

from dashboards.access.reader import Need
from dashboards.answers import Answers
from dashboards.components import DataStates, Quality
from dashboards.export import register_export
from dashboards.export_reference import data_lines, quality_tables
from dashboards.layout import page
from dashboards.views.quality import quality

register_page(
    __name__, path="/quality", name="Data quality", title="Data quality · Evenhand", order=15, needs=Need.OPERATIONS
)
register_export("quality", quality_tables, data_lines, needs=Need.OPERATIONS)


def layout(**_: str) -> html.Div:
    """Loads, rejects, findings and freshness of the published generation."""
    return page("/quality", "Data quality", _body)


def _body(source: Answers) -> list[Any]:
    shown = source.read("quality", quality)
    words = f"{shown['as_of']}, generation {shown['generation']}."
    told = {"states": shown["states"], "data_as_of": shown["data_as_of"]}
    return [html.P(words, className="subtitle"), DataStates("quality-states", told), Quality("quality-tables", shown)]
