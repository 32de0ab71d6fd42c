"""What holds for each page of the registry, seen in one load of it: the window is resized and the theme switched."""

import csv
import re
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.browser.opening import HEIGHT
from tests.browser.pages import addresses, short

pytestmark = pytest.mark.browser

LOOK = (Path(__file__).parent / "look.js").read_text()
PHONE, DESK = 390, 1440


# A hundred rows of one kind look alike, and axe would look at each; the first eight stand for all.
THIN = """() => {
    const seen = {};
    document.querySelectorAll("main :is(tr, li, article, section, details, .ag-row)").forEach((e) => {
        const kind = [e, e.parentElement].map((x) => x.localName + x.className).join(" ");
        seen[kind] = (seen[kind] || 0) + 1;
        if (seen[kind] > 8) e.style.display = "none";
    });
}"""


@pytest.fixture(scope="module", params=addresses(), ids=short)
def page(request, visit):
    opened = visit(request.param)
    opened.evaluate(THIN)
    yield opened
    opened.close()


def resize(page, width):
    page.set_viewport_size({"width": width, "height": HEIGHT})
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def test_opens_with_one_question_and_without_a_complaint(page):
    assert page.trouble == []
    assert len(page.asked) == 1
    assert page.locator("main .card").count() > 0
    assert page.locator("main .trouble").all_inner_texts() == []
    assert [answer.url for answer in page.answers if answer.status >= 400] == []
    assert all(answer.headers.get("server-timing", "").startswith("app;dur=") for answer in page.answers)


@pytest.mark.parametrize("widths", [(PHONE, DESK), pytest.param((768, 1920, DESK), marks=pytest.mark.pages)], ids=str)
def test_nothing_is_cut_off_small_or_wider_than_the_window(page, widths):
    faults = {}
    for width in widths:
        resize(page, width)
        faults[width] = page.evaluate(LOOK)
    assert {width: found for width, found in faults.items() if found} == {}
    assert page.trouble == []


@cache
def axe():
    import axe_playwright_python

    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


CHECK = """() => axe.run(document, {resultTypes: ['violations']}).then((found) => found.violations.map(
    (v) => `${v.impact} ${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join(' | ')}`))"""


def test_axe_finds_nothing(page):
    page.evaluate(axe())
    assert page.evaluate(CHECK) == []
    assert page.trouble == []


@pytest.mark.pages
def test_axe_finds_nothing_in_the_dark_and_the_switch_asks_for_nothing(page):
    page.evaluate(axe())
    before = len(page.answers)
    page.click("button.theme")
    assert page.evaluate("document.documentElement.dataset.mantineColorScheme") == "dark"
    try:
        assert page.evaluate(CHECK) == []
    finally:
        page.click("button.theme")
    assert len(page.answers) == before
    assert page.trouble == []


@pytest.mark.pages
def test_the_tab_key_reaches_every_control_in_order_and_shows_where_it_is(page):
    page.evaluate((Path(__file__).parent / "keyboard.js").read_text())
    stops = page.evaluate("walk.listen()")
    # The heads of the grid are stops of its own.
    for _ in range(stops + 12):
        page.keyboard.press("Tab")
    assert page.evaluate("walk.report()") == []
    assert page.trouble == []


HEIGHT_OF_MAIN = "document.querySelector('main').offsetHeight"
CLOSED = "e => e.getAttribute('aria-expanded') !== 'true' && e === document.activeElement"


@pytest.mark.pages
def test_what_opens_by_enter_closes_by_escape_and_gives_the_focus_back(page):
    openers = page.locator("main :is([aria-expanded], [aria-haspopup]):visible:enabled")
    faults = []
    for opener in openers.all():
        name = opener.get_attribute("aria-label") or opener.inner_text()
        height = page.evaluate(HEIGHT_OF_MAIN)
        opener.focus()
        page.keyboard.press("Enter")
        page.wait_for_function("e => e.getAttribute('aria-expanded') !== 'false'", arg=opener.element_handle())
        if page.evaluate(HEIGHT_OF_MAIN) > height:
            # It makes room for itself within the page, so it is no pop-over and closes as it opened.
            page.keyboard.press("Enter")
        # What has just been drawn listens to keys from the next frame on.
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        page.keyboard.press("Escape")
        with suppress(PlaywrightTimeout):
            page.wait_for_function(CLOSED, arg=opener.element_handle(), timeout=2000)
        if opener.get_attribute("aria-expanded") == "true":
            faults.append(f"does not close: {name}")
        if not opener.evaluate("e => e === document.activeElement"):
            faults.append(f"loses the focus: {name}")
    assert faults == []
    assert page.trouble == []


@pytest.mark.pages
def test_a_number_opens_the_records_it_counts_and_escape_returns_to_it(page):
    numbers = page.locator("main .to-records:visible")
    if numbers.count() == 0:
        pytest.skip("no number of this page leads to records")
    numbers.first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog[open] tbody tr")
    told = counted(page.inner_text("dialog [role=status]"))
    page.click("dialog .export-menu button")
    file = page.request.get(page.locator("dialog .export-list a").first.evaluate("a => a.href"))
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    rows = list(csv.reader(file.text().lstrip("\ufeff").splitlines()))[1:]
    assert told == len([row for row in rows if row and not row[0].startswith("#")]) > 0
    shown = re.fullmatch(r"(n )?[\d,]+( [a-z ]+)?", numbers.first.inner_text())
    assert not shown or not (shown[1] or shown[2]) or counted(shown[0]) == told
    assert page.locator("dialog[open]").count() == 0
    assert numbers.first.evaluate("e => e === document.activeElement")
    assert page.trouble == []


def counted(text):
    return int(re.search(r"[\d,]+", text).group().replace(",", ""))
