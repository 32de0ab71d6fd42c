"""The people: who works in which team and when, what they are really like, which contacts come to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from ingest.simulate.duty import DutyPlan, plan_duty
from ingest.simulate.model import (
    CHANNEL_PREFERENCE_SPREAD,
    EFFECT_SPREAD,
    LATENESS_SPREAD_SECONDS,
    TOPIC_PREFERENCE_SPREAD,
    Bools,
    Floats,
    Ints,
)
from ingest.simulate.randomness import Randomness
from ingest.simulate.vocabulary import (
    CHANNELS,
    ESCALATIONS,
    FIRST_NAMES,
    LAST_NAMES,
    NEVER,
    RETENTION,
    TEAM_SIZES,
    TEAMS,
    TOPICS,
)
from ingest.simulate.work_calendar import Month, WorkCalendar

REP_COUNT = sum(TEAM_SIZES)
_JOINERS = 6
_LEAVERS = 5
_MOVERS = 3


@dataclass(frozen=True)
class Roster:
    """Who can be given contacts in one month, and when."""

    members: tuple[Ints, ...]
    """Rep numbers per team."""
    weight: Floats
    """How readily a rep takes a contact: reps x topics x channels."""
    plan: DutyPlan

    def pick(
        self,
        rng: np.random.Generator,
        team: Ints,
        topic: Ints,
        channel: Ints,
        *,
        at: Ints | None = None,
        other_than: Ints | None = None,
    ) -> Ints:
        """A rep of the given team for every contact, by the reps' own mixes.

        With `at` one who is on duty then, if there is one; never the one of `other_than`.
        """
        uniform = rng.random(len(team))
        rep = np.zeros(len(team), dtype=np.int64)
        for number, members in enumerate(self.members):
            chosen = np.flatnonzero(team == number)
            weight = self.weight[members].reshape(len(members), -1).T[(topic * len(CHANNELS) + channel)[chosen]]
            if other_than is not None:
                weight = weight * (members != other_than[chosen, None])
            if at is not None:
                present = weight * self.plan.free_at(members, at[chosen])
                weight = np.where(present.any(axis=1, keepdims=True), present, weight)
            cumulative = np.cumsum(weight, axis=1)
            position = (uniform[chosen, None] * cumulative[:, -1:] >= cumulative[:, :-1]).sum(axis=1)
            rep[chosen] = members[position]
        return rep

    def is_present(self, rep: Ints, at: Ints) -> Bools:
        """Whether each rep is on duty at the epoch second beside it."""
        return self.plan.is_free(rep, at)


@dataclass(frozen=True)
class Department:
    """Sixty reps with their true effects, mixes and team history."""

    agents: tuple[str, ...]
    names: tuple[str, ...]
    memberships: pl.DataFrame
    """rep, team, valid_from, valid_to (first day that no longer belongs; null = still)."""
    effects: dict[str, Floats]
    weight: Floats
    leaves_at: Ints
    """Epoch second after which a rep does nothing any more, NEVER if staying."""
    successor: Ints
    """Who takes over the open cases of a leaver."""
    lateness: Floats
    """Seconds by which a rep's working day typically begins and ends late (early below 0)."""

    @property
    def authorised(self) -> int:
        """The rep of the first line who may give away more than the others."""
        steady = self.memberships.filter(pl.col("valid_to").is_null() & (pl.col("team") == RETENTION))
        return int(steady.sort("valid_from", "rep")["rep"][0])

    def roster(self, calendar: WorkCalendar, month: Month) -> Roster:
        """Who works where in a month."""
        day = month.first_day
        now = self.memberships.filter(
            (pl.col("valid_from") <= day) & (pl.col("valid_to").is_null() | (pl.col("valid_to") > day))
        )
        members = tuple(
            now.filter(pl.col("team") == team)["rep"].to_numpy().astype(np.int64) for team in range(len(TEAMS))
        )
        return Roster(members, self.weight, plan_duty(members, REP_COUNT, calendar, month))

    def present(self, rep: Ints, until: Ints) -> Ints:
        """The reps, replaced by their successors where they leave before `until`."""
        return np.where(self.leaves_at[rep] < until, self.successor[rep], rep)


