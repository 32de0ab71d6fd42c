"""Tile, table, file and command line give the same number, for every metric; parts add up to their total."""

import csv
import io
import json
from datetime import date
from functools import cache

import polars as pl
import pytest

from dashboards.app import create_app
from dashboards.formats import number
from dashboards.periods import last_day
from dashboards.remembered import RememberedStore
from dashboards.state import ViewState
from dashboards.views import breakdown, overview, reps
from transforms.intervals import quantile_interval
from transforms.metrics import MetricRequest, MetricStore


@pytest.fixture(scope="module")
def store(warehouse_home):
    store = RememberedStore(MetricStore.open_current(warehouse_home))
    yield store
    store.close()


@pytest.fixture(scope="module")
def command_line(warehouse_home, evenhand, store):
    end = last_day(store.generation)
    names = [name for name, metric in store.catalogue.items() if not metric.hidden]

    @cache
    def ask(*by):
        arguments = ["metrics", "query", *names, "--from", "2026-06-03", "--to", end.isoformat(), "--format", "json"]
        finished = evenhand(warehouse_home, *arguments, *(["--by", ",".join(by)] if by else []))
        return {(row["metric"], *(row[name] for name in by)): row for row in json.loads(finished.stdout)}

    return ask


def read_csv(warehouse_home, page):
    server = create_app(warehouse_home).server
    text = server.test_client().get(f"/download/{page}.csv", headers={"Host": "localhost"}).text.lstrip("\ufeff")
    server.config["EVENHAND_ANSWERS"].close()
    return [row for row in csv.DictReader(io.StringIO(text)) if not row["metric"].startswith("#")]


def test_every_metric_is_the_same_in_the_store_and_on_the_command_line(store, command_line):
    said = command_line("team")
    names = tuple(dict.fromkeys(metric for metric, _ in said))
    request = MetricRequest(names, ("team",), None, date(2026, 6, 3), last_day(store.generation))
    answered = store.query(request).to_dicts()
    assert {(row["metric"], row["team"]) for row in answered} == said.keys()
    told = {(row["metric"], row["team"]): row["value"] for row in answered if row["value"] is not None}
    wanted = {key: row["value"] for key, row in said.items() if row["value"] is not None}
    # Two processes add up in their own order.
    assert told == pytest.approx(wanted, rel=1e-12)
    assert len(names) >= 30


def test_tiles_say_what_the_command_line_says(store, command_line):
    said = command_line()
    shown = overview.overview(store, ViewState(metric="csat"))
    assert {tile["metric"]: tile["number"] for tile in shown["tiles"]} == {
        name: number(store.catalogue[name].unit, said[(name,)]["value"]) for name in overview.BOARD.tiles
    }


@pytest.mark.parametrize(("page", "dimension"), [("teams", "team"), ("channels", "channel")])
def test_tables_and_files_say_what_the_command_line_says(warehouse_home, store, command_line, page, dimension):
    said = {key: row["value"] for key, row in command_line(dimension).items()}
    shown = breakdown.breakdown(store, ViewState(metric="csat"), dimension)
    on_page = {
        (column["metric"], row["key"]): cell["value"]
        for table in shown["tables"]
        for row in table["rows"]
        for column, cell in zip(table["columns"], row["cells"], strict=True)
        if cell["value"] is not None
    }
    wanted = {key: value for key, value in said.items() if key[0] in breakdown.COLUMNS and value is not None}
    assert {key: value for key, value in on_page.items() if value != 0} == pytest.approx(
        {key: value for key, value in wanted.items() if value != 0}, rel=1e-12
    )
    in_file = {
        (row["metric"], row[dimension]): float(row["value"])
        for row in read_csv(warehouse_home, page)
        if row["value"] and row[dimension] != "(all)"
    }
    assert in_file == pytest.approx(wanted, rel=1e-12)


def test_the_reps_table_says_what_the_command_line_says(store, command_line):
    said = command_line("agent")
    shown = reps.reps(store, ViewState(metric="csat", view="grid"))
    figures = {
        (metric, row["id"]): told[0]
        for row in shown["grid"]["rows"]
        for metric, told in row["figures"].items()
        if told[0] is not None
    }
    assert len(figures) > 100
    assert figures == pytest.approx({key: said[key]["value"] for key in figures}, rel=1e-3)


@pytest.mark.parametrize("dimension", ["team", "channel", "agent", "topic", "priority", "source"])
def test_parts_of_every_count_add_up_to_its_total(store, dimension):
    counts = tuple(name for name, metric in store.catalogue.items() if metric.unit == "count" and metric.n == name)
    totals = {row["metric"]: row["value"] for row in store.query(MetricRequest(counts)).to_dicts()}
    parts = store.query(MetricRequest(counts, (dimension,))).group_by("metric").agg(pl.col("value").sum())
    sums = {row["metric"]: row["value"] for row in parts.to_dicts()}
    assert len(counts) > 5
    # Shares of an answer are parts of one, and their sum is off by what a float cannot hold.
    assert {name: sums.get(name, 0) for name in totals} == pytest.approx(totals, rel=1e-12)


def test_the_shares_lie_between_nought_and_one_and_inside_their_intervals(store):
    rates = tuple(name for name, metric in store.catalogue.items() if metric.unit == "ratio")
    for row in store.query(MetricRequest(rates, ("agent",))).to_dicts():
        if row["low"] is not None:
            assert 0 <= row["low"] <= row["value"] <= row["high"] <= 1


def test_medians_and_percentiles_lie_inside_their_intervals(store):
    quantiles = tuple(name for name, metric in store.catalogue.items() if metric.interval == "rank")
    found = store.query(MetricRequest(quantiles, ("team",), "month"))
    assert len(quantiles) > 50
    assert found.filter(pl.col("n") >= 36, pl.col("low").is_null()).is_empty()
    known = found.drop_nulls("low")
    assert known.height > 500
    assert known.filter((pl.col("low") > pl.col("value")) | (pl.col("value") > pl.col("high"))).is_empty()
    assert found.filter(pl.col("n") < 6).drop_nulls("low").is_empty()


@pytest.mark.parametrize("metric", ["resolution_time_median", "resolution_time_p90", "next_reply_time_median"])
def test_the_interval_of_a_quantile_is_two_of_its_records(store, metric):
    request = MetricRequest(
        (metric,), ("team",), None, date(2026, 3, 1), date(2026, 4, 15), (("channel", ("phone", "email")),)
    )
    share = store.catalogue[metric].quantile
    by_team = dict(store.records(request).group_by("team").agg(pl.col("numerator")).rows())
    answered = store.query(request).rows(named=True)
    assert {row["team"] for row in answered if row["low"] is not None}
    for row in answered:
        [interval] = quantile_interval(pl.Series([by_team[row["team"]]]), share).rows()
        assert (row["low"], row["high"]) == interval
