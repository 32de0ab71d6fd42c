"""The page of reps, on scorecards made by hand: what is said, what is held back, and that nobody gets a place."""

import json
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import polars as pl
import pytest

from dashboards.export_files import as_csv
from dashboards.export_reps import rep_tables
from dashboards.state import Offered, ViewState
from dashboards.tables import Footer
from dashboards.views.readings import by_chance, pair_sentence, sentence, tone_of
from dashboards.views.rep import reliability_words, rep, score
from dashboards.views.rep_mix import shares
from dashboards.views.reps import VIEWS, offered_for_reps, reps, taken_out
from dashboards.views.scorecards import whole_months
from transforms.row_rules import EVERYTHING

FIGURES = ("low", "high", "expected", "ratio", "adjusted", "shrunk", "reliability", "worst_tenth", "evidence")


def definition(name, **more):
    told = {"label": name, "description": name, "unit": "ratio", "better": "higher", "n": "answers", "least_n": 30}
    return SimpleNamespace(**(told | {"name": name, "case_mix": ("tier", "topic"), "guard": None} | more))


CATALOGUE = {
    "csat": definition("csat", guard="survey_offer_rate"),
    "average_handle_time": definition("average_handle_time", unit="seconds", better="neutral"),
    "contacts_handled": definition("contacts_handled", unit="count", n="contacts_handled", case_mix=()),
    "cases_resolved": definition("cases_resolved", unit="count", n="cases_resolved", case_mix=()),
}


def card(agent, reading, metric="csat", value=0.8, n=100, **figures):
    nothing = dict.fromkeys(FIGURES)
    return {"metric": metric, "agent": agent, "value": value, "n": n, **nothing, **figures, "reading": reading}


CLEAR = {"low": 0.7, "high": 0.85, "expected": 0.9, "adjusted": 0.75, "evidence": 90.0}
CARDS = [
    card("zoe", "clearly_below", **CLEAR),
    card("ada", "as_expected", value=0.7, low=None, high=None, expected=0.7, adjusted=0.8, evidence=40.0),
    card("few", "too_few", value=1.0, n=3),
    card("alone", "too_few", value=0.6, n=500, low=0.55, high=0.65),
    card("zoe", "maybe_above", "average_handle_time", 360.0, expected=300.0, adjusted=380.0, evidence=80.0),
]


class Store:
    """What pages ask a store for, answered from frames made by hand."""

    generation = {"generation": "000001", "data_as_of": "2026-06-30T12:00:00Z", "built_at": "2026-07-02T00:00:00Z"}  # noqa: RUF012
    catalogue = CATALOGUE
    rule = EVERYTHING

    def __init__(self, cards=CARDS):
        schema = {"metric": pl.String, "agent": pl.String, "value": pl.Float64, "n": pl.Int64}
        schema |= dict.fromkeys(FIGURES, pl.Float64)
        self._cards = pl.DataFrame(cards, schema | {"reading": pl.String})

    def query(self, asked):
        value = [1.0] * len(asked.metrics)
        agents = {"agent": ["ada"] * len(value)} if "agent" in asked.by else {}
        return pl.DataFrame({"metric": list(asked.metrics), **agents, "value": value, "n": [1] * len(value)})

    def readings(self, asked):
        kept = self._cards.filter(pl.col("metric").is_in(asked.metrics))
        return kept.with_columns(period=pl.lit(date(2026, 6, 1))) if asked.grain else kept

    scorecards = readings

    def scorecard_limits(self, asked):
        lines = {name: [0.5, None] for name in ("low_clear", "low_95", "high_95", "high_clear")}
        return pl.DataFrame({"metric": ["csat"] * 2, "evidence": [40.0, 90.0], "reference": [0.8] * 2, **lines})

    def agents(self):
        return pl.DataFrame({"agent": ["ada", "zoe"], "name": ["Ada B", "Zoe C"], "team": ["Billing", None]})


def shown(view, store=None, metric="csat"):
    return reps(store or Store(), ViewState(period="52w", metric=metric, view=view))


