from types import SimpleNamespace

import polars as pl
import pytest

from dashboards.views.board import BoardSpec, recorded_tiles
from dashboards.views.standing import by_chance, standing
from tests.dashboards.test_signals_in_words import CALM, series
from transforms.signals import false_alarm_rate


def metric(name, better="higher", least_n=30):
    return SimpleNamespace(name=name, label=name.upper(), n="answers", unit="ratio", better=better, least_n=least_n)


STORE = SimpleNamespace(catalogue={name: metric(name) for name in ("calm", "fallen", "collapsed", "young")})
CALM_PERIOD = [*CALM, 0.76, 0.75, 0.77, 0.76]
FALLEN = [*CALM, 0.76, 0.75, 0.77, 0.60]
COLLAPSED = [*CALM, 0.76, 0.75, 0.30, 0.31]


def test_the_farthest_from_usual_is_told_first_and_what_varies_as_always_not_at_all():
    told = standing(STORE, {"calm": series(CALM_PERIOD), "fallen": series(FALLEN), "collapsed": series(COLLAPSED)})
    assert [item["metric"] for item in told["items"]] == ["collapsed", "fallen"]
    assert told["items"][0]["words"] == "lower than usual since the week of 8 Dec 2025"
    assert (told["items"][0]["tone"], told["judged"], told["more"]) == ("worse", 3, 0)


def test_no_more_than_four_are_named_and_the_others_are_counted():
    names = [f"m{i}" for i in range(6)]
    store = SimpleNamespace(catalogue={name: metric(name) for name in names})
    told = standing(store, {name: series(FALLEN) for name in names})
    assert (len(told["items"]), told["more"]) == (4, 2)


def test_a_metric_with_too_few_records_in_the_period_is_not_named():
    store = SimpleNamespace(catalogue={"fallen": metric("fallen", least_n=401)})
    assert standing(store, {"fallen": series(FALLEN)})["items"] == []


def test_what_a_tile_calls_too_few_to_say_does_not_stand_out_beside_it():
    told = standing(STORE, {"fallen": series(FALLEN), "collapsed": series(COLLAPSED)}, {"collapsed"})
    assert ([item["metric"] for item in told["items"]], told["judged"]) == (["fallen"], 1)


def test_what_chance_makes_is_counted_over_all_weeks_of_the_period():
    judged = {"calm": series(CALM_PERIOD), "fallen": series(FALLEN)}
    assert by_chance(judged) == pytest.approx(2 * 4 * false_alarm_rate(20))


def test_what_no_source_records_has_no_tile():
    answered = pl.DataFrame({"metric": ["calm", "fallen"], "value": [0.7, None]})
    store = SimpleNamespace(catalogue={"calm": metric("calm"), "fallen": metric("fallen")}, query=lambda _: answered)
    spec = BoardSpec(("calm", "fallen", "of a later generation"), "calm")
    assert recorded_tiles(store, spec) == ("calm",)
