import json
from contextlib import closing
from datetime import date, timedelta
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

from dashboards.answers import Answers
from dashboards.export_trends import trend_tables
from dashboards.periods import Periods, Span
from dashboards.views.resolutions import _axis, _moved, _steps
from dashboards.views.series import WeeklySeries
from dashboards.views.trends import METRICS, _alarms, _comparison, trends
from transforms.signals import NaturalLimits, false_alarm_rate
from transforms.survival import UNKNOWN, Estimate, risk_table, survival_curve

CSAT = SimpleNamespace(name="csat", unit="ratio", better="higher")
VOLUME = SimpleNamespace(name="cases_opened", unit="count", better="neutral")
FOUR_WEEKS = Periods(
    Span(date(2026, 6, 1), date(2026, 6, 28)), Span(date(2026, 5, 4), date(2026, 5, 31)), Span(None, None)
)


def limited(low, centre, high, points=48):
    return WeeklySeries(pl.DataFrame(), NaturalLimits(centre, low, high, points))


def reading(value, half=None):
    limits = (None, None) if half is None else (value - half, value + half)
    return {"value": value, "low": limits[0], "high": limits[1]}


def test_a_change_that_sampling_explains_is_within_noise_and_says_how_far_chance_moves_it():
    # The difference of two readings of ± 4 points: √(0.04² + 0.04²) = 5.7 points.
    found = _comparison(CSAT, limited(0.78, 0.8, 0.82), FOUR_WEEKS, reading(0.78, 0.04), reading(0.80, 0.04))
    assert found == {"moved": "−2.0 pts", "reading": "within noise", "noise": "5.7 pts"}


def test_many_records_do_not_make_the_usual_swing_of_weeks_a_change():
    # Sampling explains ± 0.14 points only, but single weeks vary by σ = 3: 1.96 · 3 · √(1/4 + 1/4) = 4.2 points.
    found = _comparison(CSAT, limited(0.71, 0.8, 0.89), FOUR_WEEKS, reading(0.78, 0.001), reading(0.80, 0.001))
    assert found == {"moved": "−2.0 pts", "reading": "within noise", "noise": "4.2 pts"}


def test_a_change_beyond_both_is_beyond_noise():
    found = _comparison(CSAT, limited(0.79, 0.8, 0.81), FOUR_WEEKS, reading(0.70, 0.01), reading(0.80, 0.01))
    assert found["reading"] == "beyond noise"


def test_volumes_and_unknown_values_are_not_judged():
    assert _comparison(VOLUME, limited(0, 1, 2), FOUR_WEEKS, reading(110), reading(100))["reading"] == ""
    assert _comparison(CSAT, limited(0, 0.5, 1), FOUR_WEEKS, reading(None), reading(0.5)) == {
        "moved": "", "noise": "", "reading": "",
    }  # fmt: skip


def test_without_limits_and_intervals_a_change_cannot_be_judged():
    series = WeeklySeries(pl.DataFrame(), None)
    found = _comparison(CSAT, series, FOUR_WEEKS, reading(0.7), reading(0.8))
    assert found["reading"] == "too little to judge by"


def test_false_marks_are_announced_for_the_series_that_have_limits():
    series = {name: limited(0, 1, 2) for name in "abc"} | {"volume": WeeklySeries(pl.DataFrame(), None)}
    weeks = round(1 / (3 * false_alarm_rate(48)))
    assert f"about one in {weeks} weeks" in _alarms(series)
    assert "these 3 series" in _alarms(series)
    assert _alarms({"volume": WeeklySeries(pl.DataFrame(), None)}) == ""


def test_a_change_of_the_mean_is_told_with_its_interval_or_as_noise():
    hour = 3600
    assert _moved(Estimate(10 * hour, hour, 0, 0), Estimate(16 * hour, hour, 0, 0)) == "6.0 h shorter (3.2 to 8.8)"
    assert _moved(Estimate(10 * hour, hour, 0, 0), Estimate(11 * hour, hour, 0, 0)) == "within noise"
    assert _moved(UNKNOWN, Estimate(11 * hour, hour, 0, 0)) == ""


