"""The menu of saved views that stands in the head of every page, and the callback behind it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import Dash, Input, Output, no_update
from flask import current_app

from dashboards.access.reader import current_reader
from dashboards.components import Views
from dashboards.kept_file import KeptFileError, done
from dashboards.registered import paths
from dashboards.saved_views import SavedViews


def views_menu() -> Views:
    """The menu, closed; what it lists is asked for when it is opened."""
    return Views("saved-views", {"views": [], "said": ""})


def answered(kept: SavedViews, asked: Mapping[str, Any], pages: list[str]) -> dict[str, Any]:
    """What came of a wish, and the views that there are now."""
    owner, address = current_reader().name, str(asked.get("address") or "")
    said = done(asked, lambda name: kept.save(owner, name, address, pages), lambda name: kept.delete(owner, name))
    return {"said": said} | _listed(kept, owner)


def _listed(kept: SavedViews, owner: str) -> dict[str, Any]:
    try:
        return {"views": [{"name": view.name, "address": view.address} for view in kept.of(owner)]}
    except KeptFileError as trouble:
        return {"views": [], "said": str(trouble)}


def serve_views(app: Dash) -> None:
    """Gives an app the callback of the menu, which belongs to no page."""
    app.callback(Output("saved-views", "data"), Input("saved-views", "chosen"), prevent_initial_call=True)(keep)


def keep(asked: Any) -> Any:
    """Lists, saves or deletes; `ticket` tells the menu which wish was answered."""
    if not isinstance(asked, dict):
        return no_update
    kept: SavedViews = current_app.config["EVENHAND_SAVED_VIEWS"]
    return answered(kept, asked, paths()) | {"ticket": asked.get("ticket")}
