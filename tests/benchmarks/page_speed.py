"""How fast pages answer at ten million contacts: on the server, in the browser, under fifty people, beside Superset.

    python -m tests.benchmarks.page_speed --contacts 10000000

Everything is asked of the app as it is served, by clicks in Chromium; nothing has been asked before with the same
filters. Prints a table, and ends with 1 where a budget is missed.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.benchmarks.large_department import REPOSITORY, large_home
from tests.browser.opening import ARGUMENTS, CHROMIUM, settle
from tests.serving import serving

PAGES = (
    "/",
    "/service",
    "/satisfaction",
    "/sales",
    "/complaints",
    "/trends",
    "/teams",
    "/channels",
    "/reps",
    "/explore",
    "/teams/Billing",
    "/reps/bela.brandt",
    "/coaching",
    "/follow-up",
    "/staffing",
    "/evidence",
)
PERIODS = ("7 days", "28 days", "13 weeks", "52 weeks")
BROWSER_MS, SERVER_MS, FIRST_LOAD_MS, FIRST_LOAD_KB = 500, 200, 2000, 1800
PEOPLE, SECONDS = 50, 40
_WATCH = """
window.watched = { begun: 0, pending: 0 };
const plain = window.fetch;
window.fetch = (...asked) => {
  window.watched.begun += 1; window.watched.pending += 1;
  return plain(...asked).finally(() => { window.watched.pending -= 1; });
};
"""
# From the click to the frame after the last answer has been drawn: two frames later nothing of it is left to paint.
_CLICK = """
(element) => new Promise((done) => {
  const before = window.watched.begun;
  const started = performance.now();
  element.click();
  const look = () => {
    const late = performance.now() - started > 20000;
    if ((window.watched.begun > before && window.watched.pending === 0) || late) {
      requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - started)));
    } else window.setTimeout(look, 2);
  };
  look();
})
"""


@dataclass
class Times:
    """Milliseconds of the clicks on one page, and what it sent to the server."""

    browser: list[float] = field(default_factory=list)
    server: list[float] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)


def main() -> int:
    """Makes the home, serves it, clicks, and says what was held."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--contacts", type=int, default=10_000_000)
    parser.add_argument("--clicks", type=int, default=40, help="on each page")
    parser.add_argument("--settle", type=float, default=90, help="seconds in which the server warms itself up")
    parser.add_argument("--home", type=Path, help="a home that is there already, instead of making one")
    parser.add_argument("--cache", type=Path, default=REPOSITORY / ".venv" / "benchmark-pages")
    options = parser.parse_args()
    home = options.home or large_home(options.contacts, options.cache.absolute())
    with serving(home.absolute(), is_warm=True) as (address, _), sync_playwright() as playwright:
        time.sleep(options.settle)
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        held = [_first_load(browser, address)]
        bodies: list[str] = []
        for path in PAGES:
            times = _clicked(browser, address, path, options.clicks)
            held.append(_told(path, times))
            bodies += times.bodies
        browser.close()
        held.append(_many_people(address, bodies))
        beside = [sys.executable, "-m", "tests.benchmarks.superset", "--home", str(home), "--evenhand", address]
        held.append(subprocess.run(beside, cwd=REPOSITORY, check=False).returncode == 0)
    return 0 if all(held) else 1


def _first_load(browser: Any, address: str) -> bool:
    context = browser.new_context(viewport={"width": 1440, "height": 1000})
    page = context.new_page()
    wire: list[int] = []
    page.on("requestfinished", lambda request: wire.append(request.sizes()["responseBodySize"]))
    started = time.perf_counter()
    page.goto(address)
    page.wait_for_selector(".trend svg")
    page.wait_for_load_state("networkidle")
    # The idle half second that the browser waits out is no part of the load.
    took, size = (time.perf_counter() - started) * 1000 - 500, sum(wire) / 1000
    context.close()
    print(f"first load: {took:.0f} ms (at most {FIRST_LOAD_MS}), {size:.0f} KB (at most {FIRST_LOAD_KB})", flush=True)
    return took <= FIRST_LOAD_MS and size <= FIRST_LOAD_KB


