"""What is particular to service, satisfaction, sales and complaints, worked as a person does."""

import pytest

from tests.browser.opening import settle

pytestmark = [pytest.mark.browser, pytest.mark.pages]


def test_the_map_of_the_week_is_switched_in_one_question_and_stands_in_the_address(open_page):
    page = open_page("/service?p=52w")
    before = len(page.asked)
    page.click(".exec-switches button:has-text('Service level')")
    page.wait_for_url("**/service?p=52w&map=service_level")
    page.wait_for_selector("#service-map h2:has-text('Service level by weekday and hour')")
    assert len(page.asked) == before + 1
    page.click(".exec-switches button:has-text('Half hours')")
    page.wait_for_url("**/service?p=52w&map=service_level&slot=half_hour")
    page.wait_for_selector("#service-map h2:has-text('half hour')")
    page.reload()
    settle(page)
    assert page.locator(".exec-switches [aria-pressed=true]").all_inner_texts() == ["Service level", "Half hours"]
    offered = page.locator("#service-queues tbody tr:first-child .to-records").first
    counted = offered.inner_text()
    offered.click()
    page.wait_for_selector("dialog[open] tbody tr")
    assert page.inner_text("dialog [role=status]").startswith(f"{counted} record")
    assert page.trouble == []


def test_decisions_lead_to_their_cases_and_a_tile_to_its_topics(open_page):
    page = open_page("/complaints?p=52w")
    allowed = page.locator(".exec-policy tbody tr:first-child .to-records")
    counted = allowed.inner_text()
    allowed.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog[open] tbody tr")
    assert page.inner_text("dialog [role=status]").startswith(f"{counted} record")
    page.keyboard.press("Escape")
    page.click(".tile:has-text('Leakage rate') button")
    page.wait_for_url("**/complaints?p=52w&m=leakage_rate")
    page.wait_for_selector("#complaints-slices h2:has-text('Leakage rate by topic and channel')")
    page.click("#complaints-slices .export-tools button:has-text('Table')")
    assert page.locator("#complaints-slices .export-table tbody tr").count() == page.locator(
        "#complaints-slices .exec-slices tbody tr").count()  # fmt: skip
    assert page.trouble == []


def test_the_caution_leads_to_the_evidence_with_the_filters_kept(open_page):
    page = open_page("/satisfaction?p=52w&channel=phone")
    page.wait_for_selector(".exec-scores .exec-length")
    page.click(".exec-caution a")
    page.wait_for_url("**/evidence?p=52w&channel=phone")
    assert page.trouble == []


@pytest.mark.parametrize("name", ["service", "satisfaction", "sales", "complaints"])
def test_a_period_without_records_is_said_in_words(open_page, name):
    page = open_page(f"/{name}?from=2001-01-01&to=2001-02-01")
    assert page.locator("main .empty").count() >= 3
    assert page.locator("main .exec-length, main .exec-point, main .verdict:not(.plain)").count() == 0
    assert page.trouble == []
