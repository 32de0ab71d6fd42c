import shutil
from dataclasses import replace
from datetime import date
from functools import partial

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

import evenhand.rollup_tables
from evenhand.generations import current_generation
from evenhand.home import Home
from transforms import held_values
from transforms.metrics import MetricStore
from transforms.requests import MetricRequest
from transforms.rollups import RolledMetrics

DAYS = {"start": date(2026, 1, 5), "end": date(2026, 6, 28)}

METRICS = (
    *("resolution_time_median", "resolution_time_p90", "first_response_time_median", "handle_time_median"),
    *("csat", "csat_by_share", "escalation_rate", "average_handle_time", "service_level", "contacts_offered"),
    *("first_resolution_time_median", "complaint_rate", "upsell_conversion", "abandonment_rate"),
)


SUMS = ("csat", "escalation_rate", "average_handle_time", "reopen_rate")
HELD = (
    *("resolution_time_median", "resolution_time_p90", "handle_time_median", "first_response_time_median"),
    *("backlog", "csat", "csat_by_share", "nps", "escalation_rate", "average_handle_time", "contacts_offered"),
    *(
        "service_level",
        "compensation_amount",
        "compensation_amount_mean",
        "complaint_rate",
        "repeat_contact_rate",
        "cases_opened",
    ),
)
CALLS = ("contacts_offered", "service_level", "abandonment_rate")


@pytest.fixture(scope="module")
def ranked_store(warehouse_home, tmp_path_factory, request):
    """A generation whose quantiles are all kept by rank, however few their values."""
    published = current_generation(Home(warehouse_home)).folder
    folder = tmp_path_factory.mktemp("ranked") / published.name
    shutil.copytree(published, folder)
    (folder / "evenhand.duckdb").chmod(0o600)
    evenhand_tables = evenhand.rollup_tables
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evenhand_tables, "WORTH_KEEPING", 1)
        evenhand_tables.make_rollups(folder, folder / "semantic_manifest.json", lambda *_: None)
    store = MetricStore.open(folder)
    yield store
    store.close()


@pytest.fixture
def both(ranked_store, monkeypatch):
    """Asks the rollups, without what is held in memory of them, then the facts behind them."""

    def ask(request):
        with monkeypatch.context() as without:
            without.setattr(RolledMetrics, "is_resident", lambda *_: False)
            rolled = ranked_store.query(request)
            without.setattr(RolledMetrics, "can_answer", lambda *_: False)
            return rolled, ranked_store.query(request)

    return ask


@pytest.mark.parametrize(
    "request_",
    [
        MetricRequest(METRICS),
        MetricRequest(METRICS, grain="week", **DAYS),
        MetricRequest(METRICS, ("team", "channel"), **DAYS),
        MetricRequest(
            METRICS, ("topic",), "month", where=(("team", ("Billing", "Technical")), ("channel", ("phone",)))
        ),
        MetricRequest(METRICS, start=date(2001, 1, 1), end=date(2001, 1, 2)),
    ],
    ids=["all", "weeks", "heat map", "filtered months", "nothing"],
)
def test_rollups_and_facts_give_one_answer(ranked_store, both, request_):
    assert all(ranked_store._rolled.can_answer(request_, ranked_store._needed((m,))) for m in request_.metrics), (
        "a metric of this test is not kept, so the test would compare the facts with themselves"
    )
    rolled, facts = both(request_)
    keys = ["metric", *(["period"] if request_.grain else []), *request_.by]
    as_told = partial(pl.DataFrame.sort, by=keys, nulls_last=True)
    assert_frame_equal(as_told(rolled), as_told(facts), rel_tol=1e-9, abs_tol=1e-12)


@pytest.mark.parametrize(
    "request_",
    [
        MetricRequest(SUMS, ("agent",), **DAYS),
        MetricRequest(SUMS, ("team",), "month", where=(("agent", ("emil.martin",)),)),
        MetricRequest(CALLS, ("weekday", "half_hour"), where=(("channel", ("phone",)),), **DAYS),
        MetricRequest(
            ("contacts_handled", "cases_resolved"),
            ("topic", "channel", "priority"),
            where=(("team", ("Billing",)), ("agent", ("emil.martin",))),
            **DAYS,
        ),
    ],
    ids=["agents", "one agent", "half hours", "what one works on"],
)
def test_agents_and_half_hours_have_rollups_of_their_own(ranked_store, both, request_):
    test_rollups_and_facts_give_one_answer(ranked_store, both, request_)


