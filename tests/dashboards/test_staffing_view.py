import math
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from dashboards.export_staffing import staffing_lines, staffing_tables
from dashboards.periods import Span
from dashboards.plan import DAYS, Plan
from dashboards.remembered import RememberedStore
from dashboards.state import ViewState
from dashboards.views.arrivals import Arrivals, arrivals
from dashboards.views.patience import patience_curve, patience_view
from dashboards.views.staffing import band, chosen, levers, staffing
from transforms.metrics import MetricStore
from transforms.requests import MetricRequest
from transforms.survival import risk_table, survival_curve

PLAN = Plan(occupancy=100)
SCHEMA = {
    "half_hour": pl.String,
    "offered": pl.Int64,
    "calls": pl.Float64,
    "busy_calls": pl.Float64,
    "handle_seconds": pl.Float64,
    "is_own_handle_time": pl.Boolean,
    "patience_seconds": pl.Float64,
    "is_own_patience": pl.Boolean,
    "service_level": pl.Float64,
}


def seen(*half_hours, patience=None, **more):
    known = patience or {"seconds": 120.0, "low": 100.0, "high": 150.0}
    day = pl.DataFrame(half_hours, schema=SCHEMA, orient="row")
    nothing = {"untimed": 0, "concurrency": None, "queue_hours": None, "curve": None}
    line = Arrivals({}, "phone", days=20, day=day, handle_seconds=180.0, patience=known, **nothing)
    return replace(line, **more)


HUNDRED = ("09:00", 2000, 100.0, 130.0, 180.0, True, 120.0, True, 0.75)
QUIET = ("09:30", 0, 0.0, 0.0, 180.0, False, 120.0, False, None)


def test_a_hundred_calls_take_twelve_to_fourteen_and_a_quiet_half_hour_nobody():
    shown = staffing(seen(HUNDRED, QUIET), PLAN)
    busy, quiet = shown["half_hours"]
    assert (busy["needed"], busy["rostered"], busy["load_text"], busy["was"]) == ("12–14", "18–20", "10.00", "75.0 %")
    assert (quiet["needed"], quiet["tried"], quiet["was"]) == ("0", [], "–")
    assert shown["at"] == "09:00"
    assert [fact["value"] for fact in shown["facts"]] == ["12–14 agents", "6–7", "100", "3.0 min", "2.0 min"]
    assert shown["empty"] == ""


def test_what_numbers_of_agents_achieve_is_told_as_a_band_with_a_reading():
    tried = {row["agents"]: row for row in staffing(seen(HUNDRED), PLAN)["half_hours"][0]["tried"]}
    assert list(tried) == list(range(9, 18))
    assert (tried[12]["level"], tried[12]["given_up"], tried[12]["wait"]) == ("64–83 %", "6 %", "7.4 s to 40 s")
    assert (tried[9]["wait"].split(",")[1], tried[9]["verdict"]) == (" or no end", "too few")
    assert [tried[n]["verdict"] for n in (11, 12, 13, 14)] == ["too few", "maybe", "maybe", "enough"]


def test_of_a_wide_band_some_numbers_are_tried_and_both_its_ends():
    crowd = ("09:00", 90_000, 4500.0, 5000.0, 180.0, True, 60.0, True, 0.75)
    row = staffing(seen(crowd), PLAN)["half_hours"][0]
    tried = [one["agents"] for one in row["tried"]]
    assert len(tried) <= 15
    assert {row["fewest"], row["most"]} <= set(tried)
    assert row["most"] - row["fewest"] > 30


def test_enough_for_the_target_may_still_be_too_busy():
    tried = {row["agents"]: row for row in staffing(seen(HUNDRED), Plan(occupancy=60))["half_hours"][0]["tried"]}
    assert tried[14]["verdict"] == "too busy"
    assert tried[17]["verdict"] == "enough"


def test_a_what_if_moves_the_numbers_and_says_so():
    facts = {fact["label"]: fact for fact in staffing(seen(HUNDRED), replace(PLAN, volume=-50, handling=30))["facts"]}
    assert (facts["Calls a day"]["value"], facts["Calls a day"]["note"]) == ("50", "−50 % on 100 logged")
    assert (facts["Handle time"]["value"], facts["Handle time"]["note"]) == ("3.9 min", "+30 % on 3.0 min")


def test_one_end_of_the_band_alone_is_never_told_as_a_number():
    nobody_waited = {"seconds": None, "low": None, "high": None}
    shown = staffing(seen((*HUNDRED[:6], None, False, 1.0), patience=nobody_waited), PLAN)
    half_hour = shown["half_hours"][0]
    assert (half_hour["needed"], half_hour["rostered"]) == ("up to 14", "up to 20")
    assert half_hour["tried"][3]["level"] == "at least 89 %"
    assert shown["notes"] == [
        "Nobody waited, so patience is unknown and only the pessimistic end, Erlang C, can be told."
    ]
    assert shown["facts"][-1]["value"] == "–"
    assert band(None, None) == "–"


def test_calls_without_a_handle_time_say_that_nobody_knows_the_work():
    shown = staffing(seen((*HUNDRED[:4], None, False, *HUNDRED[6:]), handle_seconds=None), PLAN)
    assert shown["half_hours"][0]["needed"] == "–"
    assert shown["empty"] == "No handle time is recorded for these calls, so nobody can say how much work they are."


def test_no_calls_are_words():
    shown = staffing(seen(days=0), replace(PLAN, days="sun"))
    assert shown["empty"] == "There are no calls on Sundays in this period and selection."
    assert (shown["facts"], shown["half_hours"], shown["at"]) == ([], [], "")


