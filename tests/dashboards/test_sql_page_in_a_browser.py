import re

import pytest

from tests.browser.test_every_page import CHECK, LOOK, axe, resize

pytestmark = [pytest.mark.browser, pytest.mark.pages]

EDITOR = "#sql-statement"


def write(page, statement):
    page.fill(EDITOR, statement)
    page.focus(EDITOR)
    page.keyboard.press("Control+End")


def test_a_statement_is_written_with_suggestions_run_drawn_and_taken_along(open_page):
    page = open_page("/sql")
    write(page, "select o.channel, count(*) as n\nfrom case_open")
    page.keyboard.type("i")
    page.wait_for_selector("#sql-suggestions [role=option][aria-selected=true]:has-text('case_openings')")
    assert page.get_attribute(EDITOR, "aria-activedescendant") == "sql-suggestion-0"
    page.keyboard.press("Tab")
    page.keyboard.type(" o where o.te")
    page.wait_for_selector("#sql-suggestions li:has-text('team')")
    page.keyboard.press("Enter")
    page.keyboard.type(" = $team group by all order by all")
    page.keyboard.press("Escape")
    assert page.input_value(EDITOR).endswith("from case_openings o where o.team = $team group by all order by all")
    page.fill("#sql-value-team", "Billing")
    page.focus(EDITOR)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".sql-rows tbody tr")
    counted = page.inner_text(".sql-counted")
    rows = page.locator(".sql-rows tbody tr").count()
    assert counted.startswith(f"{rows} rows · ")
    assert "generation 0" in counted
    numbers = page.locator(".sql-rows tbody td.number").all_inner_texts()
    assert len(numbers) == rows
    page.click(".sql-rows thead button:has-text('n') >> nth=-1")
    page.wait_for_selector(".sql-rows th[aria-sort=descending]")
    values = [int(text.replace(",", "")) for text in page.locator(".sql-rows tbody td.number").all_inner_texts()]
    assert values == sorted(values, reverse=True)

    page.click(".sql-ways button:has-text('Chart')")
    page.wait_for_selector("#sql-chart svg[role=img] rect")
    assert page.locator("#sql-chart svg rect").count() == rows
    page.click(".sql-result .export-menu button")
    with page.expect_download() as taken:
        page.click(".export-list a:has-text('CSV')")
    lines = taken.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "channel,n"
    assert len([line for line in lines[1:] if not line.startswith(("#", '"#'))]) == rows
    assert any("$team = Billing" in line for line in lines)
    assert page.trouble == []


def test_an_empty_page_offers_statements_that_run_and_undo_brings_back_what_was_written(open_page):
    page = open_page("/sql")
    names = page.locator(".sql-starter-list button").all_inner_texts()
    assert len(names) == 3
    for name in names:
        page = open_page("/sql")
        write(page, "select 1")
        page.click(f".sql-starter-list button:has-text('{name}')")
        assert page.input_value(EDITOR).startswith("--")
        page.keyboard.press("Escape")
        page.keyboard.press("Control+z")
        assert page.input_value(EDITOR) == "select 1"
        page.keyboard.press("Control+Shift+z")
        page.click(".sql-run")
        page.wait_for_selector(".sql-rows tbody tr")
        assert page.trouble == []


def test_an_error_keeps_the_statement_and_marks_its_place(open_page):
    page = open_page("/sql")
    statement = "select 1;\n-- aside\nselect team,\n  nonsense(1)\nfrom agents"
    page.fill(EDITOR, statement)
    # Only what is selected is run, and the mark stands where it belongs in the whole.
    page.evaluate(
        "([e, from]) => { e.focus(); e.setSelectionRange(from, e.value.length); }",
        [page.query_selector(EDITOR), statement.index("select team")],
    )
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".sql-error")
    assert "line 2, column 3" in page.inner_text(".sql-error h3")
    assert page.inner_text(".sql-wrong") == "nonsense"
    assert page.input_value(EDITOR) == statement
    assert page.get_attribute(EDITOR, "aria-invalid") == "true"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Run"
    assert page.trouble == []


def test_a_run_is_cancelled_and_says_so(open_page):
    page = open_page("/sql")
    write(page, "select count(*) from range(10_000_000) a, range(10_000_000) b where a.range * b.range % 7 = 3")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".sql-said:has-text('Running')")
    page.click("button:has-text('Cancel')")
    page.wait_for_selector(".sql-error h3:has-text('Cancelled')")
    assert page.is_enabled(".sql-run")
    assert page.trouble == []


def test_nothing_known_and_an_empty_text_look_different_and_numbers_have_their_groups(open_page):
    page = open_page("/sql")
    write(page, "select null as a, '' as b, 1234567 as c, 0.5 as d")
    page.click(".sql-run")
    page.wait_for_selector(".sql-rows tbody tr")
    assert page.locator(".sql-rows tbody td").all_inner_texts() == ["null", "", "1,234,567", "0.5"]
    assert page.locator(".sql-rows .sql-null").count() == 1