@pytest.mark.parametrize(
    "request_",
    [
        MetricRequest(CALLS, ("agent", "topic")),
        MetricRequest(CALLS, ("weekday",), where=(("topic", ("billing",)),)),
        MetricRequest(("resolution_time_median",), ("agent", "topic")),
        MetricRequest(("resolution_time_median",), ("agent",)),
    ],
    ids=["agents by topic", "weekdays of a topic", "medians of agents by topic", "medians of agents"],
)
def test_what_no_rollup_is_cut_by_is_asked_of_the_facts(ranked_store, request_):
    assert not ranked_store._rolled.can_answer(request_, request_.metrics)


WEEKS = {"grain": "week", "start": date(2026, 1, 7), "end": date(2026, 6, 25)}


@pytest.fixture(scope="module", params=[False, True], ids=["counts held", "values held"])
def held_store(ranked_store, request):
    """The same generation opened twice: with counts of bins in memory, and with the values of quantiles too."""
    store = MetricStore.open(ranked_store.folder)
    if request.param:
        store.hold(HELD)
    yield store
    store.close()


@pytest.mark.parametrize(
    "request_",
    [
        MetricRequest(HELD),
        MetricRequest(HELD, grain="quarter", start=date(2001, 1, 1)),
        MetricRequest(HELD, **WEEKS),
        MetricRequest(HELD, start=date(2026, 6, 1)),
        MetricRequest(HELD, ("channel", "team"), end=date(2026, 3, 1)),
        MetricRequest(HELD, ("team",), where=(("team", ("Billing", "Technical")), ("channel", ("phone",))), **WEEKS),
        MetricRequest(HELD, where=(("team", ("Nobody",)),), **DAYS),
        MetricRequest(HELD, start=date(2001, 1, 1), end=date(2001, 1, 2)),
        MetricRequest(HELD, **(WEEKS | {"start": date(2026, 6, 25), "end": date(2027, 1, 1)})),
    ],
    ids=["all", "quarters", "weeks", "from", "heat map", "filtered weeks", "nobody", "before", "after"],
)
def test_memory_and_facts_give_one_answer(held_store, both, request_):
    assert all(held_store._rolled.is_resident(request_, held_store._needed((m,))) for m in request_.metrics), (
        "a metric of this test is not held, so the test would compare the facts with themselves"
    )
    held = held_store.query(request_)
    _, facts = both(request_)
    assert held.columns == facts.columns
    assert_frame_equal(held, facts, rel_tol=1e-9, abs_tol=1e-12)


COMPARED = ("resolution_time_median", "resolution_time_p90", "first_response_time_median")
OF_AGENTS = (*COMPARED, *SUMS, "compensation_amount_mean", "csat_by_share", "cases_resolved")
ONE = (("agent", ("emil.martin",)),)
WORK = ("contacts_handled", "cases_resolved")


