"""A headless Chromium in a process of its own: it draws one page of this machine and ends with whoever started it.

Started with the browser's file and a number of seconds; the page to draw comes as a line of JSON on stdin, so that the
browser can start while the figures are still being worked out. The end of stdin ends everything.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

_ARGUMENTS = (
    *("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"),
    # No name but our own is looked up, whatever a page asks for.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
_VIEWPORT = {"width": 1180, "height": 900}
_SHARPNESS = 2
MOST_PICTURES = 12
_GROUPS = ".tiles, .facts, .summary, .card"
_CARDS = ", ".join(f"main {group}" for group in _GROUPS.split(", "))
_IS_PART = f"card => Boolean(card.parentElement.closest('{_GROUPS}'))"
# What can only be clicked is no part of a picture; and what stands alone in a mail may be as wide as the page, uncut.
FOR_PICTURES = """
  .export-tools, .export-menu, .definition-link, .scope-actions .action { visibility: hidden }
  .grain-choice, .exec-switches { display: none }
  .pair { display: block !important } .pair > * + * { margin-top: 14px }
"""
_TITLE = """card => {
  const heading = card.querySelector('h2, h3');
  const parts = heading ? [...heading.childNodes].filter(node => node.nodeName !== 'A') : [];
  const title = parts.map(part => part.textContent.trim()).join(' ');
  return (title || card.getAttribute('aria-label') || card.innerText.slice(0, 80)).replace(/\\s+/g, ' ');
}"""


def main() -> None:
    """Draws the page that stdin asks for, and says on stdout where PDF and pictures lie, or what went wrong."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    executable, seconds = sys.argv[1], float(sys.argv[2])
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        _answer({"error": "Playwright is missing.", "next_step": "Run `pip install 'evenhand[reports]'`."})
        return
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=executable,
                args=list(_ARGUMENTS),
                timeout=seconds * 1000,
                # Chromium refuses to run its sandbox as root, and to run without one when not told to.
                chromium_sandbox=os.geteuid() != 0,
            )
            try:
                _answer(_drawn(browser, _job(), seconds))
            finally:
                browser.close()
    except Error as error:
        _answer({"error": f"The browser {executable} failed: {_first_lines(str(error))}", "next_step": ""})


def _job() -> dict[str, Any]:
    line = sys.stdin.readline()
    if not line:
        sys.exit(1)
    threading.Thread(target=_end_with_stdin, daemon=True).start()
    job: dict[str, Any] = json.loads(line)
    return job


def _end_with_stdin() -> None:
    # Not through sys.stdin, whose lock must be free when the interpreter ends.
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def _drawn(browser: Browser, job: dict[str, Any], seconds: float) -> dict[str, Any]:
    context = browser.new_context(
        viewport=_VIEWPORT,  # type: ignore[arg-type]
        device_scale_factor=_SHARPNESS,
        color_scheme="light",
        reduced_motion="reduce",
        service_workers="block",
    )
    context.set_default_timeout(seconds * 1000)
    context.add_cookies(job["cookies"])
    origin = urlsplit(job["url"]).netloc

    def keep_at_home(route: Route) -> None:
        if urlsplit(route.request.url).netloc == origin or route.request.url.startswith(("data:", "blob:")):
            route.continue_()
        else:
            route.abort()

    context.route("**/*", keep_at_home)
    page, troubles = context.new_page(), list[str]()
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto(job["url"], wait_until="networkidle")
    _wait_until_drawn(page)
    if troubles:
        return {"error": f"The page reports an error: {_first_lines(troubles[0])}", "next_step": ""}
    folder = Path(job["folder"])
    cards, is_cut = _pictures(page, folder) if job["is_pictured"] else ([], False)
    pdf = folder / "report.pdf"
    # The page knows paper: sizes, what stands below each sheet, charts and grids redrawn for it.
    page.pdf(path=pdf, format="A4", print_background=True, prefer_css_page_size=True, tagged=True)
    return {"pdf": str(pdf), "cards": cards, "is_cut": is_cut}


def _wait_until_drawn(page: Page) -> None:
    page.wait_for_selector("main h1")
    page.wait_for_function("!window.evenhandReady || window.evenhandReady()")
    page.evaluate("document.fonts.ready.then(() => true)")


def _pictures(page: Page, folder: Path) -> tuple[list[dict[str, Any]], bool]:
    """The cards that stand alone, from above; and whether there are more of them than a mail should hold."""
    page.add_style_tag(content=FOR_PICTURES)
    _wait_until_drawn(page)
    cards = [card for card in page.query_selector_all(_CARDS) if card.is_visible() and not card.evaluate(_IS_PART)]
    taken = list[dict[str, Any]]()
    for place, card in enumerate(cards[:MOST_PICTURES]):
        file = folder / f"card-{place}.png"
        card.screenshot(path=file)
        width = round((card.bounding_box() or {"width": 0})["width"])
        taken.append({"file": str(file), "title": card.evaluate(_TITLE), "width": width})
    return taken, len(cards) > MOST_PICTURES


def _first_lines(text: str) -> str:
    return " ".join(text.split())[:400]


def _answer(words: dict[str, Any]) -> None:
    print(json.dumps(words), flush=True)


if __name__ == "__main__":
    main()
