"""What stands there while the first answer of a page is still awaited."""

import re

import pytest

from tests.serving import serving

pytestmark = [pytest.mark.browser, pytest.mark.pages]

STANDS_THERE = "getComputedStyle(document.querySelector('#_pages_content'), '::before').content"


@pytest.fixture(scope="module")
def address(warehouse_home):
    with serving(warehouse_home, "--workers", "1") as (address, _):
        yield address


def test_the_places_of_a_page_stand_until_its_first_answer_comes(chromium, address):
    page = chromium.new_page()
    held = []

    def hold(route):
        held.append(route)

    page.route(re.compile("_dash-update-component"), hold)
    page.goto(address)
    page.wait_for_selector("#_pages_content", state="attached")
    page.wait_for_function("document.querySelector('#_pages_content[data-dash-is-loading]') !== null")
    assert page.evaluate(STANDS_THERE) == '""'
    for route in held:
        route.continue_()
    page.unroute_all()
    page.wait_for_selector("#main h1")
    assert page.evaluate(STANDS_THERE) == "none"
    page.close()
