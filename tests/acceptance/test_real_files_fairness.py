"""One month of a bank's call centre: which calls come to whom decides how long they last, more than who is slow."""

import duckdb
import polars as pl
import pytest

from tests.acceptance.conftest import REAL_DATA
from transforms.metrics import MetricRequest, MetricStore
from transforms.patience import mean_patience
from transforms.requests import ScorecardRequest
from transforms.standardisation import indirect

# The files take minutes to build; what `make test` asks of them is in test_real_files_load.py.
pytestmark = pytest.mark.slow

BANK = (("source", ("bank_calls",)),)
RAW = REAL_DATA / "calls_anonymousbank" / "data_anonymous_bank_*.txt"


@pytest.fixture(scope="module")
def store(real_home):
    opened = MetricStore.open_current(real_home)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def compared(store):
    calls = store.records(MetricRequest(("average_handle_time",), where=BANK)).filter(pl.col("agent") != "not recorded")
    return {row["agent"]: row for row in indirect(calls, "agent", ["topic"]).iter_rows(named=True)}


@pytest.mark.parametrize(("agent", "ratio"), [("ELI", 1.4802), ("AVNI", 1.5043), ("IDIT", 0.7335)])
def test_service_time_against_what_is_expected_of_the_same_types_of_calls(compared, agent, ratio):
    assert compared[agent]["ratio"] == pytest.approx(ratio, abs=5e-5)


def test_without_the_types_of_calls_one_agent_seems_half_as_slow_again_as_he_is(compared):
    assert compared["ELI"]["crude_ratio"] == pytest.approx(2.1965, abs=5e-5)


@pytest.mark.parametrize(("agent", "side"), [("ELI", "above"), ("AVNI", "above"), ("IDIT", "below")])
def test_scorecards_read_the_same_direction_from_the_logarithms(store, agent, side):
    [card] = store.scorecards(
        ScorecardRequest(("average_handle_time",), where=(("agent", (agent,)), ("channel", ("phone",))))
    ).iter_rows(named=True)
    assert card["reading"] == f"clearly_{side}"
    assert (card["ratio"] > 1) == (side == "above")


def test_patience_counts_the_waits_of_those_who_were_answered(store):
    """1/θ by hand from the file as it came: the waits of all calls by those who hung up."""
    with duckdb.connect() as connection:
        [(by_hand, given_up)] = connection.sql(
            f"""
            select sum(q_time::int) / count(*) filter (outcome = 'HANG'), count(*) filter (outcome = 'HANG')
            from read_csv('{RAW}', delim = '\t', header = true, all_varchar = true) where outcome <> 'PHANTOM'
            """
        ).fetchall()
    entries = store.table("queue_entries").filter(pl.col("source") == "bank_calls")
    patience = entries.select(mean_patience(pl.col("is_abandoned").sum(), pl.col("wait_seconds").sum())).item()
    assert given_up == 5_904
    assert patience["seconds"] == pytest.approx(by_hand, rel=1e-9)
    assert patience["low"] < by_hand < patience["high"]
