from datetime import date

import polars as pl
import pytest

from transforms.metrics import MetricRequest


def records(store, metric, **request):
    return store.records(MetricRequest(metrics=(metric,), **request))


def ids(frame):
    return set(frame["record"])


@pytest.mark.parametrize("metric", ["cases_opened", "escalation_rate", "handle_mean", "handled", "backlog"])
@pytest.mark.parametrize(
    "filters",
    [
        {},
        {"where": (("team", ("A",)),)},
        {"where": (("channel", ("email", "phone")), ("team", ("B", "it's {{ 1 }}")))},
        {"start": date(2026, 1, 1), "end": date(2026, 1, 31)},
    ],
)
def test_the_records_add_up_to_the_number(store, metric, filters):
    [row] = store.query(MetricRequest(metrics=(metric,), **filters)).rows(named=True)
    found = records(store, metric, **filters)
    assert found["n"].sum() == row["n"]
    total = found["numerator"].sum()
    ratio = metric in {"escalation_rate", "handle_mean"}
    assert (total / row["n"] if ratio and row["n"] else total) == (row["value"] or 0)


def test_a_record_tells_what_it_adds_to_each_side(store):
    found = records(store, "escalation_rate", where=(("team", ("A",)),))
    assert found.select("record", "day", "numerator", "denominator").rows() == [
        ("1", date(2026, 1, 5), 1.0, 1.0),
        ("2", date(2026, 1, 6), 0.0, 1.0),
        ("3", date(2026, 2, 3), 0.0, 1.0),
    ]


def test_the_records_of_a_median_carry_their_own_values(store):
    found = records(store, "handle_median", where=(("team", ("A",)),))
    assert found["denominator"].null_count() == len(found) == found["n"].sum() == 3
    assert found["numerator"].to_list() == [2.0, 4.0, 6.0]
    assert found["numerator"].median() == 4.0


def test_a_record_without_a_date_is_there_unless_days_are_asked_for(store):
    assert ids(records(store, "cases_opened")) == {"1", "2", "3", "4", "5"}
    assert ids(records(store, "cases_opened", start=date(2026, 1, 1))) == {"1", "2", "3", "4"}


def test_the_records_of_a_stock_are_those_of_its_last_day(store):
    assert len(records(store, "backlog", end=date(2026, 2, 9))) == 5
    assert len(records(store, "backlog", where=(("team", ("A",)),))) == 0
    with pytest.raises(ValueError, match="cannot be filtered by 'current_team'"):
        records(store, "backlog", where=(("current_team", ("x",)),))


def test_records_are_asked_for_one_metric(store):
    with pytest.raises(ValueError, match="one metric at a time"):
        store.records(MetricRequest(metrics=("handled", "cases_opened")))
    with pytest.raises(ValueError, match="no metric 'nothing'"):
        records(store, "nothing")


def test_two_readings_part_at_the_records_that_they_count_differently(store):
    gap = store.differences("cases_escalated", "cases_opened", MetricRequest(metrics=("cases_opened",)))
    assert ids(gap) == {"2", "3", "4"}
    assert gap.select(pl.col("numerator").null_count(), pl.col("numerator_second").sum()).row(0) == (3, 3.0)
    assert len(store.differences("cases_opened", "cases_opened", MetricRequest(metrics=("cases_opened",)))) == 0


def test_readings_of_different_records_are_not_compared(store):
    with pytest.raises(ValueError, match="count different records"):
        store.differences("cases_opened", "handled", MetricRequest(metrics=("cases_opened",)))
