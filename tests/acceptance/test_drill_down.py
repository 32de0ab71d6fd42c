"""The records that are listed behind a number are exactly those that it counts, for every metric and group."""

import random

import polars as pl
import pytest

from transforms.metrics import MetricRequest, MetricStore

DIMENSIONS = ("team", "channel", "agent", "topic", "priority", "source")


@pytest.fixture(scope="module")
def store(warehouse_home):
    store = MetricStore.open_current(warehouse_home)
    yield store
    store.close()


def value_of(definition, records):
    """What the records come to by the metric's own way of bringing them together."""
    numerators = records["numerator"]
    if definition.denominator:
        below = records["denominator"].sum()
        return numerators.sum() / below if below else None
    known = numerators.drop_nulls()
    match definition.aggregation:
        case "median":
            return known.median()
        case "percentile":
            return known.quantile(0.9, "linear")
        case "max":
            return known.max()
        case "average":
            return known.mean()
        case _:
            return known.sum()


def assert_equal(definition, group, row, records, where):
    counted = 0 if records is None else records["n"].sum()
    # Shares of an answer add up to a number that need not be whole; n is told in whole ones.
    assert int(counted + 1e-6) == (row["n"] if row else 0), where
    if row and row["value"] is not None and counted:
        assert value_of(definition, records) == pytest.approx(row["value"], rel=1e-6, abs=1e-9), where


def numbers_of(store, names):
    """Metrics by every dimension: (metric, dimension, word) to its row."""
    return {
        (row["metric"], dimension, row[dimension]): row
        for dimension in DIMENSIONS
        for row in store.query(MetricRequest(names, by=(dimension,))).rows(named=True)
    }


def of_each_kind(catalogue):
    """One metric of every fact in each way of bringing records together."""
    kinds = {(metric.models, metric.aggregation, bool(metric.denominator)): name for name, metric in catalogue.items()}
    return sorted(kinds.values())


@pytest.mark.parametrize("chosen", [of_each_kind, pytest.param(list, marks=pytest.mark.slow)], ids=["kinds", "all"])
def test_for_every_metric_and_group_the_records_are_those_that_count(store, chosen):
    asked, names = random.Random(3), chosen(store.catalogue)
    numbers = numbers_of(store, tuple(names))
    for name in names:
        definition = store.catalogue[name]
        records = store.records(MetricRequest((name,)))
        assert records["record"].n_unique() == len(records), name
        for dimension in DIMENSIONS:
            groups = records.partition_by(dimension, as_dict=True) if len(records) else {}
            words = {word for metric, by, word in numbers if metric == name and by == dimension}
            for word in words | {word for (word,) in groups}:
                row = numbers.get((name, dimension, word))
                assert_equal(definition, word, row, groups.get((word,)), (name, dimension, word))
        # A filter keeps the same records as taking them from the whole afterwards.
        team = asked.choice(sorted(set(records["team"]) or {"nobody"}))
        filtered = store.records(MetricRequest((name,), where=(("team", (team,)),)))
        assert set(filtered["record"]) == set(records.filter(pl.col("team") == team)["record"]), (name, team)


@pytest.mark.parametrize(
    ("metric", "counted"),
    [
        ("cases_opened", "select case_id from case_openings where team = 'Billing'"),
        ("csat", "select response_id from survey_responses where team = 'Billing' and is_positive is not null"),
        (
            "resolution_time_median",
            "select case_id from case_resolutions where team = 'Billing' and resolution_seconds is not null",
        ),
    ],
)
def test_the_listed_records_are_those_of_a_plain_question_to_the_mart(store, metric, counted):
    listed = store.records(MetricRequest((metric,), where=(("team", ("Billing",)),)))
    told = store._connection.cursor().execute(counted).fetchall()
    assert set(listed["record"]) == {record for (record,) in told} != set()
