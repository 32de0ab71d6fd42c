"""One team's page: its own numbers, what it is compared with, and its people in the order of their names."""

from types import SimpleNamespace

import pytest

from dashboards.export_team import team_tables
from dashboards.periods import periods_of
from dashboards.remembered import RememberedStore
from dashboards.state import Offered, read_state
from dashboards.views.board import offered_on
from dashboards.views.team import BOARD, others_of, team
from transforms.metrics import MetricRequest, MetricStore

TEAMS = ("Billing", "Technical")


@pytest.fixture(scope="module")
def store(warehouse_home):
    store = MetricStore.open_current(warehouse_home)
    yield RememberedStore(store)
    store.close()


@pytest.fixture(scope="module")
def state(store):
    offered = offered_on(BOARD)(store, Offered(TEAMS, ("email", "phone"), ()))
    return read_state({"team": "Billing", "p": "52w", "m": "reopen_rate"}, offered)


@pytest.fixture(scope="module")
def shown(store, state):
    return team(store, state)


def test_every_part_is_of_the_team_and_adds_up_to_its_tile(store, state, shown):
    [tile] = [one for one in shown["tiles"] if one["metric"] == "reopen_rate"]
    for cut in shown["parts"]["cuts"]:
        assert f"n {sum(row['n'] for row in cut['rows']):,}" == tile["counted"]
    assert any(row["others"] != "–" for cut in shown["parts"]["cuts"] for row in cut["rows"])
    waiting = shown["waiting"]
    span = periods_of(state, store.generation).shown
    asked = MetricRequest(("callbacks_overdue",), start=span.start, end=span.end, where=state.where)
    assert waiting["overdue"] == store.query(asked)["value"][0]
    [open_now] = store.query(MetricRequest(("backlog",), where=(("team", ("Billing",)),))).to_dicts()
    assert waiting["cases"] == sum(band["count"] for band in waiting["bands"]) == open_now["value"]


def test_people_stand_by_name_with_readings_and_none_of_too_few_records_with_a_figure(shown):
    rows = shown["people"]["rows"]
    assert [row["name"] for row in rows] == sorted(row["name"] for row in rows)
    assert len(rows) > 3
    told = [reading for row in rows for reading in row["readings"].values()]
    assert any(word != "too_few" for word, _ in told)
    assert all(said.startswith("n ") == (word == "too_few") for word, said in told)


def test_what_changed_is_what_the_tiles_say(shown):
    unusual = {one["label"] for one in shown["tiles"] if one["verdict"]["word"].endswith("than usual")}
    assert {one["label"] for one in shown["changed"]["causes"]} == unusual
    assert shown["changed"]["judged"] >= len(unusual)


def test_files_hold_the_team_alone(store, state):
    tables = {table.name: table for table in team_tables(store, state, {})}
    names = [column.name for column in tables["figures"].columns]
    rows = [dict(zip(names, row, strict=True)) for row in tables["figures"].rows]
    own = [row["n"] for row in rows if row["metric"] == "cases_opened" and row["topic"] == row["channel"] == "(all)"]
    [opened] = store.query(MetricRequest(("cases_opened",), where=state.where)).to_dicts()
    assert 0 < max(own) <= opened["n"]
    assert len(tables["scorecards"].rows) > 0


@pytest.mark.parametrize(
    ("interval", "own", "whole", "beside"),
    [
        ("wilson", (0.5, 40), (0.25, 80), 0.0),
        ("mean", (60.0, 50), (90.0, 100), 120.0),
        ("wilson", (0.5, 60), (0.25, 80), None),
        ("rank", (60.0, 79), (90.0, 80), 90.0),
        ("wilson", (None, 0), (0.25, 80), 0.25),
    ],
)
def test_the_others_are_told_without_the_team_itself(interval, own, whole, beside):
    definition = SimpleNamespace(interval=interval, least_n=30)
    figures = (dict(zip(("value", "n"), one, strict=True)) for one in (own, whole))
    assert others_of(definition, *figures) == beside
    assert others_of(definition, {"value": 0.5, "n": 40}, None) is None
