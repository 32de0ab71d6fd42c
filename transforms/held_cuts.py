"""Sums by topic, priority and source, and by what only one fact has, held in memory as they are asked for.

A table of them is a few hundred thousand rows: of each that a question needs, the combinations of its dimensions are
read once and its columns one by one. Questions of teams and channels alone have shorter tables, and those of agents
tables of their own; see `transforms.resident_sums` and `transforms.agent_figures`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

import numpy as np
import polars as pl

from transforms.aliases import Floats, Integers, Run
from transforms.catalogue import MetricDefinition, by_model
from transforms.day_blocks import DayBlocks, days_in_order
from transforms.groups import Groups, groups, places
from transforms.held_values import HeldValues, values_by
from transforms.ranked import Ranked
from transforms.requests import MetricRequest
from transforms.resident_ranks import Quantile
from transforms.resident_sums import day_numbers

MOST_ROWS = 1_000_000
"""A longer table stays in the file: a question of a few of its columns would take tens of megabytes."""
VALUES_BY = ("team", "channel", "topic")
"""What durations can be told by from memory where teams and channels alone do not do."""

Names = Mapping[str, tuple[str | None, ...]]
Cuts = Mapping[str, Mapping[str, frozenset[str]]]
Kept = TypeVar("Kept")


@dataclass(frozen=True, eq=False)
class _Held(Generic[Kept]):
    """Something held by the combinations of dimensions that there are."""

    kept: Kept
    combinations: pl.DataFrame
    first: int
    """The first and the last day that it knows of, from 1970."""
    last: int

    codes: dict[str, Integers] = field(default_factory=dict)
    """The place of each combination in the names of a dimension, told when it is first asked for."""

    def slice_of(self, wanted: Groups, names: Names) -> Groups:
        """The same groups, but for each combination the number of its slice."""
        number: Integers = np.zeros(self.combinations.height, dtype=np.int64)
        for name, known in names.items():
            if name not in self.codes:
                self.codes[name], _ = places(self.combinations, {name: known})
            number = number * len(known) + self.codes[name]
        return replace(wanted, slice_of=wanted.slice_of[number])


class HeldCuts:
    """What is held of one file by other dimensions than team and channel."""

    def __init__(self, run: Run, cuts: Cuts, ranked: Mapping[str, Ranked]) -> None:
        """`cuts` is semantic model to its tables and their dimensions, `ranked` a measure to where its values are."""
        self._run = run
        self._cuts = {model: {t: cut for t, cut in some.items() if "agent" not in cut} for model, some in cuts.items()}
        self._ranked = ranked
        self._names: dict[str, tuple[str | None, ...]] = {}
        self._sums: dict[str, _Held[DayBlocks] | None] = {}
        self._values: dict[str, _Held[HeldValues]] = {}

    def __bool__(self) -> bool:
        """Whether it knows of any tables."""
        return bool(self._cuts)

    def hold(self, definition: MetricDefinition) -> None:
        """Reads the values of a quantile into memory, if they are kept in order and few enough."""
        ranked = self._ranked.get(str(definition.measure))
        if ranked is None or ranked.measure in self._values:
            return
        combinations = ranked.cells.select(VALUES_BY).unique(maintain_order=True)
        of_cell = ranked.cells.join(
            combinations.with_row_index("place"), on=VALUES_BY, nulls_equal=True, maintain_order="left"
        )
        place_of_cell = np.zeros(int(of_cell["cell"].max() or 0) + 1, dtype=np.int64)  # type: ignore[arg-type]
        place_of_cell[of_cell["cell"].to_numpy()] = of_cell["place"].to_numpy()
        values = values_by(self._run, ranked, place_of_cell)
        if values is not None:
            self._values[ranked.measure] = _Held(values, combinations, values.first, int(values.days[-1]))

    def has(self, request: MetricRequest, definition: MetricDefinition) -> bool:
        """Whether a metric that is no ratio can be told of each group of a request."""
        held = self._of(request, definition)
        return held is not None and held.kept.can_tell(request)

    def groups(self, request: MetricRequest, definitions: Iterable[MetricDefinition]) -> Groups:
        """The groups of a request over all days that these metrics have records of."""
        held = [one for one in (self._of(request, definition) for definition in definitions) if one is not None]
        known = [one for one in held if one.first <= one.last]
        first, last = min((one.first for one in known), default=0), max((one.last for one in known), default=-1)
        return groups(request, self._names_of(request), first, last)

    def added(self, wanted: Groups, definitions: Iterable[MetricDefinition]) -> dict[str, Floats]:
        """Metric to its sum in each group; not a number where nothing of it is known."""
        told: dict[str, Floats] = {}
        names = self._names_of(wanted.request)
        for same in by_model(definitions).values():
            table = str(self._table(wanted.request, same[0]))
            sums = self._sums[table]
            assert sums is not None
            measures = [*dict.fromkeys(str(one.measure) for one in same)]
            for measure in measures:
                sums.kept.read(self._run, table, measure)
            found = sums.kept.added(sums.slice_of(wanted, names), measures)
            told |= {one.name: found[str(one.measure)] for one in same}
        return told

    def quantiles(self, wanted: Groups, definitions: Iterable[MetricDefinition]) -> dict[str, Quantile]:
        """Metric to its quantile in each group and both ends of its interval."""
        by_values: dict[str, dict[str, float]] = {}
        for one in definitions:
            by_values.setdefault(self._ranked[str(one.measure)].measure, {})[one.name] = one.quantile or 0.0
        names = self._names_of(wanted.request)
        found: dict[str, Quantile] = {}
        for measure, shares in by_values.items():
            held = self._values[measure]
            found |= held.kept.quantiles(self._run, held.slice_of(wanted, names), shares)
        return found

    def _of(self, request: MetricRequest, definition: MetricDefinition) -> _Held[DayBlocks] | _Held[HeldValues] | None:
        if definition.quantile is not None:
            ranked = self._ranked.get(str(definition.measure))
            return self._values.get(ranked.measure) if ranked and request.asked <= set(VALUES_BY) else None
        if definition.aggregation != "sum" or definition.is_semi_additive:
            return None
        table = self._table(request, definition)
        if table is not None and table not in self._sums:
            self._sums[table] = self._read(table, definition.models[0])
        held = self._sums[table] if table is not None else None
        return held if held is not None and request.asked <= set(held.combinations.columns) else None

    def _table(self, request: MetricRequest, definition: MetricDefinition) -> str | None:
        tables = self._cuts.get(definition.models[0], {})
        return next((table for table, cut in tables.items() if request.asked <= cut), None)

    def _read(self, table: str, model: str) -> _Held[DayBlocks] | None:
        cut = sorted(self._cuts[model][table])
        rows = days_in_order(self._run, table, cut, MOST_ROWS)
        if rows is None:
            return None
        named = [name for name in cut if rows[name].dtype == pl.String]
        combinations = rows.select(named).unique(maintain_order=True)
        numbered = combinations.with_row_index("place")
        place = rows.join(numbered, on=named, how="left", nulls_equal=True, maintain_order="left")["place"]
        blocks = DayBlocks(day_numbers(rows["day"]), place.cast(pl.Int64).to_numpy(), combinations.height)
        return _Held(blocks, combinations, blocks.first, blocks.last)

    def _names_of(self, request: MetricRequest) -> Names:
        """The names of each dimension that a request asks for in any of the tables, in order, with what has none last.

        Read dimension by dimension, since a fact has some that the others do not have.
        """
        for name in request.asked - self._names.keys():
            tables = (table for cuts in self._cuts.values() for table, cut in cuts.items() if name in cut)
            found = self._run(" union ".join(f'select {name} from main."{table}"' for table in tables), {})
            self._names[name] = tuple(found[name].unique().sort(nulls_last=True).to_list())
        return {name: self._names[name] for name in sorted(request.asked)}
