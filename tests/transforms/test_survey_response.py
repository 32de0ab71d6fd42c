from math import isfinite

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from transforms.survey_response import (
    MOST_WEIGHT,
    rake,
    representations,
    selective_asking,
    standardised_difference,
    worst_case_bounds,
)


def representation(cells, dimension):
    return representations(cells, (dimension,))[dimension]


def bounds(positive, answered, asked):
    found = pl.select(worst_case_bounds(pl.lit(positive), pl.lit(answered), pl.lit(asked))).item()
    return found["low"], found["high"]


def test_of_1400_surveys_265_came_back_and_four_in_five_were_satisfied():
    # r = 265/1400 = 18.9 %, p = 0.80: [r·p, r·p + 1 − r].
    assert round(100 * 265 / 1400, 1) == 18.9
    assert bounds(212, 265, 1400) == (pytest.approx(0.151, abs=5e-4), pytest.approx(0.962, abs=5e-4))


@pytest.mark.parametrize(
    ("positive", "answered", "asked", "expected"),
    [
        (0, 0, 10, (0, 1)),  # nobody answered: everything is possible
        (10, 10, 10, (1, 1)),  # everybody did: nothing is open
        (0, 10, 10, (0, 0)),
        (0, 0, 0, (None, None)),
        (5, 11, 10, (None, None)),  # more answers than surveys: not all surveys are logged
        (None, None, None, (None, None)),
    ],
)
def test_bounds_are_as_wide_as_the_silence(positive, answered, asked, expected):
    typed = [None if value is None else float(value) for value in (positive, answered, asked)]
    found = pl.select(worst_case_bounds(*(pl.lit(value, pl.Float64) for value in typed))).item()
    assert (found["low"], found["high"]) == expected


def test_a_standardised_difference_by_hand():
    # (0.6 − 0.5) / √((0.24 + 0.25) / 2)
    found = pl.select(standardised_difference(pl.lit(0.6), pl.lit(0.5))).item()
    assert found == pytest.approx(0.1 / (0.49 / 2) ** 0.5)
    assert pl.select(standardised_difference(pl.lit(1.0), pl.lit(1.0))).item() == 0
    assert pl.select(standardised_difference(pl.lit(1.0), pl.lit(0.0))).item() is None


def test_who_answered_stands_beside_who_was_asked():
    cells = pl.DataFrame(
        {
            "channel": ["chat", "chat", "phone", "fax"],
            "topic": ["a", "b", "a", "a"],
            "asked": [30, 20, 50, None],
            "answered": [10, 5, 5, None],
        }
    )
    chat, phone = representation(cells, "channel").to_dicts()
    assert (chat["asked"], chat["answered"], chat["response_rate"]) == (50, 15, pytest.approx(0.3))
    assert (chat["share_asked"], chat["share_answered"]) == (pytest.approx(0.5), pytest.approx(0.75))
    assert chat["difference"] == pytest.approx(0.25 / ((0.25 + 0.1875) / 2) ** 0.5)
    assert phone["difference"] == pytest.approx(-chat["difference"])


def test_unlike_are_those_whom_chance_does_not_make_so():
    def unlike(factor):
        cells = pl.DataFrame({"channel": ["chat", "phone"], "asked": [20, 80], "answered": [8, 12]})
        return representation(cells.with_columns(pl.exclude("channel") * factor), "channel")["is_unlike"].to_list()

    assert unlike(1) == [False, False]
    assert unlike(20) == [True, True]
    # 10,000 against 10,400 answers of 20,000 each are certainly apart, and nobody would call them unlike.
    near = pl.DataFrame({"channel": ["a", "b"], "asked": [20_000, 20_000], "answered": [10_000, 10_400]})
    assert representation(near, "channel")["is_unlike"].to_list() == [False, False]
    assert representation(near.head(1), "channel")["is_unlike"].to_list() == [False]


def test_where_nobody_answered_there_are_no_shares_of_answers():
    [row] = representation(pl.DataFrame({"channel": ["chat"], "asked": [3], "answered": [0]}), "channel").to_dicts()
    assert (row["share_answered"], row["response_rate"], row["difference"]) == (None, 0, None)
    assert representation(pl.DataFrame({"channel": [], "asked": [], "answered": []}), "channel").is_empty()