@pytest.mark.parametrize(
    ("concurrency", "words"),
    [(None, "several"), (1.02, "1.0 chats open at a time, so a chat takes"), (1.8, "1.8 chats open at a time; the")],
)
def test_chats_are_told_apart_from_calls(concurrency, words):
    shown = staffing(seen(HUNDRED, line="chat", concurrency=concurrency), PLAN)
    assert words in shown["notes"][0]
    assert "chats" in shown["subtitle"]


def test_levers_are_set_to_the_plan():
    plan = Plan(days="sat", volume=10)
    told = levers(plan, Plan())
    assert set(chosen(plan)) == {"days", *(lever["key"] for lever in told["levers"])}
    assert chosen(plan)["vol"] == 10
    assert [lever["usual"] for lever in told["levers"]] == [0, 0, 80, 20, 30, 85]


def test_the_hours_that_agents_were_there_stand_beside_those_needed_and_say_that_they_are_of_all_queues():
    hours = staffing(seen(HUNDRED, queue_hours=41.6), PLAN)["facts"][1]
    assert hours["note"] == "9–10 rostered, 42 logged on all queues"


def test_the_curve_of_patience_counts_answered_callers_for_as_long_as_they_waited():
    # Of four callers, one gives up after 10 s, one is answered after 20 s, one gives up after 30 s, one is answered then.
    curve = survival_curve(risk_table(pl.Series([10.0, 20, 30, 30]), pl.Series([True, False, True, False])))
    shown = patience_view(curve, 45.0, "phone")
    assert [shown["seen"][step][0] for step in (0, 19, 20, 59, 60)] == pytest.approx([1, 1, 0.75, 0.75, 0.375])
    assert shown["assumed"][60] == pytest.approx(math.exp(-30 / 45))
    assert shown["said"] == "Half have given up after 30 s of waiting."


def test_where_nobody_gave_up_there_is_no_curve():
    calm = survival_curve(risk_table(pl.Series([10.0, 20]), pl.Series([False, False])))
    assert patience_view(calm, None, "phone") is None


@pytest.fixture(scope="module")
def store(warehouse_home):
    store = MetricStore.open_current(warehouse_home)
    yield RememberedStore(store)
    store.close()


WINTER = ViewState(period="custom", start=date(2026, 1, 5), end=date(2026, 3, 29), teams=("Billing", "Technical"))


def test_arrivals_are_those_of_the_marts(store):
    found = arrivals(store, WINTER, DAYS["mon-fri"][2])
    entries = store.table("queue_entries").filter(
        pl.col("channel") == "phone",
        pl.col("queued_on").is_between(WINTER.start, WINTER.end),
        pl.col("queued_on").dt.weekday() <= 5,
    )
    of_teams = entries.filter(pl.col("team").is_in(WINTER.teams))
    assert found.days == entries["queued_on"].n_unique()
    assert found.untimed == 0
    local = pl.col("queued_at").dt.convert_time_zone("UTC").dt.truncate("30m").dt.strftime("%H:%M")
    by_hand = dict(of_teams.group_by(local.alias("at")).len().rows())
    assert {row["half_hour"]: row["offered"] for row in found.day.to_dicts() if row["offered"]} == by_hand
    noon = found.day.row(by_predicate=pl.col("half_hour") == "12:00", named=True)
    assert noon["calls"] == pytest.approx(by_hand["12:00"] / found.days)
    daily = of_teams.filter(local == "12:00").group_by("queued_on").len()["len"].sort().to_list()
    padded = [0] * (found.days - len(daily)) + daily
    assert noon["busy_calls"] == padded[-(-9 * found.days // 10) - 1]
    assert found.patience["seconds"] == pytest.approx(of_teams["wait_seconds"].sum() / of_teams["is_abandoned"].sum())
    weekdays = ("weekday", DAYS["mon-fri"][2])
    curve = patience_curve(store, Span(WINTER.start, WINTER.end), (*WINTER.where, ("channel", ("phone",)), weekdays))
    told = curve.filter(pl.col("survival") < 1)
    assert found.curve["end"] == curve["time"][-1]
    assert told["at_risk"].min() >= 30
    first = of_teams.filter(pl.col("is_abandoned"))["wait_seconds"].min()
    assert (told["time"][0], told["at_risk"][0]) == (first, (of_teams["wait_seconds"] >= first).sum())
    assert (noon["is_own_patience"], noon["patience_seconds"]) == (False, found.patience["seconds"])


def test_the_half_hours_of_a_metric_add_up_to_the_whole(store):
    whole, parts = (
        store.query(MetricRequest(("contacts_offered",), by, where=(("weekday", ("Monday", "Sunday")),)))["value"].sum()
        for by in ((), ("half_hour",))
    )
    assert whole == parts > 0


def test_only_another_channel_that_is_chosen_takes_the_place_of_the_phone(store):
    assert arrivals(store, replace(WINTER, channels=("chat", "phone")), ()).line == "phone"
    assert arrivals(store, replace(WINTER, channels=("chat",)), ()).concurrency >= 1
    email = arrivals(store, replace(WINTER, channels=("email",)), ())
    assert (email.line, email.days, email.day.height) == ("email", 0, 0)


def test_the_file_holds_what_the_page_shows(store):
    table = next(staffing_tables(store, WINTER, {"vol": "20"}))
    found = arrivals(store, WINTER, DAYS["mon-fri"][2])
    shown = staffing(found, Plan(volume=20))["half_hours"]
    rows = [dict(zip([column.name for column in table.columns], row, strict=True)) for row in table.rows]
    assert [(row["half_hour"], band(row["fewest"], row["most"])) for row in rows] == [
        (half_hour["at"], half_hour["needed"]) for half_hour in shown
    ]
    assert "Calls 20 %" in staffing_lines(store, WINTER, {"vol": "20"})[1]
