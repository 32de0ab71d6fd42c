"""What stands in the frame at an address that is no page; Dash looks for it by the name of this module."""

from __future__ import annotations

from dash import dcc, html, register_page

from dashboards.access.reader import Need
from dashboards.layout import page
from dashboards.registered import NOWHERE

register_page(__name__, path=NOWHERE, name="No such page", title="No such page · Evenhand", needs=Need.FIGURES)


def layout(**address: str) -> html.Div:
    """The page, whatever the address asks for."""
    return page(NOWHERE, "No such page", lambda _: [_words()])


def _words() -> html.Div:
    words = "Nothing is at this address. It may be misspelt, or come from another version of Evenhand."
    return html.Div([html.P(words), dcc.Link("Overview", href="/")], className="card trouble", role="alert")
