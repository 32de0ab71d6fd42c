"""Figures of agents from what is held in memory: sums by day, and durations in their order.

Each table is read when it is first needed, and of a table of sums only the columns that are. What a question of agents
cannot be told from goes to the tables of `transforms.rollups` and to the facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from transforms.agent_ranks import AGENT_CELLS, AgentRanks, agent_ranks, cells_relation
from transforms.agent_work import AgentWork
from transforms.aliases import Floats, Run
from transforms.catalogue import MetricDefinition, by_model
from transforms.day_blocks import DayBlocks, days_in_order
from transforms.groups import Groups, groups, names_in, places
from transforms.requests import MetricRequest
from transforms.resident_ranks import Quantile
from transforms.resident_sums import day_numbers

BY_AGENT = (*AGENT_CELLS, "source")
"""Agents have sums of their own: with topics and priorities beside them they would be as long as their facts."""
MOST_ROWS = 20_000_000
"""A longer table stays in the file: with a dozen columns so many rows take two gigabytes of each process."""


class AgentFigures:
    """What is held of the agents of one file."""

    def __init__(self, run: Run, sums: Mapping[str, str], ranked: Mapping[str, str], work: Mapping[str, str]) -> None:
        """`sums` is semantic model to the table of its sums, `ranked` a measure to the one whose values it shares.

        `work` is semantic model to the table of what one agent works on; see `transforms.agent_work`.
        """
        self._run = run
        self._tables = sums
        self._ranked = ranked
        self._sums: dict[str, DayBlocks | None] = {}
        self._ranks: dict[str, AgentRanks | None] = {}
        self._work = AgentWork(run, work)

    @cached_property
    def names(self) -> dict[str, tuple[str | None, ...]]:
        """The names of each dimension in any of the tables, in order, with what has none at the end."""
        return names_in(self._run, self._tables.values(), BY_AGENT)

    def has(self, request: MetricRequest, definition: MetricDefinition) -> bool:
        """Whether a metric that is no ratio can be told of each group of a request."""
        asked = request.asked
        if "agent" not in asked or definition.is_semi_additive:
            return False
        if not asked <= set(BY_AGENT):
            return self._work.has(request, definition)
        if definition.quantile is not None and not asked <= set(AGENT_CELLS):
            return False
        kept = self._held(definition)
        return kept is not None and kept.can_tell(request)

    def _held(self, definition: MetricDefinition) -> DayBlocks | AgentRanks | None:
        if definition.quantile is not None:
            return self._ranks_of(definition)
        return self._sums_of(definition) if definition.aggregation == "sum" else None

    def groups(self, request: MetricRequest, definitions: Iterable[MetricDefinition]) -> Groups:
        """The groups of a request over all days that these metrics have records of."""
        if not request.asked <= set(BY_AGENT):
            return self._work.groups(request, definitions)
        held = [self._held(one) for one in definitions]
        days = [(one.first, one.last) for one in held if one is not None and one.first <= one.last]
        first, last = min((one for one, _ in days), default=0), max((one for _, one in days), default=-1)
        return groups(request, self.names, first, last)

    def added(self, wanted: Groups, definitions: Iterable[MetricDefinition]) -> dict[str, Floats]:
        """Metric to its sum in each group; not a number where nothing of it is known."""
        if not wanted.request.asked <= set(BY_AGENT):
            return self._work.added(wanted, definitions)
        told: dict[str, Floats] = {}
        for same in by_model(definitions).values():
            sums = self._sums_of(same[0])
            assert sums is not None
            for one in same:
                sums.read(self._run, self._tables[one.models[0]], str(one.measure))
            found = sums.added(wanted, [*dict.fromkeys(str(one.measure) for one in same)])
            told |= {one.name: found[str(one.measure)] for one in same}
        return told

    def quantiles(self, wanted: Groups, definitions: Iterable[MetricDefinition]) -> dict[str, Quantile]:
        """Metric to its quantile in each group and both ends of its interval."""
        by_values: dict[AgentRanks, dict[str, float]] = {}
        for one in definitions:
            ranks = self._ranks_of(one)
            assert ranks is not None
            by_values.setdefault(ranks, {})[one.name] = one.quantile or 0.0
        return {name: told for ranks, some in by_values.items() for name, told in ranks.quantiles(wanted, some).items()}

    def _sums_of(self, definition: MetricDefinition) -> DayBlocks | None:
        model = definition.models[0]
        if model not in self._sums:
            self._sums[model] = self._read(self._tables[model]) if model in self._tables else None
        return self._sums[model]

    def _read(self, table: str) -> DayBlocks | None:
        rows = days_in_order(self._run, table, BY_AGENT, MOST_ROWS)
        return None if rows is None else DayBlocks(day_numbers(rows["day"]), *places(rows, self.names))

    def _ranks_of(self, definition: MetricDefinition) -> AgentRanks | None:
        measure = self._ranked.get(str(definition.measure))
        if measure is None or not self._tables:
            return None
        if measure not in self._ranks:
            self._ranks[measure] = agent_ranks(self._run, self.names, measure)
        return self._ranks[measure]


def ranked_of_agents(ranked: Mapping[str, str], tables: Iterable[str]) -> dict[str, str]:
    """The measures of which the values of agents are kept: measure to the one whose values it shares."""
    known = set(tables)
    return {measure: shared for measure, shared in ranked.items() if cells_relation(shared) in known}
