"""Every way into the app with what it takes to pass; whatever is not named here is shut.

Pages and files say what they need where they are registered, callbacks need what their page needs, and the few that
belong to no page are named below. What may be seen behind a door is narrowed once more by the row rule of the reader.
"""

from __future__ import annotations

from functools import wraps
from typing import Any

from dash import Dash, page_registry
from flask import abort, request

from dashboards.access.reader import Need, Reader, current_reader
from dashboards.export import exported
from dashboards.layout import no_entry

WITHOUT_DATA = frozenset(
    {
        "_dash_assets.static",
        "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>",
        # The frame without a page in it, and which callbacks there are.
        *("/", "/<path:path>", "/_dash-layout", "/_dash-dependencies", "/_favicon.ico"),
    }
)
CALLBACKS, DOWNLOAD = "/_dash-update-component", "download"
_ROUTER = "_pages_content.children"
"""Dash's own callback that asks for a page; the page itself is guarded by `guard_pages`."""
_OF_NO_PAGE: dict[str, Need | None] = {"dashboards.drill_down": Need.RECORDS, "dashboards.views_menu": None}
"""Module of a callback to what it needs; None is any reader."""


def check_door(app: Dash, reader: Reader) -> None:
    """Ends the request with 403 unless this reader may pass."""
    endpoint = request.endpoint
    if endpoint is None or endpoint in WITHOUT_DATA:
        # No endpoint is an address that nothing answers to, which the router says by itself.
        return
    if endpoint == DOWNLOAD:
        offered = exported(str((request.view_args or {}).get("page")))
        is_open = offered is None or reader.may(offered.needs)
    else:
        is_open = endpoint == CALLBACKS and _may_call(app, reader)
    if not is_open:
        abort(403, "Your role does not see this.")


def _may_call(app: Dash, reader: Reader) -> bool:
    body = request.get_json(silent=True)
    output = str(body.get("output")) if isinstance(body, dict) else ""
    known = app.callback_map.get(output)
    return known is not None and is_open_to(known, output, reader)


def is_open_to(known: dict[str, Any], output: str, reader: Reader) -> bool:
    """Whether a callback may be called; one that runs in the browser alone has nothing to be called for."""
    function = known.get("callback")
    if function is None:
        return False
    if _ROUTER in output and function.__module__ == "dash.dash":
        return True
    if function.__module__ in _OF_NO_PAGE:
        need = _OF_NO_PAGE[function.__module__]
        return need is None or reader.may(need)
    return any(_may_open(entry, reader) for entry in page_registry.values() if entry["module"] == function.__module__)


def _may_open(entry: dict[str, Any], reader: Reader) -> bool:
    """A page that does not say what it needs is nobody's."""
    return isinstance(entry.get("needs"), Need) and reader.may(entry["needs"])


def guard_pages() -> None:
    """Puts every registered page behind its need, for whoever asks for its layout: a browser or a report."""
    for entry in page_registry.values():
        if not getattr(entry["layout"], "is_guarded", False):
            entry["layout"] = _guarded(entry)


def _guarded(entry: dict[str, Any]) -> Any:
    layout = entry["layout"]

    @wraps(layout)
    def asked(**address: Any) -> Any:
        return layout(**address) if _may_open(entry, current_reader()) else no_entry(str(entry["name"]))

    asked.is_guarded = True  # type: ignore[attr-defined]
    return asked
