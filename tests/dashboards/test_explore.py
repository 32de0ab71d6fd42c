from datetime import date

import pytest

from dashboards.export_explore import explore_tables
from dashboards.periods import Span, last_of
from dashboards.remembered import RememberedStore
from dashboards.state import Offered, ViewState, read_state
from dashboards.views.crosscut import (
    MOST_ROWS,
    Cut,
    Figures,
    cut_of,
    figures,
    in_reading_order,
    kept_columns,
    kept_rows,
    offered_for_explore,
)
from dashboards.views.explore import explore, in_order, period_words
from dashboards.views.records import frame_of, read_asked
from transforms.metrics import MetricRequest, MetricStore

SHARED = Offered(("Billing", "Technical"), ("chat", "phone"), ("csat",), topics=("billing",))


@pytest.fixture(scope="module")
def store(warehouse_home):
    store = MetricStore.open_current(warehouse_home)
    yield RememberedStore(store)
    store.close()


def asked(store, **address):
    return read_state({"p": "52w"} | address, offered_for_explore(store, SHARED))


def by_n(counts):
    return {name: {"n": n, "value": float(n)} for name, n in counts.items()}


def test_every_metric_that_people_ask_for_is_offered_and_reps_only_for_plain_numbers(store):
    offered = offered_for_explore(store, SHARED)
    assert set(offered.metrics) == {name for name, metric in store.catalogue.items() if not metric.hidden}
    assert offered.metrics[0] == "csat"
    assert cut_of(store, asked(store, m="contacts_handled", by="agent")).by == "agent"
    assert cut_of(store, asked(store, m="csat", by="agent")).by == "team"
    assert cut_of(store, asked(store, m="contacts_handled", across="agent")).across == "channel"
    assert cut_of(store, asked(store, m="service_level", by="half_hour", across="weekday")) == Cut(
        "service_level", "half_hour", "weekday"
    )
    assert cut_of(store, asked(store, m="csat", by="half_hour", across="team")) == Cut("csat", "team", "none")


def test_a_cut_that_a_metric_does_not_have_is_said_in_words(store):
    shown = explore(store, asked(store, m="csat", by="half_hour"))
    assert shown["notes"] == ["This metric cannot be cut by half hour."]
    assert shown["compares_reps"]
    assert shown["heading"] == "Team"


def test_cells_add_up_to_the_totals_which_are_asked_for_and_each_is_what_the_query_says(store):
    state = asked(store, m="cases_opened", by="topic", across="time")
    shown = explore(store, state)
    for i, total in enumerate(shown["totals"]):
        assert sum(row["cells"][i]["value"] for row in shown["rows"] if row["cells"][i]) == total["value"]
    [rate] = store.query(
        MetricRequest(("csat",), (), None, date(2025, 7, 2), date(2026, 6, 30), (("channel", ("phone",)),))
    ).to_dicts()
    shown = explore(store, asked(store, m="csat"))
    phone = [column["key"] for column in shown["columns"]].index("phone")
    assert (shown["totals"][phone]["value"], shown["totals"][phone]["n"]) == (rate["value"], rate["n"])
    assert shown["whole"]["n"] == sum(total["n"] for total in shown["totals"])


@pytest.mark.parametrize(
    "address",
    [
        {"m": "service_level", "by": "half_hour", "across": "weekday"},
        {"m": "csat", "by": "team", "across": "time", "grain": "month", "channel": "phone"},
        {"m": "contacts_handled", "by": "agent", "across": "none"},
        {"m": "backlog", "by": "team", "across": "time", "p": "13w"},
    ],
)
def test_each_cell_leads_to_as_many_records_as_it_says(store, address):
    state = asked(store, **address)
    shown = explore(store, state)
    [first, *_] = [row for row in shown["rows"] if row["total"]]
    wanted = {"metric": address["m"], "slices": {shown["axes"][0]["chosen"]: first["key"]}}
    assert round(frame_of(store, state, read_asked(wanted, store))["n"].sum()) == first["total"]["n"] > 0
    for column, cell in zip(shown["columns"][:2], first["cells"], strict=False):
        start, end = column["span"] or ("", "")
        more = {} if column["span"] else {column["slice"]: column["key"]}
        of_cell = {**wanted, "slices": wanted["slices"] | more, "start": start, "end": end}
        assert round(frame_of(store, state, read_asked(of_cell, store))["n"].sum()) == (cell["n"] if cell else 0)