@pytest.mark.parametrize(
    "request_",
    [
        MetricRequest(OF_AGENTS, ("agent",), **DAYS),
        MetricRequest(OF_AGENTS, ("agent",)),
        MetricRequest(OF_AGENTS, ("agent",), start=date(2026, 2, 1), end=date(2026, 4, 30)),
        MetricRequest(OF_AGENTS, ("agent",), start=date(2026, 2, 2), end=date(2026, 3, 30)),
        MetricRequest(OF_AGENTS, ("agent",), end=date(2026, 3, 1), where=(("channel", ("email", "chat")),)),
        MetricRequest(OF_AGENTS, ("agent",), "month", where=(("team", ("Billing",)), ("channel", ("email",))), **DAYS),
        MetricRequest(OF_AGENTS, ("agent", "channel"), "quarter", **DAYS),
        MetricRequest(OF_AGENTS, where=ONE, **DAYS),
        MetricRequest(OF_AGENTS, ("team",), where=(("agent", ("emil.martin", "anna.fischer")),), **DAYS),
        MetricRequest(OF_AGENTS, ("team", "agent"), where=(("agent", ("emil.martin", "nobody")),), **WEEKS),
        MetricRequest(OF_AGENTS, ("agent",), where=(("agent", ("nobody",)),)),
        MetricRequest(OF_AGENTS, ("agent",), start=date(2001, 1, 1), end=date(2001, 1, 2)),
        MetricRequest(OF_AGENTS, ("agent",), where=ONE, **(WEEKS | {"start": date(2026, 6, 25), "end": None})),
        MetricRequest(SUMS, ("agent", "channel", "source"), **DAYS),
        MetricRequest(WORK, ("topic", "channel", "priority"), where=(*ONE, ("team", ("Billing",))), **DAYS),
        MetricRequest(WORK, ("topic",), "month", where=(*ONE, ("priority", ("high", "urgent")))),
        MetricRequest(WORK, ("topic", "team"), where=(("agent", ("nobody",)),), **DAYS),
    ],
    ids=[
        *("agents", "of all days", "whole months", "months and days", "until"),
        *("months of a team", "quarters by channel", "one agent", "two together", "weeks of one"),
        *("nobody", "nothing", "from a day on", "by source"),
        *("what one works on", "topics of one by month", "work of nobody"),
    ],
)
def test_what_is_held_of_agents_is_what_their_facts_say(ranked_store, both, request_):
    test_memory_and_facts_give_one_answer(ranked_store, both, request_)


@pytest.mark.parametrize("limit", ["agent_ranks.MOST_VALUES", "agent_figures.MOST_ROWS"])
def test_more_of_agents_than_can_be_held_is_left_to_the_file(ranked_store, monkeypatch, limit):
    monkeypatch.setattr(f"transforms.{limit}", 100)
    store = MetricStore.open(ranked_store.folder)
    asked = MetricRequest(("resolution_time_median",), ("agent",), **DAYS)
    assert_frame_equal(store.query(asked), ranked_store.query(asked))
    assert not store._rolled.is_resident(asked, store._needed(asked.metrics))
    store.close()


@pytest.mark.parametrize(
    "request_",
    [
        MetricRequest(SUMS, ("agent", "topic")),
        MetricRequest(("cases_resolved",), ("topic",), where=(("agent", ("emil.martin", "anna.fischer")),)),
        MetricRequest(("handle_time_median",), ("agent",)),
        MetricRequest(("resolution_time_median",), ("agent", "source")),
        MetricRequest(SUMS, where=(("topic", ("billing",)),)),
        MetricRequest(("backlog",), grain="day", **DAYS),
        MetricRequest(("first_response_time_median",), ("topic",)),
        MetricRequest(("longest_wait",)),
    ],
    ids=[
        *("agents by topic", "topics of two", "medians that compare nobody", "medians by source"),
        *("a topic", "a stock on every day", "a median by topic", "the longest"),
    ],
)
def test_memory_is_not_asked_what_it_does_not_hold(ranked_store, request_):
    for metric in request_.metrics:
        assert not ranked_store._rolled.is_resident(request_, ranked_store._needed((metric,)))


FINER = ("csat", "csat_by_share", "escalation_rate", "reopen_rate", "contacts_offered", "compensation_amount_mean")
BY_TOPIC = ("resolution_time_median", "resolution_time_p90", "first_response_time_median")


@pytest.fixture(scope="module")
def finer_store(ranked_store):
    """The same generation with whatever a serving process holds."""
    store = MetricStore.open(ranked_store.folder)
    store.hold(HELD, BY_TOPIC)
    yield store
    store.close()


