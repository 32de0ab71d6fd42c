"""What the frame of every page says of who reads it."""

from __future__ import annotations

from typing import Any

from dash import get_app

from dashboards.access.configured import opens_without_users
from dashboards.access.reader import current_reader


def account() -> dict[str, Any] | None:
    """Name, role and limits for the frame, or a notice where nobody has to sign in; nothing where a program reads."""
    settled = get_app().server.config
    way_in = settled["EVENHAND_ENTRANCE"]
    if way_in.only_pass:
        return None
    if opens_without_users(way_in, settled["EVENHAND_PEOPLE"]):
        return {"notice": "Local analyst: no users, this machine only"}
    reader = current_reader()
    limits = ", ".join(reader.teams) or reader.agent
    return {"name": reader.name, "role": reader.role.value.capitalize(), "limits": limits}