def test_dimensions_told_together_are_as_each_is_alone():
    cells = pl.DataFrame(
        {
            "channel": ["chat", "chat", "phone", None],
            "team": ["Billing", "Orders", "Billing", "Orders"],
            "asked": [400, 300, 500, 0],
            "answered": [40, 90, None, 0],
        }
    )
    both = representations(cells, ("channel", "team"))
    assert both["team"]["share_asked"].to_list() == [900 / 1200, 300 / 1200]
    for dimension in ("channel", "team"):
        assert both[dimension].equals(representation(cells, dimension))
        assert both[dimension]["share_answered"].sum() == pytest.approx(1)


MEN_AND_WOMEN = pl.DataFrame({"who": ["men", "women"], "asked": [50, 50], "answered": [25, 75], "positive": [5, 60]})


def test_men_count_twice_and_women_two_thirds():
    # Weights 50/25 = 2 and 50/75 = 0.667: 0.5·5/25 + 0.5·60/75 = 0.5 instead of 65/100.
    raked = rake(MEN_AND_WOMEN, ["who"])
    assert raked.share == pytest.approx(0.5)
    assert raked.design_effect == pytest.approx((25 * 2**2 + 75 * (2 / 3) ** 2) / 100)
    assert raked.effective_n == pytest.approx(75)
    # Wilson for 37.5 of 75.
    assert (raked.low, raked.high) == (pytest.approx(0.38963, abs=5e-5), pytest.approx(0.61037, abs=5e-5))
    assert (raked.coverage, raked.trimmed, raked.converged) == (1, 0, True)


def test_answers_spread_like_the_asked_need_no_weights():
    cells = pl.DataFrame({"who": ["a", "b"], "asked": [200, 100], "answered": [20, 10], "positive": [10, 9]})
    raked = rake(cells, ["who"])
    assert (raked.share, raked.design_effect) == (pytest.approx(19 / 30), pytest.approx(1))


def three_ways(seed):
    """Cells of three dimensions in which answering hangs on all of them."""
    rng = np.random.default_rng(seed)
    cells = [(t, c, p) for t in "abcd" for c in "xyz" for p in "lh"]
    asked = rng.integers(40, 400, len(cells))
    answered = rng.binomial(asked, rng.uniform(0.1, 0.4, len(cells)))
    positive = rng.binomial(answered, rng.uniform(0.4, 0.95, len(cells)))
    return pl.DataFrame(cells, schema=["topic", "channel", "priority"], orient="row").with_columns(
        asked=pl.Series(asked), answered=pl.Series(answered), positive=pl.Series(positive)
    )


def tilted(cells, dimensions):
    """The raked share by another road: weights exp(λ·x) whose margins are those of the asked, λ by minimisation."""
    columns = [(cells[name] == value).to_numpy() for name in dimensions for value in cells[name].unique()]
    x = np.column_stack(columns).astype(float)
    answered = cells["answered"].to_numpy() / cells["answered"].sum()
    target = x.T @ (cells["asked"].to_numpy() / cells["asked"].sum())
    found = minimize(
        lambda v: (answered * np.exp(x @ v)).sum() - target @ v,
        np.zeros(x.shape[1]),
        jac=lambda v: x.T @ (answered * np.exp(x @ v)) - target,
        method="BFGS",
        options={"gtol": 1e-10},
    )
    weights = np.exp(x @ found.x)
    return (weights * cells["positive"].to_numpy()).sum() / (weights * cells["answered"].to_numpy()).sum()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_raking_agrees_with_exponential_tilting(seed):
    cells = three_ways(seed)
    raked = rake(cells, ["topic", "channel", "priority"])
    assert raked.converged
    assert raked.share == pytest.approx(tilted(cells, ["topic", "channel", "priority"]), abs=1e-5)


