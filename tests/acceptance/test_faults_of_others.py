"""Faults that other products have, and that must not occur here, looked for in the simulated department."""

import polars as pl
import pytest

from transforms.metrics import MetricRequest, MetricStore

DIMENSIONS = ("team", "channel", "agent", "topic", "priority", "source")


@pytest.fixture(scope="module")
def store(warehouse_home):
    store = MetricStore.open_current(warehouse_home)
    yield store
    store.close()


@pytest.fixture
def count(store):
    def counted(condition):
        return store._connection.cursor().execute(f"select count(*) from {condition}").fetchone()[0]

    return counted


@pytest.mark.parametrize(
    ("may_not_be", "must_be"),
    [
        # What has not ended has no length: neither nought nor the time so far.
        ("case_resolutions where resolved_at is null and resolution_seconds is not null",
         "case_resolutions where resolved_at is null and reopen_count > 0"),
        ("first_responses where not is_answered and first_response_seconds is not null",
         "first_responses where not is_answered"),
        ("case_times inner join case_resolutions using (case_id) where unsolved_age_seconds is not null "
         "and case_resolutions.resolved_at is not null", "case_times where unsolved_age_seconds > 0"),
        # A case that nobody answered is neither one touch nor several.
        ("case_efforts where is_zero_reply and (is_one_touch or is_two_touch or is_multi_touch)",
         "case_efforts where is_zero_reply"),
        # What is answered but open has not kept its promise of resolution.
        ("sla_outcomes inner join case_openings using (case_id) where sla_outcomes.target = 'resolution' "
         "and outcome = 'met' and status in ('new', 'open', 'pending', 'on_hold') and decided_at is null",
         "sla_outcomes where target = 'resolution' and outcome = 'active'"),
    ],
)  # fmt: skip
def test_no_record_falls_under_the_fault_although_some_could(count, may_not_be, must_be):
    assert count(must_be) > 0
    assert count(may_not_be) == 0


def test_no_average_lies_outside_what_it_is_an_average_of(store):
    means = [name for name, metric in store.catalogue.items() if metric.interval == "mean"]
    assert len(means) > 5
    for name in means:
        records = store.records(MetricRequest((name,))).with_columns(each=pl.col("numerator") / pl.col("denominator"))
        spans = records.group_by("team").agg(low=pl.col("each").min(), high=pl.col("each").max())
        answers = store.query(MetricRequest((name,), by=("team",))).join(spans, on="team")
        for row in answers.rows(named=True):
            if row["value"] is not None:
                assert row["low_right"] - 1e-6 <= row["value"] <= row["high_right"] + 1e-6, (name, row)


def test_no_share_exceeds_one_whatever_it_is_cut_by(store):
    shares = tuple(name for name, metric in store.catalogue.items() if metric.unit == "ratio")
    for dimension in DIMENSIONS:
        for row in store.query(MetricRequest(shares, (dimension,))).rows(named=True):
            assert row["value"] is None or 0 <= row["value"] <= 1, row


def test_a_case_that_several_held_counts_once(store):
    shared, most = (
        store._connection.cursor()
        .execute(
            "select count(*) filter (holders > 1), max(abs(shares - 1)) from "
            "(select count(distinct agent) as holders, sum(share) as shares from case_holdings "
            "where share is not null group by case_id)"
        )
        .fetchone()
    )
    assert shared > 0
    assert most < 1e-9
