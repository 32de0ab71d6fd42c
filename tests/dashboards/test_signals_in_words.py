from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import polars as pl
import pytest

from dashboards.views.heat import distance_from_others
from dashboards.views.series import WeeklySeries
from dashboards.views.tiles import spark_line
from dashboards.views.trend import trend
from dashboards.views.verdicts import evidence, since, verdict
from transforms.signals import flag_signals, natural_limits

CSAT = SimpleNamespace(name="csat", label="Customer satisfaction", unit="ratio", better="higher", interval="wilson")
ESCALATIONS = SimpleNamespace(name="escalation_rate", label="Escalation rate", unit="ratio", better="lower")
VOLUME = SimpleNamespace(name="cases_opened", label="Cases opened", unit="count", better="neutral")


def series(values, shown=4):
    monday = date(2025, 7, 7)
    limits = natural_limits(pl.Series(values[:-shown]), 0.0, 1.0)
    weeks = pl.DataFrame(
        {
            "period": [monday + timedelta(weeks=i) for i in range(len(values))],
            "value": values,
            "n": [100] * len(values),
            "low": [None] * len(values),
            "high": [None] * len(values),
            "is_shown": [i >= len(values) - shown for i in range(len(values))],
        }
    )
    return WeeklySeries(weeks.with_columns(flag_signals(weeks["value"], limits).alias("signal")), limits)


CALM = [0.75, 0.77] * 10


def test_weeks_inside_the_limits_are_as_usual():
    assert verdict(series([*CALM, 0.76, 0.75, 0.77, 0.76]), CSAT) == {"word": "as usual", "tone": "plain"}


def test_a_week_below_the_limits_is_worse_for_satisfaction_and_better_for_escalations():
    fallen = series([*CALM, 0.76, 0.75, 0.77, 0.40])
    assert verdict(fallen, CSAT) == {"word": "lower than usual", "tone": "worse"}
    assert verdict(fallen, ESCALATIONS) == {"word": "lower than usual", "tone": "better"}


def test_a_signal_before_the_period_is_on_the_chart_and_not_in_the_verdict():
    past = series([*CALM[:10], 0.30, *CALM[:10], 0.76, 0.75, 0.77, 0.76])
    assert verdict(past, CSAT)["word"] == "as usual"
    assert "below" in past.weeks["signal"].to_list()


def test_a_shift_that_began_before_the_period_and_lasts_is_in_the_verdict_with_its_first_week():
    lasting = series([*CALM, *[0.79] * 9], shown=4)
    assert verdict(lasting, CSAT) == {"word": "higher than usual", "tone": "better"}
    assert since(lasting) == "since the week of 24 Nov 2025"
    assert evidence(lasting) == "9 weeks in a row above the median"


def test_a_week_that_stood_out_and_is_over_is_told_as_past():
    incident = series([*CALM, 0.40, 0.41, 0.77, 0.75])
    assert since(incident) == "from the week of 24 Nov 2025 to that of 1 Dec 2025"
    assert evidence(incident) == "2 weeks outside the limits"
    assert since(series([*CALM, 0.76, 0.40, 0.77, 0.75])) == "in the week of 1 Dec 2025"
    assert since(series([*CALM, 0.76, 0.77, 0.75, 0.40])) == "since the week of 15 Dec 2025"


def test_earlier_causes_of_a_long_period_are_counted_beside_the_latest():
    year = series([*CALM, 0.40, 0.77, 0.75, 0.41, 0.77, 0.75], shown=6)
    assert since(year) == "in the week of 15 Dec 2025"
    assert evidence(year) == "1 week outside the limits, 1 earlier in the period"


def test_common_cause_has_no_date():
    calm = series([*CALM, 0.76, 0.75, 0.77, 0.76])
    assert (since(calm), evidence(calm)) == ("", "")


def test_volume_has_no_verdict():
    assert verdict(series([*CALM, 0.1, 0.1, 0.1, 0.1]), VOLUME)["word"] == ""


def test_too_little_history_is_said():
    assert verdict(series([0.7, 0.8, 0.7, 0.8, 0.9]), CSAT)["word"] == "too little to judge by"


def test_an_exception_to_what_is_nearly_always_so_is_no_signal():
    kept = series([*[1.0] * 12, 0.89, *[1.0] * 9, 1.0, 0.89, 1.0, 1.0])
    assert verdict(kept, CSAT) == {"word": "too little to judge by", "tone": "plain"}
    assert [tone for tone in spark_line(kept, CSAT)["signals"] if tone] == []


def test_tile_and_trend_mark_the_same_weeks():
    fallen = series([*CALM, 0.76, 0.75, 0.77, 0.40])
    marked_on_tile = [tone for tone in spark_line(fallen, CSAT)["signals"] if tone]
    points = trend(CSAT, fallen, "")["points"]
    assert marked_on_tile == [point["tone"] for point in points if point["signal"]] == ["worse"]


def test_of_the_whole_history_the_latest_week_is_marked_and_judged_by_the_others():
    whole = replace(series(CALM, shown=1), is_of_period=False)
    told = trend(CSAT, whole, "")
    assert told["shown"] == "latest week"
    assert told["subtitle"].endswith("of the 19 weeks before the latest.")
    assert trend(CSAT, series(CALM, shown=1), "")["shown"] == "selected period"


def test_a_team_is_held_against_the_others_and_not_against_itself():
    # 60 of 100 against 160 of 200: pooled 220/300, standard error √(0.7333·0.2667·(1/100 + 1/200)) = 0.05416.
    cell = {"value": 0.6, "n": 100, "low": None, "high": None}
    total = {"value": 220 / 300, "n": 300, "low": None, "high": None}
    assert distance_from_others(CSAT, cell, total) == pytest.approx(-0.2 / 0.0541603, abs=1e-3)


def test_a_team_alone_on_a_channel_differs_from_nobody():
    cell = {"value": 0.6, "n": 100, "low": None, "high": None}
    assert distance_from_others(CSAT, cell, cell) == 0
