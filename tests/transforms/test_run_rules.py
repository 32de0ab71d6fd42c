import numpy as np
import pytest
from scipy.stats import norm

from transforms.run_rules import OUTSIDE, RUN, TWO_OF_THREE, average_run_length, false_alarms, marks, zones


@pytest.mark.parametrize(
    ("rules", "published"),
    [
        ((OUTSIDE,), 370.40),
        ((OUTSIDE, TWO_OF_THREE), 225.44),
        ((OUTSIDE, RUN), 152.73),
        ((OUTSIDE, TWO_OF_THREE, RUN), 122.05),
    ],
)
def test_points_to_the_first_false_mark_are_those_of_champ_and_woodall(rules, published):
    assert average_run_length(rules) == pytest.approx(published, abs=0.005)


def test_a_point_is_outside_by_chance_in_27_of_10000():
    assert false_alarms(1000, (OUTSIDE,)).expected == pytest.approx(1000 * 2 * norm.sf(3))
    assert false_alarms(52, (OUTSIDE,)).any == pytest.approx(1 - (1 - 2 * norm.sf(3)) ** 52)


def test_runs_of_eight_are_counted_exactly_and_not_by_a_rule_of_thumb():
    # The first eight are on one side with 2/2⁸; later points end a run of exactly eight with 2/2⁹.
    assert false_alarms(7, (RUN,)).any == pytest.approx(0)
    assert false_alarms(8, (RUN,)).any == pytest.approx(2 / 2**8)
    assert false_alarms(52, (RUN,)).expected == pytest.approx(2 / 2**8 + 44 * 2 / 2**9)
    # Mean wait for eight alike in a row: 2⁸ − 1 tosses.
    assert average_run_length((RUN,)) == pytest.approx(2**8 - 1)


def test_no_points_raise_no_alarm():
    assert (false_alarms(0).expected, false_alarms(0).any) == (0, 0)


def test_the_chain_agrees_with_marks_on_drawn_series():
    rules = (OUTSIDE, TWO_OF_THREE, RUN)
    drawn = np.random.default_rng(5).standard_normal((4000, 60))
    found = [sum(mark is not None for mark in marks(zones(row.tolist(), 0, -3, 3), rules)) for row in drawn]
    expected = false_alarms(60, rules)
    assert np.mean(found) == pytest.approx(expected.expected, rel=0.06)
    assert np.mean(np.array(found) > 0) == pytest.approx(expected.any, rel=0.06)


def test_a_run_is_marked_once_and_an_unknown_point_ends_it():
    eight = [1] * 8
    assert marks([*eight, 1, 1]) == [*[None] * 7, RUN, None, None]
    assert marks([*eight[:7], 0, 1]) == [None] * 9
    assert marks([*eight, -1, *eight]) == [*[None] * 7, RUN, *[None] * 8, RUN]


def test_two_of_three_on_one_side_beyond_two_sigma():
    rules = (TWO_OF_THREE,)
    assert marks([2, 1, 2, -2, 2], rules) == [None, None, TWO_OF_THREE, None, TWO_OF_THREE]
    assert marks([2, 1, 1, 2], rules) == [None] * 4


def test_zones_are_thirds_of_the_way_to_each_limit():
    assert zones([10, None, 11.9, 12.1, 13.1, 9.5, 9.2, 8.5], 10, 9, 13) == [0, 0, 1, 2, 3, -1, -2, -3]


def test_a_constant_series_lies_on_its_centre():
    assert marks(zones([4.0] * 20, 4, 4, 4)) == [None] * 20
