from contextlib import closing
from dataclasses import replace

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from dashboards.access.reader import LOCAL, Need, NobodyError, Reader, Role, acting_as, current_reader
from dashboards.remembered import RememberedStore
from transforms.metrics import MetricRequest, MetricStore
from transforms.requests import ScorecardRequest
from transforms.row_rules import EVERYTHING, NotAllowedError, RowRule

EXECUTIVE = Reader("exe", Role.EXECUTIVE).rule


@pytest.fixture(scope="module")
def store(warehouse_home):
    with closing(RememberedStore(MetricStore.open_current(warehouse_home))) as opened:
        yield opened


def test_nobody_is_answered_without_a_name():
    with pytest.raises(NobodyError):
        current_reader()
    with acting_as(LOCAL):
        assert current_reader() is LOCAL
    with pytest.raises(NobodyError):
        current_reader()


@pytest.mark.parametrize(("role", "given"), [(Role.SUPERVISOR, {"agent": "x"}), (Role.REP, {"teams": ("x",)})])
def test_an_account_without_its_limit_is_no_account(role, given):
    with pytest.raises(ValueError, match=r"of no team|without an agent"):
        Reader("somebody", role, **given)


def test_an_analyst_of_some_teams_does_not_see_how_all_of_them_loaded():
    assert Reader("ann", Role.ANALYST).may(Need.OPERATIONS)
    assert not Reader("ann", Role.ANALYST, teams=("Billing",)).may(Need.OPERATIONS)


@pytest.mark.parametrize("dimension", [(), ("channel",), ("team",), ("agent",)])
def test_every_metric_is_told_of_the_own_rows_alone(store, dimension):
    metrics = tuple(store.catalogue)
    own = store.seen_by(RowRule(teams=("Billing", "Technical")))
    asked = MetricRequest(metrics, by=dimension)
    plain = store.query(replace(asked, where=(("team", ("Billing", "Technical")),)))
    assert_frame_equal(own.query(asked), plain, rel_tol=1e-9)
    assert not own.query(asked).equals(store.query(asked))


def test_every_metric_is_told_of_the_own_agent_alone(store):
    agent = store.agents()["agent"][0]
    own = store.seen_by(RowRule(agent=agent, sees_people=False, sees_records=False))
    told = own.query(MetricRequest(tuple(store.catalogue), by=("agent",)))
    assert set(told["agent"]) == {agent}
    everything = own.query(MetricRequest(("contacts_handled",)))["value"].item()
    assert everything == told.filter(metric="contacts_handled")["value"].sum()


def test_what_is_beyond_the_limit_is_refused_and_not_left_out(store):
    own = store.seen_by(RowRule(teams=("Billing",)))
    beyond = MetricRequest(("csat",), where=(("team", ("Billing", "Technical")),))
    for ask in (own.query, own.records, own.sql):
        with pytest.raises(NotAllowedError, match="Technical"):
            ask(beyond)
    with pytest.raises(NotAllowedError, match="Technical"):
        own.open_cases((("team", ("Technical",)),))
    # Twice the same dimension, of which only one is in the limit: a slice of a page with a filter.
    with pytest.raises(NotAllowedError, match="Technical"):
        own.query(MetricRequest(("csat",), where=(("team", ("Billing",)), ("team", ("Technical",)))))


def test_values_of_records_are_those_of_the_own_rows(store):
    asked = MetricRequest(("wait_seconds",))
    own = store.seen_by(RowRule(teams=("Billing",)))
    assert own.record_values(asked).equals(store.record_values(replace(asked, where=(("team", ("Billing",)),))))
    assert 0 < own.record_values(asked).height < store.record_values(asked).height
    with pytest.raises(NotAllowedError, match="Technical"):
        own.record_values(replace(asked, where=(("team", ("Technical",)),)))


def test_who_sees_no_people_is_told_nothing_by_agent(store):
    own = store.seen_by(EXECUTIVE)
    agent = store.agents()["agent"][0]
    for request in (
        MetricRequest(("csat",), by=("agent",)),
        MetricRequest(("csat",), by=("team", "agent"), grain="week"),
        MetricRequest(("csat",), where=(("agent", (agent,)),)),
        ScorecardRequest(("csat",)),
    ):
        ask = own.scorecards if isinstance(request, ScorecardRequest) else own.query
        with pytest.raises(NotAllowedError, match="single reps"):
            ask(request)
    assert "agent" not in own.slices_of("csat")
    assert own.agents().is_empty()


def test_who_sees_no_records_gets_none(store):
    for ask in (
        lambda s: s.records(MetricRequest(("csat",))),
        lambda s: s.open_cases(()),
        lambda s: s.open_promises(()),
    ):
        with pytest.raises(NotAllowedError, match="records"):
            ask(store.seen_by(EXECUTIVE))


def test_tables_as_a_whole_are_for_who_has_no_limit(store):
    assert store.table("data_loads").height
    for rule in (EXECUTIVE, RowRule(teams=("Billing",)), RowRule(agent="x")):
        with pytest.raises(NotAllowedError, match="data_loads"):
            store.seen_by(rule).table("data_loads")


def test_scorecards_show_the_own_people_beside_what_the_whole_department_has(store):
    own = store.seen_by(RowRule(teams=("Billing",)))
    told = own.scorecards(ScorecardRequest(("csat", "transfer_rate")))
    asked_of_all = store.scorecards(ScorecardRequest(("csat", "transfer_rate"), where=(("team", ("Billing",)),)))
    assert_frame_equal(told, asked_of_all, rel_tol=1e-9)
    assert 0 < told["agent"].n_unique() < store.scorecards(ScorecardRequest(("csat",)))["agent"].n_unique()


def test_a_change_of_teams_is_history(store):
    """Who worked in two teams is known in both, each with the records of the time there, and with no team of today
    that is not the reader's."""
    worked = store.query(MetricRequest(("contacts_handled", "cases_resolved"), by=("agent", "team")))
    named = store.agents()["agent"].to_list()
    times = (
        worked.filter(pl.col("agent").is_in(named), pl.col("value") > 0).group_by("agent").agg(pl.col("team").unique())
    )
    agent, both = next(row for row in times.sort("agent").iter_rows() if len(row[1]) > 1)
    for team in both:
        own = store.seen_by(RowRule(teams=(team,)))
        listed = own.agents().filter(agent=agent)
        assert listed.height == 1
        assert listed["team"].item() in (None, team)
        asked = MetricRequest(("contacts_handled", "cases_resolved"), by=("agent", "team"))
        seen = own.query(asked).filter(agent=agent)
        assert set(seen["team"]) == {team}


def test_answers_are_kept_apart_by_what_may_be_seen(store):
    asked = MetricRequest(("cases_opened",))
    whole = store.query(asked)["value"].item()
    billing = store.seen_by(RowRule(teams=("Billing",))).query(asked)["value"].item()
    assert 0 < billing < whole
    assert store.seen_by(EVERYTHING).query(asked)["value"].item() == whole
