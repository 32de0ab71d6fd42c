"""Making a report: the app of this home answers on the loopback address, a browser draws, both within a deadline."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from dashboards.access.entrance import Entrance, Pass
from dashboards.access.reader import Reader
from evenhand.home import Home
from evenhand.reports.drawing import Drawing, browser_process, find_browser
from evenhand.reports.page import ReportPage, read_page
from evenhand.reports.request import ReportError, ReportRequest
from evenhand.settings import Settings

if TYPE_CHECKING:
    from dash import Dash

T = TypeVar("T")

SECONDS = 120


class EmptyReportError(ReportError):
    """There is nothing to report on under these filters."""


def make_report(
    home: Home, settings: Settings, request: ReportRequest, reader: Reader, is_pictured: bool
) -> tuple[ReportPage, Drawing]:
    """The page in words and as drawn, both of one generation and with the rights of one reader."""
    until = time.monotonic() + SECONDS
    # The browser starts while the first figures are worked out.
    with browser_process(find_browser(settings.chromium), SECONDS) as browser:
        from dashboards.app import create_app

        way_in = Pass(reader)
        app = create_app(home.folder, settings.locale, Entrance(only_pass=way_in))
        page = _read(app, request, reader, until)
        with _served(app) as origin:
            drawing = browser.draw(origin, page, is_pictured, until - time.monotonic(), way_in.token)
        # A build that is published meanwhile would put other figures beside the pictures.
        if _read(app, request, reader, until).generation != page.generation:
            raise ReportError("Another generation was published while the report was drawn.", "Run it again.")
    return page, drawing


def _read(app: Dash, request: ReportRequest, reader: Reader, until: float) -> ReportPage:
    page = _within(until, lambda: read_page(app, request, reader))
    if page.is_empty:
        raise EmptyReportError(f"There are no records under these filters: {page.scope}.", "Look at the filters.")
    return page


@contextmanager
def _served(app: Dash) -> Iterator[str]:
    """The app on a free port of the loopback address, for as long as the report is drawn."""
    from werkzeug.serving import ThreadedWSGIServer

    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = ThreadedWSGIServer("127.0.0.1", 0, app.server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def _within(until: float, work: Callable[[], T]) -> T:
    """The answer of some work, or ReportError when it is not there in time; the work ends with the process."""
    found: list[T] = []
    failed: list[Exception] = []

    def do() -> None:
        try:
            found.append(work())
        except Exception as error:  # noqa: BLE001  (raised again where it can be told)
            failed.append(error)

    worker = threading.Thread(target=do, daemon=True)
    worker.start()
    worker.join(max(0.0, until - time.monotonic()))
    if failed:
        raise failed[0]
    if not found:
        raise ReportError(f"The figures were not there after {SECONDS} s.", "Try a shorter period.")
    return found[0]
