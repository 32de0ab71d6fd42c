"""The days of `rep_days` held in memory, metric by metric as they are asked for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from transforms.agent_ranks import AGENT_CELLS
from transforms.comparisons import SUMS
from transforms.day_blocks import DayBlocks
from transforms.groups import groups, places
from transforms.rep_rows import RepRows
from transforms.requests import ScorecardRequest
from transforms.resident_sums import day_numbers

Run = Callable[[str, dict[str, Any]], pl.DataFrame]

MOST_DAYS = 30_000_000
"""More rows stay in the file: so many take two gigabytes of each process."""


class RepDays:
    """What each agent's records add up to, of any days and of records of some teams and channels."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._days: dict[str, DayBlocks] = {}
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
        days = {metric: self._days_of(metric) for metric in request.metrics}
        known = [one for one in days.values() if one.first <= one.last]
        first, last = min((one.first for one in known), default=0), max((one.last for one in known), default=-1)
        wanted = groups(request.figures((), ("agent",)), self._names, first, last)
        found = [one.added(wanted, SUMS) for one in days.values()]
        met = [np.flatnonzero(~np.isnan(sums["records"])) for sums in found]
        told = {
            name: np.concatenate([sums[name][rows] for sums, rows in zip(found, met, strict=True)]) for name in SUMS
        }
        cells = np.concatenate([rows + place * len(wanted) for place, rows in enumerate(met)])
        agents = tuple(str(name) for (name,) in wanted.slices)
        return RepRows(tuple(days), wanted.starts, agents, cells, told | {"records": told["records"].astype(np.int64)})

    def _days_of(self, metric: str) -> DayBlocks:
        with self._reading:
            if metric not in self._days:
                self._days[metric] = self._read(metric)
            return self._days[metric]

    def _read(self, metric: str) -> DayBlocks:
        told = ", ".join(("day", *AGENT_CELLS, *(f"cast({name} as double) as {name}" for name in SUMS)))
        rows = self._run(f"select {told} from main.rep_days where metric = $metric order by day", {"metric": metric})
        blocks = DayBlocks(day_numbers(rows["day"]), *places(rows, self._names))
        for name in SUMS:
            blocks.keep(name, rows[name].to_numpy())
        return blocks
