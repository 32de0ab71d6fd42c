import pytest

pytestmark = [pytest.mark.browser, pytest.mark.pages]


def test_a_metric_is_cut_both_ways_ordered_and_followed_to_its_records_and_the_address_says_it_all(open_page):
    page = open_page("/explore?p=52w")
    page.fill("#explore-metric", "escal")
    page.click("[role=option]:has-text('Escalation rate') >> nth=0")
    page.wait_for_selector("h2:has-text('Escalation rate by team and channel')")
    page.select_option(".explore-axis:has-text('Rows') select", "topic")
    page.wait_for_selector("h2:has-text('Escalation rate by topic and channel')")
    page.select_option(".explore-axis:has-text('Columns') select", "time")
    page.wait_for_selector("h2:has-text('Escalation rate by topic and week')")
    page.select_option(".explore-axis:has-text('Each column') select", "month")
    page.wait_for_selector("h2:has-text('Escalation rate by topic and month')")
    page.click(".explore-scroll thead button:has-text('All')")
    page.wait_for_url("**/explore?p=52w&m=escalation_rate&sort=-total&grain=month&by=topic&across=time")
    page.wait_for_selector("th[aria-sort=descending]")
    order = page.locator(".explore-scroll tbody th").all_inner_texts()
    page.reload()
    page.wait_for_selector("th[aria-sort=descending]")
    assert page.locator(".explore-scroll tbody th").all_inner_texts() == order
    assert page.input_value("#explore-metric") == "Escalation rate"

    stop = page.locator(".explore-scroll button.cell[tabindex='0']")
    stop.focus()
    page.keyboard.press("ArrowRight")
    n = page.evaluate("document.activeElement.querySelector('.note:last-child').innerText.replace('n ', '')")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"dialog.records .subtitle:has-text('{n} record')")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.column") == "1"
    page.go_back()
    page.wait_for_function("() => !document.querySelector('th[aria-sort=descending]')")
    page.click("a:has-text('Reset')")
    page.wait_for_url("**/explore")
    page.wait_for_selector("h2:has-text('by team and channel')")
    assert page.input_value("#explore-metric") != "Escalation rate"
    assert page.trouble == []
