"""What changed between two scorecards: by the change itself, never by two words that differ."""

import numpy as np
import polars as pl
import pytest

from transforms.changes import BACK, CALM, CHANGED, LASTING, MAYBE, NEW, changes, months_in_a_row
from transforms.judgement import TOO_FEW

CLEAR, BELOW, AS, PERHAPS = "clearly_above", "clearly_below", "as_expected", "maybe_above"


def card(reading, ratio=1.0, width=0.1, agent="ann", metric="csat"):
    known = reading != TOO_FEW
    return pl.DataFrame(
        {
            "metric": [metric],
            "agent": [agent],
            "value": [0.5],
            "n": [100 if known else 3],
            "expected": [0.5 if known else None],
            "ratio": [ratio if known else None],
            "ratio_low": [ratio - width if known else None],
            "ratio_high": [ratio + width if known else None],
            "reading": [reading],
        },
        schema_overrides=dict.fromkeys(("expected", "ratio", "ratio_low", "ratio_high"), pl.Float64),
    )


@pytest.mark.parametrize(
    ("now", "before", "standing"),
    [
        (card(CLEAR), card(CLEAR), LASTING),
        (card(CLEAR), card(BELOW), NEW),
        (card(CLEAR), card(AS), NEW),
        (card(CLEAR), card(TOO_FEW), NEW),
        (card(AS), card(CLEAR), BACK),
        (card(PERHAPS), card(CLEAR), BACK),
        (card(TOO_FEW), card(CLEAR), TOO_FEW),
        (card(PERHAPS), card(AS), MAYBE),
        (card(AS), card(PERHAPS), CALM),
        (card(AS, 1.2), card(AS, 0.8), CHANGED),
    ],
)
def test_each_pair_of_readings_stands_in_one_class(now, before, standing):
    assert changes(now, before)["standing"].to_list() == [standing]


@pytest.mark.parametrize(
    ("ratio", "change"),
    [(1.0, "no_change"), (1.16, "maybe_up"), (0.84, "maybe_down"), (1.25, "clearly_up"), (0.75, "clearly_down")],
)
def test_a_change_is_read_by_the_width_of_both_intervals(ratio, change):
    # Both reach 0.1 to each side at 95 %: together 0.141, and 0.223 at 99.8 %.
    assert changes(card(AS, ratio), card(AS, 1.0))["change"].to_list() == [change]


def test_the_side_of_an_interval_that_faces_the_other_counts():
    lopsided = card(AS, 1.2).with_columns(ratio_low=pl.lit(1.19), ratio_high=pl.lit(3.0))
    assert changes(lopsided, card(AS, 1.0, 0.01))["change"].to_list() == ["clearly_up"]
    assert changes(card(AS, 1.0, 0.01), lopsided)["change"].to_list() == ["clearly_down"]


def test_who_has_records_in_one_period_only_is_told_too_few_of_and_no_change():
    told = changes(card(CLEAR, agent="new"), card(CLEAR, agent="gone")).sort("agent").to_dicts()
    assert [(row["agent"], row["standing"], row["change"]) for row in told] == [
        ("gone", TOO_FEW, "unknown"),
        ("new", NEW, "unknown"),
    ]
    assert told[0]["n"] == 0


@pytest.mark.parametrize(
    ("readings", "run"),
    [
        ([CLEAR, CLEAR, AS], 0),
        ([AS, CLEAR, CLEAR], 2),
        ([CLEAR, TOO_FEW, CLEAR], 1),
        ([CLEAR, CLEAR, CLEAR], 3),
        ([CLEAR, CLEAR, BELOW], 0),
    ],
)
def test_months_in_a_row_are_counted_back_from_the_latest(readings, run):
    both = np.array([readings, [BELOW, AS, AS]])
    assert months_in_a_row(both, np.array([CLEAR, AS])).tolist() == [run, 2]
    assert months_in_a_row(both[:, :0], np.array([CLEAR, AS])).tolist() == [0, 0]