def test_a_rep_is_in_no_order_of_figures(store):
    shown = explore(store, asked(store, m="contacts_handled", by="agent", across="none", sort="-total"))
    labels = [row["key"] for row in shown["rows"] if not row["is_unknown"]]
    assert not shown["can_sort"]
    assert labels == sorted(labels)


def test_the_file_holds_the_cells_of_the_screen_and_the_totals(store):
    state = asked(store, m="csat")
    [table] = explore_tables(store, state, {})
    shown = explore(store, state)
    told = {(row[1], row[2]): row[4] for row in table.rows}
    keys = [column["key"] for column in shown["columns"]]
    for row in shown["rows"]:
        counted = {key: cell["n"] for key, cell in zip(keys, row["cells"], strict=True) if cell}
        assert {key: told[row["key"], key] for key in counted} == counted
    assert told["(all)", "(all)"] == shown["whole"]["n"]


def test_too_many_rows_or_columns_leave_those_with_most_records_and_the_latest_times():
    rows = by_n({f"row {i}": i for i in range(MOST_ROWS + 5)})
    days = {date(2026, 1, 1 + i): {"n": 1, "value": 1.0} for i in range(31)}
    found = Figures({}, rows, days, None)
    assert kept_rows(found)[0] == "row 5"
    assert len(kept_rows(found)) == MOST_ROWS
    assert kept_columns(found, Cut("csat", "team", "time", "day"))[0] == date(2026, 1, 2)


def test_days_of_the_week_begin_on_monday_and_what_is_not_known_stands_last():
    assert in_reading_order(["Friday", None, "Monday"]) == ["Monday", "Friday", None]
    assert in_reading_order(["Group 10", "not recorded", "Group 2"]) == ["Group 2", "Group 10", "not recorded"]


def test_rows_are_ordered_by_their_total_or_by_a_column_that_is_shown():
    cells = {("A", "phone"): {"value": 1.0}, ("B", "phone"): {"value": 2.0}}
    found = Figures(cells, by_n({"A": 5, "B": 3, "C": 4}), {}, None)
    rows = ["A", "B", "C"]
    assert in_order(rows, ["phone"], found, "-total") == ["A", "C", "B"]
    assert in_order(rows, ["phone"], found, "-phone") == ["B", "A", "C"]
    assert in_order(rows, ["phone"], found, "chat") == rows


@pytest.mark.parametrize(
    ("grain", "first", "last", "words"),
    [
        ("day", date(2026, 6, 3), date(2026, 6, 3), "3 Jun 2026"),
        ("week", date(2026, 6, 1), date(2026, 6, 7), "1 Jun 2026"),
        ("month", date(2026, 2, 1), date(2026, 2, 28), "Feb 2026"),
        ("quarter", date(2026, 10, 1), date(2026, 12, 31), "Q4 2026"),
    ],
)
def test_a_period_has_a_last_day_and_words(grain, first, last, words):
    assert last_of(grain, first) == last
    assert period_words(grain, first) == words


def test_records_of_a_month_at_the_edge_end_with_the_period(store):
    state = ViewState(
        "custom",
        date(2026, 5, 20),
        date(2026, 6, 10),
        metric="csat",
        choices=(("by", "team"), ("across", "time")),
        grain="month",
    )
    columns = explore(store, state)["columns"]
    assert [column["span"] for column in columns] == [["2026-05-20", "2026-05-31"], ["2026-06-01", "2026-06-10"]]
    assert figures(store, state, cut_of(store, state), Span(state.start, state.end)).whole
