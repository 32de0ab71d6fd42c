"""The pages of supervisors in a browser."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.pages]


def test_a_line_of_the_coaching_list_leads_to_its_records_and_its_person_and_stays_in_the_address(open_page):
    page = open_page("/coaching?p=52w")
    page.wait_for_selector(".coaching-item")
    assert "chance" in page.inner_text(".coaching-head")
    said = page.inner_text(".coaching-figure .note")
    page.click(".coaching-figure .to-records")
    page.wait_for_selector("dialog.records[open] tbody tr")
    n = said.rsplit("n ", 1)[1]
    assert page.inner_text("dialog.records .subtitle").startswith(f"{n} record")
    page.keyboard.press("Escape")
    page.click(".coaching-choice button:has-text('Noise so far')")
    page.wait_for_url("**/coaching?p=52w&view=wait")
    page.wait_for_selector(".coaching-section h2:has-text('Noise so far')")
    page.reload()
    page.wait_for_selector(".coaching-choice [aria-pressed=true]:has-text('Noise so far')")
    name = page.inner_text(".coaching-item .rep-link")
    page.click(".coaching-item .rep-link")
    page.wait_for_selector(f"h1:has-text('{name}')")
    assert page.trouble == []


def test_open_cases_are_narrowed_by_age_and_lead_to_their_records(open_page):
    page = open_page("/follow-up")
    page.wait_for_selector(".follow-ages tbody tr")
    page.click(".follow-ages .follow-sum .to-records")
    page.wait_for_selector("dialog.records[open] .subtitle")
    total = page.inner_text(".follow-ages tbody .follow-sum >> nth=0")
    page.wait_for_function(
        "n => document.querySelector('dialog.records .subtitle').innerText.startsWith(n + ' ')", arg=total
    )
    page.keyboard.press("Escape")
    page.focus(".follow-ages thead button >> nth=5")
    page.keyboard.press("Enter")
    page.wait_for_url("**/follow-up?age=30")
    page.wait_for_selector(".follow h3:has-text('open for 30 days on')")
    page.go_back()
    page.wait_for_selector(".follow h3:has-text('The oldest')")
    assert page.trouble == []


def test_a_team_of_the_list_leads_to_its_page_and_its_numbers_stay_its_own(open_page):
    page = open_page("/teams?p=52w")
    page.click(".breakdown tbody a:has-text('Billing')")
    page.wait_for_url("**/teams/Billing?p=52w")
    page.wait_for_selector(".team-cut tbody tr")
    assert " Billing " in page.inner_text(".scope p")
    assert page.locator("#filter-teams").is_hidden()
    page.click(".tile:has-text('Reopen rate')")
    page.wait_for_selector(".team-parts h2:has-text('Reopen rate')")
    n = page.inner_text(".team-cut .to-records >> nth=0")
    page.click(".team-cut .to-records >> nth=0")
    page.wait_for_selector("dialog.records[open] tbody tr")
    assert page.inner_text("dialog.records .subtitle").startswith(f"{n} record")
    assert set(page.locator("dialog.records td[data-label=Team]").all_inner_texts()) == {"Billing"}
    page.keyboard.press("Escape")
    assert page.locator(".team-people .reading").count() > 0
    page.goto(page.url.replace("Billing?", "Nobody?"))
    page.wait_for_selector(".trouble:has-text('No team of the data is called “Nobody”')")
    assert page.trouble == []
