import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.pages]


def scope(page):
    return page.inner_text(".scope p")


def counted(text):
    return int(re.search(r"[\d,]+", text).group().replace(",", ""))


def shown_records(page):
    page.wait_for_function(
        "() => /\\d records?\\b/.test(document.querySelector('dialog.records .subtitle')?.innerText)"
    )
    sentence = page.inner_text("dialog.records .subtitle")
    page.click("dialog.records button:has-text('Close')")
    return counted(sentence)


def test_tile_map_week_and_table_cell_lead_to_as_many_records_as_they_say(open_page):
    page = open_page("/?p=13w&m=escalation_rate")
    tile = page.locator(".tile:has-text('Escalation rate')")
    n = counted(tile.locator(".to-records").inner_text())
    tile.locator(".to-records").click()
    assert shown_records(page) == n
    assert tile.locator("[aria-pressed=true]").get_attribute("aria-label").startswith("Escalation rate: ")

    whole, cells = scope(page), page.locator(".heat tbody button.cell")
    rows = page.locator(".heat tbody tr").count()
    page.click(".heat button[aria-label^='Billing, Phone']")
    page.wait_for_url("**/?p=13w&team=Billing&channel=phone&m=escalation_rate")
    page.wait_for_selector(".heat .picked")
    assert page.locator(".heat tbody tr").count() == rows
    assert page.locator(".heat .cell.out").count() > cells.count() / 2
    assert " Billing · Phone " in scope(page)
    n = counted(page.inner_text(".picked .to-records"))
    page.click(".picked .to-records")
    assert shown_records(page) == n == counted(page.inner_text(".tile:has-text('Escalation rate') .to-records"))
    page.keyboard.press("Tab")
    page.click(".heat button[aria-pressed=true]")
    page.wait_for_url("**/?p=13w&m=escalation_rate")
    page.wait_for_function("text => document.querySelector('.scope p').innerText === text", arg=whole)
    assert page.locator(".heat .cell.out").count() == 0

    page.focus(".trend svg")
    page.keyboard.press("ArrowLeft")
    n = counted(page.text_content(".trend .pointer text").split("· n ")[1])
    page.keyboard.press("Enter")
    assert shown_records(page) == n

    page = open_page("/teams?topic=billing")
    cell = page.locator(".breakdown tbody tr:has-text('Billing') td[data-label='Escalation rate']")
    n = counted(cell.inner_text().split("n ")[1])
    cell.locator(".to-records").click()
    assert shown_records(page) == n
    assert page.trouble == []


def test_a_definition_opens_by_hover_and_by_keyboard_and_the_map_is_walked_by_arrows(open_page):
    page = open_page("/")
    page.hover(".tile:has-text('Reopen rate') .hint-button")
    page.wait_for_selector(".hint-box:has-text('Counts: ')")
    page.mouse.move(5, 900)
    page.wait_for_selector(".hint-box", state="detached")
    page.focus(".tile:has-text('Reopen rate') .hint-button")
    page.keyboard.press("Enter")
    page.wait_for_selector(".hint-box a[href='/definitions#reopen_rate']")
    page.keyboard.press("Escape")
    assert page.locator(".hint-box").count() == 0
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "What Reopen rate means"
    stops = page.locator(".heat button.cell[tabindex='0']")
    assert stops.count() == 1
    stops.focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.column") != "0"
    assert page.locator(".heat caption").count() == 1
    assert page.trouble == []


def test_on_a_phone_the_pages_open_as_a_list_by_audience_and_keep_the_filters(open_page):
    page = open_page("/?p=13w&team=Billing", width=390)
    assert not page.is_visible("nav a:has-text('Teams')")
    page.focus(".shell-menu")
    page.keyboard.press("Enter")
    page.wait_for_selector("nav a:has-text('Teams')")
    groups = page.locator(".shell-group").evaluate_all("all => all.map((one) => one.getAttribute('aria-label'))")
    assert groups == ["Executive", "Supervisor", "Analyst"]
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.className") == "shell-menu"
    page.keyboard.press("Enter")
    page.click("nav a:has-text('Channels')")
    page.wait_for_url("**/channels?p=13w&team=Billing")
    page.wait_for_selector(".breakdown tbody tr")
    assert not page.is_visible("nav a:has-text('Teams')")
    assert page.trouble == []
