import pytest

from dashboards.saved_views import FILE

pytestmark = [pytest.mark.browser, pytest.mark.pages]


@pytest.fixture
def without_views(warehouse_home):
    (warehouse_home / FILE).unlink(missing_ok=True)
    yield
    (warehouse_home / FILE).unlink(missing_ok=True)


def test_a_view_is_saved_opened_from_another_page_and_deleted_by_keyboard(open_page, without_views):
    page = open_page("/teams?p=13w&team=Billing&sort=-csat")
    page.focus(".saved-button")
    page.keyboard.press("Enter")
    page.wait_for_selector(".saved-list:has-text('None yet')")
    page.fill(".saved-list input", "<b>Billing</b>")
    page.keyboard.press("Enter")
    page.wait_for_selector(".saved-list a:has-text('<b>Billing</b>')")
    assert page.inner_text(".saved-said") == "Saved."
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.className") == "saved-button"

    page = open_page("/definitions")
    page.click(".saved-button")
    page.click(".saved-list a:has-text('Billing')")
    page.wait_for_url("**/teams?p=13w&team=Billing&sort=-csat")
    page.wait_for_selector(".breakdown th[aria-sort=descending]")
    page.click(".saved-button")
    page.click(".saved-list li button")
    page.click(".saved-list li button:has-text('Sure?')")
    page.wait_for_selector(".saved-list:not(:has(li))")
    assert page.trouble == []
