"""The app as a person meets it: served from the simulated warehouse, opened in Debian's Chromium.

One browser and one context serve a whole test process, so that scripts are fetched and compiled once.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.serving import serving

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HEIGHT = 1000
# What an earlier page left behind is no state of a new one; a reload keeps what its own page stored.
_AS_NEW = "if (!sessionStorage.getItem('opened')) { localStorage.clear(); sessionStorage.setItem('opened', 'yes'); }"


@pytest.fixture(scope="session")
def app_address(warehouse_home):
    with serving(warehouse_home, "--workers", "1") as (address, _):
        yield address


@pytest.fixture(scope="session")
def chromium():
    if not CHROMIUM.exists():
        # Where a change is landed, a page nobody opened is a page nobody tested.
        assert not os.environ.get("CI"), "Chromium is missing; in CI the page tests may not be skipped"
        pytest.skip("needs Chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def visit(chromium, app_address):
    """Opens a path and waits until it is whole; the caller closes the page."""
    context = chromium.new_context(permissions=["clipboard-write"])
    context.add_init_script(_AS_NEW)

    def opened(path: str, width: int = 1440, scheme: str = "light") -> Any:
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        watch(page, app_address)
        page.goto(app_address + path)
        settle(page)
        return page

    yield opened
    context.close()


@pytest.fixture
def open_page(visit):
    opened = []

    def keep(*place, **look):
        opened.append(visit(*place, **look))
        return opened[-1]

    yield keep
    for page in opened:
        page.close()


def watch(page: Any, address: str) -> None:
    """Keeps what a page complains of in `page.trouble` and what it asks of the server's callbacks in `page.asked`."""
    page.trouble, page.asked, page.answers = [], [], []
    page.on("console", lambda m: page.trouble.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: page.trouble.append(str(error)))
    page.on("requestfailed", lambda request: page.trouble.append(f"failed: {request.url}"))
    page.on("request", lambda request: _note(page, request, address))
    page.on("response", lambda answer: _keep(page, answer))


def _note(page: Any, request: Any, address: str) -> None:
    if not request.url.startswith((f"{address}/", "data:", "blob:")):
        page.trouble.append(f"foreign: {request.url}")
    if "/_dash-update-component" in request.url:
        page.asked.append(request)


def _keep(page: Any, answer: Any) -> None:
    page.answers.append(answer)


def settle(page: Any) -> None:
    """Waits until the page is drawn and has nothing more to ask."""
    page.wait_for_function("() => window.evenhandReady ? window.evenhandReady() : false")