def _clicked(browser: Any, address: str, path: str, clicks: int) -> Times:
    page = browser.new_context(viewport={"width": 1440, "height": 1000}).new_page()
    page.add_init_script(_WATCH)
    times = Times()

    def answered(response: Any) -> None:
        if "_dash-update-component" in response.url and "app;dur=" in (
            told := response.headers.get("server-timing", "")
        ):
            times.server.append(float(told.split("app;dur=")[1].split(",")[0]))
            times.bodies.append(response.request.post_data or "")

    page.goto(address + path, wait_until="networkidle")
    # The network is idle, too, while a slow machine still reads scripts.
    settle(page)
    page.on("response", answered)
    chance = random.Random(path)
    for _ in range(clicks):
        chosen = chance.choices((_period, _team, _channel, _metric, _grain), (4, 3, 2, 2, 2))[0]
        if (took := chosen(page, chance)) is not None:
            times.browser.append(took)
    page.context.close()
    return times


def _click(page: Page, selector: str, chance: random.Random) -> float | None:
    found = [element for element in page.query_selector_all(selector) if element.is_visible()]
    return float(chance.choice(found).evaluate(_CLICK)) if found else None


def _period(page: Page, chance: random.Random) -> float | None:
    shown = page.query_selector("#filter-period input:checked")
    value = shown.get_attribute("value") if shown else ""
    others = [f"#filter-period input[value='{one}'] + label" for one in ("7d", "28d", "13w", "52w") if one != value]
    return _click(page, chance.choice(others), chance)


def _ticked(page: Page, chance: random.Random, filter_: str) -> float | None:
    # The page of one team lets nobody choose another.
    if not page.is_visible(f"{filter_} button"):
        return None
    page.click(f"{filter_} button")
    took = _click(page, f"{filter_} .choice-list input", chance)
    page.keyboard.press("Escape")
    return took


def _team(page: Page, chance: random.Random) -> float | None:
    return _ticked(page, chance, "#filter-teams")


def _channel(page: Page, chance: random.Random) -> float | None:
    return _ticked(page, chance, "#filter-channels")


def _metric(page: Page, chance: random.Random) -> float | None:
    return _click(page, ".tile-pick:not([aria-pressed=true]), button.tile:not([aria-pressed=true])", chance)


def _grain(page: Page, chance: random.Random) -> float | None:
    return _click(page, ".grain-choice button[aria-pressed=false]", chance)


def _told(path: str, times: Times) -> bool:
    browser, server = (_percentiles(part) for part in (times.browser, times.server))
    print(f"{path:18} browser {browser[0]:6.0f} {browser[1]:6.0f} ms   server {server[0]:6.0f} {server[1]:6.0f} ms   "
          f"({len(times.browser)} clicks, p50 and p95)", flush=True)  # fmt: skip
    return browser[1] <= BROWSER_MS and server[1] <= SERVER_MS


def _percentiles(milliseconds: list[float]) -> tuple[float, float]:
    cuts = quantiles(milliseconds, n=20, method="inclusive")
    return cuts[9], cuts[18]


def _many_people(address: str, bodies: list[str]) -> bool:
    """Fifty people who look for one to three seconds between clicks, each click one that was made before."""
    took: list[float] = []
    errors: list[str] = []
    until = time.monotonic() + SECONDS
    people = [
        threading.Thread(target=_one_person, args=(address, bodies, number, until, took.append, errors.append))
        for number in range(PEOPLE)
    ]
    for person in people:
        person.start()
    for person in people:
        person.join()
    median, late = _percentiles(took)
    print(
        f"{PEOPLE} people, {len(took)} clicks in {SECONDS} s: {median:.0f} {late:.0f} ms, {len(errors)} errors {errors[:3]}"
    )
    return not errors


def _one_person(
    address: str,
    bodies: list[str],
    number: int,
    until: float,
    took: Callable[[float], None],
    failed: Callable[[str], None],
) -> None:
    chance = random.Random(number)
    while time.monotonic() < until:
        body = chance.choice(bodies).encode()
        request = urllib.request.Request(
            f"{address}/_dash-update-component", body, {"Content-Type": "application/json"}, method="POST"
        )
        started = time.perf_counter()
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                json.loads(answer.read() or b"{}")
            took((time.perf_counter() - started) * 1000)
        except (OSError, ValueError) as trouble:
            failed(repr(trouble))
        time.sleep(chance.uniform(1, 3))


if __name__ == "__main__":
    raise SystemExit(main())
