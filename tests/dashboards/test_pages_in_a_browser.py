import pytest

pytestmark = [pytest.mark.browser, pytest.mark.pages]


def scope(page):
    return page.inner_text(".scope p")


def test_filters_change_the_address_and_survive_reload_and_back(open_page):
    page = open_page("/")
    default = scope(page)
    page.click("text=13 weeks")
    page.wait_for_url("**/?p=13w")
    page.wait_for_function("text => document.querySelector('.scope p').innerText !== text", arg=default)
    thirteen_weeks = scope(page)
    page.click(".tile:has-text('Escalation rate')")
    page.wait_for_url("**/?p=13w&m=escalation_rate")
    page.wait_for_selector(".trend h2:has-text('Escalation rate by week')")
    page.reload()
    page.wait_for_selector(".tile-pick[aria-pressed=true]:has-text('Escalation rate')")
    assert scope(page) == thirteen_weeks
    page.go_back()
    page.wait_for_selector(".trend h2:has-text('Customer satisfaction by week')")
    page.go_back()
    page.wait_for_function("text => document.querySelector('.scope p').innerText === text", arg=default)
    assert page.trouble == []


def test_an_empty_selection_says_so_and_shows_a_way_out(open_page):
    page = open_page("/?from=2001-01-01&to=2001-02-01")
    page.click(".empty a:has-text('the whole history')")
    page.wait_for_url("**/?p=all")
    page.wait_for_function("() => document.querySelector('.scope p').innerText.startsWith('whole history')")
    assert page.trouble == []


def test_the_theme_switch_asks_the_server_for_nothing_and_survives_a_reload(open_page):
    page = open_page("/", scheme="dark")
    theme = "document.documentElement.dataset.mantineColorScheme"
    assert page.evaluate(theme) == "dark"
    before = len(page.answers)
    page.click("button.theme")
    assert page.evaluate(theme) == "light"
    assert len(page.answers) == before
    page.reload(wait_until="commit")
    first = page.wait_for_function(theme).json_value()
    assert first == "light", "the other theme flashes before the page is drawn"
    page.wait_for_selector(".tile")
    assert page.evaluate(theme) == "light"


def test_a_column_of_teams_sorts_and_the_trend_steps_by_keyboard(open_page):
    page = open_page("/teams")
    page.click(".breakdown th button:has-text('Cases opened')")
    page.wait_for_url("**/teams?sort=-cases_opened")
    page.wait_for_selector(".breakdown th[aria-sort=descending]")
    cells = page.locator(".breakdown >> nth=0 >> tbody tr td:nth-of-type(1) .figure").all_inner_texts()
    counts = [int(text.replace(",", "")) for text in cells]
    assert counts == sorted(counts, reverse=True)
    page = open_page("/")
    page.focus(".trend svg")
    page.keyboard.press("ArrowLeft")
    assert "week of" in page.text_content(".trend .pointer")


def test_reps_are_found_by_name_or_team_and_carry_no_rank(open_page):
    page = open_page("/reps")
    page.fill("#reps-find", "Escalations")
    page.wait_for_function("() => document.querySelectorAll('.ag-pinned-left-cols-container .ag-row').length < 15")
    shown = page.locator(".ag-pinned-left-cols-container .ag-row").all_inner_texts()
    assert shown
    assert all("Escalations" in text for text in shown)
    assert "rank" not in page.inner_text(".ag-header").lower()


def test_definitions_are_found_by_words(open_page):
    page = open_page("/definitions")
    page.fill(".find input", "abandon")
    page.wait_for_function("() => document.querySelectorAll('.definition').length < 30")
    assert "Abandonment rate" in page.inner_text("#definitions-list")
    assert page.locator(".definition pre").count() == 0
    page.click("#abandonment_rate h3 button")
    page.wait_for_selector("#abandonment_rate .lineage")
    assert page.url.endswith("/definitions#abandonment_rate")
    page.click("#abandonment_rate summary")
    assert "queue_entries" in page.inner_text("#abandonment_rate pre")
    page.focus("#abandonment_rate .lineage [aria-pressed=true]")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert page.locator("#abandonment_rate .lineage-column.source [aria-pressed=true]").count() == 1
    assert "Read by" in page.inner_text("#abandonment_rate .lineage-told")
    assert page.trouble == []


def test_teams_are_ticked_from_a_list_that_the_keyboard_reaches(open_page):
    page = open_page("/")
    everything = scope(page)
    page.focus("#filter-teams button")
    page.keyboard.press("Enter")
    page.click("#filter-teams label:has-text('Billing')")
    page.wait_for_url("**/?team=Billing")
    page.click("#filter-teams label:has-text('Technical')")
    page.wait_for_url("**/?team=Billing%7CTechnical")
    page.wait_for_function("() => document.querySelector('.scope p').innerText.includes('Billing, Technical')")
    page.keyboard.press("Escape")
    assert page.inner_text("#filter-teams") == "2 teams"
    page.go_back()
    page.wait_for_function("() => document.querySelector('#filter-teams').innerText === 'Billing'")
    page.click("#filter-teams button")
    page.click("#filter-teams .choice-all")
    page.wait_for_function("text => document.querySelector('.scope p').innerText === text", arg=everything)
    assert page.trouble == []


def test_on_a_phone_each_rep_is_a_card_with_every_figure(open_page):
    page = open_page("/reps?p=52w", width=390)
    page.wait_for_selector(".rep-card")
    card = page.inner_text(".ag-row[row-index='0']")
    assert "Average handle time" in card
    assert "Reopen rate" in card
    assert page.locator(".ag-header-cell").count() == 1