def build_department(randomness: Randomness, calendar: WorkCalendar, rep_effects: float) -> Department:
    """Draw the people; `rep_effects` scales their true differences, their case mixes stay."""
    rng = randomness.generator("department")
    effects = {name: rep_effects * spread * rng.standard_normal(REP_COUNT) for name, spread in EFFECT_SPREAD.items()}
    topic = np.exp(TOPIC_PREFERENCE_SPREAD * rng.standard_normal((REP_COUNT, len(TOPICS))))
    channel = np.exp(CHANNEL_PREFERENCE_SPREAD * rng.standard_normal((REP_COUNT, len(CHANNELS))))
    workload = rng.choice([0.6, 1.0], p=[0.25, 0.75], size=REP_COUNT)
    last = rng.permutation(LAST_NAMES)
    memberships = _draw_memberships(rng, calendar)
    leaves_at, successor = _leavers(memberships, calendar)
    return Department(
        agents=tuple(f"{a}.{b}".lower() for a, b in zip(FIRST_NAMES, last, strict=True)),
        names=tuple(f"{a} {b}" for a, b in zip(FIRST_NAMES, last, strict=True)),
        memberships=memberships,
        effects=effects,
        weight=workload[:, None, None] * topic[:, :, None] * channel[:, None, :],
        leaves_at=leaves_at,
        successor=successor,
        lateness=rep_effects * LATENESS_SPREAD_SECONDS * rng.standard_normal(REP_COUNT),
    )


def _draw_memberships(rng: np.random.Generator, calendar: WorkCalendar) -> pl.DataFrame:
    home = rng.permutation(np.repeat(np.arange(len(TEAMS)), TEAM_SIZES))
    hired = [calendar.first_day - timedelta(days=int(n)) for n in rng.integers(60, 2500, REP_COUNT)]
    # Two of every team stay throughout, so that no team is ever empty.
    steady = {int(rep) for team in range(len(TEAMS)) for rep in np.flatnonzero(home == team)[:2]}
    changing = rng.permutation([rep for rep in range(REP_COUNT) if rep not in steady])
    joiners, leavers, movers = np.split(changing[: _JOINERS + _LEAVERS + _MOVERS], [_JOINERS, _JOINERS + _LEAVERS])
    months = [month.first_day for month in calendar.months]
    for rep in joiners:
        hired[int(rep)] = months[int(rng.integers(2, len(months) - 3))]
    left = {int(rep): months[int(rng.integers(4, len(months)))] for rep in leavers}
    moved = {int(rep): months[int(rng.integers(5, len(months) - 4))] for rep in movers if home[rep] != ESCALATIONS}
    rows: list[tuple[int, int, date, date | None]] = []
    for rep in range(REP_COUNT):
        change = moved.get(rep)
        rows.append((rep, int(home[rep]), hired[rep], change or left.get(rep)))
        if change is not None:
            rows.append((rep, int(home[rep] + 1) % ESCALATIONS, change, None))
    schema = {"rep": pl.Int64, "team": pl.Int64, "valid_from": pl.Date, "valid_to": pl.Date}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _leavers(memberships: pl.DataFrame, calendar: WorkCalendar) -> tuple[Ints, Ints]:
    leaves_at = np.full(REP_COUNT, NEVER, dtype=np.int64)
    successor = np.arange(REP_COUNT, dtype=np.int64)
    final = memberships.sort("rep", "valid_from").group_by("rep", maintain_order=True).last()
    staying = final.filter(pl.col("valid_to").is_null()).sort("valid_from")
    for rep, team, left in final.filter(pl.col("valid_to").is_not_null()).select("rep", "team", "valid_to").rows():
        leaves_at[rep] = calendar.epoch(left)
        successor[rep] = staying.filter(pl.col("team") == team)["rep"][0]
    return leaves_at, successor
