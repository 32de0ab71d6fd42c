import pytest

pytestmark = [pytest.mark.browser, pytest.mark.pages]


def scope(page):
    return page.inner_text(".scope p")


def settled(page, text):
    page.wait_for_function("text => document.querySelector('.scope p').innerText === text", arg=text)


def moved(page, before):
    page.wait_for_function("text => document.querySelector('.scope p').innerText !== text", arg=before)


def questions(page):
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "_dash-update-component" in request.url else None)
    return asked


def test_reset_and_quick_clicks_and_back_and_forward_end_on_what_the_address_says(open_page):
    page = open_page("/?p=52w&cmp=year&team=Billing&topic=billing&m=escalation_rate")
    filtered = scope(page)
    assert " topic Billing " in filtered
    assert page.locator(".scope p").first.get_attribute("aria-live") == "polite"
    page.click("a:has-text('Reset')")
    page.wait_for_url(lambda address: address.endswith("/"))
    moved(page, filtered)
    default = scope(page)
    assert page.input_value("#filter-compare") == "vs previous period"
    assert page.locator("#filter-period input:checked").get_attribute("value") == "28d"
    chosen = page.locator(".choice-button").all_inner_texts()
    assert chosen == ["All teams", "All channels", "All topics"]
    assert page.locator(".tile-pick[aria-pressed=true]").get_attribute("aria-label").startswith("Customer satisfaction")
    assert not page.is_visible("a:has-text('Reset')")

    asked = questions(page)
    page.click("text=7 days")
    moved(page, default)
    seven = scope(page)
    assert page.url.endswith("/?p=7d")
    page.go_back()
    settled(page, default)
    page.go_forward()
    settled(page, seven)
    assert len(asked) == 3
    for words in ("52 weeks", "7 days", "28 days", "52 weeks", "13 weeks"):
        page.click(f"#filter-period >> text='{words}'")
    page.wait_for_function("() => document.querySelector('.scope p').innerText.startsWith('1 Apr – 30 Jun 2026')")
    last = scope(page)
    page.wait_for_timeout(500)
    assert scope(page) == last
    assert page.trouble == []
    assert page.url.endswith("/?p=13w")


def test_a_topic_is_carried_over_a_page_that_cannot_cut_by_it_and_applied_again_on_the_next(open_page):
    page = open_page("/reps?p=13w&topic=billing")
    assert "topic" not in scope(page)
    assert not page.is_visible("#filter-topics")
    before = scope(page)
    page.click("text=52 weeks")
    page.wait_for_url("**/reps?p=52w&topic=billing")
    moved(page, before)
    page.click("nav a:has-text('Channels')")
    page.wait_for_url("**/channels?p=52w&topic=billing")
    page.wait_for_selector(".breakdown")
    assert " topic Billing " in scope(page)
    assert page.trouble == []
