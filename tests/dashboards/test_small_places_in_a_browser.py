"""Where words were cut off or a control led astray: the records on a phone, the dates of one day, the calendar."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.pages]


def test_the_records_on_a_phone_can_be_closed_and_nothing_in_their_head_is_cut_off(open_page):
    page = open_page("/", width=390)
    page.locator(".tile:has-text('Customer satisfaction') .to-records").click()
    page.wait_for_selector("dialog.records tbody tr")
    ends = page.eval_on_selector_all(
        "dialog.records .records-head :is(h2, a, button)", "(all) => all.map((e) => e.getBoundingClientRect().right)"
    )
    assert len(ends) >= 3
    assert max(ends) <= 390
    page.click("dialog.records button:has-text('Close')")
    assert not page.locator("dialog.records").is_visible()


def test_the_dates_of_a_chosen_span_fit_their_control(open_page):
    page = open_page("/?p=custom&from=2026-08-30&to=2026-08-30")
    control = page.locator("#filter-range")
    assert control.inner_text() == "30 Aug 2026 – 30 Aug 2026"
    assert control.evaluate("(e) => [e, ...e.querySelectorAll('*')].every((x) => x.scrollWidth <= x.clientWidth)")


@pytest.mark.parametrize(("asked", "words"), [("", "vs previous period"), ("?cmp=year", "vs last year")])
def test_what_is_compared_with_is_told_whole_by_its_control(open_page, asked, words):
    page = open_page(f"/{asked}")
    control = page.locator("#filter-compare")
    assert control.input_value() == words
    assert control.evaluate("(e) => e.scrollWidth <= e.clientWidth")


def test_the_calendar_opens_where_the_data_end_and_paints_no_weekend_as_a_signal(open_page):
    page = open_page("/")
    page.click("#filter-range")
    page.wait_for_selector(".mantine-DatePickerInput-calendarHeaderLevel")
    newest = page.inner_text(".as-of").split(",")[0].removeprefix("Data to ").split(" ")
    assert page.inner_text(".mantine-DatePickerInput-calendarHeaderLevel")[:3] == newest[1]
    colours = page.eval_on_selector_all(
        ".mantine-DatePickerInput-day:not([data-outside], [data-today])",
        "(all) => all.map((e) => getComputedStyle(e).color)",
    )
    assert len(colours) >= 28
    assert len(set(colours)) == 1


def test_the_rows_of_a_map_keep_their_names_while_it_is_moved_on_a_phone(open_page):
    page = open_page("/satisfaction", width=390)
    moved = page.evaluate(
        """() => [...document.querySelectorAll(".heat .scroll")].filter((e) => e.scrollWidth > e.clientWidth).map((e) => {
            e.scrollLeft = e.scrollWidth;
            const names = [...e.querySelectorAll("tbody th")].map((th) => th.getBoundingClientRect().left);
            return Math.max(...names.map((left) => Math.abs(left - e.getBoundingClientRect().left)));
        })"""
    )
    assert moved
    assert max(moved) < 1


def test_pairs_of_a_rep_that_cannot_be_told_take_one_line(open_page):
    page = open_page("/reps/emil.martin?p=7d")
    assert page.locator(".pair-of").filter(has_text="–").count() == 0
    assert "Average handle time with Repeat contact rate" in page.inner_text(".pairs-silent")


def test_intervals_of_a_table_are_in_the_one_unit_that_its_heading_names(open_page):
    page = open_page("/explore?m=resolution_time_median&p=52w")
    notes = page.locator(".explore-scroll td").all_inner_texts()
    units = {word for note in notes for word in note.split() if word in ("s", "min", "h", "days")}
    assert units == {"min"}
    assert "in min" in page.inner_text("main")
