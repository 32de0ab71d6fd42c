"""What holds for each page of the registry, seen in one load of it: the window is resized and the theme switched."""

from functools import cache
from pathlib import Path

import pytest

from tests.browser.opening import HEIGHT
from tests.browser.pages import addresses, short

pytestmark = pytest.mark.browser

LOOK = (Path(__file__).parent / "look.js").read_text()
WIDTHS = (390, 768, 1440, 1920)


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
    assert page.locator("main .trouble").count() == 0
    assert [answer.url for answer in page.answers if answer.status >= 400] == []
    assert all(answer.headers.get("server-timing", "").startswith("app;dur=") for answer in page.answers)


def test_nothing_is_cut_off_small_or_wider_than_the_window(page):
    faults = {}
    for width in (*WIDTHS, 1440):
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


def test_axe_finds_nothing_in_either_theme_and_the_switch_asks_for_nothing(page):
    page.evaluate(axe())
    assert page.evaluate(CHECK) == []
    before = len(page.answers)
    page.click("button.theme")
    assert page.evaluate("document.documentElement.dataset.mantineColorScheme") == "dark"
    try:
        assert page.evaluate(CHECK) == []
    finally:
        page.click("button.theme")
    assert len(page.answers) == before
    assert page.trouble == []
