"""Quantiles of each agent from all values held in memory, in order within each agent.

What an agent did in a year is some ten thousand values, of which counts of bins would spare little. But they need not
be put in order again for each question: in a sequence that is in order, bits say which values days and filters want,
and counting bits finds the value of any rank. Nine million are masked and counted in a few milliseconds.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from transforms.aliases import Floats, Integers, Run
from transforms.bits import WORD, Bits, packed
from transforms.day_bits import DayBits
from transforms.groups import Groups
from transforms.ranked import places_of
from transforms.requests import MetricRequest
from transforms.resident_ranks import Quantile
from transforms.resident_sums import day_numbers

Names = Mapping[str, Sequence[str | None]]
Codes = npt.NDArray[np.unsignedinteger[Any]]

AGENT_CELLS = ("team", "channel", "agent")
MOST_VALUES = 60_000_000
"""Of more values the facts are asked: so many take 700 megabytes of each process."""
_MOST_PERIODS = 24
"""Of more periods the wanted values are parted instead, since each period takes a mask of all of them."""
_FEW = 8
"""So many people are looked at together."""


@dataclass(frozen=True, eq=False)
class AgentRanks:
    """The values of one measure, agent by agent and in order within each."""

    names: Names
    """The names of each dimension; teams, channels and agents are told by their place in them."""
    values: Floats
    days: Codes
    """Days from `first` on; the highest number of its kind where no day is known."""
    first: int
    last: int
    teams: Codes
    channels: Codes
    agents: Integers
    """Whose values they are, in their order."""
    starts: Integers
    """Where the values of each of these agents start, and where the last ones end."""

    @cached_property
    def has_undated(self) -> bool:
        """Whether any value carries no date: of a whole history it would be a period of its own."""
        return bool(len(self.days)) and bool(self.days.max() > self.last - self.first)

    def can_tell(self, asked: MetricRequest) -> bool:
        """Whether each value that a request counts is in a period of it."""
        return not (self.has_undated and asked.grain and not (asked.start or asked.end))

    def quantiles(self, wanted: Groups, shares: Mapping[str, float]) -> dict[str, Quantile]:
        """Metric to its quantile of a share, the very one that sorting all values of each group would give."""
        told = {metric: Quantile(*np.full((3, len(wanted)), np.nan)) for metric in shares}
        kept = {name: _places(self.names[name], some) for name, some in wanted.request.where}
        people = np.flatnonzero(np.isin(self.agents, kept["agent"]) if "agent" in kept else self.agents >= 0)
        if not len(people):
            return told
        # Of a few people the values of all periods are parted sooner than masked period by period.
        most = _MOST_PERIODS if len(people) > _FEW else 1
        is_one_each = wanted.request.by == ("agent",) and len(wanted.starts) <= most
        parts = self._counted(wanted, kept, people) if is_one_each else self._in_order(wanted, kept, people)
        for groups, starts, n, value_at in parts:
            for metric, share in shares.items():
                places = places_of(n, share)
                found = np.where(places >= 0, value_at(starts[:, None] + np.maximum(places, 0)), np.nan)
                at = (n - 1) * share
                told[metric].value[groups] = found[:, 0] + (found[:, 1] - found[:, 0]) * (at - np.floor(at))
                told[metric].low[groups], told[metric].high[groups] = found[:, 2], found[:, 3]
        return told

    def _counted(self, wanted: Groups, kept: Mapping[str, list[int]], people: Integers) -> Iterator[_Part]:
        """Period by period, the agents who have values."""
        for number, days in enumerate(_periods(wanted)):
            bits, begin = self._bits(people, days, kept)
            starts, ends = (bits.before(self.starts[people + one] - begin) for one in (0, 1))
            met = np.flatnonzero(ends > starts)
            groups = number * len(wanted.slices) + self.agents[people[met]]
            yield groups, starts[met], (ends - starts)[met], _values_by(self.values[begin:], bits)

    def _in_order(self, wanted: Groups, kept: Mapping[str, list[int]], people: Integers) -> Iterator[_Part]:
        """All groups that have values, whose values lie apart and are brought together."""
        bits, begin = self._bits(people, None if wanted.is_whole else (wanted.first, wanted.last), kept)
        at = begin + bits.all()
        at = at[slice(*np.searchsorted(at, [self.starts[people[0]], self.starts[people[-1] + 1]]))]
        agent = self.agents[np.searchsorted(self.starts, at, side="right") - 1]
        numbers = wanted.slice_of[_in_one([self.teams[at], self.channels[at], agent], self.names)]
        is_kept = numbers >= 0
        if wanted.request.grain:
            days_on = self.days[at].astype(np.int64) + (self.first - wanted.first)
            numbers = numbers + wanted.period_of[days_on] * len(wanted.slices)
        numbers, values = numbers[is_kept], self.values[at[is_kept]]
        order = np.lexsort((values, numbers))
        values = values[order]
        held = np.bincount(numbers, minlength=len(wanted))
        met = np.flatnonzero(held)
        yield met, (np.cumsum(held) - held)[met], held[met], lambda places: values[places]

    def _bits(self, people: Integers, days: tuple[int, int] | None, kept: Mapping[str, list[int]]) -> tuple[Bits, int]:
        """Bits of the values from those of the first of some people to those of the last, and where they begin.

        They come in whole words, so that some before and after these may be of others.
        """
        words = slice(int(self.starts[people[0]]) // WORD, -(-int(self.starts[people[-1] + 1]) // WORD))
        lowest, highest = (0, 0) if days is None else (max(days[0], self.first), min(days[1], self.last))
        if days is None:
            told = np.full(words.stop - words.start, ~np.uint64(0))
        elif highest < lowest:
            told = np.zeros(words.stop - words.start, dtype=np.uint64)
        else:
            told = self._day_bits.between(words, lowest, highest + 1).words
        for name, codes in (("team", self.teams), ("channel", self.channels)):
            if name in kept:
                among = (self._named(name, codes, code)[words] for code in kept[name])
                told &= functools.reduce(np.bitwise_or, among, np.zeros(1, dtype=np.uint64))
        return Bits(told), words.start * WORD

    @cached_property
    def _day_bits(self) -> DayBits:
        return DayBits(self.days, self.first, self.last)

    def _named(self, name: str, codes: Codes, code: int) -> npt.NDArray[np.uint64]:
        """The bits of the values of one team or channel, kept from the first time on."""
        if (name, code) not in self._bits_of:
            self._bits_of[name, code] = packed(len(codes), lambda part: codes[part] == code).words
        return self._bits_of[name, code]

    @cached_property
    def _bits_of(self) -> dict[tuple[str, int], npt.NDArray[np.uint64]]:
        return {}


_Part = tuple[Integers, Integers, Integers, Callable[[Integers], Floats]]
"""Groups by number, at which place of their order the values of each start, how many there are, and what tells them."""


def _values_by(values: Floats, bits: Bits) -> Callable[[Integers], Floats]:
    return lambda ranks: values[bits.where(ranks)]


def _periods(wanted: Groups) -> list[tuple[int, int] | None]:
    """The first and the last day of each period; None where all days count, and what has none."""
    if wanted.is_whole:
        return [None]
    return [(int(begin), int(end) - 1) for begin, end in itertools.pairwise(wanted.bounds)]


def _places(names: Sequence[str | None], wanted: Sequence[str]) -> list[int]:
    return [place for place, name in enumerate(names) if name in wanted]


def _in_one(places: Sequence[npt.NDArray[Any]], names: Names) -> Integers:
    """The place of a combination of dimensions in the order of the names, which may go on with others."""
    sizes = [len(one) for one in names.values()]
    number: Integers = np.zeros(len(places[0]), dtype=np.int64)
    for place, size in zip(places, sizes, strict=False):
        number = number * size + place
    return number * int(np.prod(sizes[len(places) :], dtype=np.int64))


def agent_ranks(run: Run, names: Names, measure: str) -> AgentRanks | None:
    """Reads the values of a measure; None where there are too many to be held. `names` begin with AGENT_CELLS."""
    cells = run(f'select * from main."{cells_relation(measure)}" order by cell', {})
    relation = f'main."{values_relation(measure)}"'
    if run(f"select count(*) as n from {relation}", {}).item() > MOST_VALUES:
        return None
    rows = run(f"select value, day, cell from {relation}", {})
    cell = rows["cell"].to_numpy()
    codes = {
        name: _smallest(cells[name].replace_strict({one: n for n, one in enumerate(names[name])}).to_numpy())[cell - 1]
        for name in AGENT_CELLS
    }
    days, first, last = _days(rows["day"])
    agents = codes["agent"]
    starts = np.append(np.arange(min(1, len(agents))), np.flatnonzero(agents[1:] != agents[:-1]) + 1)
    return AgentRanks(
        names,
        rows["value"].to_numpy(),
        days,
        first,
        last,
        codes["team"],
        codes["channel"],
        agents[starts].astype(np.int64),
        np.append(starts, len(agents)),
    )


def _days(days: pl.Series) -> tuple[Codes, int, int]:
    known = day_numbers(days)
    first, last = (int(known.min()), int(known.max())) if len(known) else (0, 0)
    kind = np.uint16 if last - first < np.iinfo(np.uint16).max else np.uint32
    away = days.cast(pl.Int32).fill_null(first + int(np.iinfo(kind).max)) - first
    return away.to_numpy().astype(kind), first, last


def _smallest(codes: npt.NDArray[Any]) -> Codes:
    told: Codes = codes.astype(np.min_scalar_type(int(codes.max(initial=0))))
    return told


def agent_statements(measure: str, fact: str, columns: Mapping[str, str]) -> list[str]:
    """The SQL that makes the tables of a measure; `columns` spells `value`, `day`, team, channel and agent."""
    told = ", ".join(f'{expression} as "{name}"' for name, expression in columns.items())
    known = f'(select {told} from main."{fact}" where {columns["value"]} is not null)'
    same = " and ".join(f'known."{name}" is not distinct from cells."{name}"' for name in AGENT_CELLS)
    cells = cells_relation(measure)
    return [
        f'create or replace table main."{cells}" as select cast(row_number() over (order by agent, team, channel) '
        f"as integer) as cell, * from (select distinct {', '.join(AGENT_CELLS)} from {known})",
        f'create or replace table main."{values_relation(measure)}" as select value, day, cell '
        f'from {known} as known join main."{cells}" as cells on {same} order by cells.agent, value',
    ]


def values_relation(measure: str) -> str:
    """The table of the values of a measure, agent by agent and in order within each."""
    return f"ranked_{measure}_of_agents"


def cells_relation(measure: str) -> str:
    """The table of the cells that the values belong to."""
    return f"cells_{measure}_of_agents"
