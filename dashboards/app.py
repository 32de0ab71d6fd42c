"""The app: pages over the published generation of one home folder."""

from __future__ import annotations

from pathlib import Path

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, page_container

from dashboards.access.audit_log import AuditLog
from dashboards.access.doors import guard_pages
from dashboards.access.entrance import Entrance
from dashboards.access.gate import let_in
from dashboards.access.openid import serve_provider
from dashboards.access.people import People
from dashboards.access.sign_in import serve_sign_in
from dashboards.answers import Answers
from dashboards.drill_down import serve_records
from dashboards.in_hand import count_requests
from dashboards.localised import USUAL, browser_tag, use_locale
from dashboards.read_from import tell_generation
from dashboards.saved_views import SavedViews
from dashboards.sql import Sandbox
from dashboards.sql.page_console import Console
from dashboards.sql.page_queries import SqlQueries
from dashboards.views_menu import serve_views
from dashboards.web import INDEX, guard, serve_downloads

# Ten shades from text to ground, so that controls in the dark have the colours of the page around them.
_DARK = [
    *("#e9eef4", "#b3bfcc", "#93a1b2", "#6d7b8c", "#3a4756"),
    *("#27313d", "#161d26", "#161d26", "#1b232d", "#0e1319"),
]


def create_app(
    home: Path, locale: str = USUAL, entrance: Entrance | None = None, sandbox: Sandbox | None = None
) -> Dash:
    """The app for a home folder; nothing is opened until the first request, so that workers can fork before.

    Numbers and dates of this process take the form of the locale. Left out, the entrance is that of the own machine,
    and the sandbox answers only where it can shut queries in.
    """
    use_locale(locale)
    app = Dash(
        "dashboards",
        use_pages=True,
        title="Evenhand",
        update_title=None,
        serve_locally=True,
        # With checks on, Dash would run every layout at start-up and put its data into the first page.
        suppress_callback_exceptions=True,
        index_string=INDEX.replace('<html lang="en">', f'<html lang="en" data-locale="{browser_tag()}">'),
    )
    app.server.config["EVENHAND_ENTRANCE"] = entrance = entrance or Entrance()
    app.server.config["EVENHAND_PEOPLE"] = People(Path(home))
    app.server.config["EVENHAND_AUDIT"] = audit = AuditLog(Path(home))
    app.server.config["EVENHAND_ANSWERS"] = Answers(home)
    app.server.config["EVENHAND_SAVED_VIEWS"] = SavedViews(home)
    app.server.config["EVENHAND_SQL"] = Console(home, sandbox or Sandbox(home), audit)
    app.server.config["EVENHAND_SQL_QUERIES"] = SqlQueries(home)
    app.layout = dmc.MantineProvider(
        dmc.DatesProvider(page_container, settings={"locale": "en" if locale == USUAL else browser_tag()}),
        defaultColorScheme="auto",
        theme={"primaryColor": "blue", "fontFamily": "var(--font)", "defaultRadius": "md", "colors": {"dark": _DARK}},
    )
    app.clientside_callback(
        ClientsideFunction("evenhand", "filter"),
        Output("filter-state", "data"),
        Output("filter-period", "value"),
        Output("filter-range", "value"),
        Output("filter-teams", "chosen"),
        Output("filter-channels", "chosen"),
        Output("filter-topics", "chosen"),
        Input("filter-period", "value"),
        Input("filter-range", "value"),
        Input("filter-compare", "value"),
        Input("filter-teams", "chosen"),
        Input("filter-channels", "chosen"),
        Input("filter-topics", "chosen"),
        Input("filter-metric", "data"),
        Input("filter-view", "data"),
        Input("filter-set", "data"),
        State("filter-state", "data"),
        prevent_initial_call=True,
    )
    serve_records(app)
    serve_views(app)
    guard_pages()
    count_requests(app.server)
    guard(app)
    let_in(app)
    serve_sign_in(app.server)
    serve_provider(app.server, entrance, Path(home))
    serve_downloads(app)
    tell_generation(app.server)
    # Dash registers scripts and callbacks within its first request; a browser's burst of first requests would find them
    # half registered and leave a blank page. This one reads no data, so forking after it is safe.
    app.server.test_client().get("/_dash-dependencies", base_url="http://localhost")
    return app
