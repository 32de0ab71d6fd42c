import pytest

pytestmark = [pytest.mark.browser, pytest.mark.pages]


def test_levers_of_a_staffing_plan_move_the_numbers_and_the_address(open_page):
    page = open_page("/staffing?p=all")
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "_dash-update" in request.url else None)
    before = page.inner_text(".facts")
    floors = "[...document.querySelectorAll('.staffed rect.needed')].map(r => r.getBoundingClientRect().bottom)"
    nought = "document.querySelector('.staffed .chart .grid-line').getBoundingClientRect().bottom"
    assert page.evaluate(f"{floors}.every(floor => Math.abs(floor - {nought}) < 1.5)")
    page.focus(".lever input >> nth=0")
    page.keyboard.press("End")
    page.wait_for_url("**/staffing?p=all&vol=50")
    page.wait_for_function("text => document.querySelector('.facts').innerText !== text", arg=before)
    assert "+50 % on" in page.inner_text(".facts")
    assert len(asked) == 1
    page.focus(".staffed .trend svg")
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/staffing?p=all&vol=50&at=*")
    page.click("text=52 weeks")
    page.wait_for_url("**/staffing?p=52w&vol=50&at=*")
    page.click("text=Usual plan")
    page.wait_for_url("**/staffing?p=52w&at=*")
    assert page.inner_text(".lever b >> nth=0") == "as logged"
    page.click(".days button:has-text('Sun')")
    page.wait_for_selector(".staffed .empty:has-text('There are no calls on Sundays')")
    page.go_back()
    page.wait_for_selector(".facts")
    assert page.trouble == []