@pytest.mark.parametrize(
    "request_",
    [
        MetricRequest((*FINER, *BY_TOPIC), ("topic",)),
        MetricRequest((*FINER, *BY_TOPIC), ("topic", "channel"), where=(("team", ("Billing", "Nobody")),), **DAYS),
        MetricRequest((*FINER, *BY_TOPIC), ("team",), where=(("topic", ("billing", "delivery")),), **WEEKS),
        MetricRequest((*FINER, *BY_TOPIC), where=(("topic", ("billing",)),), start=date(2026, 2, 3)),
        MetricRequest(
            (*FINER, *BY_TOPIC), ("topic",), "month", end=date(2026, 5, 9), where=(("channel", ("phone", "email")),)
        ),
        MetricRequest((*FINER, *BY_TOPIC), where=(("topic", ("nothing",)),)),
        MetricRequest((*FINER, *BY_TOPIC), ("topic",), start=date(2001, 1, 1), end=date(2001, 1, 2)),
        MetricRequest(FINER, ("priority", "topic", "source"), where=(("team", ("Billing",)),), **DAYS),
        MetricRequest((*CALLS, "average_handle_time"), ("half_hour",), where=(("channel", ("phone",)),), **DAYS),
        MetricRequest(CALLS, where=(("weekday", ("Monday", "Sunday")), ("team", ("Billing",))), grain="day", **DAYS),
        MetricRequest(("csat", "csat_returned"), ("instrument_version",), where=(("kind", ("csat",)),)),
    ],
    ids=[
        *("topics", "map of a team", "weeks of topics", "one topic", "months", "no topic", "before"),
        *("priorities", "half hours", "days of weekdays", "versions"),
    ],
)
def test_what_is_held_by_other_dimensions_is_what_the_facts_say(finer_store, both, request_):
    test_memory_and_facts_give_one_answer(finer_store, both, request_)


@pytest.mark.parametrize(
    "request_",
    [
        MetricRequest(("resolution_time_median",), ("priority",)),
        MetricRequest(("handle_time_median",), ("topic",)),
        MetricRequest(CALLS, ("half_hour", "topic")),
        MetricRequest(("longest_wait",), ("topic",)),
        MetricRequest(("backlog",), ("topic",)),
    ],
    ids=["by priority", "not asked for", "topics of half hours", "the longest", "a stock"],
)
def test_what_is_not_held_by_other_dimensions_is_left_to_the_file(finer_store, ranked_store, request_):
    for metric in request_.metrics:
        assert not finer_store._rolled.is_resident(request_, finer_store._needed((metric,)))
    assert_frame_equal(finer_store.query(request_), ranked_store.query(request_))


@pytest.mark.parametrize("limit", ["held_cuts.MOST_ROWS", "held_values.MOST_VALUES"])
def test_more_by_topic_than_can_be_held_is_left_to_the_file(ranked_store, monkeypatch, limit):
    monkeypatch.setattr(f"transforms.{limit}", 100)
    store = MetricStore.open(ranked_store.folder)
    asked = MetricRequest(("csat", "resolution_time_median"), ("topic",), **DAYS)
    store.hold((), asked.metrics)
    assert_frame_equal(store.query(asked), ranked_store.query(asked))
    is_held = [store._rolled.is_resident(asked, store._needed((metric,))) for metric in asked.metrics]
    # A median is told with its n, which is a sum.
    assert is_held == [limit == "held_values.MOST_VALUES", False]
    store.close()


def test_medians_of_held_values_ask_nothing_of_the_file(ranked_store, monkeypatch):
    store = MetricStore.open(ranked_store.folder)
    asked = MetricRequest(("resolution_time_median", "resolution_time_p90"), **WEEKS)
    store.hold(asked.metrics)
    store.query(asked.only(("contacts_offered", "cases_resolved")))
    expected = ranked_store.query(asked)

    def refused(statement, values):
        raise AssertionError(f"asked of the file: {statement}")

    monkeypatch.setattr(store._rolled, "_run", refused)
    assert_frame_equal(store.query(asked), expected)
    store.close()


@pytest.mark.parametrize("named", ["csat", "backlog", "longest_wait", "resolution_time_median"])
def test_whatever_is_asked_to_be_held_is_answered_as_before(ranked_store, monkeypatch, named):
    monkeypatch.setattr("transforms.held_values.MOST_VALUES", 10)
    store = MetricStore.open(ranked_store.folder)
    store.hold((named,))
    assert_frame_equal(
        store.query(MetricRequest((named,), **DAYS)), ranked_store.query(MetricRequest((named,), **DAYS))
    )
    store.close()


