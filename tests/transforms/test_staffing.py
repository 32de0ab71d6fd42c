import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import expm

from transforms.staffing import Target, agents_needed, erlang_a, erlang_b, erlang_c, with_shrinkage

loads = st.floats(1e-6, 600)
handles = st.floats(1, 3600)
patiences = st.floats(0.5, 1e7)
thresholds = st.floats(0, 1800)


def answer(frame):
    return frame.to_dicts()[0]


@pytest.mark.parametrize(
    ("agents", "waiting", "service_level", "wait"),
    [  # 100 calls in half an hour, 180 s each, 20 s
        (11, 0.682118, 0.389614, 122.78),
        (12, 0.449388, 0.640158, 40.44),
        (13, 0.285270, 0.795595, 17.12),
        (14, 0.174132, 0.888350, 7.836),
        (15, 0.102042, 0.941453, 3.674),
    ],
)
def test_erlang_c_of_a_hundred_calls_in_half_an_hour(agents, waiting, service_level, wait):
    line = answer(erlang_c(10, 180, agents, 20))
    assert line["wait_probability"] == pytest.approx(waiting, abs=5e-7)
    assert line["service_level"] == pytest.approx(service_level, abs=5e-7)
    assert line["wait_seconds"] == pytest.approx(wait, abs=5e-3)
    assert line["occupancy"] == pytest.approx(10 / agents)


def test_eighty_in_twenty_takes_fourteen_agents_and_twenty_on_the_roster():
    needed = pl.DataFrame(
        [agents_needed(10, 180, Target()), agents_needed(10, 180, Target(most_occupancy=0.7)).alias("o")]
    )
    assert needed.row(0) == (14, 15)
    assert needed.select(with_shrinkage(pl.all(), 0.3)).row(0) == (20, 22)


def test_an_exact_division_by_the_shrinkage_is_not_rounded_up():
    assert pl.select(with_shrinkage(pl.lit(7), 0.3)).item() == 10
    assert pl.select(with_shrinkage(pl.lit(None, pl.Int64), 0.3)).item() is None


@pytest.mark.parametrize(
    ("agents", "abandonment", "wait", "queue", "occupancy"),
    [(50, 0.030912, 3.709, 2.968, 0.930324), (45, 0.083602, None, None, None)],
)
def test_erlang_a_of_48_calls_a_minute_with_two_minutes_of_patience(agents, abandonment, wait, queue, occupancy):
    line = answer(erlang_a(48, 60, 120, agents, 20))
    assert line["abandonment"] == pytest.approx(abandonment, abs=5e-7)
    if wait:
        assert line["wait_seconds"] == pytest.approx(wait, abs=5e-4)
        assert line["queue_length"] == pytest.approx(queue, abs=5e-4)
        assert line["occupancy"] == pytest.approx(occupancy, abs=5e-7)
        unending = answer(erlang_c(48, 60, agents, 20))
        assert unending["wait_seconds"] == pytest.approx(20.834, abs=5e-4)
        assert unending["occupancy"] == 0.96


def by_states(load, handle, patience, agents, threshold, longest=150):
    """The same line from its chain of states: stationary shares, and for each place in the queue a race in time."""
    arrivals, service, leaving = load / handle, 1 / handle, 1 / patience
    shares = np.ones(agents + longest)
    for n in range(1, agents + longest):
        shares[n] = shares[n - 1] * arrivals / (min(n, agents) * service + max(n - agents, 0) * leaving)
    shares /= shares.sum()
    # Who finds k waiting moves up when one of them leaves or an agent gets free, unless they give up themselves first.
    race = np.zeros((longest + 1, longest + 1))
    for ahead in range(longest):
        race[ahead + 1, ahead] = agents * service + ahead * leaving
        race[ahead + 1, ahead + 1] = -(race[ahead + 1, ahead] + leaving)
    answered = expm(race * threshold)[1:, 0]
    return {
        "wait_probability": shares[agents:].sum(),
        "abandonment": leaving / arrivals * (np.arange(longest) * shares[agents:]).sum(),
        "service_level": shares[:agents].sum() + (shares[agents:] * answered).sum(),
    }


@pytest.mark.parametrize(
    ("load", "handle", "patience", "agents", "threshold"),
    [(10, 180, 90, 9, 20), (10, 180, 90, 12, 60), (1.5, 600, 30, 1, 120), (40, 240, 600, 38, 30), (5, 60, 15, 20, 5)],
)
def test_erlang_a_is_what_its_chain_of_states_says(load, handle, patience, agents, threshold):
    line = answer(erlang_a(load, handle, patience, agents, threshold))
    for name, value in by_states(load, handle, patience, agents, threshold).items():
        assert line[name] == pytest.approx(value, abs=1e-9), name


def test_more_load_than_agents_has_no_bound_and_is_not_infinite():
    assert answer(erlang_c(10, 180, 10, 20)) == {
        "wait_probability": 1,
        "service_level": 0,
        "wait_seconds": None,
        "queue_length": None,
        "occupancy": 1,
    }
    assert answer(erlang_a(10, 180, 60, 8, 20))["wait_seconds"] < 60


