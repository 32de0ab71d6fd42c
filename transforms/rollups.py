"""Sums by day kept beside the facts, so that a question over ten million records need not read them all.

A rollup holds, for every measure that is a sum, the same expression of the semantic model summed by day and
dimensions. Which questions it may answer is decided here and in `MetricStore` alone; everything else, and every
question to a file without rollups, goes to the facts. Quantiles do not add up; see `transforms.ranked`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from transforms.agent_figures import BY_AGENT, AgentFigures, ranked_of_agents
from transforms.agent_work import OF_REPS
from transforms.aliases import Run
from transforms.catalogue import MetricDefinition, by_model
from transforms.groups import KEPT_BY, Groups
from transforms.held_cuts import HeldCuts
from transforms.held_values import HeldValues, held_values
from transforms.long_answers import long_answer_of
from transforms.ranked import RANK_INDEX, Ranked, day_conditions, period_columns
from transforms.requests import MetricRequest
from transforms.resident_ranks import FINE_INDEX, DayBins, Quantile, day_bins
from transforms.resident_sums import MOST_GROUPS, ResidentSums

ROLLED_BY = ("team", "channel", "topic", "priority", "source")
_WORK = ("contact_handlings", "case_resolutions")
"""The semantic models of what a rep works on."""
BY_OWN = ("team", "channel")
"""What stands beside the dimensions that only one fact has, such as the half hour of a contact."""
SUM_INDEX = "rollup_sums"
"""The table that names the rollup of each semantic model."""


@dataclass(frozen=True)
class Rollup:
    """How the sums of one semantic model are made and where they are kept."""

    model: str
    fact: str
    day: str
    """The expression of the day in the fact."""
    dimensions: Mapping[str, str]
    """Dimension to its expression in the fact."""
    cuts: Mapping[str, tuple[str, ...]]
    """Table to the dimensions that its rows are cut by; the one for most questions first."""
    sums: Mapping[str, str]
    """Measure to the expression that it sums."""
    quantiles: Mapping[str, str]
    """Measure to the expression of whose values it is a quantile."""

    def query(self, cut: tuple[str, ...]) -> str:
        """The SQL of the rows of a cut: day, dimensions, a column for each measure."""
        keys = ", ".join(f'{self.dimensions[name]} as "{name}"' for name in cut)
        sums = ", ".join(f'sum({expression}) as "{name}"' for name, expression in self.sums.items())
        order = "agent, day" if cut == OF_REPS else "day"
        return f'select {self.day} as day, {keys}, {sums} from main."{self.fact}" group by all order by {order}'


def rollups(semantic_manifest: Path) -> list[Rollup]:
    """The rollups of all semantic models with sums; those of a stock are of its days one by one."""
    manifest = json.loads(semantic_manifest.read_text(encoding="utf-8"))
    found = [_rollup(model) for model in manifest["semantic_models"]]
    return [rollup for rollup in found if rollup.sums]


def _is_stock(model: Mapping[str, Any]) -> bool:
    return any(measure.get("non_additive_dimension") for measure in model["measures"])


def _rollup(model: Mapping[str, Any]) -> Rollup:
    day = model["defaults"]["agg_time_dimension"]
    columns = {d["name"]: d.get("expr") or d["name"] for d in (*model["dimensions"], *model["entities"])}
    expressions = {m["name"]: m.get("expr") or m["name"] for m in model["measures"]}
    kinds = {m["name"]: m["agg"] for m in model["measures"]}
    own = tuple(d["name"] for d in model["dimensions"] if d["type"] == "categorical")
    table = f"daily_{model['name']}"
    # The days of a stock do not add up, so only what is held in memory, where one day is picked, has use for them.
    cuts: dict[str, tuple[str, ...]] = {f"{table}_by_team": KEPT_BY}
    if not _is_stock(model):
        cuts |= {table: ROLLED_BY, f"{table}_by_agent": BY_AGENT}
        cuts |= {f"{table}_by_own": (*BY_OWN, *own)} if own else {}
        cuts |= {f"{table}_of_reps": OF_REPS} if model["name"] in _WORK else {}
    return Rollup(
        model=model["name"],
        fact=model["node_relation"]["alias"],
        day=columns[day],
        dimensions=columns,
        cuts=cuts,
        sums={name: told for name, told in expressions.items() if kinds[name] == "sum"},
        quantiles={name: told for name, told in expressions.items() if kinds[name] in ("median", "percentile")},
    )


class RolledMetrics:
    """Answers metrics from the rollups of one file, as far as it has them."""

    def __init__(self, run: Run, definitions: Mapping[str, MetricDefinition]) -> None:
        self._run = run
        self._definitions = definitions
        tables = "select table_name from information_schema.tables where table_schema = 'main'"
        known = set(run(tables, {})["table_name"])
        self._cuts: dict[str, dict[str, frozenset[str]]] = {}
        if SUM_INDEX in known:
            for model, relation, cut in run(f"select model, relation, cut from main.{SUM_INDEX}", {}).iter_rows():
                self._cuts.setdefault(model, {})[relation] = frozenset(cut)
        self._resident = ResidentSums(run, definitions, self._kept_by(KEPT_BY))
        self._ranked: dict[str, Ranked] = {}
        if RANK_INDEX in known:
            rows = list(run(f"select measure, ranked, edges from main.{RANK_INDEX}", {}).iter_rows())
            cells = {ranked: run(f'select * from main."cells_{ranked}"', {}) for _, ranked, _ in rows}
            self._ranked = {measure: Ranked(ranked, tuple(edges), cells[ranked]) for measure, ranked, edges in rows}
        self._fine: dict[str, tuple[str, list[float]]] = {}
        if FINE_INDEX in known:
            rows = list(run(f"select ranked, relation, edges from main.{FINE_INDEX}", {}).iter_rows())
            self._fine = {ranked: (relation, edges) for ranked, relation, edges in rows}
        self._bins: dict[str, DayBins | HeldValues | None] = {}
        shared = {measure: ranked.measure for measure, ranked in self._ranked.items()}
        # Nothing, until a process begins to hold what it is asked for.
        self._held_cuts = HeldCuts(run, {}, {})
        ranked = ranked_of_agents(shared, known)
        self._agents = AgentFigures(run, self._kept_by(BY_AGENT), ranked, self._kept_by(OF_REPS))

    def _kept_by(self, dimensions: tuple[str, ...]) -> dict[str, str]:
        """Semantic model to the table of its sums by exactly these."""
        cuts = ((model, name, cut) for model, cuts in self._cuts.items() for name, cut in cuts.items())
        return {model: name for model, name, cut in cuts if cut == set(dimensions)}

    def hold(self, metrics: Iterable[str], by_topic: Iterable[str] = ()) -> None:
        """Reads the values of these quantiles into memory, as far as they are few enough to be held.

        Some of them by topic, too; and from now on sums by dimensions other than team and channel are held.
        """
        for name in self._simple(metrics):
            bins = self._bins_of(self._definitions[name])
            if isinstance(bins, DayBins) and (held := held_values(self._run, bins)) is not None:
                self._bins[bins.ranked] = held
        if not self._held_cuts:
            self._held_cuts = HeldCuts(self._run, self._cuts, self._ranked)
        for name in self._simple(by_topic):
            self._held_cuts.hold(self._definitions[name])

    def is_resident(self, request: MetricRequest, needed: Iterable[str]) -> bool:
        """Whether all that the question needs is held in memory."""
        definitions = [self._definitions[name] for name in self._simple(needed)]
        if request.asked <= set(KEPT_BY):
            is_held = all(self._holds(request, one) for one in definitions)
            return is_held and (not request.keys or len(self._resident.groups(request, definitions)) <= MOST_GROUPS)
        kept = self._finer(request)
        is_held = all(kept.has(request, one) for one in definitions)
        return is_held and len(kept.groups(request, definitions)) <= MOST_GROUPS

    def answer(self, request: MetricRequest, needed: Iterable[str]) -> pl.DataFrame:
        """Rows as `MetricStore.query` tells them, in that order, from what is held in memory."""
        simple = [self._definitions[name] for name in self._simple(needed)]
        sums, ranks = ([one for one in simple if (one.quantile is None) == is_sum] for is_sum in (True, False))
        if request.asked <= set(KEPT_BY):
            wanted = self._resident.groups(request, simple)
            columns, quantiles = self._resident.added(wanted, sums), self._quantiles_in(wanted, ranks)
        else:
            kept = self._finer(request)
            wanted = kept.groups(request, simple)
            columns, quantiles = kept.added(wanted, sums), kept.quantiles(wanted, ranks)
        columns |= {name: found.value for name, found in quantiles.items()}
        for name in needed:
            one = self._definitions[name]
            if one.numerator and one.denominator:
                above, below = columns[one.numerator], columns[one.denominator]
                columns[name] = np.divide(above, below, out=np.full(len(above), np.nan), where=below != 0)
        ends = {name: (found.low, found.high) for name, found in quantiles.items()}
        return long_answer_of(columns, ends, wanted.keys, [self._definitions[name] for name in request.metrics])

    def _holds(self, request: MetricRequest, definition: MetricDefinition) -> bool:
        if definition.quantile is None:
            return self._resident.has(request, definition)
        bins = self._bins_of(definition)
        return bins is not None and bins.can_tell(request)

    def _finer(self, request: MetricRequest) -> AgentFigures | HeldCuts:
        """What tells of other dimensions than team and channel."""
        return self._agents if "agent" in request.asked else self._held_cuts

    def _quantiles_in(self, wanted: Groups, definitions: Iterable[MetricDefinition]) -> dict[str, Quantile]:
        by_ranked: dict[str, dict[str, float]] = {}
        for one in definitions:
            by_ranked.setdefault(self._ranked[str(one.measure)].measure, {})[one.name] = one.quantile or 0.0
        found: dict[str, Quantile] = {}
        for ranked, shares in by_ranked.items():
            bins = self._bins[ranked]
            assert bins is not None
            found |= bins.quantiles(self._run, wanted, shares)
        return found

    def _bins_of(self, definition: MetricDefinition) -> DayBins | HeldValues | None:
        if definition.measure not in self._ranked:
            return None
        ranked = self._ranked[definition.measure]
        if ranked.measure not in self._bins:
            self._bins[ranked.measure] = self._read_bins(ranked)
        return self._bins[ranked.measure]

    def _read_bins(self, ranked: Ranked) -> DayBins | None:
        if ranked.measure not in self._fine:
            return None
        return day_bins(self._run, self._resident, ranked, self._fine[ranked.measure])

    def _simple(self, needed: Iterable[str]) -> dict[str, None]:
        """The metrics that are no ratios, of which the others are made."""
        return dict.fromkeys(part for name in needed for part in self._parts(self._definitions[name]))

    def can_answer(self, request: MetricRequest, needed: Iterable[str]) -> bool:
        """Whether the question is one of sums and quantiles that are kept, by dimensions that they are kept by."""
        return all(self._is_kept(self._definitions[name], request) for name in needed)

    def _is_kept(self, definition: MetricDefinition, request: MetricRequest) -> bool:
        if definition.is_semi_additive:
            return False
        if definition.numerator and definition.denominator:
            return all(self._is_kept(self._definitions[name], request) for name in self._parts(definition))
        asked = request.asked
        if definition.quantile is None:
            return definition.aggregation == "sum" and self._relation(definition.models[0], asked) is not None
        return definition.measure in self._ranked and asked <= set(ROLLED_BY)

    def _relation(self, model: str, asked: frozenset[str]) -> str | None:
        return next((relation for relation, cut in self._cuts.get(model, {}).items() if asked <= cut), None)

    def wide(self, request: MetricRequest, needed: tuple[str, ...]) -> pl.DataFrame:
        """A row per period (with a grain) and slice, a column per metric needed, and the intervals of quantiles."""
        keys = request.keys
        frames = [*self._summed(request, needed), *self._quantiles(request, needed)]
        joined = frames[0]
        for frame in frames[1:]:
            if keys:
                joined = joined.join(frame, on=keys, how="full", coalesce=True, nulls_equal=True)
            else:
                joined = pl.concat([joined, frame], how="horizontal")
        return joined.with_columns(
            _ratio(self._definitions[name]) for name in needed if self._definitions[name].numerator
        )

    def _summed(self, request: MetricRequest, needed: tuple[str, ...]) -> Iterator[pl.DataFrame]:
        simple = self._simple(needed)
        sums = (one for one in (self._definitions[name] for name in simple) if one.quantile is None)
        asked, keys = request.asked, [*period_columns(request), *request.by]
        condition, values = conditions(request)
        grouped = f"group by {', '.join(str(place + 1) for place in range(len(keys)))}" if keys else ""
        for model, definitions in by_model(sums).items():
            told = ", ".join([*keys, *(f'sum("{d.measure}") as "{d.name}"' for d in definitions)])
            relation = self._relation(model, asked)
            yield self._run(f'select {told} from main."{relation}" where {condition} {grouped}', values)

    def _parts(self, definition: MetricDefinition) -> tuple[str, ...]:
        if definition.numerator and definition.denominator:
            return definition.numerator, definition.denominator
        return (definition.name,)

    def _quantiles(self, request: MetricRequest, needed: tuple[str, ...]) -> Iterator[pl.DataFrame]:
        by_measure: dict[Ranked, dict[str, float]] = {}
        for name in needed:
            definition = self._definitions[name]
            if definition.quantile is not None and definition.measure is not None:
                by_measure.setdefault(self._ranked[definition.measure], {})[name] = definition.quantile
        for ranked, shares in by_measure.items():
            yield ranked.quantiles(self._run, request, shares)


def _ratio(definition: MetricDefinition) -> pl.Expr:
    above, below = (pl.col(str(part)).cast(pl.Float64) for part in (definition.numerator, definition.denominator))
    return (above / pl.when(below != 0).then(below)).alias(definition.name)


def conditions(request: MetricRequest) -> tuple[str, dict[str, Any]]:
    """The days and filters of a request on a rollup, as SQL, and the values by name."""
    days, values = day_conditions(request)
    told = [days]
    for position, (dimension, wanted) in enumerate(request.where):
        named: dict[str, Any] = {f"w{position}_{number}": value for number, value in enumerate(wanted)}
        told.append(f"{dimension} in ({', '.join(f'${name}' for name in named)})")
        values |= named
    return " and ".join(told), values
