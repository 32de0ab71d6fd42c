"""The days of `rep_days` held in memory, metric by metric as they are asked for."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from transforms.agent_ranks import AGENT_CELLS
from transforms.aliases import Run
from transforms.comparisons import SUMS
from transforms.day_blocks import DayBlocks
from transforms.groups import groups, places
from transforms.rep_rows import RepRows
from transforms.requests import MetricRequest, ScorecardRequest
from transforms.resident_sums import day_numbers

MOST_DAYS = 30_000_000
"""More rows stay in the file: so many take two gigabytes of each process."""


@dataclass(frozen=True, eq=False)
class _Held:
    """The days of one metric: of each agent by team and channel, and of all together by channel."""

    of_agents: DayBlocks
    of_channels: DayBlocks


class RepDays:
    """What each agent's records add up to, of any days and of records of some teams and channels."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._metrics: dict[str, _Held] = {}
        self._reading = threading.Lock()

    @cached_property
    def are_held(self) -> bool:
        """Whether there are few enough rows to be held in memory."""
        return bool(self._run("select count(*) as n from main.rep_days", {}).item() <= MOST_DAYS)

    @cached_property
    def _names(self) -> dict[str, tuple[str | None, ...]]:
        found = self._run(f"select distinct {', '.join(AGENT_CELLS)} from main.rep_days", {})
        return {name: tuple(found[name].unique().sort(nulls_last=True).to_list()) for name in AGENT_CELLS}

    def sums(self, request: ScorecardRequest) -> RepRows:
        """The sums of each agent who has records, by metric and period."""
        held = {metric: self._held(metric).of_agents for metric in request.metrics}
        return _rows(held, request.figures((), ("agent",)), self._names)

    def department(self, request: ScorecardRequest) -> RepRows:
        """The sums of all agents together, whomever the request shows: rows of one agent without a name."""
        held = {metric: self._held(metric).of_channels for metric in request.metrics}
        return _rows(held, request.of_department.figures(()), {"channel": self._names["channel"]})

    def _held(self, metric: str) -> _Held:
        with self._reading:
            if metric not in self._metrics:
                self._metrics[metric] = self._read(metric)
            return self._metrics[metric]

    def _read(self, metric: str) -> _Held:
        told = ", ".join(("day", *AGENT_CELLS, *(f"cast({name} as double) as {name}" for name in SUMS)))
        rows = self._run(f"select {told} from main.rep_days where metric = $metric order by day", {"metric": metric})
        together = rows.group_by("day", "channel").agg(pl.col(SUMS).sum()).sort("day", "channel")
        return _Held(_blocks(rows, self._names), _blocks(together, {"channel": self._names["channel"]}))


def _blocks(rows: pl.DataFrame, names: Mapping[str, Sequence[str | None]]) -> DayBlocks:
    blocks = DayBlocks(day_numbers(rows["day"]), *places(rows, names))
    for name in SUMS:
        blocks.keep(name, rows[name].to_numpy())
    return blocks


def _rows(days: Mapping[str, DayBlocks], asked: MetricRequest, names: Mapping[str, Sequence[str | None]]) -> RepRows:
    known = [one for one in days.values() if one.first <= one.last]
    first, last = min((one.first for one in known), default=0), max((one.last for one in known), default=-1)
    wanted = groups(asked, names, first, last)
    found = [one.added(wanted, SUMS) for one in days.values()]
    met = [np.flatnonzero(~np.isnan(sums["records"])) for sums in found]
    told = {name: np.concatenate([sums[name][rows] for sums, rows in zip(found, met, strict=True)]) for name in SUMS}
    cells = np.concatenate([rows + place * len(wanted) for place, rows in enumerate(met)])
    agents = tuple(str(name) for (name,) in wanted.slices) if asked.by else ("",)
    return RepRows(tuple(days), wanted.starts, agents, cells, told | {"records": told["records"].astype(np.int64)})