def test_the_grid_lists_reps_by_name_and_holds_back_a_figure_of_too_few():
    grid = shown("grid")["grid"]
    rows = {row["id"]: row["figures"] for row in grid["rows"]}
    assert [row["rep"] for row in grid["rows"]] == sorted(row["rep"] for row in grid["rows"])
    assert rows["zoe"]["csat"] == [0.8, 100, 0.7, 0.85, 0.9, "clearly_below"]
    assert rows["few"]["csat"] == [None, 3, None, None, None, "too_few"]
    # Enough records and still nothing to say: the figure stands there, without a judgement.
    assert rows["alone"]["csat"] == [0.6, 500, 0.55, 0.65, None, "too_few"]
    assert rows["ada"]["csat"][2:4] == [None, None]
    assert [column["metric"] for column in grid["columns"]][:2] == ["contacts_handled", "cases_resolved"]


def test_the_funnel_draws_only_who_can_be_judged_and_counts_the_others():
    funnel = shown("funnel")["funnel"]
    assert [(point["id"], point["word"]) for point in funnel["points"]] == [
        ("ada", "as expected"),
        ("zoe", "clearly below"),
    ]
    assert funnel["left_out"] == 2
    assert funnel["lines"]["low_clear"] == [0.5, None]
    assert funnel["reference"] == 0.8


def test_months_hold_a_gap_where_there_is_no_record_and_no_value_where_there_are_few():
    months = {one["id"]: one["months"] for one in shown("months")["months"]["reps"]}
    assert months["zoe"] == [None] * 11 + [[0.8, 0.9, 100, "clearly_below"]]
    assert months["few"][-1] == [None, None, 3, "too_few"]


@pytest.mark.parametrize("view", VIEWS)
def test_no_view_holds_a_rank_or_a_number_that_json_cannot_hold(view):
    said = json.dumps(shown(view), allow_nan=False).lower()
    assert "rank" not in said
    assert "worst" not in said
    assert "place" not in said


@pytest.mark.parametrize("view", VIEWS)
def test_a_selection_without_records_is_an_empty_view_and_no_error(view):
    empty = shown(view, Store([]))
    assert json.dumps(empty, allow_nan=False)
    assert "No reading is shown" in empty["sentence"]


def test_sources_by_which_nobody_can_be_compared_say_so(monkeypatch):
    store = Store()
    store.catalogue = {name: replace_case_mix(one) for name, one in CATALOGUE.items()}
    assert shown("grid", store)["sentence"] == "These sources record nothing by which reps could be compared."
    assert offered_for_reps(store, Offered((), (), ("csat",))).metrics == ("csat",)


def replace_case_mix(one):
    return SimpleNamespace(**(vars(one) | {"case_mix": ()}))


def test_the_sentence_says_with_whom_and_how_many_words_are_due_to_chance():
    said = shown("grid")["sentence"]
    assert "what all the others have for the same kind of cases (tier, topic taken out)" in said
    assert "3 readings are shown: " in said
    assert by_chance(["as_expected"] * 96 + ["maybe_above"] * 3 + ["clearly_below"]) == (
        "100 readings are shown: 3 “maybe” and 1 “clearly”. If all reps were alike, chance alone would make "
        "about 5 “maybe” (5 %) and less than 1 “clearly” (0.2 %)."
    )
    assert by_chance(["as_expected"]).startswith("1 reading is shown: 0 “maybe”")
    assert by_chance(["too_few"]) == "No reading is shown: there are too few records to say."


@pytest.mark.parametrize(
    ("reading", "better", "tone"),
    [
        ("clearly_above", "higher", "better"),
        ("clearly_below", "higher", "worse"),
        ("clearly_above", "lower", "worse"),
        ("clearly_above", "neutral", "plain"),
        ("maybe_above", "higher", "plain"),
        ("as_expected", "higher", "plain"),
        ("too_few", "lower", "plain"),
    ],
)
def test_colour_needs_a_clear_reading_in_a_known_direction(reading, better, tone):
    assert tone_of(reading, better) == tone


