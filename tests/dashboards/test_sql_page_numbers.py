from contextlib import closing
from datetime import date
from urllib.parse import parse_qsl, urlsplit

import polars as pl
import pytest
from dash import page_registry

from dashboards.access.reader import LOCAL, Reader, Role, acting_as
from dashboards.app import create_app
from dashboards.drill_down import PAGE
from dashboards.periods import last_of, periods_of
from dashboards.sql import Sandbox
from dashboards.sql.page_number import statement_of
from dashboards.sql.page_shown import shown
from dashboards.state import ViewState
from dashboards.views.board import board
from dashboards.views.overview import BOARD
from dashboards.views.records import Asked, sql_link
from dashboards.views.team import BOARD as BOARD_OF_TEAM
from transforms.requests import MetricRequest

TICKET = "fedcba9876543210"


def under(app, address, ask, reader=LOCAL):
    with acting_as(reader):
        return app.server.config["EVENHAND_ANSWERS"].export(PAGE, address, ask)


def answered(app, statement, reader=LOCAL, **values):
    console = app.server.config["EVENHAND_SQL"]
    sent = {"statement": statement, "values": values, "ticket": TICKET}
    return under(app, {}, lambda store, _: shown(store, console, reader, sent), reader)


def value_of(app, metric, found):
    assert "error" not in found, found
    at = [column["name"] for column in found["columns"]].index(metric)
    [row] = found["rows"]
    return row[at]


# A share, a sum of scores, a median, a percentile, a ratio of two metrics, a stock, a count, an amount of money.
METRICS = [
    "csat",
    "nps",
    "resolution_time_median",
    "resolution_time_p90",
    "service_level",
    "average_handle_time",
    "backlog",
    "cases_opened",
]


@pytest.mark.parametrize("metric", METRICS)
def test_the_statement_of_a_number_gives_that_number(app, metric):
    address = {"p": "13w", "channel": "email|phone", "metric": metric, "of_team": "Billing"}

    def ask(store, state):
        days = periods_of(state, store.generation).shown
        where = (("channel", ("email", "phone")), ("team", ("Billing",)))
        [row] = store.query(MetricRequest((metric,), start=days.start, end=days.end, where=where)).to_dicts()
        return row["value"], statement_of(store, state, address)

    value, statement = under(app, address, ask)
    assert statement.startswith("-- ")
    assert "Billing" in statement.splitlines()[0]
    assert value_of(app, metric, answered(app, statement)) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize("grain", ["day", "week", "month"])
@pytest.mark.parametrize("metric", ["csat", "resolution_time_median", "backlog"])
def test_the_statement_behind_a_point_of_a_trend_gives_the_value_of_that_point(app, metric, grain):
    def ask(store, _):
        state = ViewState(metric=metric, grain=grain, teams=("Billing", "Technical"))
        points = [point for point in board(store, state, BOARD_OF_TEAM)["trend"]["points"] if point["n"]]
        start = date.fromisoformat(points[-2]["start"])
        link = sql_link(state, Asked(metric, (), start, last_of(grain, start)))
        return points[-2]["value"], dict(parse_qsl(urlsplit(link).query))

    value, address = under(app, {}, ask)
    statement = under(app, address, lambda store, state: statement_of(store, state, address))
    assert value_of(app, metric, answered(app, statement)) == pytest.approx(value, rel=1e-12)


# Nothing reached a team that is not there: no case is a count of nought; without calls, and without answers, nothing is known.
@pytest.mark.parametrize(("metric", "value"), [("cases_opened", 0), ("contacts_abandoned", None), ("csat", None)])
def test_the_statement_of_nothing_says_what_the_page_says_of_nothing(app, metric, value):
    address = {"metric": metric, "of_team": "Nobody"}

    def ask(store, state):
        days = periods_of(state, store.generation).shown
        request = MetricRequest((metric,), start=days.start, end=days.end, where=(("team", ("Nobody",)),))
        return store.query(request)["value"].to_list(), statement_of(store, state, address)

    found, statement = under(app, address, ask)
    assert found == [value]
    assert value_of(app, metric, answered(app, statement)) == value


@pytest.mark.parametrize("metric", ["csat", "resolution_time_median", "backlog"])
def test_the_statement_of_a_limited_analyst_gives_the_number_that_this_analyst_sees(app, metric):
    of_two = Reader("two", Role.ANALYST, teams=("Billing", "Technical"))

    def ask(store, state):
        days = periods_of(state, store.generation).shown
        [row] = store.query(MetricRequest((metric,), start=days.start, end=days.end)).to_dicts()
        return row["value"], statement_of(store, state, {"metric": metric})

    value, statement = under(app, {"p": "52w"}, ask, of_two)
    whole, _ = under(app, {"p": "52w"}, ask)
    assert value != whole
    assert value_of(app, metric, answered(app, statement, of_two)) == pytest.approx(value, rel=1e-12)