def test_values_that_need_all_their_digits_keep_them():
    halves, thirds = np.array([0.5, 90.0]), np.array([1 / 3, 90.0])
    assert held_values._narrow(halves).dtype == np.float32
    assert held_values._narrow(thirds).dtype == np.float64


@pytest.mark.parametrize(
    "request_",
    [
        MetricRequest(("wait_seconds", "abandoned_with_known_wait"), where=(("channel", ("phone",)),)),
        MetricRequest(
            ("wait_seconds", "abandoned_with_known_wait"),
            where=(("team", ("Billing", "Technical")), ("weekday", ("Monday", "Sunday"))),
            **DAYS,
        ),
        MetricRequest(("wait_seconds",), start=date(2001, 1, 1), end=date(2001, 1, 2)),
    ],
    ids=["a channel", "days of teams", "nothing"],
)
def test_values_of_records_are_those_that_each_record_counts(ranked_store, request_):
    values = ranked_store.record_values(request_)
    counted = ranked_store.query(replace(request_, by=("queue_entry",)))
    for metric in request_.metrics:
        of_metric = counted.filter(pl.col("metric") == metric)
        # Records of which a value is not known have no row among those counted one by one.
        told = values[metric].drop_nulls().sort().to_list()
        assert told == of_metric["value"].drop_nulls().sort().to_list()
    assert values.columns == [*request_.metrics]


def test_values_of_records_are_told_of_sums_alone(ranked_store):
    with pytest.raises(ValueError, match="csat is no sum"):
        ranked_store.record_values(MetricRequest(("csat",)))


@pytest.mark.parametrize(
    "request_",
    [
        MetricRequest(("backlog",)),
        MetricRequest(("backlog",), ("topic",), **DAYS),
        MetricRequest(("backlog",), ("topic", "agent"), where=(("team", ("Billing", "Technical")),), **DAYS),
        MetricRequest(("backlog",), ("team",), where=(("topic", ("billing",)), ("source", ("zendesk",)))),
        MetricRequest(("backlog",), ("topic",), end=date(2030, 1, 1)),
        MetricRequest(("backlog",), ("topic",), start=date(2030, 1, 1)),
        MetricRequest(("backlog",), where=(("topic", ("nothing",)),)),
        MetricRequest(("backlog",), where=(("source", ("nothing",)),)),
    ],
    ids=["all", "topics", "agents of teams", "a source", "later end", "later", "no topic", "no source"],
)
def test_a_stock_of_one_day_is_what_the_semantic_layer_gives(ranked_store, monkeypatch, request_):
    monkeypatch.setattr(RolledMetrics, "is_resident", lambda *_: False)
    direct = ranked_store.query(request_)
    monkeypatch.setattr(MetricStore, "_stock", lambda *_: None)
    assert_frame_equal(direct, ranked_store.query(request_))


def test_a_stock_of_one_day_needs_no_compiling(ranked_store):
    store = MetricStore.open(ranked_store.folder)
    assert store.query(MetricRequest(("backlog",), ("topic",), **DAYS)).height > 1
    assert len(store._compiler) == 0
    store.close()


def test_very_many_groups_are_left_to_the_file(ranked_store, monkeypatch):
    asked = MetricRequest(SUMS, ("team", "channel"), grain="day", **DAYS)
    assert ranked_store._rolled.is_resident(asked, ranked_store._needed(SUMS))
    monkeypatch.setattr("transforms.rollups.MOST_GROUPS", 1000)
    assert not ranked_store._rolled.is_resident(asked, ranked_store._needed(SUMS))


def test_a_stock_and_the_longest_of_values_are_asked_of_the_facts(ranked_store):
    for metric in ("backlog", "longest_wait"):
        asked = MetricRequest((metric,))
        assert not ranked_store._rolled.can_answer(asked, ranked_store._needed((metric,)))


def test_a_file_without_rollups_answers_from_its_facts(ranked_store, tmp_path):
    without = RolledMetrics(
        lambda statement, _: pl.DataFrame({"table_name": ["case_openings"]}), ranked_store.catalogue
    )
    assert not without.can_answer(MetricRequest(("cases_opened",)), ("cases_opened",))