def test_a_reading_as_a_sentence():
    handling = replace_label(CATALOGUE["average_handle_time"], "Average handle time")
    row = card("a", "clearly_above", "average_handle_time", 370.0, expected=320.0)
    assert sentence(handling, row, "") == (
        "Average handle time is 6.2 min where 5.3 min would be expected with these cases: clearly above; "
        "chance alone does as much less than once in 500 times."
    )
    assert sentence(handling, row | {"reading": "too_few"}, "") == "Average handle time: n 100 is too few to say."


def replace_label(one, label):
    return SimpleNamespace(**(vars(one) | {"label": label}))


HANDLING = definition("average_handle_time", unit="seconds", better="lower")
REPEATS = definition("repeat_contact_rate", better="lower")


@pytest.mark.parametrize(
    ("first", "guard", "text", "tone"),
    [
        ("clearly_below", "as_expected", "Shorter contacts, and no more repeats than expected.", "plain"),
        ("clearly_below", "clearly_above", "Shorter contacts, but more customers come back.", "worse"),
        ("clearly_below", "maybe_above", "Shorter contacts, but maybe more customers come back.", "plain"),
        ("maybe_above", "clearly_below", "Maybe longer contacts, but fewer customers come back.", "plain"),
        ("clearly_above", "clearly_above", "Longer contacts, and more customers come back.", "plain"),
        ("as_expected", "maybe_above", "Contacts as long as expected, and maybe more customers come back.", "plain"),
        ("too_few", "as_expected", "average_handle_time: too few to say, so the pair says nothing.", "plain"),
    ],
)
def test_a_metric_and_its_guard_are_read_together(first, guard, text, tone):
    assert pair_sentence(HANDLING, first, REPEATS, guard) == {"text": text, "tone": tone}
    neutral = definition("average_handle_time", unit="seconds", better="neutral")
    assert pair_sentence(neutral, first, REPEATS, guard) == {"text": text, "tone": tone}


@pytest.mark.parametrize(
    ("end", "first", "last"),
    [
        (date(2026, 6, 30), date(2025, 7, 1), date(2026, 6, 30)),
        (date(2026, 6, 29), date(2025, 6, 1), date(2026, 5, 31)),
        (date(2024, 2, 29), date(2023, 3, 1), date(2024, 2, 29)),
    ],
)
def test_months_are_the_last_twelve_whole_ones(end, first, last):
    span = whole_months(end)
    assert (span.start, span.end) == (first, last)


def test_what_is_taken_out_of_one_metric_only_is_said_of_that_metric():
    transfers = SimpleNamespace(
        **(vars(CATALOGUE["csat"]) | {"label": "Transfers", "case_mix": ("tier", "topic", "team")})
    )
    assert taken_out([CATALOGUE["csat"]]) == "tier, topic"
    assert taken_out([transfers, CATALOGUE["csat"]]) == "tier, topic, of transfers also team"


def test_the_metric_that_is_asked_for_gets_a_column(monkeypatch):
    many = {f"m{i}": replace_label(CATALOGUE["csat"], f"m{i}") for i in range(9)}
    for name, one in many.items():
        one.name = name
    store = Store([])
    store.catalogue = CATALOGUE | many
    metrics = [column["metric"] for column in shown("grid", store, "m8")["grid"]["columns"]]
    assert metrics[2] == "m8"
    assert len(metrics) == 9
    assert replace(offered_for_reps(store, Offered((), (), ())), metrics=()).views == VIEWS


def test_the_file_of_reps_says_too_few_where_the_page_does_and_runs_no_name(monkeypatch):
    cards = [card("ada", "as_expected", value=0.8, n=40, low=0.7), card("few", "too_few", value=1.0, n=7)]
    store = Store(cards)
    monkeypatch.setattr(
        Store, "agents", lambda self: pl.DataFrame({"agent": ["ada"], "name": ["=Ada"], "team": ["Billing"]})
    )
    monkeypatch.setattr(
        Store,
        "scorecards",
        lambda self, asked: pl.DataFrame(cards).with_columns(
            ratio_low=None, ratio_high=None, shrunk_low=None, shrunk_high=None
        ),
    )
    whole, found = (
        as_csv(next(rep_tables(store, ViewState(), {"find": text})), Footer((), "", "")).decode("utf-8-sig")
        for text in ("", "bill")
    )
    assert whole.splitlines()[0].startswith("rep,team,agent,metric,value,n,low,high,expected,")
    assert whole.splitlines()[1].startswith("'=Ada,Billing,ada,csat,0.8,40,0.7,")
    assert whole.splitlines()[2] == "few,,few,csat,,7,,,,,,,,,,,,,too_few,ratio"
    assert "few" not in found
    assert "rank" not in whole


