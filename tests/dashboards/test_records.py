"""The list behind a number: the records that the number counts, and nothing a spreadsheet would run."""

from datetime import date
from types import MappingProxyType, SimpleNamespace

import polars as pl
import pytest

from dashboards.export_files import as_csv
from dashboards.export_records import record_lines, record_tables
from dashboards.remembered import RememberedStore
from dashboards.state import Offered, ViewState
from dashboards.tables import Footer
from dashboards.views.records import PAGE_ROWS, Asked, adds, frame_of, read_asked, records, span_of
from dashboards.views.scorecards import compared_metrics, request
from transforms.metrics import MetricRequest, MetricStore

OFFERED = Offered((), (), ("csat", "average_handle_time"))
STATE = ViewState(period="52w", metric="csat")


@pytest.fixture(scope="module")
def store(warehouse_home):
    store = MetricStore.open_current(warehouse_home)
    yield RememberedStore(store)
    store.close()


@pytest.fixture(scope="module")
def busiest(store):
    handled = store.query(MetricRequest(("contacts_handled",), ("agent",)))
    return handled.sort("value")["agent"][-1]


def of(agent):
    return (("agent", agent),)


def pages_of(store, state, metric, agent, **more):
    first = records(store, state, OFFERED, Asked(metric, of(agent), **more))
    rest = [
        records(store, state, OFFERED, Asked(metric, of(agent), page=at, **more)) for at in range(1, first["pages"])
    ]
    return first, [row for shown in (first, *rest) for row in shown["rows"]]


@pytest.mark.parametrize("metric", ["average_handle_time", "transfer_rate", "csat", "resolution_time_median"])
def test_all_pages_together_hold_the_records_that_the_number_counts(store, busiest, metric):
    where = (("channel", ("phone", "email")), ("agent", (busiest,)))
    state = ViewState("custom", date(2026, 1, 1), date(2026, 6, 30), channels=("phone", "email"), metric="csat")
    [number] = store.query(MetricRequest((metric,), (), None, state.start, state.end, where)).to_dicts()
    counted = store.records(MetricRequest((metric,), (), None, state.start, state.end, where))
    shown, rows = pages_of(store, state, metric, busiest)
    assert len(rows) == number["n"] > 0
    assert {row[0] for row in rows} == set(counted["key"].fill_null(counted["record"]))
    assert shown["sentence"].startswith(f"{number['n']:,} records · 1 Jan – 30 Jun 2026 · all teams · Phone, Email")
    assert max(len(row) for row in rows) == len(shown["columns"])


def test_every_number_of_a_scorecard_leads_to_as_many_records_as_it_says(store, busiest):
    state = ViewState(
        "custom", date(2026, 1, 1), date(2026, 6, 30), teams=(), channels=("phone", "email"), metric="csat"
    )
    metrics = compared_metrics(store)
    cards = store.scorecards(request(state, span_of(store, state, Asked("csat", of(busiest))), metrics, busiest))
    listed = {name: frame_of(store, state, Asked(name, of(busiest))) for name in metrics}
    assert {row["metric"]: row["n"] for row in cards.to_dicts()} == {
        name: round(frame["n"].sum()) for name, frame in listed.items() if len(frame)
    }
    assert len(cards) > 8


def test_the_records_of_a_month_are_those_of_the_month(store, busiest):
    month = {"start": date(2026, 3, 1), "end": date(2026, 3, 31)}
    _, rows = pages_of(store, STATE, "average_handle_time", busiest, **month)
    assert {row[1][:7] for row in rows} == {"2026-03"}


def test_a_list_is_turned_page_by_page_and_ordered_by_what_each_record_adds(store, busiest):
    asked = {"order": "numerator", "is_descending": True}
    _, rows = pages_of(store, STATE, "average_handle_time", busiest, **asked)
    seconds = store.records(
        MetricRequest(("average_handle_time",), (), None, date(2025, 7, 2), date(2026, 6, 30), (("agent", (busiest,)),))
    ).sort("numerator", descending=True)
    assert len(rows) > PAGE_ROWS
    assert rows[0][0] == seconds["key"][0]
    assert records(store, STATE, OFFERED, Asked("average_handle_time", of(busiest), page=9999))["rows"]


def test_the_file_holds_the_same_records(store, busiest):
    address = {"metric": "average_handle_time", "of_agent": busiest}
    [table] = record_tables(store, STATE, address)
    shown, rows = pages_of(store, STATE, "average_handle_time", busiest)
    assert [row[1] or row[0] for row in table.rows] == [row[0] for row in rows]
    assert shown["download"].startswith("/download/records.csv?p=52w&metric=average_handle_time&of_agent=")
    assert record_lines(store, STATE, address)[0].startswith("2 Jul 2025 – 30 Jun 2026, all teams, all channels, ")


