"""What the frame of every page says of who reads it."""

from __future__ import annotations

from typing import Any

from dashboards.access.configured import entrance, is_without_users
from dashboards.access.reader import current_reader


def account() -> dict[str, Any] | None:
    """Name, role and limits for the frame, or a notice where nobody has to sign in; nothing where a program reads."""
    if entrance().only_pass:
        return None
    if is_without_users():
        return {"notice": "Local analyst: no users, this machine only"}
    reader = current_reader()
    limits = ", ".join(reader.teams) or reader.agent
    return {"name": reader.name, "role": reader.role.value.capitalize(), "limits": limits}
