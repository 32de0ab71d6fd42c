"""Figures of agents as plain columns: of hundreds of them by a dozen metrics and months, sums and statistics alike.

Rows stand by metric, period and agent, so that those of one metric and period lie side by side, and one number says
which row is whose: what is asked of two sources is brought together by comparing numbers and no names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from transforms.aliases import Integers

Column = npt.NDArray[Any]

NO_PERIOD = np.zeros(1, dtype="datetime64[D]")
"""The starts of the only period where none are asked for; what day it is plays no part."""


@dataclass(frozen=True, eq=False)
class RepRows:
    """A row per metric, period and agent that has records, in the order of `cells`."""

    metrics: tuple[str, ...]
    starts: npt.NDArray[np.datetime64]
    """First day of each period, in order; NO_PERIOD where none are asked for."""
    agents: tuple[str, ...]
    """In order; not all of them need have a row."""
    cells: Integers
    """Metric, period and agent of each row in one number: their places in the three above; rises from row to row."""
    columns: Mapping[str, Column]
    """A value per row under each name; not a number where nothing is known."""

    def __getitem__(self, name: str) -> Column:
        """The column of a name."""
        return self.columns[name]

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.cells)

    @cached_property
    def groups(self) -> Integers:
        """Metric and period of each row in one number."""
        return self.cells // max(1, len(self.agents))

    @cached_property
    def metric_of(self) -> Integers:
        """The place of each row's metric."""
        return self.groups // max(1, len(self.starts))

    def among(self, metrics: Sequence[str]) -> npt.NDArray[np.bool_]:
        """Which rows are of one of these metrics."""
        return np.array([name in metrics for name in self.metrics], dtype=bool)[self.metric_of]

    def added_up(self, name: str) -> npt.NDArray[np.float64]:
        """The sum of a column in each group."""
        return np.bincount(self.groups, self[name], len(self.metrics) * len(self.starts)).astype(np.float64)

    def together(self, names: Sequence[str]) -> RepRows:
        """The sums of these columns over all agents: a row of an agent without a name for each group that has rows."""
        met = np.unique(self.groups)
        sums = {name: self.added_up(name)[met] for name in names}
        return replace(self, agents=("",), cells=met, columns=sums)

    def having(self, **columns: Column) -> RepRows:
        """The same rows with more columns, or others under the same names."""
        return replace(self, columns={**self.columns, **columns})

    def where(self, is_kept: npt.NDArray[np.bool_]) -> RepRows:
        """The rows of which this is true."""
        return replace(self, cells=self.cells[is_kept], columns={n: told[is_kept] for n, told in self.columns.items()})

    def of_agents(self, names: Sequence[str]) -> RepRows:
        """The rows of some agents."""
        wanted = np.array([agent in names for agent in self.agents], dtype=bool)
        return self.where(wanted[self.cells % max(1, len(self.agents))])

    def between(self, first: int, end: int) -> dict[str, Column]:
        """The columns of the rows from one up to, and without, another."""
        return {name: told[first:end] for name, told in self.columns.items()}

    def groups_in(self, other: RepRows) -> Integers:
        """The group of another question, of the same metrics and of no fewer periods, that each row belongs to."""
        periods = np.searchsorted(other.starts, self.starts)
        return self.metric_of * len(other.starts) + periods[self.groups % max(1, len(self.starts))]

    def told_by(self, answer: pl.DataFrame, names: Sequence[str]) -> dict[str, npt.NDArray[np.float64]]:
        """Columns of an answer by metric and, where these are asked for, period and agent: of each row its value."""
        cells = self._cells_of(answer)
        order = np.argsort(cells, kind="stable")
        ends = [np.searchsorted(cells[order], self.cells, side=side) for side in ("left", "right")]
        rows = order[ends[0][ends[1] > ends[0]]]
        told = {name: np.full(len(self), np.nan) for name in names}
        for name, column in told.items():
            column[ends[1] > ends[0]] = answer[name].to_numpy()[rows]
        return told

    def _cells_of(self, answer: pl.DataFrame) -> Integers:
        """The number that each row of an answer would have here; -1 of those of other metrics, periods and agents."""
        known = {"metric": self.metrics, "agent": self.agents}
        # All in one query: each step by itself takes longer to plan than to work out.
        codes = answer.select(
            pl.col(name).cast(pl.Enum(told), strict=False).to_physical().cast(pl.Int64).fill_null(-1)
            for name, told in known.items()
            if name in answer.columns
        )
        found = {name: codes[name].to_numpy() for name in codes.columns}
        if "period" in answer.columns:
            found["period"] = _places(answer["period"].to_numpy().astype("datetime64[D]"), self.starts)
        cells: Integers = np.zeros(answer.height, dtype=np.int64)
        for name, size in (("metric", 1), ("period", len(self.starts)), ("agent", len(self.agents))):
            cells = cells * size + np.maximum(found.get(name, cells * 0), 0)
        return np.where(np.min([*found.values()], axis=0) < 0, -1, cells)

    def frame(self, names: Sequence[str], is_by_period: bool) -> pl.DataFrame:
        """metric, period (null where none are asked for), agent and columns of these names, null for not a number."""
        days = self.starts[self.groups % max(1, len(self.starts))]
        # Names are taken by their places and not by a query, of which each waits for threads that others use.
        told = [
            pl.Series("metric", self.metrics, dtype=pl.String)[self.metric_of],
            pl.Series("period", days if is_by_period else np.full(len(self), "NaT", dtype="datetime64[D]")),
            pl.Series("agent", self.agents, dtype=pl.String)[self.cells % max(1, len(self.agents))],
        ]
        return pl.DataFrame([*told, *(pl.Series(name, self[name], nan_to_null=True) for name in names)])


def rep_rows(frame: pl.DataFrame, metrics: Sequence[str], names: Sequence[str]) -> RepRows:
    """Rows of metric, period (null where none are asked for), agent and columns of these names, in any order."""
    known = frame["period"].drop_nulls().unique().sort()
    empty = RepRows(
        tuple(metrics),
        known.to_numpy() if len(known) else NO_PERIOD,
        tuple(frame["agent"].unique().sort()),
        np.zeros(0, dtype=np.int64),
        {},
    )
    cells = empty._cells_of(frame if len(known) else frame.drop("period"))
    order = np.argsort(cells, kind="stable")
    return replace(empty, cells=cells[order], columns={name: frame[name].to_numpy()[order] for name in names})


def _places(days: npt.NDArray[np.datetime64], starts: npt.NDArray[np.datetime64]) -> Integers:
    """The place of each day among the starts of periods; -1 where it is none of them."""
    places = np.minimum(np.searchsorted(starts, days), len(starts) - 1)
    return np.where(starts[places] == days, places, -1)
