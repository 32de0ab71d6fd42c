from collections import defaultdict
from datetime import date
from types import SimpleNamespace

import polars as pl
import pytest

from dashboards.export_figures import OVERVIEW, figures
from dashboards.periods import Span
from dashboards.remembered import RememberedStore
from dashboards.state import ViewState
from dashboards.views.evidence import evidence, evidence_rows
from dashboards.views.offer_evidence import side
from dashboards.views.survey_evidence import DIMENSIONS, survey_evidence
from transforms.metrics import MetricStore
from transforms.requests import MetricRequest
from transforms.row_rules import EVERYTHING
from transforms.uplift import stratified_difference


@pytest.fixture(scope="module")
def store(warehouse_home):
    opened = RememberedStore(MetricStore.open_current(warehouse_home))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def shown(store):
    return evidence(store, ViewState(period="all"))


def numbers(row):
    return {key: row[key] for key in ("value", "n", "low", "high")}


def test_satisfaction_here_is_that_of_the_other_pages(store, shown):
    [elsewhere] = store.query(MetricRequest(("csat",))).to_dicts()
    as_answered = shown["surveys"]["readings"][0]
    assert numbers(as_answered) == numbers(elsewhere)
    in_the_file = next(row for row in figures(store, ViewState(period="all"), OVERVIEW).rows if row[0] == "csat")
    assert [*in_the_file[3:7]] == [*numbers(as_answered).values()]


def test_the_cells_that_are_weighted_add_up_to_the_whole(store, shown):
    names = ("csat_sent", "csat_returned", "csat_returned_positive")
    whole = dict(store.query(MetricRequest(names)).select("metric", "value").iter_rows())
    for margin in shown["surveys"]["margins"]:
        assert sum(row["asked"] for row in margin["rows"]) == whole["csat_sent"]
        assert sum(row["answered"] for row in margin["rows"]) == whole["csat_returned"]
    assert [margin["dimension"] for margin in shown["surveys"]["margins"]] == list(DIMENSIONS)
    low, high = (shown["surveys"]["readings"][2][end] for end in ("low", "high"))
    assert low == pytest.approx(whole["csat_returned_positive"] / whole["csat_sent"])
    assert high - low == pytest.approx(1 - whole["csat_returned"] / whole["csat_sent"])


def test_a_team_alone_has_its_own_satisfaction(store):
    of_team = evidence(store, ViewState(period="all", teams=("Billing",)))
    [elsewhere] = store.query(MetricRequest(("csat",), where=(("team", ("Billing",)),))).to_dicts()
    assert numbers(of_team["surveys"]["readings"][0]) == numbers(elsewhere)
    assert [row["name"] for row in of_team["surveys"]["margins"][3]["rows"]] == ["Billing"]


def test_simulated_offers_add_about_what_the_simulation_put_in(shown):
    # About 11 % of the offers are accepted, whatever the customers buy by themselves.
    purchases, _ = shown["offers"]["sides"]
    assert purchases["low"] < 0.11 < purchases["high"]
    assert (purchases["tone"], purchases["word"]) == ("better", "offers add purchases")


def test_nothing_in_an_empty_period_is_a_number(store):
    empty = evidence(store, ViewState(period="custom", start=date(2001, 1, 1), end=date(2001, 2, 1)))
    assert [rate["text"] for rate in empty["surveys"]["rates"]] == ["not recorded"] * 3
    assert empty["surveys"]["words"] == ["There are no satisfaction surveys in this period and selection."]
    assert empty["surveys"]["margins"] == []
    assert [one["text"] for one in empty["offers"]["sides"]] == ["no offers here"] * 2
    assert {tuple(row[3:]) for row in evidence_rows(empty)} == {(None, 0, None, None)}


def test_the_file_has_every_figure_of_the_page(shown):
    rows = evidence_rows(shown)
    assert [row[0] for row in rows[:5]] == [
        "survey_offer_rate", "csat_response_rate", "csat", "csat_raked", "csat_worst_case",
    ]  # fmt: skip
    assert rows[-2][0] == "purchase_uplift"
    assert rows[-2][3] == shown["offers"]["sides"][0]["value"]
    assert sum(row[4] for row in rows if row[:2] == ["share_of_asked", "channel"]) == rows[1][4]