def test_on_a_phone_each_finding_of_data_quality_is_read_without_a_scroll_to_the_side(open_page):
    page = open_page("/quality", width=390)
    table = page.locator(".plain", has_text="What the data lack or contradict")
    assert table.locator(".scroll").evaluate("box => box.scrollWidth <= box.clientWidth")
    first = table.locator("tbody tr").first
    assert first.bounding_box()["height"] < 240
    assert first.locator("td.sentence").last.bounding_box()["width"] > 280


def test_a_chart_leads_to_the_words_of_its_metric(open_page):
    page = open_page("/?m=escalation_rate")
    page.click(".trend .definition-link")
    page.wait_for_url("**/definitions?m=escalation_rate#escalation_rate")
    page.wait_for_selector("#escalation_rate .lineage")
    top = page.evaluate("() => document.getElementById('escalation_rate').getBoundingClientRect().top")
    assert 0 <= top < 600


def test_the_file_of_reps_holds_those_that_the_find_box_keeps(open_page):
    page = open_page("/reps")
    page.fill("#reps-find", "Billing")
    page.click(".scope-actions .export-menu button")
    with page.expect_download() as started:
        page.click(".export-list a:has-text('CSV')")
    lines = started.value.path().read_text(encoding="utf-8-sig").splitlines()
    people = [line for line in lines[1:] if not line.startswith('"#')]
    assert people
    assert all(",Billing," in line for line in people)


def test_a_number_of_a_rep_leads_to_its_records_and_back(open_page):
    page = open_page("/reps?p=13w")
    number = page.locator(".ag-row[row-index='1'] [col-id='contacts_handled'] .to-records")
    counted = number.inner_text()
    number.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog[open] tbody tr")
    assert page.inner_text("dialog [role=status]").startswith(f"{counted} record")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.className") == "to-records"
    page.locator(".ag-row[row-index='1'] [col-id='contacts_handled']").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog[open] tbody tr")
    page.keyboard.press("Escape")
    page.locator(".ag-row[row-index='1'] [col-id='rep']").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/reps/*?p=13w")
    assert page.trouble == []


def test_the_funnel_is_stepped_by_keyboard_and_its_metric_and_view_stand_in_the_address(open_page):
    page = open_page("/reps?p=52w")
    page.click(".mantine-SegmentedControl-label:has-text('Funnel plot')")
    page.wait_for_url("**/reps?p=52w&view=funnel")
    page.wait_for_selector(".funnel .point")
    assert page.locator("#reps-table").is_hidden()
    page.locator(".funnel .point[tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    name = page.inner_text(".funnel-strip b")
    page.click(".funnel-strip .to-records")
    page.wait_for_selector("dialog[open] tbody tr")
    assert name in page.inner_text("dialog h2")
    assert page.inner_text("dialog [role=status]").startswith(page.inner_text(".funnel-strip .to-records"))
    page.keyboard.press("Escape")
    page.click("#reps-metric")
    page.click("[role=option]:has-text('Reopen rate')")
    page.wait_for_url("**/reps?p=52w&m=reopen_rate&view=funnel")
    page.wait_for_selector(".funnel h2:has-text('Reopen rate')")
    page.go_back()
    page.wait_for_selector(".funnel h2:has-text('Average handle time')")
    assert page.trouble == []


def test_a_rep_is_opened_by_keyboard_with_every_figure_and_its_records(open_page):
    page = open_page("/reps?p=52w&view=funnel")
    point = page.locator(".funnel .point[tabindex='0']")
    name = point.get_attribute("aria-label").split(",")[0]
    point.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/reps/*?p=52w&view=funnel")
    page.wait_for_selector(".score")
    assert page.inner_text("h1") == name
    page.wait_for_selector(".mix")
    page.locator(".score .to-records").first.click()
    page.wait_for_selector("dialog[open] tbody tr")
    assert name in page.inner_text("dialog h2")
    page.keyboard.press("Escape")
    page.click(".filters .mantine-SegmentedControl-label:has-text('All')")
    page.wait_for_url("**?p=all&view=funnel")
    page.wait_for_function("() => document.querySelector('.scope p').innerText.startsWith('whole history')")
    assert page.trouble == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_rep_whom_nobody_knows_is_said_so(open_page):
    page = open_page("/reps/no%20one%2Fat%20all")
    assert "No rep of the data is called “no one/at all”" in page.inner_text("[role=alert]")
    page.click("[role=alert] a")
    page.wait_for_selector(".ag-row")
    assert page.trouble == []


def test_the_trends_answer_a_filter_once_and_lead_from_what_stands_out_to_its_chart(open_page):
    page = open_page("/trends?from=2026-03-02&to=2026-03-29")
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "_dash-update" in request.url else None)
    page.click(".standing li a")
    assert page.trouble == []
    before = scope(page)
    page.click("text=13 weeks")
    page.wait_for_url("**/trends?p=13w")
    page.wait_for_function("text => document.querySelector('.scope p').innerText !== text", arg=before)
    assert len(asked) == 1
    page.focus(".signal-chart svg")
    page.keyboard.press("ArrowLeft")
    assert "week of" in page.text_content(".signal-chart .pointer")
    page.click(".curves .export-tools button:text-is('Table') >> nth=0")
    assert page.is_visible(".curves .export-table tbody tr")
    assert page.trouble == []
