"""A page stays open while generations come, go and break: what is clicked then says what it was answered from."""

import pytest

from tests.browser.opening import settle, watch
from tests.browser.test_every_page import CHECK, axe
from tests.published import twice
from tests.serving import serving

pytestmark = [pytest.mark.browser, pytest.mark.pages]


@pytest.fixture(scope="module")
def home(warehouse_home, tmp_path_factory):
    """Two generations of the same figures; the first one is named."""
    home = tmp_path_factory.mktemp("two")
    twice(warehouse_home, home, "000001")
    return home


@pytest.fixture(scope="module")
def address(home):
    with serving(home, "--workers", "1") as (address, _):
        yield address


@pytest.fixture
def page(chromium, address):
    page = chromium.new_page()
    watch(page, address)
    page.goto(address + "/teams")
    settle(page)
    yield page
    page.close()


def choose(page, period):
    page.click(f"#filter-period label:has-text('{period}')")
    settle(page)


def test_a_click_that_another_generation_answers_is_told(page, home):
    choose(page, "7 days")
    assert page.query_selector("#told") is None

    (home / "CURRENT").write_text("000002\n")
    choose(page, "13 weeks")
    page.wait_for_selector("#told[role=alert]")
    told = page.inner_text("#told")
    assert "answered from generation 000002" in told
    assert "opened with generation 000001" in told
    page.evaluate(axe())
    assert page.evaluate(CHECK) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    # Reading the page anew ends it, and so does going to another one.
    page.click("#told button")
    settle(page)
    assert page.query_selector("#told") is None

    (home / "CURRENT").write_text("0000")
    choose(page, "7 days")
    page.wait_for_selector("#told")
    assert "CURRENT names no generation" in page.inner_text("#told")
    assert "Until then you see generation 000002" in page.inner_text("#told")
    page.reload()
    settle(page)
    # Drawn anew, the page says it itself, and no click says it a second time.
    assert "Until then you see" in page.inner_text("main .stand-in")
    choose(page, "13 weeks")
    assert page.query_selector("#told") is None

    (home / "CURRENT").write_text("000001\n")
    page.reload()
    settle(page)
    assert page.query_selector(".stand-in") is None
    assert page.trouble == []


def test_a_click_that_nothing_can_answer_says_why(page, home):
    hidden = home.with_name("hidden")
    (home / "generations").rename(hidden)
    try:
        page.click("#filter-period label:has-text('7 days')")
        page.wait_for_selector("#told")
        assert "evenhand" in page.inner_text("#told")
    finally:
        hidden.rename(home / "generations")
