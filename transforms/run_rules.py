"""Rules that mark points of a control chart, and exactly how often each of them marks chance alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.stats import norm

OUTSIDE, TWO_OF_THREE, RUN = "outside", "two_of_three", "run"
"""One point beyond three sigma; two of three beyond two sigma on one side; the eighth in a row on one side."""

RUN_LENGTH = 8
USUAL_RULES = (OUTSIDE, RUN)

# Zones by distance from the centre: within two sigma, up to three, beyond. The sign is the side.
_ZONES = (-3, -2, -1, 1, 2, 3)
_BEYOND_TWO, BEYOND_LIMITS = 2, 3


class _Memory(NamedTuple):
    """What the rules have to know of the points before: side and length of the run, and sides beyond two sigma."""

    side: int = 0
    run: int = 0
    far: tuple[int, int] = (0, 0)


_NOTHING = _Memory()


@dataclass(frozen=True)
class FalseAlarms:
    """What the rules do with independent normal values around a known centre: marks that mean nothing."""

    expected: float
    """Marks expected in so many points."""
    any: float
    """Chance of at least one mark."""


def zones(values: Iterable[float | None], centre: float, low: float, high: float) -> list[int]:
    """Zone of each point: side × 1, 2 or 3 by its distance from the centre in thirds of that to the limit; 0 unknown.

    A point on the centre is on neither side and counts as unknown. A limit that was cut at a bound of the measure is
    where no point can be beyond it, and the zones on that side are thirds of what is left.
    """
    return [0 if value is None else _zone(value, centre, low, high) for value in values]


def _zone(value: float, centre: float, low: float, high: float) -> int:
    if value == centre:
        return 0
    side, limit = (1, high) if value > centre else (-1, low)
    reach, distance = abs(limit - centre), abs(value - centre)
    if distance > reach:
        return side * BEYOND_LIMITS
    return side * (_BEYOND_TWO if distance > reach * 2 / 3 else 1)


def marks(zoned: Sequence[int], rules: Sequence[str] = USUAL_RULES) -> list[str | None]:
    """The first of the rules that marks each point, else None.

    A run is marked once, where it becomes one, so that a lasting shift is one signal and not a painted year. An unknown
    point ends a run and is forgotten by the other rules.
    """
    memory, found = _NOTHING, []
    for zone in zoned:
        memory, broken = _step(memory, zone)
        found.append(next((rule for rule in rules if rule in broken), None))
    return found


def _step(memory: _Memory, zone: int) -> tuple[_Memory, frozenset[str]]:
    """One more point: what is remembered after it, and the rules it breaks."""
    if zone == 0:
        return _NOTHING, frozenset()
    side = 1 if zone > 0 else -1
    run = min(memory.run + 1, RUN_LENGTH + 1) if side == memory.side else 1
    is_far = abs(zone) >= _BEYOND_TWO
    broken = {
        OUTSIDE: abs(zone) == BEYOND_LIMITS,
        TWO_OF_THREE: is_far and side in memory.far,
        RUN: run == RUN_LENGTH,
    }
    after = _Memory(side, run, (memory.far[1], side if is_far else 0))
    return after, frozenset(rule for rule, is_broken in broken.items() if is_broken)


def average_run_length(rules: Sequence[str] = USUAL_RULES) -> float:
    """Points until the first false mark, on average: 370.4 for one point beyond three sigma alone.

    Solved exactly as a Markov chain over what the rules remember (Champ, Woodall 1987).
    """
    states, moves = _chain(rules)
    quiet = _matrix(len(states), [move for move in moves if not move.is_marked])
    lengths = np.linalg.solve(np.eye(len(states)) - quiet, np.ones(len(states)))
    return float(lengths[0])


def false_alarms(points: int, rules: Sequence[str] = USUAL_RULES) -> FalseAlarms:
    """Marks to expect in a chart of so many points when nothing but chance moves them, by the same chain.

    It takes the limits for known. Limits from few points mark more often, autocorrelated series too.
    """
    states, moves = _chain(rules)
    every = _matrix(len(states), moves)
    quiet = _matrix(len(states), [move for move in moves if not move.is_marked])
    rate = np.zeros(len(states))
    for move in moves:
        rate[move.start] += move.chance * move.is_marked
    where, unmarked, expected = np.eye(len(states))[0], np.eye(len(states))[0], 0.0
    for _ in range(points):
        expected += float(where @ rate)
        where, unmarked = where @ every, unmarked @ quiet
    return FalseAlarms(expected, float(1 - unmarked.sum()))


class _Move(NamedTuple):
    start: int
    end: int
    chance: float
    is_marked: bool


def _chain(rules: Sequence[str]) -> tuple[list[_Memory], list[_Move]]:
    """All that can be remembered, beginning with nothing, and the moves between it."""
    edges = [-np.inf, -BEYOND_LIMITS, -_BEYOND_TWO, 0, _BEYOND_TWO, BEYOND_LIMITS, np.inf]
    chances = [float(norm.cdf(high) - norm.cdf(low)) for low, high in pairwise(edges)]
    states, places, moves = [_NOTHING], {_NOTHING: 0}, []
    for start, state in enumerate(states):
        for zone, chance in zip(_ZONES, chances, strict=True):
            after, broken = _step(state, zone)
            if after not in places:
                places[after] = len(states)
                states.append(after)
            moves.append(_Move(start, places[after], chance, not broken.isdisjoint(rules)))
    return states, moves


def _matrix(size: int, moves: Sequence[_Move]) -> npt.NDArray[np.float64]:
    matrix = np.zeros((size, size))
    for move in moves:
        matrix[move.start, move.end] += move.chance
    return matrix
