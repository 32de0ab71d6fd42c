from dataclasses import replace
from datetime import date
from urllib.parse import parse_qsl

import pytest

from dashboards.layout import _carried
from dashboards.state import Offered, ViewState, as_address, read_state

OFFERED = Offered(
    ("Accounts", "Billing", "not recorded"),
    ("chat", "phone"),
    ("csat", "cases_opened"),
    topics=("billing", "returns"),
    grains=("week", "month"),
    sorts=("team", "csat"),
    choices=(("by", ("team", "topic")),),
)
PLAIN = ViewState(metric="csat", choices=(("by", "team"),))


def test_the_plain_address_is_the_default_view():
    state = read_state({}, OFFERED)
    assert state == PLAIN
    assert as_address(state, OFFERED) == ""


@pytest.mark.parametrize(
    "address",
    [
        "?p=13w",
        "?p=all&cmp=year",
        "?from=2026-01-05&to=2026-02-01&team=Billing%7Cnot+recorded",
        "?channel=phone&m=cases_opened",
        "?topic=billing%7Creturns&sort=-csat&grain=month&by=topic",
    ],
)
def test_an_address_survives_the_way_through_the_state(address):
    state = read_state(dict(parse_qsl(address[1:])), OFFERED)
    assert as_address(state, OFFERED) == address


@pytest.mark.parametrize(
    "nonsense",
    [
        {"p": "9y"},
        {"from": "2026-13-01", "to": "2026-01-02"},
        {"from": "2026-02-01", "to": "2026-01-01"},
        {"from": "2026-02-01"},
        {"team": "Nobody|'; drop table agents", "channel": ["telepathy"]},
        {"m": "salary", "cmp": "century"},
        {"team": {"a": 1}, "p": None},
        {"topic": "salaries", "grain": "fortnight", "sort": "--csat", "by": "agent"},
        {"sort": "-salary", "by": ["topic"], "grain": "-week"},
    ],
)
def test_nonsense_falls_back_to_the_default_view(nonsense):
    assert read_state(nonsense, OFFERED) == PLAIN


def test_what_the_page_sends_and_what_the_address_says_mean_the_same():
    sent = read_state({"from": "2026-01-05", "to": "2026-02-01", "team": ["Billing"], "channel": []}, OFFERED)
    assert sent == read_state({"from": "2026-01-05", "to": "2026-02-01", "team": "Billing"}, OFFERED)
    assert (sent.start, sent.where) == (date(2026, 1, 5), (("team", ("Billing",)),))


def test_a_page_with_several_views_opens_with_its_first_and_takes_no_other():
    offered = replace(OFFERED, views=("grid", "funnel"))
    assert read_state({}, offered).view == "grid"
    assert as_address(read_state({"view": "funnel"}, offered), offered) == "?view=funnel"
    assert as_address(read_state({"view": "ranking"}, offered), offered) == ""
    assert read_state({"view": "funnel"}, OFFERED) == PLAIN


@pytest.mark.parametrize("address", [{}, {"p": "52w"}, {"from": "2026-01-05", "to": "2026-02-01", "team": "Billing"}])
def test_what_a_page_opens_with_is_sent_back_whole(address):
    state = read_state(address, OFFERED)
    assert read_state(_carried(state, OFFERED), OFFERED) == state


def test_a_page_without_topics_applies_none_and_says_so_to_the_browser():
    offered = replace(OFFERED, topics=())
    state = read_state({"topic": "billing"}, offered)
    assert (state.topics, state.where) == ((), ())
    assert _carried(state, offered)["offers_topics"] is False
    assert read_state({"topic": "billing"}, OFFERED).where == (("topic", ("billing",)),)