def test_categories_nobody_answered_from_are_said_to_be_left_out():
    cells = pl.DataFrame(
        {
            "topic": ["a", "b", "a", "b"],
            "channel": ["chat", "chat", "fax", "fax"],
            "asked": [50, 30, 15, 5],
            "answered": [10, 10, 0, 0],
            "positive": [5, 10, 0, 0],
        }
    )
    raked = rake(cells, ["topic", "channel"])
    assert raked.coverage == pytest.approx(0.8)
    assert raked.share == pytest.approx(50 / 80 * 0.5 + 30 / 80 * 1)


def test_one_answer_for_many_is_cut_to_five_and_the_rest_is_told():
    cells = pl.DataFrame({"who": ["few", "many"], "asked": [900, 100], "answered": [10, 990], "positive": [0, 990]})
    raked = rake(cells, ["who"])
    # Uncut, the ten would weigh 90 each; cut at five average ones they are 5 % and not 90 % of the weight.
    assert raked.trimmed == 10
    assert not raked.converged
    assert raked.largest_gap > 0.8
    assert raked.share == pytest.approx(1 - 10 * MOST_WEIGHT / 1000, abs=1e-6)


def test_answers_of_people_who_were_never_asked_count_for_nothing():
    cells = pl.DataFrame({"who": ["asked", "not"], "asked": [10, 0], "answered": [1, 99], "positive": [1, 0]})
    assert rake(cells, ["who"]).share == 1


@pytest.mark.parametrize(
    "cells",
    [
        pl.DataFrame({"who": [], "asked": [], "answered": [], "positive": []}),
        pl.DataFrame({"who": ["a"], "asked": [10], "answered": [0], "positive": [0]}),
        pl.DataFrame({"who": ["a"], "asked": [None], "answered": [None], "positive": [None]}),
    ],
)
def test_without_answers_nothing_is_weighted(cells):
    assert rake(cells, ["who"]) is None


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("abc"), st.sampled_from("xy"), st.integers(0, 50), st.integers(0, 50), st.integers(0, 50)
        ),
        max_size=8,
    )
)
def test_raking_never_breaks(rows):
    cells = pl.DataFrame(
        [(t, c, asked, min(answered, asked), min(positive, answered, asked)) for t, c, asked, answered, positive in rows],
        schema={"topic": pl.String, "channel": pl.String, "asked": pl.Int64, "answered": pl.Int64, "positive": pl.Int64},
        orient="row",
    )  # fmt: skip
    raked = rake(cells, ["topic", "channel"])
    if cells["answered"].sum() == 0:
        assert raked is None
        return
    assert 0 <= raked.low <= raked.share <= raked.high <= 1
    assert raked.design_effect >= 1 - 1e-9
    assert 0 < raked.coverage <= 1
    assert all(isfinite(value) for value in (raked.share, raked.low, raked.high, raked.effective_n, raked.largest_gap))


def asking(*rows):
    return pl.DataFrame(rows, schema=["agent", "channel", "with_n", "with_x", "without_n", "without_x"], orient="row")


def test_who_asks_less_after_trouble_is_told_from_chance():
    cells = asking(
        ("fair", "email", 100, 58, 400, 240),
        ("picky", "email", 100, 20, 400, 240),
        ("unlucky", "email", 100, 48, 400, 240),  # beyond 95 %, as two or three of fifty honest reps
        ("eager", "email", 100, 95, 400, 240),
        ("new", "email", 29, 1, 300, 180),
        ("idle", "email", 0, 0, 50, 30),
    )
    found = {row["agent"]: row for row in selective_asking(cells).to_dicts()}
    assert {agent: row["reading"] for agent, row in found.items()} == {
        "eager": "asks_more",
        "fair": "no_difference",
        "new": "too_few",
        "picky": "asks_less",
        "unlucky": "no_difference",
    }
    assert found["picky"]["difference"] == pytest.approx(0.2 - 0.6)


def test_where_a_machine_asks_everybody_no_rep_chooses():
    # Chats are always asked and seldom trouble, tickets half the time and often: 13 points apart, and nobody chose.
    [row] = selective_asking(
        asking(("one", "chat", 100, 100, 900, 900), ("one", "email", 300, 150, 700, 350))
    ).to_dicts()
    assert 250 / 400 - 1250 / 1600 < -0.13
    assert (row["difference"], row["reading"]) == (pytest.approx(0), "no_difference")