def test_lines_without_calls_or_agents_or_figures():
    lines = erlang_a([0, 10, 0, float("nan"), 10, 10], [180] * 4 + [0, 180], [60] * 5 + [0], [1, 0, 0, 3, 3, 3], 20)
    assert lines["service_level"].to_list() == [1, 0, None, None, None, None]
    assert lines["abandonment"].to_list() == [0, 1, None, None, None, None]
    assert lines["wait_seconds"].to_list() == [0, 60, None, None, None, None]
    assert lines["occupancy"].to_list() == [0, None, None, None, None, None]
    unending = erlang_c([0, 10, 0, float("nan"), 10], [180] * 4 + [0], [1, 0, 0, 3, 3], 20)
    assert unending["service_level"].to_list() == [1, 0, None, None, None]
    needed = agents_needed(
        [0, float("nan"), 10, 10], [180, 180, float("nan"), 180], Target(), [60, 60, 60, float("nan")]
    )
    assert needed.to_list() == [0, None, None, None]
    assert agents_needed([], [], Target()).to_list() == []


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"share": 1}, "between"),
        ({"share": 0}, "between"),
        ({"seconds": -1}, "within"),
        ({"most_occupancy": 0}, "above"),
    ],
)
def test_a_target_that_nobody_can_meet_is_refused(wrong, word):
    with pytest.raises(ValueError, match=word):
        Target(**wrong)


def test_nonsense_is_refused():
    for load in (-1, float("inf")):
        with pytest.raises(ValueError, match="not negative"):
            agents_needed(load, 180, Target())
    with pytest.raises(ValueError, match="shrinkage"):
        with_shrinkage(pl.lit(3), 1)


@settings(max_examples=60, deadline=None)
@given(loads, handles, patiences, st.integers(0, 700), thresholds)
def test_every_line_has_an_answer_within_its_bounds(load, handle, patience, agents, threshold):
    impatient = answer(erlang_a(load, handle, patience, agents, threshold))
    unending = answer(erlang_c(load, handle, agents, threshold))
    for line in (impatient, unending):
        assert all(value is None or 0 <= value < float("inf") for value in line.values())
        assert line["wait_probability"] <= 1
        assert line["service_level"] <= 1
    assert impatient["wait_seconds"] is not None
    assert impatient["wait_probability"] <= unending["wait_probability"] + 1e-9
    if unending["wait_seconds"] is not None:
        assert impatient["wait_seconds"] <= unending["wait_seconds"] * (1 + 1e-6) + 1e-6
    # Of all calls, those answered in time and those given up are no more than all.
    assert impatient["service_level"] + impatient["abandonment"] <= 1 + 1e-9


@settings(max_examples=40, deadline=None)
@given(loads, handles, patiences, st.integers(1, 600), thresholds)
def test_one_agent_more_is_never_worse(load, handle, patience, agents, threshold):
    both = [agents, agents + 1]
    for lines in (erlang_a(load, handle, patience, both, threshold), erlang_c(load, handle, both, threshold)):
        one, more = lines.to_dicts()
        assert more["service_level"] >= one["service_level"] - 1e-8
        assert more["wait_probability"] <= one["wait_probability"] + 1e-9
        assert more["occupancy"] <= one["occupancy"] + 1e-9


@settings(max_examples=40, deadline=None)
@given(st.floats(0.001, 0.97), st.floats(30, 1000), st.integers(1, 450), st.floats(0, 600))
def test_erlang_a_becomes_erlang_c_as_patience_grows(occupancy, handle, agents, threshold):
    load = occupancy * agents
    patient = answer(erlang_a(load, handle, 1e9, agents, threshold))
    unending = answer(erlang_c(load, handle, agents, threshold))
    for name in ("service_level", "wait_probability", "occupancy"):
        assert patient[name] == pytest.approx(unending[name], abs=1e-4)
    assert patient["wait_seconds"] == pytest.approx(unending["wait_seconds"], rel=1e-3, abs=1e-3)


@settings(max_examples=40, deadline=None)
@given(loads, handles, patiences, st.floats(0.05, 0.99), st.floats(0, 300), st.floats(0.3, 1))
def test_the_fewest_agents_meet_the_target_and_one_fewer_does_not(load, handle, patience, share, seconds, occupancy):
    target = Target(share, seconds, occupancy)
    for model, times in ((erlang_c, (handle,)), (erlang_a, (handle, patience))):
        needed = agents_needed(load, handle, target, *times[1:]).item()
        assert needed >= 1
        enough, too_few = model(load, *times, [needed, needed - 1], seconds).to_dicts()
        assert enough["service_level"] >= share
        assert enough["occupancy"] <= occupancy
        assert needed == 1 or too_few["service_level"] < share or too_few["occupancy"] > occupancy


def test_half_a_thousand_agents_and_a_day_of_intervals_at_once():
    load = np.linspace(0.5, 480, 96)
    needed = [agents_needed(load, 300, Target()), agents_needed(load, 300, Target(), 90)]
    assert all(series.is_sorted() and series.null_count() == 0 for series in needed)
    assert 400 < needed[1][-1] < 480 < needed[0][-1] < 500


def test_lost_calls_of_a_line_that_cannot_wait():
    lost = erlang_b([10.0, 0.0], 14)
    assert lost[10, 0] == pytest.approx(0.214582, abs=5e-7)
    assert lost[1:, 1].tolist() == [0.0] * 14
