"""Sums by day, team and channel held in memory: a page asks for dozens, and adding them up takes less than asking.

Of a department there are some ten thousand such sums, however many contacts are behind them. Questions by other
dimensions go to the tables of `transforms.rollups`, and so does everything in a file without these sums.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from transforms.aliases import Floats, Integers, Run
from transforms.catalogue import MetricDefinition, by_model
from transforms.groups import KEPT_BY, Groups, groups, names_in, places
from transforms.requests import MetricRequest

MOST_ROWS = 200_000
"""A longer table stays in the file: one process would hold tens of megabytes of it."""
MOST_GROUPS = 50_000
"""Of more groups the database tells sooner: a row for each is made here, whether or not it has records."""


@dataclass(frozen=True)
class DayRows:
    """Rows in the order of their days, each of a team and channel."""

    days: Integers
    """From 1970; of rows that carry a date alone."""
    undated: int
    """How many rows at the end carry none."""
    places: Integers
    """Team and channel of each row, by their place in the names."""

    def counted(self, wanted: Groups) -> tuple[Integers, Integers]:
        """Which rows the groups count, by position, and the number of the group of each."""
        if wanted.request.start is None and wanted.request.end is None and self.undated:
            # Of no period: they belong to the whole history alone, which is one group of days.
            slices = wanted.slice_of[self.places]
            rows = np.flatnonzero(slices >= 0)
            return rows, slices[rows]
        begin, end = np.searchsorted(self.days, [wanted.first, wanted.last + 1])
        rows, numbers = wanted.of(self.days[begin:end], self.places[begin:end])
        return rows + begin, numbers

    def can_tell(self, request: MetricRequest) -> bool:
        """Whether each row that a request counts is in a period of it: what carries no date would be one of its own."""
        return not (self.undated and request.grain and not (request.start or request.end))


@dataclass(frozen=True)
class DaySums(DayRows):
    """The sums of one semantic model."""

    sums: Mapping[str, Floats]
    """Measure to its sums; not a number where it is not known of any record."""
    has_unknown: frozenset[str]
    """The measures that are unknown somewhere."""

    def added(self, wanted: Groups, measures: Iterable[str]) -> dict[str, Floats]:
        """Measure to its sum in each group; not a number where nothing of it is known."""
        rows, numbers = self.counted(wanted)
        return {measure: self._sum(measure, rows, numbers, len(wanted)) for measure in measures}

    def _sum(self, measure: str, rows: Integers, numbers: Integers, size: int) -> Floats:
        values = self.sums[measure][rows]
        if measure in self.has_unknown:
            is_known = ~np.isnan(values)
            values, numbers = values[is_known], numbers[is_known]
        added = np.bincount(numbers, weights=values, minlength=size).astype(np.float64)
        return np.where(np.bincount(numbers, minlength=size) > 0, added, np.nan)


class ResidentSums:
    """Adds up what is wanted of metrics from the sums of one file, each table read when it is first needed."""

    def __init__(self, run: Run, definitions: Mapping[str, MetricDefinition], tables: Mapping[str, str]) -> None:
        self._run = run
        self._definitions = definitions
        self._tables = tables
        self._read: dict[str, DaySums | None] = {}

    @cached_property
    def names(self) -> dict[str, tuple[str | None, ...]]:
        """The names of each dimension in any of the tables, in order, with what has none at the end."""
        return names_in(self._run, self._tables.values(), KEPT_BY)

    def places(self, rows: pl.DataFrame) -> Integers:
        """Team and channel of each row in one number: their place in the names."""
        return places(rows, self.names)[0]

    def has(self, request: MetricRequest, definition: MetricDefinition) -> bool:
        """Whether a metric that is a sum, and no ratio, can be told of each group of a request."""
        if definition.aggregation != "sum" or (definition.is_semi_additive and request.grain == "day"):
            return False
        if not {*request.by, *(name for name, _ in request.where)} <= set(KEPT_BY):
            return False
        sums = self._of(definition)
        if sums is None or (definition.is_semi_additive and not len(sums.days)):
            return False
        return sums.can_tell(request)

    def groups(self, request: MetricRequest, definitions: Iterable[MetricDefinition]) -> Groups:
        """The groups of a request over all days that these metrics have records of."""
        days = [sums.days for one in definitions if (sums := self._of(one)) is not None and len(sums.days)]
        first, last = min((int(d[0]) for d in days), default=0), max((int(d[-1]) for d in days), default=-1)
        return groups(request, self.names, first, last)

    def added(self, wanted: Groups, definitions: Iterable[MetricDefinition]) -> dict[str, Floats]:
        """Metric to its sum in each group; a stock to what there was at the end of each period."""
        told: dict[str, Floats] = {}
        for same in by_model(definitions).values():
            sums = self._of(same[0])
            assert sums is not None
            is_stock = same[0].is_semi_additive and len(sums.days) > 0
            counted = wanted.at_ends(int(sums.days[-1])) if is_stock else wanted
            found = sums.added(counted, {str(one.measure) for one in same})
            told |= {one.name: found[str(one.measure)] for one in same}
        return told

    def _of(self, definition: MetricDefinition) -> DaySums | None:
        model = definition.models[0]
        if model not in self._read:
            self._read[model] = self._from(self._tables[model]) if model in self._tables else None
        return self._read[model]

    def _from(self, table: str) -> DaySums | None:
        rows = self._run(f'select * from main."{table}" order by day nulls last limit {MOST_ROWS + 1}', {})
        if rows.height > MOST_ROWS:
            return None
        days = day_numbers(rows["day"])
        sums = rows.drop("day", *KEPT_BY).cast(pl.Float64)
        return DaySums(
            days,
            rows.height - len(days),
            self.places(rows),
            {column.name: column.to_numpy() for column in sums},
            frozenset(column.name for column in sums if column.null_count()),
        )


def day_numbers(days: pl.Series) -> Integers:
    """Days since the first of 1970, those that are known."""
    return days.drop_nulls().cast(pl.Int32).cast(pl.Int64).to_numpy()
