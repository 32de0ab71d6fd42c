"""Key figures: the word of a tile and its small line never contradict each other."""

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
