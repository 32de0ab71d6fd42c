from datetime import date

from dashboards.periods import periods
from dashboards.views.overview import BOARD
from tests.benchmarks.overview_states import earlier, random_states
from tests.benchmarks.superset_charts import Measured, charts, told

NEWEST = date(2026, 6, 30)
TEAMS, CHANNELS = ("Billing", "Sales", "Technical", "Retention"), ("phone", "chat", "email")


def _states(count, seed=5):
    return random_states(count, seed, NEWEST, TEAMS, CHANNELS, BOARD.tiles)


def test_states_come_out_the_same_and_share_no_day_on_which_they_end():
    states = _states(40)
    assert states == _states(40)
    assert states != _states(40, seed=6)
    ends = {state.end for state in (*states, *earlier(states[:3], 40))}
    assert len(ends) == 43
    assert {len(state.teams) for state in states} == {0, 1, 2, 3}
    assert {len(state.channels) for state in states} == {0, 1, 2}
    assert {(state.end - state.start).days + 1 for state in states} == {7, 28, 91, 364}


def test_a_dashboard_asks_every_number_of_the_page():
    state = next(state for state in _states(40) if state.teams and (state.end - state.start).days == 27)
    metrics = dict.fromkeys(
        (*BOARD.tiles, "contacts_offered"),
        Measured("daily_cases", "day", "sum(n)", {"team": "first_team", "channel": "channel"}),
    )
    *tiles, contacts, by_slice = charts(metrics, state, periods(state, NEWEST))
    assert [chart.metric for chart in tiles] == list(BOARD.tiles)
    number, series = tiles[0].queries
    assert number["time_offsets"] == ["28 days ago"]
    assert {"col": "first_team", "op": "IN", "val": list(state.teams)} in number["filters"]
    assert series["columns"][0]["timeGrain"] == "P1W"
    assert contacts.metric == "contacts_offered"
    assert [query["columns"] for query in by_slice.queries] == [["first_team", "channel"], ["channel"]]
    assert all(len(query["filters"]) == 1 for query in by_slice.queries), "a map shows what is not chosen, too"


def test_numbers_of_charts_are_told_by_what_they_are():
    state = _states(1)[0]
    metric = Measured("cases", "day", "sum(n)", {"team": "first_team", "channel": "channel"})
    metrics = dict.fromkeys((*BOARD.tiles, "contacts_offered"), metric)
    drawn = charts(metrics, state, periods(state, NEWEST))
    tile = {
        "result": [
            {"data": [{"cases_opened": 5, "cases_opened__7 days ago": 4}]},
            {"data": [{"week": 1_751_241_600_000.0, "cases_opened": 2}]},
        ]
    }
    assert dict(told(drawn[0], tile, metric.columns)) == {
        ("cases_opened", "shown"): 5,
        ("cases_opened", "compared"): 4,
        ("cases_opened", "series", date(2025, 6, 30)): 2,
    }
    cells = {"result": [{"data": [{"first_team": "Sales", "channel": "chat", state.metric: 3}]}, {"data": []}]}
    assert dict(told(drawn[-1], cells, metric.columns)) == {(state.metric, "cells", "Sales", "chat"): 3}
