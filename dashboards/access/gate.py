"""The one way in: every request is somebody's, or is refused before anything looks at it."""

from __future__ import annotations

import hmac
from typing import Any
from urllib.parse import quote, urlencode

from dash import Dash
from flask import Flask, Response, abort, g, redirect, request

from dashboards.access.configured import entrance, is_without_users, sessions
from dashboards.access.doors import check_door
from dashboards.access.entrance import BEARER_COOKIE, comes_from_outside
from dashboards.access.reader import LOCAL, Reader, begin_acting, end_acting

OPEN_ROUTES = frozenset(
    {
        "healthz",
        "sign_in_page",
        "sign_in",
        "sign_in_styles",
        "sign_out",
        "to_provider",
        "from_provider",
        "out_of_provider",
    }
)
_OPEN_ASSETS = frozenset({"/assets/evenhand.css", "/assets/fonts/inter-variable.woff2"})
_NOT_PAGES = ("/_", "/assets/", "/download/")


def let_in(app: Dash) -> None:
    """Names the reader of every request, asks the doors, and forgets the reader when the answer is made."""
    server: Flask = app.server

    @server.before_request
    def find_out_who() -> Any:
        if is_open():
            return None
        reader = _reader()
        if reader is None:
            return _refusal()
        g.acting = begin_acting(reader)
        check_door(app, reader)
        return None

    @server.teardown_request
    def forget(_: BaseException | None) -> None:
        if acting := g.pop("acting", None):
            end_acting(acting)

    @server.get("/healthz")
    def healthz() -> Response:
        return Response("ok\n", mimetype="text/plain")


def is_open() -> bool:
    """Whether anybody may ask this: none of the answers holds data.

    By the route and not by the path, which for other methods is one of Dash's, who answers to every path.
    """
    return request.endpoint in OPEN_ROUTES or (request.path in _OPEN_ASSETS and request.method == "GET")


def _reader() -> Reader | None:
    way_in = entrance()
    if way_in.only_pass:
        shown = request.cookies.get(BEARER_COOKIE, "")
        is_bearer = hmac.compare_digest(shown.encode(errors="replace"), way_in.only_pass.token.encode())
        return way_in.only_pass.reader if is_bearer else None
    person = sessions().person(request.cookies.get(way_in.session_cookie, ""))
    if person is None and is_without_users():
        _refuse_outsiders()
        return LOCAL
    return person.reader if person else None


def _refuse_outsiders() -> None:
    if comes_from_outside(request):
        abort(
            403,
            "This server has no users, so it answers its own machine only, and not through a proxy. "
            "Add a user with `evenhand user add` and set EVENHAND_PUBLIC_URL.",
        )


def _refusal() -> Any:
    """The sign-in page in the place of a page, and 401 for all that a page fetches."""
    if request.method != "GET" or request.path.startswith(_NOT_PAGES) or entrance().only_pass:
        abort(401, "Sign in first.")
    asked = request.full_path.rstrip("?")
    told = {"ended": "yes"} if request.cookies.get(entrance().session_cookie) else {}
    wish = told | ({} if asked == "/" else {"next": asked})
    return redirect(f"/sign-in?{urlencode(wish, safe='/', quote_via=quote)}" if wish else "/sign-in")