def test_steps_of_a_curve_end_where_nobody_was_watched_any_more():
    watched = survival_curve(risk_table(pl.Series([100.0, 200, 300]), pl.Series([True, True, False])))
    axis = np.array([50.0, 150, 250, 350])
    assert [step[0] for step in _steps(watched, axis)] == pytest.approx([1, 2 / 3, 1 / 3], abs=1e-4)
    over = survival_curve(risk_table(pl.Series([100.0]), pl.Series([True])))
    assert _steps(over, axis)[-1] == [0, None, None]
    assert _steps(over.clear(), axis) == []


def test_the_axis_of_no_cases_is_whole():
    empty = survival_curve(risk_table(pl.Series([], dtype=pl.Float64), pl.Series([], dtype=pl.Boolean)))
    assert np.isfinite(_axis(empty)).all()


@pytest.fixture(scope="module")
def answered(warehouse_home):
    with closing(Answers(warehouse_home)) as answers:
        yield answers


ADDRESSES = [
    {},
    {"p": "all"},
    {"p": "7d", "channel": "fax"},
    {"from": "2001-01-01", "to": "2001-02-01"},
    {"cmp": "year"},
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_selection_has_a_page_without_a_number_that_is_none(answered, address):
    _, _, shown = answered.view("trends", address, trends)
    json.dumps({"signals": shown["signals"], "curves": shown["curves"]}, allow_nan=False)
    rows = [row for family in shown["signals"]["families"] for row in family["rows"]]
    assert [row["metric"] for row in rows] == list(METRICS)


@pytest.mark.parametrize("end", [date(2026, 6, 28) - timedelta(weeks=13 * quarter) for quarter in range(4)])
def test_words_and_marks_come_from_the_same_limits(answered, end):
    address = {"from": (end - timedelta(days=27)).isoformat(), "to": end.isoformat()}
    _, _, shown = answered.view("trends", address, trends)
    first_shown = shown["signals"]["first_shown"]
    for row in (row for family in shown["signals"]["families"] for row in family["rows"]):
        chart = row["chart"]
        marked = [place for place, signal in enumerate(chart["signals"]) if signal and place >= first_shown]
        assert row["verdict"]["is_special"] == (chart["cause"] is not None)
        assert row["verdict"]["is_special"] or not marked
        if row["verdict"]["is_special"]:
            assert any(chart["signals"][chart["cause"]["first"] : chart["cause"]["last"] + 1])


def test_open_cases_are_all_in_the_curves_as_many_as_the_warehouse_has(answered, warehouse_home):
    _, _, shown = answered.view("trends", {"p": "all"}, trends)
    generation = (warehouse_home / "CURRENT").read_text().strip()
    with answered._generations.store() as store:
        assert store.generation["generation"] == generation
        counted = store.table("case_outcomes")
    timed = counted.filter(pl.col("watched_seconds").is_not_null())
    assert shown["curves"]["cases"] == timed.height
    assert shown["curves"]["still_open"] == counted.filter(pl.col("outcome") == "open").height > 0
    for part in shown["curves"]["by"]:
        assert sum(group["still_open"] for group in part["groups"]) == shown["curves"]["still_open"]


def test_the_file_holds_the_weeks_with_their_signals_and_the_times_to_resolution(answered):
    table = answered.export("trends", {}, lambda store, state: next(trend_tables(store, state, {})))
    rows = [dict(zip([column.name for column in table.columns], row, strict=True)) for row in table.rows]
    weeks = [row for row in rows if row["week"]]
    assert {row["metric"] for row in weeks} == set(METRICS)
    assert len(weeks) == 52 * len(METRICS)
    medians = {row["team"] for row in rows if row["metric"] == "time_to_resolution_median"}
    assert {"(all)", "Billing"} <= medians
