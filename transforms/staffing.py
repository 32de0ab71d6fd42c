"""How many agents a line needs: Erlang C (nobody gives up) and Erlang A (callers give up), always both, as a band.

Both take calls that come at random (Poisson) into one queue, agents who are all alike, and a stretch of the day in
which nothing changes. Erlang C lets everybody wait forever and so errs to the pessimistic side. Erlang A errs to the
optimistic one, because the calls of a real half hour vary by more than chance (Robbins, Medeiros and Harrison 2010).
Loads are in erlangs: calls per second times seconds per call. What is unknown going in (nan) is unknown coming out
(null), never a nought.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from transforms.aliases import Floats
from transforms.kummer import log_reciprocal_kummer

Mask = NDArray[np.bool_]
_Line = dict[str, Floats]

_FIRST_TRY = 16


@dataclass(frozen=True)
class Target:
    """A share of all calls, answered within so many seconds by agents busy for at most so much of their time."""

    share: float = 0.8
    seconds: float = 20.0
    most_occupancy: float = 1.0

    def __post_init__(self) -> None:
        """Refuses a target that no number of agents could meet."""
        if not 0 < self.share < 1:
            raise ValueError(f"a target of {self.share:g} is not between 0 and 1")
        if not 0 <= self.seconds < float("inf"):
            raise ValueError(f"nobody is answered within {self.seconds:g} seconds")
        if not 0 < self.most_occupancy <= 1:
            raise ValueError(f"an occupancy of {self.most_occupancy:g} is not above 0 and at most 1")


def erlang_b(load: ArrayLike, most_agents: int) -> Floats:
    """Share of calls lost where nobody can wait, by number of agents from 0 (rows) and load (columns).

    B(0) = 1, B(n) = A·B(n−1) / (n + A·B(n−1)) (Erlang 1917): sums of positive numbers only, so exact at any size.
    """
    a = np.atleast_1d(np.asarray(load, dtype=np.float64))
    lost = np.ones((most_agents + 1, a.size))
    for n in range(1, most_agents + 1):
        offered = a * lost[n - 1]
        lost[n] = offered / (n + offered)
    return lost


def erlang_c(load: ArrayLike, handle_seconds: ArrayLike, agents: ArrayLike, threshold_seconds: float) -> pl.DataFrame:
    """Waiting when nobody gives up (M/M/N; Erlang 1917), one row per load.

    wait_probability C = N·B / (N − A·(1 − B)), service_level 1 − C·e^(−(N − A)·T/AHT), wait_seconds (mean of all calls)
    C·AHT / (N − A), queue_length (mean number waiting), occupancy A / N, with B of `erlang_b`. With as much load as
    agents or more the queue grows without end: wait_probability 1, service_level 0, occupancy 1, and null for wait and
    queue, which stands for no bound. Without calls nobody waits; without calls and agents, or with calls of no length,
    all is null.
    """
    lines = _lines(load, handle_seconds, np.nan, agents)
    return pl.DataFrame(_erlang_c(lines, threshold_seconds), nan_to_null=True)


def erlang_a(
    load: ArrayLike, handle_seconds: ArrayLike, patience_seconds: ArrayLike, agents: ArrayLike, threshold_seconds: float
) -> pl.DataFrame:
    """Waiting when callers give up after an exponential time (M/M/N+M; Palm 1957, Mandelbaum and Zeltyn 2005).

    One row per load: wait_probability, service_level (share of all calls that are answered, and within the threshold),
    abandonment, wait_seconds (mean of all calls, answered or not), queue_length, occupancy. Always bounded. Without
    agents everybody gives up, and occupancy is null; what has no answer in `erlang_c` has none here, nor has a patience
    of 0.

    With x = N·μ/θ, y = λ/θ, ρ = y/x and r = 1 / ₁F₁(1; x + 1; y): P(wait) = B / (B + r·(1 − B)), P(give up | wait) =
    1 − (1 − r)/ρ, E[W] = P(give up)/θ. The wait V that a caller without end to the patience would meet has a density
    proportional to e^(λ·H(t) − Nμ·t), H(t) = (1 − e^(−θt))/θ. Who is answered after T met V > T and had the patience.
    """
    lines = _lines(load, handle_seconds, patience_seconds, agents)
    return pl.DataFrame(_erlang_a(lines, threshold_seconds), nan_to_null=True)


def agents_needed(
    load: ArrayLike, handle_seconds: ArrayLike, target: Target, patience_seconds: ArrayLike | None = None
) -> pl.Series:
    """Fewest agents on the line that meet the target: by Erlang A with a patience, by Erlang C without one.

    0 where there are no calls, null where load, handle time or patience is unknown or a time is 0. Erlang A asks for
    more than Erlang C where the promised wait is longer than people's patience, since who gives up was not answered.
    """
    model = _erlang_c if patience_seconds is None else _erlang_a
    a, handle, patience = _columns(load, handle_seconds, 1 if patience_seconds is None else patience_seconds)
    asked = ~np.isnan(a) & (handle > 0) & (patience > 0)
    found = np.where(asked, 0.0, np.nan)
    asked &= a > 0
    if asked.any():
        found[asked] = _fewest(a[asked], handle[asked], patience[asked], target, model)
    return pl.Series("agents", found, nan_to_null=True).cast(pl.Int64)


def with_shrinkage(agents: pl.Expr, shrinkage: float) -> pl.Expr:
    """Agents to roster so that enough are left after breaks, training and absence: ⌈agents / (1 − shrinkage)⌉."""
    if not 0 <= shrinkage < 1:
        raise ValueError(f"a shrinkage of {shrinkage:g} is not from 0 to below 1")
    # 7 / (1 - 0.3) is a hair above 10 in floating point, and a hair is not an agent.
    return (agents / (1 - shrinkage) - 1e-9).ceil().cast(pl.Int64)


@dataclass(frozen=True)
class _Lines:
    """Lines side by side; `lost` is the share that they would lose if nobody could wait."""

    load: Floats
    handle: Floats
    patience: Floats
    agents: Floats
    lost: Floats

    def only(self, kept: Mask) -> _Lines:
        return _Lines(*(getattr(self, field.name)[kept] for field in fields(self)))

    @property
    def is_told(self) -> Mask:
        """Whether enough is known for an answer by Erlang C."""
        told: Mask = (self.handle > 0) & ~np.isnan(self.load + self.agents) & ((self.agents > 0) | (self.load > 0))
        return told


def _lines(load: ArrayLike, handle: ArrayLike, patience: ArrayLike, agents: ArrayLike) -> _Lines:
    a, times, patiences, n = _columns(load, handle, patience, agents)
    return _Lines(a, times, patiences, n, _at(erlang_b(a, int(np.nan_to_num(n).max(initial=0))), n))


def _columns(*given: ArrayLike) -> list[Floats]:
    columns = [np.atleast_1d(np.asarray(values, dtype=np.float64)) for values in given]
    if any((column < 0).any() or np.isinf(column).any() for column in columns):
        raise ValueError("loads, seconds and agents are finite and not negative")
    return list(np.broadcast_arrays(*columns))


def _at(lost: Floats, agents: Floats) -> Floats:
    found: Floats = lost[np.nan_to_num(agents).astype(np.int64), np.arange(agents.size)]
    return found


_Model = Callable[[_Lines, float], _Line]


def _fewest(a: Floats, handle: Floats, patience: Floats, target: Target, model: _Model) -> Floats:
    def is_met(agents: Floats) -> Mask:
        line = model(_Lines(a, handle, patience, agents, _at(lost, agents)), target.seconds)
        met: Mask = (line["service_level"] >= target.share) & (line["occupancy"] <= target.most_occupancy)
        return met

    most = _FIRST_TRY
    lost = erlang_b(a, most)
    while not is_met(np.full(a.size, float(most))).all():
        most *= 2
        lost = erlang_b(a, most)
    low, high = np.zeros(a.size), np.full(a.size, float(most))
    while (high - low > 1).any():
        middle = np.ceil((low + high) / 2)
        met = is_met(middle)
        low, high = np.where(met, low, middle), np.where(met, middle, high)
    return high


def _erlang_c(lines: _Lines, seconds: float) -> _Line:
    is_stable = lines.is_told & (lines.agents > lines.load)
    unbounded = {"wait_probability": 1.0, "service_level": 0.0, "wait_seconds": np.nan, "queue_length": np.nan}
    line = {name: np.where(lines.is_told, value, np.nan) for name, value in (unbounded | {"occupancy": 1.0}).items()}
    for name, values in zip(line, _patient(lines.only(is_stable), seconds), strict=True):
        line[name][is_stable] = values
    return line


def _patient(lines: _Lines, seconds: float) -> tuple[Floats, ...]:
    a, handle, n = lines.load, lines.handle, lines.agents
    waiting = n * lines.lost / (n - a * (1 - lines.lost))
    in_time = 1 - waiting * np.exp(-(n - a) * seconds / handle)
    return waiting, in_time, waiting * handle / (n - a), waiting * a / (n - a), a / n


def _erlang_a(lines: _Lines, seconds: float) -> _Line:
    a, n, patience = lines.load, lines.agents, lines.patience
    is_told = lines.is_told & (patience > 0)
    # Without calls nobody waits, without agents nobody is answered.
    idle = {"wait_probability": a > 0, "service_level": a == 0, "abandonment": a > 0}
    line = {name: values.astype(np.float64) for name, values in idle.items()}
    is_working = is_told & (n > 0) & (a > 0)
    for name, values in zip(line, _impatient(lines.only(is_working), seconds), strict=True):
        line[name][is_working] = values
    line["wait_seconds"] = line["abandonment"] * patience
    line["queue_length"] = line["wait_seconds"] * a / np.where(is_told, lines.handle, np.nan)
    line["occupancy"] = a * (1 - line["abandonment"]) / np.where(n > 0, n, np.nan)
    return {name: np.where(is_told, values, np.nan) for name, values in line.items()}


def _impatient(lines: _Lines, seconds: float) -> tuple[Floats, ...]:
    patience_calls = lines.patience / lines.handle
    x, y = lines.agents * patience_calls, lines.load * patience_calls
    log_r = log_reciprocal_kummer(x, y)
    r = np.exp(log_r)
    waiting = lines.lost / (lines.lost + r * (1 - lines.lost))
    given_up = waiting * np.clip(1 - (1 - r) * x / y, 0, 1)
    past = seconds / lines.patience
    still_queued = y * np.exp(-past)
    ratio = log_r - log_reciprocal_kummer(x + 1, still_queued)
    late = waiting * x / (x + 1) * np.exp(y - still_queued - (x + 1) * past + ratio)
    return waiting, np.clip(1 - given_up - late, 0, 1), given_up
