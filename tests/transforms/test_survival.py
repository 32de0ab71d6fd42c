import math
import time
from math import inf

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight

from transforms.survival import (
    UNKNOWN,
    cumulative_incidence,
    restricted_mean,
    restricted_mean_difference,
    risk_table,
    survival_curve,
    survival_quantile,
)


def curve(times, ended, entry=None):
    started = None if entry is None else pl.Series(list(entry), dtype=pl.Float64, strict=False)
    return survival_curve(
        risk_table(
            pl.Series(list(times), dtype=pl.Float64, strict=False),
            pl.Series([bool(one) for one in ended], dtype=pl.Boolean),
            started,
        )
    )


# Remission in acute myelogenous leukaemia (Miller 1981), `aml` of R's survival package.
MAINTAINED = curve([9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161], [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0])
OTHERS = curve([5, 5, 8, 8, 12, 16, 23, 27, 30, 33, 43, 45], [1, 1, 1, 1, 1, 0, 1, 1, 0, 1, 1, 1])


def test_shares_and_errors_of_the_leukaemia_trial_are_those_of_r():
    steps = MAINTAINED.filter(pl.col("ended") > 0)
    assert steps["time"].to_list() == [9, 13, 18, 23, 31, 34, 48]
    assert steps["survival"].to_list() == pytest.approx([0.909, 0.818, 0.716, 0.614, 0.491, 0.368, 0.184], abs=5e-4)
    assert steps["error"].to_list() == pytest.approx([0.0867, 0.1163, 0.1397, 0.1526, 0.1642, 0.1627, 0.1535], abs=5e-5)
    others = OTHERS.filter(pl.col("ended") > 0)["survival"].to_list()
    assert others == pytest.approx([0.8333, 0.6667, 0.5833, 0.4861, 0.3889, 0.2593, 0.1296, 0], abs=5e-5)


def test_medians_and_restricted_means_of_the_leukaemia_trial():
    assert survival_quantile(MAINTAINED).value == 31
    assert survival_quantile(OTHERS).value == 23
    assert restricted_mean(MAINTAINED, 48).value == pytest.approx(31.843, abs=5e-4)
    assert restricted_mean(MAINTAINED, 35).value == pytest.approx(27.057, abs=5e-4)
    assert restricted_mean(OTHERS, 48).value == pytest.approx(23.713, abs=5e-4)
    assert restricted_mean(OTHERS, 35).value == pytest.approx(21.380, abs=5e-4)


def test_the_median_of_finished_records_alone_is_too_short():
    finished = curve([9, 13, 18, 23, 31, 34, 48], [1] * 7)
    assert survival_quantile(finished).value == 23 < survival_quantile(MAINTAINED).value


def test_the_upper_limit_of_a_median_that_few_outlived_is_unknown():
    median = survival_quantile(MAINTAINED)
    # The reference has the same lower limit; R prints NA for the upper one.
    assert (median.low, median.high) == (13, None)


def test_restricted_means_without_censoring_are_those_of_the_plain_mean():
    times = [1.0, 2.0, 2.0, 5.0, 9.0, 12.0]
    cut = np.minimum(times, 10)
    mean = restricted_mean(curve(times, [1] * 6), 10)
    assert mean.value == pytest.approx(cut.mean())
    assert mean.error == pytest.approx(cut.std() / math.sqrt(6))


def test_a_difference_of_restricted_means_adds_the_variances():
    first, second = restricted_mean(MAINTAINED, 48), restricted_mean(OTHERS, 48)
    both = restricted_mean_difference(first, second)
    assert both.value == pytest.approx(8.130, abs=5e-4)
    assert both.error == pytest.approx(math.hypot(first.error, second.error))
    assert both.low < 0 < both.high
    assert restricted_mean_difference(first, UNKNOWN) == UNKNOWN


@pytest.mark.parametrize("seed", range(5))
def test_curves_agree_with_statsmodels_with_ties_and_late_entry(seed):
    random = np.random.default_rng(seed)
    times, ended = random.integers(2, 30, 200), random.random(200) < 0.7
    entry = np.minimum(random.integers(0, 20, 200), times - 1)
    for late in (None, entry):
        reference = SurvfuncRight(times, ended, entry=late)
        ours = curve(times, ended, late).filter(pl.col("ended") > 0)
        # The reference takes an entry at the very time of an end for at risk; nobody enters at .5.
        if late is not None:
            reference = SurvfuncRight(times, ended, entry=late + 0.5 * (late > 0))
        assert ours["time"].to_list() == reference.surv_times.tolist()
        assert ours["survival"].to_list() == pytest.approx(reference.surv_prob.tolist())
        assert ours["error"].fill_null(0).to_list() == pytest.approx(
            np.nan_to_num(reference.surv_prob_se).tolist(), abs=1e-9
        )


def test_who_comes_under_observation_late_is_at_risk_only_from_then():
    # Without the entries 1/3 of three would have ended at time 2; but only one of them was watched by then.
    table = risk_table(pl.Series([2.0, 6.0, 8.0]), pl.Series([True, True, True]), pl.Series([None, 4.0, 5.0]))
    assert table.rows() == [(2.0, 1, 1, 0), (6.0, 2, 1, 0), (8.0, 1, 1, 0)]