def test_statements_are_kept_by_name_and_by_history(open_page):
    page = open_page("/sql")
    write(page, "select $n as number")
    page.fill("#sql-value-n", "7")
    page.click(".sql-run")
    page.wait_for_selector(".sql-rows td:text-is('7')")
    page.click(".sql-menus button:has-text('Queries')")
    page.fill("[aria-label='Name of this statement']", "Seven")
    page.click(".sql-save button")
    page.wait_for_selector(".saved-said:has-text('Saved.')")
    page.keyboard.press("Escape")
    page.fill(EDITOR, "select 2")
    page.click(".sql-menus button:has-text('History')")
    page.click(".sql-kept:has-text('select $n as number') >> nth=0")
    assert page.input_value(EDITOR) == "select $n as number"
    assert page.input_value("#sql-value-n") == "7"
    page.fill(EDITOR, "")
    page.click(".sql-menus button:has-text('Queries')")
    page.click(".sql-kept:has-text('Seven')")
    assert page.input_value(EDITOR) == "select $n as number"
    page.click(".sql-menus button:has-text('Queries')")
    page.click("[aria-label='Delete Seven']")
    page.click("[aria-label='Delete Seven for good']")
    page.wait_for_selector(".saved-said:has-text('Deleted.')")
    assert page.trouble == []


def test_tables_are_found_opened_and_written_at_the_caret(open_page):
    page = open_page("/sql")
    write(page, "select * from ")
    page.fill("#sql-schema-filter", "complaints")
    page.click(".sql-table .sql-name:has-text('complaints') >> nth=0")
    assert page.input_value(EDITOR) == "select * from complaints"
    # The list of the metric takes the statement that the definitions compile.
    write(page, "select * from csa")
    page.keyboard.press("Control+Space")
    page.click("#sql-suggestions li:has-text('Customer satisfaction') >> nth=0")
    page.wait_for_function("() => document.getElementById('sql-statement').value.endsWith(') as csat')")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".sql-rows th:has-text('csat')")
    assert page.trouble == []


def test_a_tile_and_its_records_open_as_the_statement_that_gives_the_number(open_page):
    page = open_page("/?p=13w&team=Billing")
    tile = page.locator(".tile").first
    shown = float(re.search(r"[\d.,]+", tile.locator(".tile-figure").inner_text()).group().replace(",", ""))
    tile.locator(".hint-button").click()
    page.click(".hint-box a:has-text('Open as SQL')")
    page.wait_for_url("**/sql?**metric=**")
    page.wait_for_selector(EDITOR)
    assert page.input_value(EDITOR).startswith("-- ")
    page.click(".sql-run")
    page.wait_for_selector(".sql-rows tbody td.number")
    told = float(page.locator(".sql-rows tbody td.number").first.get_attribute("title"))
    assert round(100 * told, 1) == shown or round(told, 1) == shown
    page.go_back()
    page.click(".tile .to-records >> nth=0")
    page.click("dialog.records a:has-text('Open as SQL')")
    page.wait_for_url("**/sql?**metric=**")
    assert page.trouble == []


def test_answers_charts_errors_and_menus_are_read_by_everybody_and_fit_a_phone(open_page):
    page = open_page("/sql")
    page.evaluate(axe())
    faults = {}

    def look(what):
        for theme in ("light", "dark"):
            page.click("button.theme")
            faults[what, theme] = page.evaluate(CHECK)
        for width in (390, 1440):
            resize(page, width)
            faults[what, width] = page.evaluate(LOOK)

    write(
        page,
        "select opened_on, channel, $word as word, count(*) as n from case_openings group by all order by all limit 400",
    )
    page.click(".sql-run")
    page.wait_for_selector(".sql-rows tbody tr")
    look("rows")
    page.click(".sql-ways button:has-text('Chart')")
    page.wait_for_selector("#sql-chart svg path")
    look("lines")
    page.select_option(".explore-axis:has-text('Drawn as') select", "bar")
    page.wait_for_selector("#sql-chart svg rect")
    look("bars")
    page.fill("#sql-schema-filter", "complaints")
    write(page, "select nowhere")
    page.click(".sql-run")
    page.wait_for_selector(".sql-error")
    look("error")
    page.click(".sql-menus button:has-text('History')")
    page.wait_for_selector(".sql-kept")
    faults["history"] = page.evaluate(CHECK)
    page.keyboard.press("Escape")
    write(page, "select * from case")
    page.keyboard.press("Control+Space")
    page.wait_for_selector("#sql-suggestions li")
    faults["suggestions"] = page.evaluate(CHECK)
    assert {what: found for what, found in faults.items() if found} == {}
    assert page.trouble == []