def cells(with_n, with_x, without_n, without_x):
    return pl.DataFrame({"with_n": [with_n], "with_x": [with_x], "without_n": [without_n], "without_x": [without_x]})


@pytest.mark.parametrize(
    ("found", "offers", "text"),
    [
        (cells(0, 0, 0, 0), 40, "no baseline recorded"),
        (cells(90, 9, 0, 0), 90, "no baseline recorded"),
        (cells(90, 9, 20, 1), 90, "too few to say"),
        (cells(0, 0, 90, 9), 0, "no offers here"),
        (cells(100, 30, 100, 10), 100, "+20.0 points"),
        (cells(100, 10, 100, 10), 100, "0.0 points"),
    ],
)
def test_an_uplift_is_told_only_against_a_baseline(found, offers, text):
    assert side("purchase_uplift", stratified_difference(found), offers)["text"] == text


def test_a_price_of_offers_in_satisfaction_is_marked():
    told = side("csat_guard", stratified_difference(cells(200, 120, 200, 160)), 400)
    assert (told["tone"], told["word"]) == ("worse", "lower with an offer")


class Answering:
    """Answers every question with the rows that it has of the metrics."""

    def __init__(self, rows):
        self.rows = rows
        self.rule = EVERYTHING
        self.catalogue = defaultdict(lambda: SimpleNamespace(label="", description=""))

    def query(self, request):
        rows = [row for row in self.rows if row["metric"] in request.metrics]
        schema = {"metric": pl.String, "value": pl.Float64, "n": pl.Int64, "low": pl.Float64, "high": pl.Float64}
        return pl.DataFrame(rows, schema=schema | dict.fromkeys(request.by, pl.String))


def surveys_of(rows):
    return survey_evidence(Answering(rows), ViewState(), Span(None, None))


def asked_by(agent, troubled, troubled_asked, smooth, smooth_asked):
    counts = {"troubled": troubled, "troubled_asked": troubled_asked, "smooth": smooth, "smooth_asked": smooth_asked}
    return [
        {"metric": f"survey_occasions_{name}", "value": n, "agent": agent, "channel": "email"}
        for name, n in counts.items()
    ]


def test_only_reps_who_ask_less_beyond_chance_are_named():
    rows = asked_by("picky", 100, 20, 400, 240) + asked_by("fair", 100, 58, 400, 240) + asked_by("new", 5, 0, 9, 9)
    told = surveys_of(rows)["selective"]
    [picky] = told["named"]
    assert picky["text"] == "picky: 20.0 % after trouble (n 100), 60.0 % otherwise (n 400)."
    assert told["reps"] == 2
    assert "fewer than otherwise, so satisfaction looks better than it is." in told["sentence"]


def test_answers_without_a_log_of_the_silent_are_shown_and_not_weighted():
    told = surveys_of([{"metric": "csat", "value": 0.8, "n": 200, "low": 0.739, "high": 0.85}])
    assert [one["name"] for one in told["readings"]] == ["csat"]
    assert told["words"][0].startswith("No source here logs surveys without an answer")


def test_surveys_that_may_still_be_answered_are_told():
    told = surveys_of([{"metric": "csat_sent_immature", "value": 1200, "n": 1200}])
    assert told["words"][0].startswith("1,200 surveys are so young that an answer may still come")


def test_few_answers_are_not_weighted_to_a_figure():
    cell = {"topic": "a", "channel": "b", "priority": "c", "team": "d"}
    sent = {"csat_sent": 100, "csat_returned": 20, "csat_returned_positive": 15}
    told = surveys_of([{"metric": name, "value": n} | cell for name, n in sent.items()])
    assert [one["text"] for one in told["readings"]] == ["not recorded", "too few to say", "15.0 to 95.0 %"]