def test_what_ended_before_it_was_watched_is_left_out():
    assert risk_table(pl.Series([2.0, 3.0]), pl.Series([True, True]), pl.Series([2.0, 3.5])).is_empty()


def test_what_ended_at_once_counts():
    assert curve([0, 0, 4], [1, 1, 1])["survival"].to_list() == pytest.approx([1 / 3, 0])


def test_ways_to_end_and_what_has_not_ended_make_one_whole():
    times = [1.0, 2, 3, 4, 5, 6, 7, 8]
    ends = ["resolved", "merged", None, "resolved", "resolved", "merged", None, "resolved"]
    ways = cumulative_incidence(pl.Series(times), pl.Series(ends))
    all_ends = curve(times, [end is not None for end in ends])
    total = ways.group_by("time").agg(pl.col("incidence").sum()).sort("time")["incidence"] + all_ends["survival"]
    assert total.to_list() == pytest.approx([1] * 8)
    # By hand at time 4: 1/8 + 6/8·1/5.
    assert ways.filter(pl.col("end") == "resolved", pl.col("time") == 4)["incidence"].item() == pytest.approx(0.275)


def test_one_way_to_end_has_the_error_of_greenwood():
    ways = cumulative_incidence(pl.Series([5.0, 5, 8, 8, 12, 16, 23]), pl.Series(["done"] * 5 + [None, "done"]))
    alone = curve([5, 5, 8, 8, 12, 16, 23], [1, 1, 1, 1, 1, 0, 1])
    assert ways["incidence"].to_list() == pytest.approx((1 - alone["survival"]).to_list())
    assert ways["error"].to_list()[:-1] == pytest.approx(alone["error"].to_list()[:-1])


def test_incidence_agrees_with_statsmodels():
    random = np.random.default_rng(7)
    times, kinds = random.integers(1, 40, 300), random.choice([0, 1, 2], 300, p=[0.3, 0.5, 0.2])
    reference = CumIncidenceRight(times, kinds)
    names = pl.Series([{0: None, 1: "a", 2: "b"}[kind] for kind in kinds.tolist()])
    ways = cumulative_incidence(pl.Series(times), names)
    for place, name in enumerate("ab"):
        ours = ways.filter(pl.col("end") == name, pl.col("time").is_in(reference.times.astype(float).tolist()))
        assert ours["incidence"].to_list() == pytest.approx(reference.cinc[place].tolist())


def test_nothing_no_end_and_one_record_have_defined_answers():
    empty = curve([], [])
    assert empty.is_empty()
    assert survival_quantile(empty) == UNKNOWN
    assert restricted_mean(empty, 5) == UNKNOWN
    assert cumulative_incidence(pl.Series([], dtype=pl.Float64), pl.Series([], dtype=pl.String)).is_empty()
    running = curve([3, 5], [0, 0])
    assert running["survival"].to_list() == [1, 1]
    assert running["low"].to_list() == [None, None]
    assert survival_quantile(running) == UNKNOWN
    assert restricted_mean(running, 4).value == 4
    assert restricted_mean(running, 6) == UNKNOWN
    one = curve([3], [1])
    assert one.row(0)[4:] == (0.0, None, None, None)
    assert (survival_quantile(one).value, restricted_mean(one, 10).value) == (3, 3)


NUMBERS = st.one_of(st.none(), st.integers(-1, 6).map(float), st.sampled_from([math.nan, inf]))
RECORDS = st.lists(st.tuples(NUMBERS, st.sampled_from([None, "resolved", "merged"]), NUMBERS), max_size=12)


@settings(max_examples=60, deadline=None)
@given(RECORDS)
def test_no_input_gives_anything_but_shares_and_nulls(records):
    times, ends, entries = zip(*records, strict=True) if records else ((), (), ())
    duration, end = pl.Series(times, dtype=pl.Float64), pl.Series(ends, dtype=pl.String)
    entry = pl.Series(entries, dtype=pl.Float64)
    found = survival_curve(risk_table(duration, end.is_not_null(), entry))
    ways = cumulative_incidence(duration, end, entry)
    for column in (found["survival"], found["error"], found["low"], found["high"], ways["incidence"], ways["error"]):
        assert column.drop_nulls().is_finite().all()
        assert column.drop_nulls().is_between(0, 1 + 1e-9).all()
    mean = restricted_mean(found, 4)
    assert mean.value is None or 0 <= mean.low <= mean.value <= mean.high <= 4


def test_a_million_durations_are_no_matter_of_minutes():
    random = np.random.default_rng(0)
    times, ended = pl.Series(random.exponential(1e5, 1_000_000).round()), pl.Series(random.random(1_000_000) < 0.9)
    started = time.perf_counter()
    restricted_mean(survival_curve(risk_table(times, ended)), 1e5)
    assert time.perf_counter() - started < 10
