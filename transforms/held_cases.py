"""The drawn cases held in memory: those of any days, teams and channels without asking the file."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import polars as pl

from transforms.aliases import Floats, Integers, Run
from transforms.groups import KEPT_BY
from transforms.resolution_curves import (
    DRAWN_OUTCOMES,
    DRAWS,
    FIRST_DRAWS,
    FIRST_PART,
    LONG_SECONDS,
    OPEN,
    CaseWindow,
    draws_for,
    midnights,
)

Mask = npt.NDArray[np.bool_]

MOST_CASES = 30_000_000
"""Of more cases none are held: one process would take half a gigabyte for them."""
_PARTS = int(math.log2(DRAWS // FIRST_PART)) + 1
_CODED = (*KEPT_BY, "outcome")


@dataclass(frozen=True)
class _Cases:
    """Some of the cases: when each began, in epoch seconds, how long it was watched, its draw, and codes of names."""

    began: Floats
    watched: Floats
    draw: npt.NDArray[np.uint16]
    place: npt.NDArray[np.uint16]
    """Team and channel in one number."""
    outcome: npt.NDArray[np.uint8]

    def at(self, rows: Integers | Mask | slice) -> _Cases:
        return _Cases(self.began[rows], self.watched[rows], self.draw[rows], self.place[rows], self.outcome[rows])


@dataclass(frozen=True)
class HeldCases:
    """All drawn cases by place, part of the draw, long ones apart, and within that by the time at which they began."""

    names: dict[str, tuple[str | None, ...]]
    """Of team, channel and outcome, in the order of their codes."""
    cases: _Cases
    starts: Integers
    """Where each of these stretches begins, and where the last one ends."""

    def can_tell(self, window: CaseWindow) -> bool:
        """Whether nothing but teams and channels is filtered by."""
        return {name for name, _ in window.where} <= set(KEPT_BY)

    def at_risk(self, zone: ZoneInfo, window: CaseWindow) -> pl.DataFrame:
        """As `resolution_curves.cases_at_risk` tells them, in the order of how long they were watched."""
        times = midnights(window, zone)
        draws = draws_for(len(self._among(window, times, FIRST_DRAWS).began))
        found = self._among(window, times, draws)
        from_at, until_at = times
        leaves = np.minimum(found.watched, until_at - found.began)
        order = np.argsort(leaves, kind="stable")
        found, leaves = found.at(order), leaves[order]
        is_ended = (found.outcome != self.names["outcome"].index(OPEN)) & (found.watched <= leaves)
        team, channel = divmod(found.place, len(self.names["channel"]))
        # A list of columns: of a dictionary polars makes a query first, which takes as long again.
        return pl.DataFrame(
            [
                self._named("team", "team", team),
                self._named("channel", "channel", channel),
                pl.Series("entry", np.maximum(0.0, from_at - found.began)),
                pl.Series("watched", leaves).set_sorted(),
                self._named("outcome", "end", np.where(is_ended, found.outcome, len(self.names["outcome"]))),
                pl.Series("share", np.full(len(leaves), draws / DRAWS)),
            ]
        )

    def _named(self, of: str, column: str, codes: npt.NDArray[Any]) -> pl.Series:
        # A code beyond the names is that of a case which has not ended.
        return pl.Series(column, [*self.names[of], None], dtype=pl.String).gather(codes)

    def _among(self, window: CaseWindow, times: tuple[float, float], draws: int) -> _Cases:
        """The cases that were open in the window, of those with a draw below `draws`."""
        from_at, until_at = times
        spans = [*self._stretches(window, times, draws)]
        some = self.cases.at(np.concatenate([np.arange(*span) for span in spans]) if spans else slice(0, 0))
        ends = some.began + some.watched
        is_open = (some.began < until_at) & ((some.began >= from_at) | (ends > from_at)) & (ends >= from_at)
        return some.at(is_open & (some.draw < draws))

    def _stretches(self, window: CaseWindow, times: tuple[float, float], draws: int) -> Iterator[tuple[int, int]]:
        """From which row to which the cases of the window lie among others, stretch by stretch."""
        from_at, until_at = times
        parts = sum(1 for part in range(_PARTS) if part == 0 or FIRST_PART << (part - 1) < draws)
        for place in self._places(window):
            for stretch in range(2 * _PARTS * place, 2 * (_PARTS * place + parts)):
                begin, end = self.starts[stretch], self.starts[stretch + 1]
                # Of the short ones nothing that began long before is still open.
                earliest = -math.inf if stretch % 2 else from_at - LONG_SECONDS
                first, last = self.cases.began[begin:end].searchsorted((earliest, until_at))
                if first < last:
                    yield int(begin + first), int(begin + last)

    def _places(self, window: CaseWindow) -> list[int]:
        chosen = dict(window.where)
        kept = [
            [code for code, name in enumerate(self.names[of]) if of not in chosen or name in chosen[of]]
            for of in KEPT_BY
        ]
        return [team * len(self.names["channel"]) + channel for team in kept[0] for channel in kept[1]]


def held_cases(run: Run) -> HeldCases | None:
    """Reads the drawn cases of a file; None where there are too many to be held."""
    known = run(f"select {', '.join(_CODED)}, count(*) as cases from main.{DRAWN_OUTCOMES} group by all", {})
    if known["cases"].sum() > MOST_CASES:
        return None
    names = {name: tuple(known[name].unique().sort().to_list()) for name in _CODED}
    codes = ", ".join(f"list_position(${name}, {name}) as {name}" for name in _CODED)
    rows = run(
        f"select {codes}, epoch(clock_started_at) as began, watched_seconds, draw from main.{DRAWN_OUTCOMES} "
        "where watched_seconds is not null",
        {name: list(found) for name, found in names.items()},
    )
    # Whatever is unknown has the code nought.
    team, channel, outcome = (rows[name].fill_null(0).to_numpy() for name in _CODED)
    size = len(names["channel"]) + 1
    draw, watched = rows["draw"].to_numpy(), rows["watched_seconds"].to_numpy()
    place = (team * size + channel).astype(np.uint16)
    stretch = (place * _PARTS + _part(draw)) * 2 + (watched > LONG_SECONDS)
    # The file has them in this order but for the places, which are numbers of two bytes and put in order by counting.
    order = np.argsort(stretch.astype(np.uint16), kind="stable")
    every = _Cases(rows["began"].to_numpy(), watched, draw, place, outcome.astype(np.uint8))
    starts = np.searchsorted(stretch[order], np.arange(2 * _PARTS * (len(names["team"]) + 1) * size + 1))
    return HeldCases({name: (None, *found) for name, found in names.items()}, every.at(order), starts)


def _part(draw: npt.NDArray[np.uint16]) -> Integers:
    """Which part of the draw a number is in: the first ones, then each twice as many as all before."""
    return np.searchsorted([FIRST_PART << part for part in range(_PARTS - 1)], draw, side="right")
