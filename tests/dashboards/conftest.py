import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

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


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def app_address(warehouse_home):
    command = [sys.executable, "-m", "evenhand", "serve", "--port", str(free_port())]
    with subprocess.Popen(
        command, env=os.environ | {"EVENHAND_HOME": str(warehouse_home)}, stdout=subprocess.PIPE, text=True
    ) as served:
        try:
            yield re.search(r"http://127\.0\.0\.1:\d+", served.stdout.readline()).group()
        finally:
            served.terminate()


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


@pytest.fixture
def open_page(chromium, app_address):
    opened = []

    def visit(path, width=1440, scheme="light"):
        context = chromium.new_context(
            viewport={"width": width, "height": 1000}, color_scheme=scheme, permissions=["clipboard-write"]
        )
        opened.append(context)
        page = context.new_page()
        page.trouble = []
        page.on("console", lambda m: page.trouble.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: page.trouble.append(str(error)))
        page.on("requestfailed", lambda request: page.trouble.append(f"failed: {request.url}"))
        page.on("request", lambda r: None if r.url.startswith((app_address, "data:")) else page.trouble.append(r.url))
        page.goto(app_address + path)
        page.wait_for_selector("main h1")
        page.wait_for_load_state("networkidle")
        return page

    yield visit
    for context in opened:
        context.close()
