"""One way of each kind, short: whoever signs in filters, sees records, takes a file along and asks a question of their own.

The other ways, and these in all their turns, are gone by `make test-pages`.
"""

import re

import pytest

from dashboards.access.people import People
from dashboards.access.reader import Reader, Role
from tests.browser.opening import settle, watch
from tests.serving import serving

pytestmark = pytest.mark.browser

PASSWORD = "a long walk home"


@pytest.fixture(scope="module")
def address(warehouse_home, tmp_path_factory):
    """The shared home with one account, so that whoever comes has to sign in."""
    home = tmp_path_factory.mktemp("home")
    for name in ("CURRENT", "generations"):
        (home / name).symlink_to(warehouse_home / name)
    People(home).add(Reader("Anna", Role.ANALYST), PASSWORD, "", lambda: None)
    with serving(home, "--workers", "1") as (address, _):
        yield address


@pytest.fixture(scope="module")
def page(chromium, address):
    """Anna's page, which signing in has led to the address that was asked for."""
    context = chromium.new_context(viewport={"width": 1440, "height": 1000}, reduced_motion="reduce")
    page = context.new_page()
    watch(page, address)
    page.goto(f"{address}/trends?p=7d")
    page.fill("#name", "anna")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("main h1")
    settle(page)
    assert page.url == f"{address}/trends?p=7d"
    assert "Anna" in page.inner_text(".account-button")
    yield page
    context.close()


@pytest.fixture
def at(page, address):
    def opened(path):
        page.goto(address + path)
        settle(page)
        return page

    return opened


def counted(text):
    return int(re.search(r"[\d,]+", text).group().replace(",", ""))


def take_csv(page, inside=""):
    page.click(f"{inside} .export-menu button")
    with page.expect_download() as taken:
        page.click(f"{inside} .export-list a:has-text('CSV')")
    lines = taken.value.path().read_text(encoding="utf-8-sig").splitlines()
    return [line for line in lines[1:] if not line.startswith(("#", '"#'))]


def test_a_filter_moves_address_and_page_by_one_answer(at, address):
    page = at("/")
    asked, before = len(page.asked), page.inner_text(".scope p")
    page.click(".filters .mantine-SegmentedControl-label:has-text('13 weeks')")
    page.wait_for_function("text => document.querySelector('.scope p').innerText !== text", arg=before)
    settle(page)
    assert (page.url, len(page.asked) - asked) == (f"{address}/?p=13w", 1)
    assert page.trouble == []


def test_a_number_leads_to_as_many_records_as_it_says_on_the_screen_and_in_the_file(at):
    page = at("/?p=13w")
    number = page.locator(".tile:has-text('Escalation rate') .to-records")
    said = counted(number.inner_text())
    number.click()
    page.wait_for_selector("dialog[open] tbody tr")
    assert counted(page.inner_text("dialog [role=status]")) == said
    assert len(take_csv(page, "dialog")) == said > 0
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert page.trouble == []


def test_a_page_is_taken_along_as_a_file(at):
    page = at("/teams?p=52w&team=Billing")
    shown = counted(page.inner_text(".breakdown tbody tr td .figure >> nth=0"))
    [line] = [line for line in take_csv(page, ".scope") if line.startswith("cases_opened,Billing,")]
    assert float(line.split(",")[2]) == shown > 0
    assert page.trouble == []


def test_a_question_of_ones_own_is_answered(at):
    page = at("/sql")
    page.fill("#sql-statement", "select team, count(*) as n from case_openings group by all order by all")
    page.focus("#sql-statement")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".sql-rows tbody tr")
    assert page.inner_text(".sql-counted").startswith(f"{page.locator('.sql-rows tbody tr').count()} rows · ")
    assert page.trouble == []
