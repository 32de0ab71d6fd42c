"""One metric by team and channel, coloured only where a cell differs clearly from the other teams of its channel."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from dashboards.formats import count, in_words, number, scale_of
from dashboards.periods import Span
from dashboards.state import ViewState
from dashboards.views.verdicts import tone
from transforms.catalogue import LEAST_RECORDS
from transforms.intervals import standard_normal
from transforms.requests import MetricRequest

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore
    from transforms.metrics import MetricDefinition

NOT_RECORDED = "not recorded"
CLEARLY = 3.0
MINIMUM_N = LEAST_RECORDS
AXES = ("team", "channel")
UNRATED = ("none", "rank")
"""Intervals that nothing is told from about the other teams together: of volumes none, and quantiles do not add up."""
_FULL_DEPTH = 8.0
_Z95 = standard_normal(0.95)


def heat_map(store: RememberedStore, state: ViewState, shown: Span) -> dict[str, Any]:
    """Rows are teams, columns channels, the last row all teams; text, n, tone and depth of each cell.

    A choice of teams or channels dims the others and leaves them where they are, so that it stays a map.
    """
    definition = store.catalogue[state.metric]
    where = tuple((dimension, values) for dimension, values in state.where if dimension not in AXES)
    cells = _cells(store, MetricRequest((state.metric,), ("team", "channel"), None, shown.start, shown.end, where))
    totals = _cells(store, MetricRequest((state.metric,), ("channel",), None, shown.start, shown.end, where))
    teams = ordered({team for team, _ in cells})
    channels = ordered({channel for _, channel in cells})
    # One unit for the whole map: figures that stand side by side must be comparable at a glance.
    known = sorted(cell["value"] for cell in cells.values() if cell["value"] is not None)
    scale = scale_of(definition.unit, known[len(known) // 2] if known else None)
    return {
        "title": f"{definition.label} by team and channel",
        "unit": scale[1],
        "metric": definition.name,
        "subtitle": _subtitle(definition, bool(state.teams or state.channels)),
        "channels": [label(channel) for channel in channels],
        "keys": channels,
        "chosen": {"team": list(state.teams), "channel": list(state.channels)},
        "picked": _picked(state, cells, definition),
        "rows": [
            {
                "team": team,
                "is_unknown": team == NOT_RECORDED,
                "cells": [
                    rated_cell(definition, cells.get((team, channel)), totals[(channel,)], scale)
                    for channel in channels
                ],
            }
            for team in teams
        ],
        "totals": [rated_cell(definition, totals[(channel,)], None, scale) for channel in channels],
    }


def _picked(
    state: ViewState, cells: dict[tuple[str, ...], dict[str, Any]], definition: MetricDefinition
) -> dict[str, Any] | None:
    """The one cell that is selected, in words, where there is one with records."""
    if len(state.teams) != 1 or len(state.channels) != 1:
        return None
    cell = cells.get((state.teams[0], state.channels[0]))
    if cell is None or cell["value"] is None:
        return None
    return {
        "name": f"{state.teams[0]}, {label(state.channels[0])}",
        "text": in_words(definition.unit, cell["value"]),
        "counted": f"n {count(cell['n'])}",
        "slices": {"team": state.teams[0], "channel": state.channels[0]},
    }


def label(channel: str) -> str:
    """A channel as a heading: web_form becomes Web form."""
    text = channel.replace("_", " ")
    return text[:1].upper() + text[1:]


def ordered(names: Iterable[str]) -> list[str]:
    """By name, Group 2 before Group 10, with what is not recorded at the end."""
    return sorted(names, key=lambda name: (name == NOT_RECORDED, _natural(name), name))


def _natural(name: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"(\d+)", name.casefold())]


def _cells(store: RememberedStore, request: MetricRequest) -> dict[tuple[str, ...], dict[str, Any]]:
    return {tuple(row[dimension] for dimension in request.by): row for row in store.query(request).to_dicts()}


def _subtitle(definition: MetricDefinition, is_chosen: bool) -> str:
    dimmed = " What is not selected is dimmed." if is_chosen else ""
    if definition.interval in UNRATED:
        return (
            f"Volumes and medians are shown without colour: the medians of some teams do not make one of all.{dimmed}"
        )
    return f"Colour only where a team differs clearly from the other teams of that channel.{dimmed}"


def rated_cell(
    definition: MetricDefinition,
    cell: dict[str, Any] | None,
    total: dict[str, Any] | None,
    scale: tuple[float, str, int],
) -> dict[str, Any]:
    """A cell of a map: its figure, and the tone where it differs clearly from the rest of the total it is part of."""
    if cell is None or cell["value"] is None:
        return {"text": "", "title": "no records", "tone": None, "depth": 0, "is_few": False}
    is_rated = definition.interval not in UNRATED
    is_few = definition.n != definition.name and cell["n"] < definition.least_n
    distance = 0.0 if total is None or is_few or not is_rated else distance_from_others(definition, cell, total)
    is_clear = abs(distance) >= CLEARLY and definition.better in ("higher", "lower")
    value = in_words(definition.unit, cell["value"])
    return {
        "text": number(definition.unit, cell["value"], scale),
        "title": f"{value}, n {count(cell['n'])}" + (": too few to say" if is_few else ""),
        "tone": tone(definition.better, distance > 0) if is_clear else None,
        "is_higher": distance > 0,
        "depth": min(1.0, abs(distance) / _FULL_DEPTH) if is_clear else 0,
        "is_few": is_few,
    }


def distance_from_others(definition: MetricDefinition, cell: dict[str, Any], total: dict[str, Any]) -> float:
    """How many standard errors a cell lies from the rest of its column, the cell itself left out; 0 when alone.

    Rates: two-sample test with the pooled share. Means: their 95 % intervals turned back into standard errors.
    """
    others = total["n"] - cell["n"]
    if others < MINIMUM_N:
        return 0.0
    rest = (total["value"] * total["n"] - cell["value"] * cell["n"]) / others
    if definition.interval == "wilson":
        pooled = total["value"]
        variance = pooled * (1 - pooled) * (1 / cell["n"] + 1 / others)
    else:
        own = (cell["high"] - cell["low"]) / 2 / _Z95
        all_teams = (total["high"] - total["low"]) / 2 / _Z95
        variance = own**2 + all_teams**2 * total["n"] / others
    return (cell["value"] - rest) / math.sqrt(variance) if variance > 0 else 0.0
