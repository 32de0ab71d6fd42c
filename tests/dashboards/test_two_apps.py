"""Two apps of one process, asked in turns: each answers from its own home, whichever was made last."""

import pytest

from dashboards.app import create_app
from tests.dashboards.asked_of_app import call, open_page


@pytest.fixture(scope="module")
def older(warehouse_home):
    made = create_app(warehouse_home)
    yield made
    made.server.config["EVENHAND_ANSWERS"].close()


@pytest.fixture
def newer(older, tmp_path):
    return create_app(tmp_path)


def test_a_page_is_read_from_the_home_of_the_app_that_is_asked(older, newer):
    assert "evenhand demo" in open_page(newer, "/definitions").text
    assert "evenhand demo" not in open_page(older, "/definitions").text


def test_what_somebody_keeps_lies_in_the_home_of_the_app_that_is_asked(older, newer):
    wish = {"action": "save", "name": "Ours", "address": "/?team=Billing", "ticket": 1}
    assert "Ours" in call(newer, "saved-views.data", {"saved-views": wish}).text
    assert "Ours" not in call(older, "saved-views.data", {"saved-views": {"action": "list", "ticket": 2}}).text


def test_statements_are_asked_in_the_home_of_the_app_that_is_asked(older, newer):
    sent = {"sql-editor": {"statement": "select 42", "values": {}, "ticket": "0123456789abcdef"}}
    assert "evenhand demo" in call(newer, "sql-result.data", sent).text
    assert "[[42]]" in call(older, "sql-result.data", sent).text