def test_shares_of_a_case_mix_are_of_the_rep_the_team_and_the_department():
    counts = {("Billing", "fees"): 9.0, ("Sales", "new"): 1.0}
    assert shares({"fees": 3.0, "new": 1.0}, counts, "Billing") == [
        {"label": "Fees", "rep": 0.75, "team": 1.0, "department": 0.9},
        {"label": "New", "rep": 0.25, "team": 0.0, "department": 0.1},
    ]
    assert shares({}, counts, "")[0] == {"label": "Fees", "rep": None, "team": None, "department": 0.9}
    assert shares({}, {}, "Billing") == []


def test_a_score_tells_every_figure_or_leaves_it_open():
    row = card("zoe", "clearly_below", **CLEAR, ratio=0.9, shrunk=0.78, reliability=0.72)
    told = score(CATALOGUE["csat"], row | dict.fromkeys(("ratio_low", "ratio_high", "shrunk_low", "shrunk_high")), "")
    assert (told["value"], told["interval"], told["expected"]) == ("80.0 %", "70.0 to 85.0\u00a0%", "90.0 %")
    assert (told["ratio"], told["shrunk_interval"], told["tone"]) == ([0.9, None, None], "", "worse")
    assert told["reliability_words"] == "enough to talk about, not to decide on"


def test_an_interval_is_in_the_unit_of_the_figure_beside_it():
    minutes = SimpleNamespace(**(vars(CATALOGUE["csat"]) | {"unit": "seconds"}))
    row = card("zoe", "as_expected", **CLEAR, ratio=0.9, shrunk=4740.0, reliability=0.72)
    row |= {"value": 4680.0, "low": 1440.0, "high": 7250.0, "shrunk_low": 3900.0, "shrunk_high": 7300.0}
    told = score(minutes, row | dict.fromkeys(("ratio_low", "ratio_high")), "")
    assert (told["value"], told["interval"]) == ("78.0 min", "24.0 to 120.8\u00a0min")
    assert told["shrunk_interval"] == "65.0 to 121.7\u00a0min"


@pytest.mark.parametrize(
    ("reliability", "words"),
    [
        (None, ""),
        (0.0, "mostly chance"),
        (0.4, "too much chance to lean on"),
        (0.7, "enough to talk about, not to decide on"),
        (0.9, "tells reps apart"),
        (1.0, "tells reps apart"),
    ],
)
def test_reliability_in_words(reliability, words):
    assert reliability_words(reliability) == words


def test_the_page_of_a_rep_holds_pairs_scores_and_the_metrics_of_which_there_are_too_few(monkeypatch):
    store = Store([card("zoe", "clearly_below", **CLEAR), card("zoe", "too_few", "average_handle_time", 360.0, 4)])
    nothing = pl.lit(None, pl.Float64)
    made = store._cards.with_columns(ratio_low=nothing, ratio_high=nothing, shrunk_low=nothing, shrunk_high=nothing)
    store._cards = made
    monkeypatch.setattr("dashboards.views.rep.case_mix", lambda *_: {"panels": [], "of": ""})
    page = rep(store, ViewState(period="52w", metric="csat"), "zoe")
    assert [row["metric"] for row in page["scores"]["rows"]] == ["csat"]
    assert page["scores"]["rows"][0]["months"][-1] == [0.8, 0.9, 100, "clearly_below"]
    assert page["scores"]["few"] == [{"metric": "average_handle_time", "label": "average_handle_time", "n": 4}]
    said = json.dumps(page, allow_nan=False).lower()
    assert "rank" not in said
    assert "worst" not in said
