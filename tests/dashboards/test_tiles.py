"""Key figures: the word of a tile and its small line never contradict each other."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from dashboards.periods import Span
from dashboards.views.tiles import tile
from tests.dashboards.test_signals_in_words import CALM, series

COLLAPSED = [*CALM, 0.76, 0.75, 0.30, 0.31]
METRIC = SimpleNamespace(
    name="csat",
    label="Customer satisfaction",
    unit="ratio",
    better="higher",
    interval="wilson",
    n="answers",
    least_n=30,
)


@pytest.mark.parametrize(("n", "word", "marks"), [(29, "too few to say", 0), (30, "lower than usual", 2)])
def test_weeks_are_marked_only_where_the_period_holds_enough_records_to_judge(n, word, marks):
    store = SimpleNamespace(catalogue={"csat": METRIC}, generation={})
    now = {"metric": "csat", "value": 0.5, "n": n, "low": 0.4, "high": 0.6}
    shown = tile(store, now, None, series(COLLAPSED), Span(None, None))
    assert shown["verdict"]["word"] == word
    assert sum(mark is not None for mark in shown["spark"]["signals"]) == marks
    assert len(shown["spark"]["signals"]) == len(shown["spark"]["values"])


@pytest.mark.parametrize(
    ("weeks", "word"), [(CALM, "latest week as usual"), ([*CALM, 0.30], "latest week lower than usual")]
)
def test_beside_the_whole_history_the_word_says_that_it_is_about_the_latest_week(weeks, word):
    store = SimpleNamespace(catalogue={"csat": METRIC}, generation={})
    now = {"metric": "csat", "value": 0.5, "n": 30, "low": 0.4, "high": 0.6}
    judged = replace(series(weeks, shown=1), is_of_period=False)
    assert tile(store, now, None, judged, Span(None, None))["verdict"]["word"] == word
    alone = replace(judged, limits=None)
    assert tile(store, now, None, alone, Span(None, None))["verdict"]["word"] == "too little to judge by"
