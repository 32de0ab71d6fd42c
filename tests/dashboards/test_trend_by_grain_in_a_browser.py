"""The choice of day, week or month on the trend of a board: by mouse and keyboard, in the address, on a phone."""

import re
from itertools import pairwise

import pytest

from evenhand.reports.browser import FOR_PICTURES
from tests.browser.opening import settle

pytestmark = [pytest.mark.browser, pytest.mark.pages]
BOARDS = ("/", "/service", "/satisfaction", "/sales", "/complaints", "/teams/Billing")
CHOICE = ".trend [role=group][aria-label='Each point is a']"


def choose(page, word):
    page.click(f"{CHOICE} button:text-is('{word}')")
    settled(page, word)


def settled(page, word):
    page.wait_for_selector(f".trend h2:has-text(' by {word.lower()}')")
    settle(page)
    assert page.locator(f"{CHOICE} [aria-pressed=true]").all_inner_texts() == [word]


def points(page):
    """How many points the drawing says that it has, and its name to a screen reader."""
    said = page.get_attribute(".trend svg[role=img]", "aria-label")
    return int(re.search(r"last (\d+) ", said)[1]), said


def test_the_choice_stands_in_the_address_and_survives_reload_back_and_reset(open_page):
    page = open_page("/?m=escalation_rate")
    assert page.locator(f"{CHOICE} button").all_inner_texts() == ["Day", "Week", "Month"]
    assert page.locator(".trend .band").count() == 1
    tiles, asked = page.inner_text(".tiles"), len(page.asked)
    choose(page, "Day")
    assert page.url.endswith("/?m=escalation_rate&grain=day")
    assert len(page.asked) == asked + 1
    assert page.inner_text(".tiles") == tiles
    assert points(page)[0] == 91
    assert page.locator(".trend :is(.band, .mark, .centre)").count() == 0
    assert page.locator(".trend .of-point").count() == 91
    assert page.locator(".trend .shown-weeks").count() == 1
    choose(page, "Month")
    page.reload()
    settled(page, "Month")
    assert page.url.endswith("/?m=escalation_rate&grain=month")
    page.go_back()
    settled(page, "Day")
    page.go_back()
    settled(page, "Week")
    assert page.url.endswith("/?m=escalation_rate")
    page.go_forward()
    settled(page, "Day")
    page.click("#filter-reset a")
    settled(page, "Week")
    assert "?" not in page.url
    assert page.trouble == []


@pytest.mark.pages
@pytest.mark.parametrize(("path", "width"), [*((path, 390) for path in BOARDS), ("/", 1440), ("/teams/Billing", 1440)])
def test_every_board_has_it_and_fits(open_page, path, width):
    page = open_page(path, width=width)
    for word, most in (("Day", 91), ("Month", 36)):
        asked = len(page.asked)
        choose(page, word)
        assert len(page.asked) == asked + 1
        assert 0 < points(page)[0] <= most
        assert f"step through the {word.lower()}s" in points(page)[1]
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        labels = page.locator(".trend svg[role=img] > g > text[text-anchor=middle]").evaluate_all(
            "all => all.map((one) => { const at = one.getBoundingClientRect(); return [at.left, at.right, at.top]; })"
        )
        edge = page.locator(".trend svg[role=img]").bounding_box()
        assert all(edge["x"] <= left and right <= edge["x"] + edge["width"] for left, right, _ in labels)
        upper = sorted(label for label in labels if label[2] == min(top for _, _, top in labels))
        assert len(upper) >= 3
        assert all(before[1] < after[0] for before, after in pairwise(upper))
    for button in page.locator(f"{CHOICE} button").all():
        assert button.bounding_box()["height"] >= 24
    assert page.trouble == []


@pytest.mark.pages
def test_by_keyboard_the_focus_stays_and_a_day_and_a_month_lead_to_their_records(open_page):
    page = open_page("/?m=escalation_rate")
    page.focus(f"{CHOICE} button >> nth=1")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    settled(page, "Day")
    assert page.evaluate("document.activeElement.innerText") == "Day"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    for word, shape in (("Day", r" · [A-Z][a-z]{2} \d+ [A-Z][a-z]{2} · n "), ("Month", r" · [A-Z][a-z]{2} \d{4} · n ")):
        choose(page, word)
        page.focus(".trend svg[role=img]")
        page.keyboard.press("ArrowLeft")
        said = page.text_content(".trend .pointer text")
        assert re.search(shape, said)
        n = said.split("· n ")[1]
        page.keyboard.press("Enter")
        page.wait_for_function(
            "n => document.querySelector('dialog.records .subtitle')?.innerText.startsWith(`${n} record`)", arg=n
        )
        page.keyboard.press("Escape")
        page.click(".trend .export-tools button:text-is('Table')")
        assert page.locator(".trend .export-table thead th").all_inner_texts() == [word, "Value", "95 % interval", "n"]
        assert page.locator(".trend .export-table tbody tr").count() == points(page)[0]
        assert page.locator(".trend .export-table tbody tr >> nth=0 >> td >> nth=2").inner_text() == n
        reach = page.locator(".trend .export-table tbody tr >> nth=0 >> td >> nth=1").inner_text()
        assert re.fullmatch(r"[\d.]+ to [\d.]+ %", reach)
        page.click(".trend .export-tools button:text-is('Table')")
        with page.expect_download() as saved:
            page.click(".trend .export-tools button:text-is('SVG')")
        drawing = saved.value.path().read_text()
        assert f"by {word.lower()}" in drawing
        assert ">Week<" not in drawing
    assert page.trouble == []
    page.add_style_tag(content=FOR_PICTURES)
    assert page.locator(".trend button:visible").count() == 0
    page.emulate_media(media="print")
    assert not page.is_visible(".grain-choice")


@pytest.mark.pages
def test_another_page_takes_the_choice_along_and_a_page_without_trend_drops_it_with_its_next_filter(open_page):
    page = open_page("/?grain=month&p=13w")
    page.click("nav a:has-text('Service')")
    page.wait_for_url("**/service?grain=month&p=13w")
    settled(page, "Month")
    page.click("nav a:has-text('Channels')")
    page.wait_for_url("**/channels?grain=month&p=13w")
    page.wait_for_selector("h1:has-text('Channels')")
    settle(page)
    page.click("#filter-period >> text='7 days'")
    page.wait_for_url("**/channels?p=7d")
    assert page.trouble == []


def test_an_address_written_by_hand_falls_back_to_weeks(open_page):
    page = open_page("/complaints?grain=fortnight")
    settled(page, "Week")
    assert page.trouble == []
