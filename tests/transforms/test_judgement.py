from dataclasses import fields

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.case_mix import DURATION, SHARE, expectations
from transforms.catalogue import MetricDefinition
from transforms.comparisons import SUMS
from transforms.judgement import COMPARED, DRAWN, READINGS, TOO_FEW, funnel_lines, judged, placed
from transforms.rep_rows import rep_rows


def definition(kind, better="lower"):
    words = {field.name: "" for field in fields(MetricDefinition) if field.default is field.default_factory}
    unit = "seconds" if kind == DURATION else "ratio"
    return MetricDefinition(**words | {"name": "m", "unit": unit, "better": better, "minimum_n": 0, "hidden": False})


def cards(kind, records, reference=300.0, better="lower"):
    """Records of (agent, topic, outcome) as agents' judged sums; an outcome is 0 or 1, or seconds."""
    frame = pl.DataFrame(records, schema={"agent": pl.String, "topic": pl.String, "outcome": pl.Float64}, orient="row")
    observed = pl.col("outcome").clip(1).log() if kind == DURATION else pl.col("outcome")
    told = expectations(
        frame.with_columns(month=pl.date(2026, 3, 1), weight=pl.lit(1.0), observed=observed), ["topic"], kind
    )
    sums = told.with_columns(amount="outcome", records=pl.lit(1)).group_by("agent").agg(pl.col(SUMS).sum())
    weight = pl.col("weight").sum()
    scaled = sums.with_columns(
        metric=pl.lit("m"),
        period=pl.lit(None, pl.Date),
        reference=pl.col("observed").sum() / weight if kind == SHARE else pl.lit(reference),
        spread=(pl.col("own_variance").sum() / weight).sqrt(),
    )
    words = {"m": definition(kind, better)}
    everybody = placed(rep_rows(scaled, ["m"], [*SUMS, "reference", "spread"]), words)
    told = judged(everybody, everybody, words)
    reading = pl.Series("reading", READINGS).gather(told["reading"])
    return told.frame([*COMPARED, *DRAWN], is_by_period=False).with_columns(reading), everybody


OUTCOMES = {SHARE: st.sampled_from([0.0, 1.0]), DURATION: st.one_of(st.just(0.0), st.floats(0, 1e7))}


@pytest.mark.parametrize("kind", [SHARE, DURATION])
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_whatever_is_recorded_has_an_answer(kind, data):
    blocks = data.draw(
        st.lists(
            st.tuples(st.sampled_from("ABCD"), st.sampled_from("xyz"), OUTCOMES[kind], st.integers(1, 80)), max_size=8
        )
    )
    records = [block[:3] for block in blocks for _ in range(block[3])]
    told, everybody = cards(kind, records, better=data.draw(st.sampled_from(["lower", "higher", "neutral"])))
    assert set(told["reading"]) <= set(READINGS)
    for name in told.select(pl.selectors.float()).columns:
        assert told[name].drop_nulls().is_finite().all(), name
    few = told.filter(reading=TOO_FEW)
    assert few.select("ratio", "adjusted", "shrunk", "worst_tenth").null_count().row(0) == (len(few),) * 4
    said = told.filter(pl.col("reading") != TOO_FEW)
    assert (said["shrunk_low"] <= said["shrunk"] + 1e-9).all()
    assert (said["shrunk"] <= said["shrunk_high"] + 1e-9).all()
    known = everybody.where(~np.isnan(everybody["evidence"]))
    if len(known):
        lines = funnel_lines(definition(kind), known)
        assert (lines["low_clear"] <= lines["low_95"] + 1e-12).all()
        assert (lines["high_95"] <= lines["high_clear"] + 1e-12).all()


@pytest.mark.parametrize("kind", [SHARE, DURATION])
def test_nobody_is_compared_with_themselves(kind):
    told, _ = cards(kind, [("A", "x", 1.0)] * 50 + [("A", "x", 0.0)] * 50)
    assert told["reading"].to_list() == [TOO_FEW]


@pytest.mark.parametrize("outcome", [0.0, 1.0])
def test_where_all_succeed_or_all_fail_nothing_is_said(outcome):
    told, _ = cards(SHARE, [(agent, "x", outcome) for agent in "ABCDE" for _ in range(100)])
    assert set(told["reading"]) == {TOO_FEW}


def test_a_constant_duration_says_nothing_of_anybody():
    told, _ = cards(DURATION, [(agent, "x", 60.0) for agent in "ABCDE" for _ in range(100)])
    assert set(told["reading"]) <= {"as_expected", TOO_FEW}


def test_twenty_nine_records_are_too_few_and_thirty_are_not():
    rng = np.random.default_rng(3)
    sizes = {"A": 29, "B": 30, "C": 500, "D": 500}
    records = [(agent, "x", seconds) for agent, n in sizes.items() for seconds in rng.lognormal(5, 0.5, n)]
    told, _ = cards(DURATION, records)
    words = dict(told.select("agent", "reading").iter_rows())
    assert words["A"] == TOO_FEW
    assert words["B"] != TOO_FEW


def test_who_takes_half_as_long_again_is_told_and_the_others_are_not():
    rng = np.random.default_rng(4)
    slow = {"slow": 1.5}
    records = [
        (agent, topic, seconds * slow.get(agent, 1))
        for agent in ("slow", *"ABCDEFGHI")
        for topic, median in (("x", 100), ("y", 900))
        for seconds in rng.lognormal(np.log(median), 0.6, 150)
    ]
    told, _ = cards(DURATION, records)
    words = dict(told.select("agent", "reading").iter_rows())
    assert words.pop("slow") == "clearly_above"
    assert not [word for word in words.values() if word.startswith("clearly_above")]
    assert told.filter(agent="slow")["worst_tenth"].item() > 0.9
