"""Quantiles of each agent: all values of the days asked for, in a table that holds nothing else.

What an agent did in a period is some hundred values, of which a bin would hold three: there is nothing to be spared by
counting, so the values are read, day by day as they are stored, and put in order group by group.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from transforms.groups import Integers, period_starts
from transforms.rank_intervals import interval_column
from transforms.ranked import day_conditions, places_of
from transforms.requests import MetricRequest
from transforms.resident_ranks import picked
from transforms.resident_sums import day_numbers

Run = Callable[[str, dict[str, Any]], pl.DataFrame]

AGENT_CELLS = ("team", "channel", "agent")
_FEW_CELLS = 64
"""So many are looked for while the file is read; of more, what is not wanted is left out afterwards."""
_TWO_BYTES = 2**16


@dataclass(frozen=True)
class AgentRanks:
    """The tables of one measure: its values by day, and the cells of team, channel and agent they belong to."""

    measure: str
    cells: pl.DataFrame = field(compare=False)

    def quantiles(self, run: Run, request: MetricRequest, shares: Mapping[str, float]) -> pl.DataFrame:
        """Keys, then for each metric its quantile and the struct of its interval, of each group that has values."""
        chosen = [pl.col(name).is_in(list(wanted)) for name, wanted in request.where]
        kept = self.cells.filter(chosen) if chosen else self.cells
        slices = kept.select(request.by).unique(maintain_order=True).with_row_index("slice")
        numbered = kept.join(slices, on=request.by, how="left", nulls_equal=True) if request.by else kept
        slice_of = np.full(int(self.cells["cell"].max() or 0) + 1, -1, dtype=np.int64)  # type: ignore[arg-type]
        slice_of[numbered["cell"].to_numpy()] = numbered["slice"].to_numpy() if request.by else 0
        rows = self._rows(run, request, kept)
        number = slice_of[rows["cell"].to_numpy()]
        starts = np.zeros(1, dtype=np.int64)
        if request.grain:
            starts, period = np.unique(period_starts(day_numbers(rows["day"]), request.grain), return_inverse=True)
            number = np.where(number >= 0, number + period * slices.height, -1)
        met, near = _in_order(number, rows["value"].to_numpy(), max(1, len(starts) * slices.height))
        told = [
            *([pl.Series("period", starts[met // slices.height].astype("datetime64[D]"))] if request.grain else []),
            *(slices[name].gather(met % slices.height) for name in request.by),
        ]
        n = np.array([len(values) for values in near], dtype=np.int64)
        for metric, share in shares.items():
            told += _told(metric, share, places_of(n, share), near)
        return pl.DataFrame(told)

    def _rows(self, run: Run, request: MetricRequest, kept: pl.DataFrame) -> pl.DataFrame:
        inside, values = day_conditions(request)
        if kept.height <= _FEW_CELLS:
            inside += f" and cell in ({', '.join(map(str, kept['cell'])) or '-1'})"
        day = "day, " if request.grain else ""
        return run(f'select {day}cell, value from main."{values_relation(self.measure)}" where {inside}', values)


def agent_statements(measure: str, fact: str, columns: Mapping[str, str]) -> list[str]:
    """The SQL that makes the tables of a measure; `columns` spells `value`, `day`, team, channel and agent."""
    told = ", ".join(f'{expression} as "{name}"' for name, expression in columns.items())
    known = f'(select {told} from main."{fact}" where {columns["value"]} is not null)'
    same = " and ".join(f'known."{name}" is not distinct from cells."{name}"' for name in AGENT_CELLS)
    cells = cells_relation(measure)
    return [
        f'create or replace table main."{cells}" as select cast(row_number() over () as integer) as cell, * '
        f"from (select distinct {', '.join(AGENT_CELLS)} from {known})",
        f'create or replace table main."{values_relation(measure)}" as select day, cell, value '
        f'from {known} as known join main."{cells}" as cells on {same} order by day',
    ]


def values_relation(measure: str) -> str:
    """The table of the values of a measure, day by day."""
    return f"ranked_{measure}_by_agent"


def cells_relation(measure: str) -> str:
    """The table of the cells that the values belong to."""
    return f"cells_{measure}_by_agent"


def _in_order(number: Integers, values: Any, size: int) -> tuple[Integers, list[Any]]:
    """The groups that have values, by number, and the values of each."""
    counted = number >= 0
    if not counted.all():
        number, values = number[counted], values[counted]
    # Numbers of two bytes are put in order without comparing them.
    order = np.argsort(number.astype(np.uint16) if size <= _TWO_BYTES else number, kind="stable")
    held = np.bincount(number, minlength=size)
    met = np.flatnonzero(held)
    return met, np.split(values[order], np.cumsum(held[met])[:-1]) if len(met) else []


def _told(metric: str, share: float, places: Integers, near: list[Any]) -> list[pl.Series]:
    found = np.array([picked(values, row, 0) for values, row in zip(near, places, strict=True)]).reshape(-1, 4)
    at = np.array([(len(values) - 1) * share for values in near])
    value = found[:, 0] + (found[:, 1] - found[:, 0]) * (at - np.floor(at))
    ends = pl.DataFrame({"low": found[:, 2], "high": found[:, 3]}).fill_nan(None)
    return [pl.Series(metric, value), ends.to_struct(interval_column(metric))]
