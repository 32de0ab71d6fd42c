"""Quantiles among held values, beside sorting all: days that are not known, names that are not, weeks cut short."""

from datetime import date

import duckdb
import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from transforms.groups import day_number, groups
from transforms.held_values import held_values
from transforms.ranked import Ranked, ranking_statements
from transforms.requests import MetricRequest
from transforms.resident_ranks import day_bins, fine_relation, fine_statement
from transforms.resident_sums import ResidentSums

COLUMNS = {"value": "value", "day": "day", "team": "team", "channel": "channel"}
EDGES = [float(edge) for edge in range(0, 900, 20)]
MANY = 20_000
SHARES = {"median": 0.5, "p90": 0.9}


@pytest.fixture(scope="module")
def records():
    chance = np.random.default_rng(7)
    day = np.datetime64("2026-01-07") + chance.integers(0, 90, MANY)
    told = {
        "value": np.round(chance.exponential(200, MANY), 1),
        "day": day.astype("datetime64[D]"),
        "team": pl.Series(["Billing", "Orders", None], dtype=pl.String).gather(chance.integers(0, 3, MANY)),
        "channel": pl.Series(["email", "phone"]).gather(chance.integers(0, 2, MANY)),
    }
    return pl.DataFrame(told).with_columns(day=pl.when(pl.int_range(MANY) % 11 != 0).then("day"))


@pytest.fixture(scope="module")
def held(records):
    """The values of these records as a process takes them from the tables that a build makes, and their names."""
    connection = duckdb.connect()
    connection.register("records", records.to_arrow())
    connection.execute("create table main.fact as from records")
    for statement in (*ranking_statements("taken", "fact", COLUMNS, EDGES[::4]), fine_statement("taken", EDGES)):
        connection.execute(statement)

    def run(statement, values):
        return pl.from_arrow(connection.sql(statement, params=values).to_arrow_table())

    names = ResidentSums(run, {}, {"fact": "fact"})
    cells = run("select * from cells_taken", {})
    bins = day_bins(run, names, Ranked("taken", tuple(EDGES[::4]), cells), (fine_relation("taken"), EDGES))
    return held_values(run, bins), names.names


@pytest.mark.parametrize(
    "request_",
    [
        MetricRequest(("taken",)),
        MetricRequest(("taken",), ("team",)),
        MetricRequest(("taken",), ("channel", "team"), where=(("team", ("Orders",)),)),
        MetricRequest(("taken",), (), "week", date(2026, 1, 9), date(2026, 3, 4)),
        MetricRequest(("taken",), ("team", "channel"), "month", date(2025, 12, 1), date(2027, 1, 1)),
        MetricRequest(("taken",), (), "week", end=date(2026, 2, 4), where=(("channel", ("email",)),)),
        MetricRequest(("taken",), start=date(2026, 2, 4), end=date(2026, 2, 4)),
        MetricRequest(("taken",), start=date(2026, 5, 4)),
        MetricRequest(("taken",), where=(("team", ("Nobody",)),)),
    ],
    ids=["all", "teams", "map of one", "weeks", "months of both", "weeks of one", "a day", "later", "nobody"],
)
def test_held_values_give_what_sorting_gives(records, held, request_):
    values, names = held
    first, last = (day_number(day) for day in (records["day"].min(), records["day"].max()))
    wanted = groups(request_, names, first, last)
    told = values.quantiles(None, wanted, SHARES)
    told_by = pl.DataFrame([*wanted.keys(np.arange(len(wanted))), *(pl.Series(m, told[m].value) for m in SHARES)])
    told_by = told_by.filter(pl.col("median").is_not_nan())
    assert_frame_equal(told_by, counted(records, request_), check_row_order=False, rel_tol=1e-12)


def counted(records, request_):
    kept = [pl.col(name).is_in(values) for name, values in request_.where]
    kept += [pl.col("day") >= request_.start] if request_.start else []
    kept += [pl.col("day") <= request_.end] if request_.end else []
    shown = records.filter(*kept).with_columns(
        period=pl.col("day").dt.truncate({"week": "1w", "month": "1mo"}.get(request_.grain, "1d"))
    )
    quantiles = [pl.col("value").quantile(share, "linear").alias(name) for name, share in SHARES.items()]
    grouped = shown.group_by(request_.keys).agg(quantiles) if request_.keys else shown.select(quantiles)
    return grouped.filter(pl.col("median").is_not_null())
