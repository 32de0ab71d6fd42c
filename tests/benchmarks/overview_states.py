"""Random filter states of the overview, the same for every seed, no two of which share an answer."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from dashboards.state import CUSTOM, PERIODS, ViewState

MOST_TEAMS, MOST_CHANNELS = 3, 2


def random_states(
    count: int, seed: int, newest: date, teams: Sequence[str], channels: Sequence[str], metrics: Sequence[str]
) -> list[ViewState]:
    """States of the usual lengths, of no team to three, of no channel to two, and of any metric.

    Each ends on a day of its own: otherwise parts of an answer could be remembered from the one before.
    """
    drawn = random.Random(seed)
    back = drawn.sample(range(count), count)
    return [_state(drawn, newest - timedelta(days=days), teams, channels, metrics) for days in back]


def _state(
    drawn: random.Random, end: date, teams: Sequence[str], channels: Sequence[str], metrics: Sequence[str]
) -> ViewState:
    days = PERIODS[drawn.choice(list(PERIODS))]
    return ViewState(
        period=CUSTOM,
        start=end - timedelta(days=days - 1),
        end=end,
        teams=_some(drawn, teams, MOST_TEAMS),
        channels=_some(drawn, channels, MOST_CHANNELS),
        metric=drawn.choice(list(metrics)),
    )


def _some(drawn: random.Random, names: Sequence[str], most: int) -> tuple[str, ...]:
    chosen = drawn.sample(list(names), drawn.randint(0, min(most, len(names))))
    return tuple(name for name in names if name in chosen)


def earlier(states: Sequence[ViewState], days: int) -> list[ViewState]:
    """The same states so many days before, for what is asked before the clock runs."""
    back = timedelta(days=days)
    return [replace(s, start=s.start - back, end=s.end - back) for s in states if s.start and s.end]


def asked_of_page(state: ViewState) -> dict[str, Any]:
    """A state as the filters of the page send it."""
    assert state.start
    assert state.end
    return {
        "p": "",
        "from": state.start.isoformat(),
        "to": state.end.isoformat(),
        "cmp": state.compare,
        "team": list(state.teams),
        "channel": list(state.channels),
        "m": state.metric,
    }
