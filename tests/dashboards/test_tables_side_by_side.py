from datetime import date
from types import SimpleNamespace

import pytest

from dashboards.periods import Span
from dashboards.views.breakdown import in_order, metric_cell, moved
from dashboards.views.heat import ordered
from dashboards.views.tiles import a_day

RATE = SimpleNamespace(name="csat", unit="ratio", n="surveys_answered", least_n=30, interval="wilson")
VOLUME = SimpleNamespace(name="cases_opened", unit="count", n="cases_opened", least_n=30, interval="none")


def row(value, n, low=None, high=None):
    return {"value": value, "n": n, "low": low, "high": high}


@pytest.mark.parametrize(
    ("definition", "found", "text", "notes", "is_few"),
    [
        (RATE, row(0.757, 1207, 0.734, 0.78), "75.7 %", ["± 2.3 pts", "n 1,207"], False),
        (RATE, row(0.5, 29, 0.33, 0.67), "50.0 %", ["± 17.0 pts", "n 29"], True),
        (RATE, None, "", [], False),
        (VOLUME, row(1179.0, 1179), "1,179", [], False),
        (VOLUME, None, "0", [], False),
    ],
)
def test_a_figure_comes_with_its_interval_and_n_and_says_when_there_are_too_few(definition, found, text, notes, is_few):
    cell = metric_cell(definition, found, "EUR")
    assert (cell["text"], cell["notes"], cell["is_few"]) == (text, notes, is_few)


def test_a_volume_is_also_given_by_day_of_its_period():
    four_weeks = Span(date(2026, 6, 3), date(2026, 6, 30))
    assert a_day("count", 7594.0, four_weeks) == "271 a day"
    assert a_day("count", 7594.0, Span(None, None)) == ""
    assert a_day("money", 7594.0, four_weeks) == ""


def test_names_are_ordered_as_people_count_with_the_unknown_last():
    names = ["not recorded", "Group 10", "Group 2", "billing", "Zeta", "7"]
    assert ordered(names) == ["7", "billing", "Group 2", "Group 10", "Zeta", "not recorded"]


@pytest.mark.parametrize(
    ("definition", "now", "before", "words"),
    [
        (RATE, row(0.757, 1207), row(0.76, 900), "↘ −0.3 pts"),
        (RATE, row(0.757, 1207), row(0.5, 29), ""),
        (RATE, row(0.757, 29), row(0.5, 1207), ""),
        (RATE, row(0.757, 1207), None, ""),
        (RATE, row(0.757, 1207), row(0.757, 1207), "no change"),
        (VOLUME, row(12.0, 12), row(8.0, 8), "↗ +50.0 %"),
    ],
)
def test_a_change_stands_beside_a_figure_unless_either_side_is_too_few_to_say(definition, now, before, words):
    assert moved(definition, now, before) == words


def test_rows_follow_the_column_of_the_address_with_what_is_not_known_at_the_end():
    found = {
        ("A", "csat"): row(0.7, 40),
        ("B", "csat"): row(None, 0),
        ("C", "csat"): row(0.9, 40),
        ("A", "nps"): row(1, 2),
    }
    names = ["A", "B", "C", "D"]
    assert in_order(names, found, "-csat") == ["C", "A", "B", "D"]
    assert in_order(names, found, "csat") == ["A", "C", "B", "D"]
    assert in_order(names, found, "") == names
