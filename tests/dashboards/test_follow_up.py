"""What waits for somebody: as many as the metrics count, oldest first, with ages that can be read."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from dashboards.export_files import as_parquet
from dashboards.export_follow_up import follow_up_tables
from dashboards.export_workbook import as_xlsx
from dashboards.periods import Span
from dashboards.remembered import RememberedStore
from dashboards.state import Offered, read_state
from dashboards.tables import Footer
from dashboards.views.follow_up import CHOICES, due_words, follow_up, listed_promises, with_age
from transforms.metrics import MetricRequest, MetricStore

MOMENT = datetime(2026, 6, 30, 12, tzinfo=UTC)
OFFERED = Offered(("Billing", "Technical"), ("email", "phone"), ("backlog",), choices=CHOICES)


@pytest.fixture(scope="module")
def store(warehouse_home):
    store = MetricStore.open_current(warehouse_home)
    yield RememberedStore(store)
    store.close()


def whole(store, metric, **more):
    [row] = store.query(MetricRequest((metric,), **more)).to_dicts()
    return round(row["value"] or 0)


@pytest.mark.parametrize(
    "address", [{}, {"p": "all"}, {"team": "Billing", "p": "52w"}, {"channel": "phone", "p": "all"}]
)
def test_both_queues_are_as_long_as_the_metrics_say(store, address):
    state = read_state(address | {"show": "500"}, OFFERED)
    shown = follow_up(store, state)["queues"]
    cases, promises = shown["cases"], shown["promises"]
    assert cases["total"] == cases["listed"] == len(cases["items"]) == whole(store, "backlog", where=state.where)
    assert sum(sum(row["counts"]) for row in cases["teams"]) == cases["total"]
    by_team = store.query(MetricRequest(("backlog",), ("team",), where=state.where)).to_dicts()
    assert {row["team"]: sum(row["counts"]) for row in cases["teams"]} == {
        row["team"]: round(row["value"]) for row in by_team if row["value"]
    }
    counted = next(cell for cell in promises["total"]["cells"][::-1])
    assert promises["overdue"] == counted["value"] == sum(item["is_overdue"] for item in promises["items"])
    assert promises["overdue"] + promises["older"] == whole(store, "callbacks_overdue", where=state.where)


def test_the_list_can_be_narrowed_to_an_age_and_to_whom_it_waits_for(store):
    def listed(**address):
        return follow_up(store, read_state({"show": "500", **address}, OFFERED))["queues"]["cases"]

    everything = listed()
    assert sum(listed(age=str(least))["listed"] for least in (0, 1, 3, 7, 14, 30)) == everything["total"]
    assert sum(listed(wait=key)["listed"] for key, _, _ in everything["waits"]) == everything["total"]
    assert {item["waiting"] for item in listed(wait="us")["items"]} == {"us"}
    said = set(store.open_cases(()).select("status", "waiting_on").iter_rows())
    assert {("open", "us"), ("pending", "customer")} <= said
    assert listed(age="nonsense") == everything


def test_files_hold_the_rows_of_the_page_and_can_be_written_in_every_format(store):
    state = read_state({"p": "all", "age": "30"}, OFFERED)
    tables = follow_up_tables(store, state, {})
    cases, promises = ({table.name: table for table in tables}[name] for name in ("open_cases", "callbacks"))
    shown = follow_up(store, state)["queues"]
    assert len(cases.rows) == shown["cases"]["listed"]
    assert len(promises.rows) == shown["promises"]["listed"] > 0
    footer = Footer([], "1", "")
    assert as_xlsx(tables, footer)
    assert as_parquet(cases, footer)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (30, "0 min"),
        (-720, "12 min"),
        (7500, "2 h 5 min"),
        (86400 * 3 + 4 * 3600, "3 d 4 h"),
        (86400 * 2000, "2,000 d 0 h"),
    ],
)
def test_how_long_something_waits_is_told_in_two_units(seconds, words):
    assert due_words(seconds) == words


@pytest.mark.parametrize(
    ("age", "band"),
    [
        (timedelta(hours=-5), 0),
        (timedelta(days=1), 1),
        (timedelta(days=2, hours=23), 1),
        (timedelta(days=7), 7),
        (timedelta(days=29, hours=23), 14),
        (timedelta(days=400), 30),
        (None, None),
    ],
)
def test_an_age_begins_its_band_at_whole_days_and_what_nobody_dated_has_none(age, band):
    cases = pl.DataFrame(
        {"opened_at": [None if age is None else MOMENT - age]}, schema={"opened_at": pl.Datetime("us", "UTC")}
    )
    assert with_age(cases, MOMENT)["band"].to_list() == [band]
    assert with_age(cases, None)["band"].to_list() == [None]


def test_what_can_still_be_made_good_stands_before_what_cannot_and_what_is_due_comes_last():
    def promise(key, days_ago, is_overdue=True, is_open=False):
        at = MOMENT - timedelta(days=days_ago)
        return {
            "case_id": key,
            "promised_at": at,
            "promised_on": at.date(),
            "is_overdue": is_overdue,
            "is_open": is_open,
        }

    waiting = pl.DataFrame(
        [
            promise("resolved", 9),
            promise("open", 2, is_open=True),
            promise("older open", 5, is_open=True),
            promise("long ago", 90),
            promise("soon", -1, is_overdue=False, is_open=True),
            promise("sooner", -0.1, is_overdue=False),
        ]
    )
    june = Span(date(2026, 6, 1), date(2026, 6, 30))
    order = ["older open", "open", "resolved", "sooner", "soon"]
    assert listed_promises(june, waiting)["case_id"].to_list() == order
    assert listed_promises(Span(None, None), waiting)["case_id"].to_list() == [*order[:2], "long ago", *order[2:]]