def test_a_file_of_records_runs_no_key(monkeypatch):
    found = pl.DataFrame(
        {"record": ["=1+1"], "key": ["@x"], "day": [date(2026, 1, 1)], "team": ["=t"], "channel": ["+c"]}
    ).with_columns(topic=pl.lit("t"), priority=pl.lit("p"), agent=pl.lit("-a"), numerator=-1.0, denominator=1.0, n=1.0)

    class Store:
        generation = MappingProxyType({"generation": "000001", "data_as_of": "2026-06-30T12:00:00Z"})
        catalogue = MappingProxyType({"csat": SimpleNamespace(unit="ratio")})

        def slices_of(self, metric):
            return ("team",)

        def records(self, request):
            return found

        def query(self, request):
            return pl.DataFrame({"n": [1]})

        def table(self, name):
            return pl.DataFrame({"agent": ["-a"], "name": [None]})

    [table] = record_tables(Store(), ViewState(), {"metric": "csat", "of_team": "=t"})
    text = as_csv(table, Footer((), "", "")).decode("utf-8-sig")
    assert text.splitlines()[0] == "record,key,day,team,agent,channel,topic,priority,metric,numerator,denominator,n"
    assert text.splitlines()[1] == "'=1+1,'@x,2026-01-01,'=t,'-a,'+c,t,p,csat,-1.0,1.0,1.0"


def test_what_a_browser_asks_is_checked(store):
    assert read_asked({"metric": "salary"}, store) is None
    assert read_asked({"metric": "csat", "slices": {"salary": "high"}}, store) is None
    nonsense = {
        "metric": "csat",
        "slices": {"agent": "a", "team": ["Billing"]},
        "start": "2026-02-01",
        "end": "2026-01-01",
        "order": "rank",
        "page": "-1",
    }
    assert read_asked(nonsense, store) == Asked("csat", (("agent", "a"), ("team", "['Billing']")))
    assert read_asked({"metric": "csat", "of_agent": "a"}, store) == Asked("csat", of("a"))
    assert record_tables(store, STATE, {})[0].rows == []
    assert record_lines(store, STATE, {}) == []


def test_a_rep_without_records_has_an_empty_list(store):
    shown = records(store, STATE, OFFERED, Asked("csat", of("nobody at all")))
    assert (shown["rows"], shown["pages"]) == ([], 1)
    assert shown["sentence"].startswith("0 records")


@pytest.mark.parametrize(
    ("metric", "above", "below", "said"),
    [
        ("csat", 1.0, 1.0, "yes"),
        ("csat", 0.0, 1.0, "no"),
        ("csat", None, 1.0, "no"),
        ("csat", 0.25, 0.5, "0.25 of 0.5"),
        ("average_handle_time", 312.0, 1.0, "5.2 min"),
        ("resolution_time_median", None, None, "–"),
    ],
)
def test_what_a_record_adds_is_said_in_the_unit_of_the_metric(store, metric, above, below, said):
    assert adds({"numerator": above, "denominator": below}, store.catalogue[metric], "EUR") == said


def test_the_records_of_a_cell_are_those_of_its_team_channel_and_topic_under_the_filters_of_the_page(store):
    state = ViewState(period="52w", topics=("billing", "returns"), metric="csat")
    slices = (("channel", "email"), ("team", "Billing"), ("topic", "billing"))
    found = frame_of(store, state, Asked("cases_opened", slices))
    assert {tuple(row) for row in found.select("channel", "team", "topic").iter_rows()} == {
        ("email", "Billing", "billing")
    }
    shown = records(store, state, OFFERED, Asked("cases_opened", slices))
    assert shown["title"] == "Cases opened, Email, Billing, Billing"
    assert shown["sentence"].endswith("all teams · all channels · topic Billing, Returns")
    outside = frame_of(store, state, Asked("cases_opened", (("topic", "account"),)))
    assert len(outside) == 0 < len(found)


def test_more_records_than_anybody_reads_are_not_listed_and_it_is_said(store, monkeypatch):
    asked = Asked("cases_opened")
    found = len(frame_of(store, STATE, asked))
    assert records(store, STATE, OFFERED, asked)["rows"]
    monkeypatch.setattr("dashboards.views.records.MOST_LISTED", found - 1)
    shown = records(store, STATE, OFFERED, asked)
    assert (shown["rows"], shown["pages"]) == ([], 1)
    assert shown["nothing"].startswith(f"These are {found:,} records, and {found - 1:,} are listed at most")
    address = {"metric": "cases_opened"}
    assert record_tables(store, STATE, address)[0].rows == []
    assert shown["nothing"] in record_lines(store, STATE, address)
