"""What one agent works on, by topic, channel and priority, from the sums that lie agent by agent in the file.

Of all agents they are millions of rows, of one some thousand. Who looks at somebody asks for one period after another,
so the rows of the agents who were looked at last are held.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property

from transforms.aliases import Floats, Run
from transforms.catalogue import MetricDefinition
from transforms.day_blocks import DayBlocks
from transforms.groups import Groups, groups, names_in, places
from transforms.requests import MetricRequest
from transforms.resident_sums import day_numbers

WORKED_ON = ("team", "channel", "topic", "priority")
OF_REPS = ("agent", *WORKED_ON)
_MOST = 64
"""Sums of so many agents and measures are held, those read last: some ten megabytes."""
_VALUE = "value"


class AgentWork:
    """Sums of one agent at a time, by what the work was about."""

    def __init__(self, run: Run, tables: Mapping[str, str]) -> None:
        """`tables` is semantic model to the table of its sums by OF_REPS, those of an agent side by side."""
        self._run = run
        self._tables = tables
        self._held: OrderedDict[tuple[str, str, str], DayBlocks] = OrderedDict()

    @cached_property
    def _names(self) -> dict[str, tuple[str | None, ...]]:
        return names_in(self._run, self._tables.values(), WORKED_ON)

    def has(self, request: MetricRequest, definition: MetricDefinition) -> bool:
        """Whether a metric that is no ratio can be told of each group of a request: it has to name one agent."""
        asked = {*request.by, *(name for name, _ in request.where if name != "agent")}
        if definition.aggregation != "sum" or not asked <= set(WORKED_ON) or definition.models[0] not in self._tables:
            return False
        return _agent(request) is not None and self._of(request, definition).can_tell(request)

    def groups(self, request: MetricRequest, definitions: Iterable[MetricDefinition]) -> Groups:
        """The groups of a request over all days of which the agent has such records."""
        held = [self._of(request, one) for one in definitions]
        days = [(one.first, one.last) for one in held if one.first <= one.last]
        first, last = min((one for one, _ in days), default=0), max((one for _, one in days), default=-1)
        others = tuple((name, values) for name, values in request.where if name != "agent")
        return replace(groups(replace(request, where=others), self._names, first, last), request=request)

    def added(self, wanted: Groups, definitions: Iterable[MetricDefinition]) -> dict[str, Floats]:
        """Metric to its sum in each group; not a number where nothing of it is known."""
        held = {one.name: self._of(wanted.request, one).added(wanted, [_VALUE]) for one in definitions}
        return {name: found[_VALUE] for name, found in held.items()}

    def _of(self, request: MetricRequest, definition: MetricDefinition) -> DayBlocks:
        key = str(_agent(request)), self._tables[definition.models[0]], str(definition.measure)
        held = self._held.get(key)
        if held is None:
            # Two who ask at once may both read; they read the same.
            held = self._held[key] = self._read(*key)
            while len(self._held) > _MOST:
                self._held.popitem(last=False)
        return held

    def _read(self, agent: str, table: str, measure: str) -> DayBlocks:
        told = ", ".join(("day", *WORKED_ON))
        rows = self._run(
            f'select {told}, cast("{measure}" as double) as {_VALUE} from main."{table}" where agent = $agent '
            "order by day nulls last",
            {"agent": agent},
        )
        held = DayBlocks(day_numbers(rows["day"]), *places(rows, self._names))
        held.keep(_VALUE, rows[_VALUE].to_numpy())
        return held


def _agent(request: MetricRequest) -> str | None:
    """The one agent whom a request names."""
    named = [values for name, values in request.where if name == "agent"]
    return named[0][0] if len(named) == 1 and len(named[0]) == 1 else None
