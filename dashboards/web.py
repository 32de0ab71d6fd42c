"""What stands between the app and the network: headers, hosts, origins, downloads."""

from __future__ import annotations

import base64
import hashlib
import time
from typing import TYPE_CHECKING

from dash import Dash
from flask import Flask, Response, abort, g, request
from flask_compress import Compress

from dashboards.access.audit_log import AuditError
from dashboards.access.entrance import Entrance
from dashboards.answers import Answers
from dashboards.export import MEDIA, Export, exported, written
from dashboards.registered import is_page
from dashboards.state import ViewState
from dashboards.theme import THEME_SCRIPT
from transforms.generations import GenerationError
from transforms.row_rules import NotAllowedError

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore

MOST_REQUEST_BYTES = 256 * 1024
_ANY_PAGE = "/<path:path>"
"""Dash's route for every address, which gives the same frame for all of them."""
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}
INDEX = (
    """<!DOCTYPE html>
<html lang="en">
<head>
{%metas%}
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{%title%}</title>
<script>"""
    + THEME_SCRIPT
    + """</script>
<link rel="preload" href="/assets/fonts/inter-variable.woff2" as="font" type="font/woff2" crossorigin>
{%favicon%}
{%css%}
</head>
<body>
{%app_entry%}
<footer>{%config%}{%scripts%}{%renderer%}</footer>
</body>
</html>"""
)


def guard(app: Dash) -> None:
    """Refuses foreign hosts and origins and large bodies, and sets the headers of every answer."""
    server: Flask = app.server
    way_in: Entrance = server.config["EVENHAND_ENTRANCE"]
    server.config["MAX_CONTENT_LENGTH"] = MOST_REQUEST_BYTES
    server.config["COMPRESS_ALGORITHM"] = ["zstd", "br", "gzip"]
    Compress(server)
    policy: list[str] = []

    @server.before_request
    def refuse_strangers() -> None:
        g.started = time.perf_counter()
        # A page of another site can make a browser call this machine under a name of its own (DNS rebinding).
        if not way_in.answers_to(request.host):
            abort(403, "This app answers to its own address only: 127.0.0.1, localhost, or EVENHAND_PUBLIC_URL.")
        if request.method not in ("GET", "HEAD"):
            _refuse_other_sites(way_in)

    @server.errorhandler(NotAllowedError)
    def refuse(refused: NotAllowedError) -> Response:
        # Plain text: the words may hold what was asked for.
        return Response(str(refused), 403, mimetype="text/plain")

    @server.errorhandler(AuditError)
    def keep_back(trouble: AuditError) -> tuple[str, int]:
        return f"Nothing is shown that cannot be written down: {trouble}.", 503

    @server.errorhandler(GenerationError)
    def tell_that_there_is_nothing(trouble: GenerationError) -> Response:
        return Response(str(trouble), status=503, mimetype="text/plain")

    @server.after_request
    def set_headers(answer: Response) -> Response:
        if request.endpoint == _ANY_PAGE and answer.status_code == 200 and not is_page(request.path):
            answer.status_code = 404
        if not policy:
            policy.append(_content_policy(app))
        answer.headers["Content-Security-Policy"] = policy[0]
        answer.headers.update(_HEADERS)
        if way_in.is_https:
            answer.headers["Strict-Transport-Security"] = "max-age=31536000"
        answer.headers["Server-Timing"] = f"app;dur={(time.perf_counter() - g.started) * 1000:.1f}"
        answer.headers["Cache-Control"] = _cache_rule(request.path, request.query_string)
        return answer


def _refuse_other_sites(way_in: Entrance) -> None:
    """A browser says where a request comes from; what says nothing has no browser's cookies to misuse."""
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site", "same-origin")
    if (origin and not way_in.is_own_origin(origin, request.host)) or site != "same-origin":
        abort(403, "Requests from other sites are refused.")


def _content_policy(app: Dash) -> str:
    theme = base64.b64encode(hashlib.sha256(THEME_SCRIPT.encode()).digest()).decode()
    scripts = " ".join(["'self'", f"'sha256-{theme}'", *app.csp_hashes()])
    return (
        f"default-src 'self'; script-src {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "font-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


def _cache_rule(path: str, query: bytes) -> str:
    if path.startswith("/assets/") and (b"m=" in query or path.endswith(".woff2")):
        return "public, max-age=31536000, immutable"
    if path.startswith("/_dash-component-suites/"):
        # Fingerprinted by Dash where it can be; the rest must be asked for again after an upgrade.
        return "public, max-age=31536000, immutable" if ".v" in path else "public, max-age=300, must-revalidate"
    return "no-store"


def serve_downloads(app: Dash) -> None:
    """The figures of a page as a file, under the page's own address parameters."""
    server: Flask = app.server
    answers: Answers = server.config["EVENHAND_ANSWERS"]

    @server.get("/download/<page>.<any(csv, xlsx, parquet):kind>")
    def download(page: str, kind: str) -> Response:
        export = exported(page)
        if export is None:
            abort(404)
        name = f"evenhand-{page}.{kind}"
        return Response(
            _file(answers, export, page, kind),
            mimetype=MEDIA[kind],
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


def _file(answers: Answers, export: Export, page: str, kind: str) -> bytes:
    def write(store: RememberedStore, state: ViewState) -> bytes:
        return written(export, kind, store, state, request.args)

    try:
        content = answers.export(export.filtered_as, request.args, write)
        filters = request.query_string.decode(errors="replace")
        answers.write_down("export", page=page, kind=kind, filters=filters, bytes=len(content))
        return content
    except GenerationError as trouble:
        abort(503, str(trouble))
