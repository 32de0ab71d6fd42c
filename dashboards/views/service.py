"""Service: the queues of the telephone and the chat, when they are answered, and what is promised for cases."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dashboards.periods import Span, periods_of
from dashboards.state import Offered, ViewState
from dashboards.views.board import BoardSpec, board, is_list_of, known, offered_on
from dashboards.views.breakdown import metric_cell
from dashboards.views.heat import NOT_RECORDED, ordered
from dashboards.views.intervals import intervals, map_keys
from transforms.requests import MetricRequest

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore

BOARD = BoardSpec(
    tiles=(
        "contacts_offered",
        "service_level",
        "abandonment_rate",
        "average_speed_of_answer",
        "average_handle_time",
        "first_response_time_median",
        "sla_attainment",
        "backlog",
    ),
    default_metric="service_level",
)
QUEUES = (
    "contacts_offered",
    "contacts_answered",
    "contacts_abandoned",
    "service_level",
    "abandonment_rate",
    "speed_of_answer_median",
    "speed_of_answer_p90",
)
OCCUPANCY = "occupancy"
READINGS = ("service_level", "answered_within_threshold_rate", "service_level_genesys", "service_level_amazon_connect")
_OF_QUEUE = (*QUEUES, *READINGS[1:])

Rows = dict[tuple[str | None, str], dict[str, Any]]


def service(store: RememberedStore, state: ViewState) -> dict[str, Any]:
    """Everything on the page: the board, the map of the week, the queues, and the other readings of one word."""
    shown = periods_of(state, store.generation).shown
    found = _queue_rows(store, state, shown)
    return board(store, state, BOARD) | {
        "map": intervals(store, state, shown),
        "queues": _queues(store, found) | {"readings": _readings(store, found)},
    }


def offered_on_service(store: RememberedStore, shared: Offered) -> Offered:
    """The metrics of the board, and what the map can show."""
    return replace(offered_on(BOARD)(store, shared), choices=map_keys(store))


def _queue_rows(store: RememberedStore, state: ViewState, shown: Span) -> Rows:
    """(team or None for all, metric) to its figures: one fact for the queues, one for the time of agents."""
    # Agents are on the queue of all channels at once, and of no topic, so their time is cut by team alone.
    by_team = tuple((name, values) for name, values in state.where if name == "team")
    found: Rows = {}
    for metrics, where in ((known(store, _OF_QUEUE), state.where), ((OCCUPANCY,), by_team)):
        for by in ((), ("team",)):
            answered = store.query(MetricRequest(metrics, by, None, shown.start, shown.end, where)).to_dicts()
            found |= {(row.get("team"), row["metric"]): row for row in answered}
    return found


def _queues(store: RememberedStore, found: Rows) -> dict[str, Any]:
    currency = str(store.generation.get("currency", ""))
    columns = (*known(store, QUEUES), OCCUPANCY)

    def cells(team: str | None) -> list[dict[str, Any]]:
        return [metric_cell(store.catalogue[name], found.get((team, name)), currency) for name in columns]

    teams = ordered({team for team, metric in found if team is not None and metric == QUEUES[0]})
    return {
        "columns": [
            {
                "metric": name,
                "label": store.catalogue[name].label,
                "description": store.catalogue[name].description,
                "is_list": is_list_of(store.catalogue[name]),
            }
            for name in columns
        ],
        "rows": [
            {"key": team, "label": team, "is_unknown": team == NOT_RECORDED, "cells": cells(team)} for team in teams
        ],
        "total": cells(None),
    }


def _readings(store: RememberedStore, found: Rows) -> list[dict[str, Any]]:
    """The same calls by other definitions of the service level."""
    return [
        {"metric": name, "label": store.catalogue[name].label, "description": store.catalogue[name].description}
        | metric_cell(store.catalogue[name], found.get((None, name)), "")
        for name in READINGS
    ]
