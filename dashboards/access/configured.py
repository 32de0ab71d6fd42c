"""What the app of this request was made with: entrance, accounts, sessions."""

from __future__ import annotations

from flask import current_app, has_request_context, request

from dashboards.access.entrance import Entrance
from dashboards.access.people import People
from dashboards.access.sessions import Sessions


def entrance() -> Entrance:
    """How the app of this request is reached."""
    found = current_app.config["EVENHAND_ENTRANCE"]
    assert isinstance(found, Entrance)
    return found


def address_of_asker() -> str:
    """Where the request comes from, as the audit log says it; empty outside of a request."""
    return entrance().address_of(request) if has_request_context() else ""


def people() -> People:
    """The accounts of the app of this request."""
    found = current_app.config["EVENHAND_PEOPLE"]
    assert isinstance(found, People)
    return found


def sessions() -> Sessions:
    """The sessions of the app of this request."""
    return Sessions(people().file, entrance().key_for("sessions"))


def is_without_users() -> bool:
    """Whether this machine serves itself alone and nobody was ever added."""
    return entrance().serves_this_machine_alone and not people().anybody()
