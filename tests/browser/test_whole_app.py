"""What holds once for the whole app: what a visit fetches, what a window shows, what moves, what a lost worker costs."""

import os
import signal
import subprocess
import time

import pytest

from tests.browser.opening import settle
from tests.serving import serving

pytestmark = [pytest.mark.browser, pytest.mark.pages]

MOST_FIRST_VISIT, MOST_SECOND_VISIT = 1_800_000, 60_000


def fetched(page):
    entries = "performance.getEntries().filter((e) => e.transferSize).map((e) => e.transferSize)"
    return sum(page.evaluate(entries))


def test_a_first_visit_fetches_at_most_what_a_slow_line_bears_and_a_second_little(chromium, app_address):
    context = chromium.new_context()
    page = context.new_page()
    page.goto(app_address)
    settle(page)
    first = fetched(page)
    page.goto(f"{app_address}/?p=13w")
    settle(page)
    second = fetched(page)
    context.close()
    assert 300_000 < first <= MOST_FIRST_VISIT
    assert second <= MOST_SECOND_VISIT


def test_tiles_and_map_say_what_they_are_and_fit_a_window_with_the_trend(open_page):
    page = open_page("/")
    pressed = page.locator(".tile [aria-pressed=true]")
    assert pressed.count() == 1
    assert "Customer satisfaction" in pressed.get_attribute("aria-label")
    assert page.locator(".heat table caption, .heat table[aria-label], .heat table[aria-labelledby]").count() == 1
    assert page.locator(".heat thead th[scope=col]").count() > 2
    assert page.locator(".heat tbody th[scope=row]").count() > 2
    assert page.locator(".scope p[aria-live=polite]").count() == 1
    for part in (".tiles", ".trend svg >> nth=0", ".heat thead"):
        box = page.locator(part).bounding_box()
        assert box["y"] + box["height"] <= 1000, f"{part} ends at {box['y'] + box['height']}"


def test_nothing_moves_for_who_asks_for_stillness(open_page):
    page = open_page("/")
    page.click("#filter-teams button")
    page.focus("#filter-range")
    page.keyboard.press("Enter")
    moving = "document.getAnimations().filter((a) => a.effect.getComputedTiming().duration > 1).map((a) => String(a))"
    assert page.evaluate(moving) == []


@pytest.mark.parametrize("path", ["/_mcp", "/mcp"])
def test_nothing_answers_that_no_page_asks(open_page, app_address, path):
    page = open_page("/quality")
    for answer in (page.request.get(app_address + path), page.request.post(app_address + path, data={"id": 1})):
        assert "jsonrpc" not in answer.text()
        assert answer.status >= 400 or answer.text().startswith("<!DOCTYPE html>")


def test_paper_has_no_navigation_and_says_what_it_is_of(open_page):
    page = open_page("/")
    said = page.inner_text(".scope p")
    page.emulate_media(media="print")
    paper = page.inner_text("body")
    assert said in paper
    assert not page.is_visible(".shell nav")
    assert not page.is_visible(".filters")
    assert page.pdf(format="A4")[:5] == b"%PDF-"


def test_a_page_opens_while_a_worker_dies(chromium, warehouse_home):
    with serving(warehouse_home, "--workers", "2") as (address, served):
        page = chromium.new_page()
        page.goto(address)
        settle(page)
        children = subprocess.run(["pgrep", "-P", str(served.pid)], capture_output=True, text=True, check=True)
        workers = [int(line) for line in children.stdout.split()]
        os.kill(workers[0], signal.SIGKILL)
        # What was on its way to that worker is lost; asking again is answered by the other one.
        time.sleep(0.2)
        page.reload()
        settle(page)
        assert page.locator(".tile").count() == 8
        page.close()
    assert len(workers) == 2