def test_every_tile_of_a_page_leads_to_its_own_statement(app):
    def ask(store, state):
        told = [(tile["metric"], tile["hint"]["sql"]) for tile in board(store, state, BOARD)["tiles"]]
        days = periods_of(state, store.generation).shown
        request = MetricRequest(tuple(name for name, _ in told), start=days.start, end=days.end, where=state.where)
        return told, {row["metric"]: row["value"] for row in store.query(request).to_dicts()}

    told, values = under(app, {"p": "52w", "team": "Billing"}, ask)
    assert len(told) >= 6
    for metric, link in told:
        address = dict(parse_qsl(urlsplit(link).query))
        assert address == {"metric": metric, "p": "52w", "team": "Billing"}
        statement = under(app, address, lambda store, state, address=address: statement_of(store, state, address))
        assert value_of(app, metric, answered(app, statement)) == pytest.approx(values[metric], rel=1e-12)


def test_an_address_of_no_number_opens_an_empty_editor(app):
    for address in ({}, {"metric": "salaries"}, {"metric": "csat", "of_planet": "Mars"}):
        assert under(app, address, lambda store, state, address=address: statement_of(store, state, address)) == ""


def test_values_are_passed_and_never_spliced(app):
    statement = "select $team as told, count(*) as n from case_openings where team = $team and opened_on >= $from"
    start = {"kind": "date", "text": "2020-01-01"}
    found = answered(app, statement, team={"kind": "text", "text": "Billing"}, **{"from": start})
    [[told, n]] = found["rows"]
    assert (told, n > 100) == ("Billing", True)
    sly = "x' or true --"
    assert answered(app, statement, team={"kind": "text", "text": sly}, **{"from": start})["rows"] == [[sly, 0]]


def test_the_first_rows_of_many_are_said_to_be_the_first(app):
    found = answered(app, "select i from range(12_345) as t(i)")
    assert len(found["rows"]) == 10_000
    assert found["is_truncated"]
    assert found["total"] in (12_345, None)


def test_files_of_a_run_hold_its_rows_and_what_was_asked(app, client):
    statement = "select '=1+1' as sly, 1.5 as \"=name\", date '2026-01-02' as day, null as none\nunion all select 'b', 2, null, null order by 2"
    assert "error" not in answered(app, statement)
    get = lambda kind, run=TICKET: client.get(f"/download/sql.{kind}?run={run}", base_url="http://localhost")  # noqa: E731
    lines = get("csv").data.decode("utf-8-sig").splitlines()
    assert lines[:3] == ["sly,'=name,day,none", "'=1+1,1.5,2026-01-02,", "b,2.0,,"]
    assert lines[3] == "# 2 rows"
    assert "generation 0" in lines[4]
    assert lines[5:7] == ["# Asked in SQL:", f'"# {statement.splitlines()[0].replace(chr(34), chr(34) * 2)}"']
    frame = pl.read_parquet(get("parquet").data)
    assert frame["day"].dtype == pl.Date
    assert frame["sly"].to_list() == ["=1+1", "b"]
    assert get("xlsx").data[:2] == b"PK"
    assert get("csv", "0" * 16).status_code == 404


class Shut(Sandbox):
    """A machine that cannot shut a query in."""

    def _what_is_missing(self):
        return "it has no Landlock"


def test_a_machine_that_cannot_shut_queries_in_says_so_and_answers_none(warehouse_home):
    app = create_app(warehouse_home, sandbox=Shut(warehouse_home))
    with closing(app.server.config["EVENHAND_ANSWERS"]), acting_as(LOCAL):
        editor = dict(components(layout_of(app)))["sql-editor"]
        assert "it has no Landlock" in editor["why_off"]
        assert "EVENHAND_SQL_WITHOUT_CONFINEMENT=true" in editor["why_off"]
        assert answered(app, "select 1")["error"]["kind"] == "off"
    app = create_app(warehouse_home, sandbox=Shut(warehouse_home, without_confinement=True))
    with closing(app.server.config["EVENHAND_ANSWERS"]), acting_as(LOCAL):
        editor = dict(components(layout_of(app)))["sql-editor"]
        assert (editor["why_off"], "as an administrator decided" in editor["warning"]) == ("", True)


def layout_of(app):
    [entry] = [entry for entry in page_registry.values() if entry["path"] == "/sql"]
    with app.server.app_context():
        return entry["layout"]()


def components(node):
    """Identifier and data of every component of a page."""
    if isinstance(node, list | tuple):
        for child in node:
            yield from components(child)
    elif hasattr(node, "children") or hasattr(node, "id"):
        yield getattr(node, "id", ""), getattr(node, "data", None)
        yield from components(getattr(node, "children", None))


def test_an_analyst_of_some_teams_sees_and_asks_their_rows_only(app):
    billing = Reader("bill", Role.ANALYST, teams=("Billing",))
    found = answered(app, "select distinct team from case_openings", billing)
    assert found["rows"] == [["Billing"]]
    with acting_as(billing):
        listed = {table["name"]: table for table in dict(components(layout_of(app)))["sql-schema"]["tables"]}
    assert listed["case_openings"]["words"]
    assert ["team", "VARCHAR"] in [column[:2] for column in listed["case_openings"]["columns"]]
    # It tells of everybody's place among all, so no file of some teams holds it.
    assert "rep_scorecards" not in listed


def test_who_may_not_ask_gets_neither_page_nor_file(app, client):
    executive = Reader("eve", Role.EXECUTIVE)
    found = answered(app, "select 1", executive)
    assert found["error"]["kind"] == "refused"
    console = app.server.config["EVENHAND_SQL"]
    assert [run.outcome for run in console.history.of("eve")] == ["refused"]
