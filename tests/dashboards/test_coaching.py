"""The coaching list: words that can be defended, an order without ranks, and chance said beside what is listed."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import polars as pl
import pytest

from dashboards.state import ViewState
from dashboards.views import coaching as view
from dashboards.views.coaching_words import chance_words, standing_words
from transforms.changes import changes
from transforms.judgement import TOO_FEW

MONTHS = tuple(date(2026, month, 1) for month in range(1, 13))
FIGURES = ("value", "n", "expected", "ratio", "ratio_low", "ratio_high")


def cards(*rows):
    return pl.DataFrame(
        [
            {"metric": metric, "agent": agent, "reading": reading}
            | dict(zip(FIGURES, (0.5, 40 if reading != TOO_FEW else 3, 0.4, 1.0, 0.9, 1.1), strict=True))
            for metric, agent, reading in rows
        ]
    ).with_columns(*(pl.when(pl.col("reading") != TOO_FEW).then(name).alias(name) for name in FIGURES[2:]))


def by_month(agent, metric, readings):
    return pl.DataFrame({"metric": metric, "agent": agent, "period": MONTHS[-len(readings) :], "reading": readings})


def metric(name, better, guard=None):
    return SimpleNamespace(name=name, label=name.title(), better=better, guard=guard, unit="ratio", least_n=30)


STORE = SimpleNamespace(
    catalogue={"reopens": metric("reopens", "lower"), "sales": metric("sales", "higher", "reopens")},
    agents=lambda: pl.DataFrame({"agent": ["z", "a"], "name": ["Zoe", "Anton"], "team": ["Billing", "Retention"]}),
    generation={"currency": "EUR"},
)
NOW = cards(
    ("sales", "z", "clearly_above"),
    ("sales", "a", "clearly_above"),
    ("reopens", "a", "clearly_below"),
    ("reopens", "z", "as_expected"),
    ("sales", "few", TOO_FEW),
)
BEFORE = cards(
    ("sales", "z", "clearly_above"),
    ("sales", "a", "clearly_above"),
    ("reopens", "a", "as_expected"),
    ("reopens", "z", "clearly_above"),
    ("sales", "few", "clearly_below"),
)
TOLD = view.Told(
    changes(NOW, BEFORE),
    view.in_letters(by_month("z", "sales", ["as_expected"] + ["clearly_above"] * 3), MONTHS),
    MONTHS,
    ("reopens", "sales"),
    True,
)


def state(side):
    return ViewState(choices=((view.SIDE, side), (view.SHOW, "60")))


def listed(side="all"):
    found = view.items_of(STORE, state(side), TOLD)
    return [(row["class"], row["rep"], row["metric"]) for row in found.iter_rows(named=True)]


def test_what_lasted_longest_stands_first_and_names_stand_in_order_within_a_class():
    assert listed() == [
        ("months", "Zoe", "sales"),
        ("lasting", "Anton", "sales"),
        ("new", "Anton", "reopens"),
        ("back", "Zoe", "reopens"),
    ]


def test_within_a_class_names_come_before_metrics_and_no_figure_counts():
    both = cards(("reopens", "z", "clearly_above"), ("sales", "a", "clearly_below"), ("reopens", "a", "clearly_above"))
    told = replace(TOLD, rows=changes(both, both), months=TOLD.months.clear())
    found = view.items_of(STORE, state("all"), told)
    assert found.select("rep", "metric").rows() == [("Anton", "reopens"), ("Anton", "sales"), ("Zoe", "reopens")]


def test_without_a_period_to_compare_with_the_months_tell_what_lasts():
    alone = replace(TOLD, rows=changes(NOW, NOW.clear()), is_compared=False)
    found = view.items_of(STORE, state("all"), alone)
    assert [(row["class"], row["agent"]) for row in found.iter_rows(named=True)] == [
        ("months", "z"),
        ("new", "a"),
        ("new", "a"),
    ]


def test_sources_that_compare_nobody_have_an_empty_list_and_say_why(monkeypatch):
    monkeypatch.setattr(view, "compared_metrics", lambda _: ())
    monkeypatch.setattr(view, "scope", lambda *_: {})
    empty = NOW.with_columns(period=pl.lit(MONTHS[0])).clear()
    store = SimpleNamespace(**vars(STORE), readings=lambda _: empty, recalled=lambda _, make: make())
    store.generation = STORE.generation | {"data_as_of": "2026-06-30T20:00:00Z"}
    shown = view.coaching(store, replace(state("all"), view="talk"))["list"]
    assert (shown["total"], shown["readings"], shown["items"]) == (0, 0, [])
    assert shown["sentences"] == ["These sources record nothing by which reps could be compared."]


def test_both_directions_are_told_and_who_is_no_longer_clearly_worse_has_become_better():
    assert listed("worse") == []
    assert len(listed("better")) == 4
    worse = view.Told(changes(BEFORE, NOW), TOLD.months, MONTHS, TOLD.metrics, True)
    found = view.items_of(STORE, state("worse"), worse)
    assert {(row["class"], row["agent"], row["metric"]) for row in found.iter_rows(named=True)} == {
        ("new", "z", "reopens"),
        ("new", "few", "sales"),
        ("back", "a", "reopens"),
    }


def test_nobody_is_listed_whose_records_are_too_few_and_no_figure_of_them_is_shown():
    assert "few" not in view.items_of(STORE, state("all"), TOLD)["agent"].to_list()
    [row] = TOLD.rows.filter(agent="few").to_dicts()
    assert view.figures(STORE.catalogue["sales"], row, "", "EUR") is None
    assert view.figures(STORE.catalogue["sales"], row, "_before", "EUR") == ["50.0 %", "40.0 %", 40]


def said(now, before="as_expected", change="no_change", run=0, is_compared=True):
    standing = changes(cards(("sales", "a", now)), cards(("sales", "a", before)))["standing"][0]
    row = {"reading": now, "reading_before": before, "change": change, "run": run, "standing": standing}
    return standing_words(row, is_compared)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"now": "clearly_below", "before": "clearly_below", "run": 3}, "clearly below for 3 months in a row"),
        ({"now": "clearly_below", "before": "clearly_below", "run": 1}, "clearly below, as before"),
        ({"now": "clearly_above"}, "clearly above now, as expected before; the change is within chance"),
        (
            {"now": "as_expected", "before": "clearly_below", "change": "clearly_up"},
            "as expected now, clearly below before; the change is more than chance",
        ),
        ({"now": "clearly_above", "before": TOO_FEW, "change": "unknown"}, "clearly above now, too few to say before"),
        ({"now": "clearly_above", "before": TOO_FEW, "change": "unknown", "is_compared": False}, "clearly above"),
        (
            {"now": "clearly_above", "before": TOO_FEW, "change": "unknown", "is_compared": False, "run": 2},
            "clearly above for 2 months in a row",
        ),
        (
            {"now": "clearly_above", "before": "clearly_above", "change": "clearly_up", "run": 1},
            "clearly above, as before; now further off than chance moves it",
        ),
        ({"now": "clearly_above", "before": "clearly_above", "change": "clearly_down"}, "clearly above, as before"),
    ],
)
def test_a_line_says_what_stands_out_since_when_and_whether_the_change_itself_is_chance(row, words):
    assert said(**row) == words


def test_the_share_that_chance_alone_would_list_is_said():
    judged = [("sales", f"r{i}", "clearly_above" if i < 4 else "as_expected") for i in range(1000)]
    now = cards(*judged, *(("sales", f"few{i}", TOO_FEW) for i in range(1000)))
    first, second = chance_words(changes(now, now), 1, is_compared=True)
    assert first.startswith("1,000 people by 1 figure gave 1,000 readings of enough cases.")
    assert "about 2 of them clear (0.2 %); 4 are, so about 50 % at most of the clear ones would be chance" in first
    assert second.startswith("Of 1,000 changes between the periods, chance alone would make about 2 clear; none is.")
    assert len(chance_words(changes(now, now.clear()), 1, is_compared=False)) == 1
    nobody = chance_words(changes(cards(("sales", "f", TOO_FEW)), now.clear()), 1, is_compared=False)
    assert nobody == ["There are too few records in this period to say anything of anybody."]
