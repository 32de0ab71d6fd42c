"""Metric queries: the one way from a metric's name to its numbers.

MetricFlow compiles the definitions of the dbt project, DuckDB runs them, and nothing is retyped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import polars as pl

from transforms.catalogue import Catalogue, MetricDefinition, read_catalogue
from transforms.compiler import Compiler, Shape
from transforms.conditions import row_conditions, snapshot_condition, spell_conditions, with_parameters
from transforms.generations import (
    DATABASE_FILE,
    GENERATION_FILE,
    READER_LOCK_FILE,
    SEMANTIC_MANIFEST_FILE,
    GenerationError,
    check_complete,
    current_folder,
    hold_shared,
)
from transforms.held_cases import HeldCases, held_cases
from transforms.long_answers import long_answer
from transforms.rank_intervals import apart
from transforms.record_values import record_values
from transforms.records import Part, joined, parting, parts
from transforms.rep_days import RepDays
from transforms.requests import MetricRequest, ScorecardRequest
from transforms.resolution_curves import DRAWN_OUTCOMES, OUTCOMES, CaseWindow, cases_at_risk
from transforms.rollups import RolledMetrics, Rollup, rollups
from transforms.scorecards import readings, scorecard_limits, scorecards
from transforms.stocks import can_tell, stock_on

__all__ = ["GenerationError", "MetricDefinition", "MetricRequest", "MetricStore", "ScorecardRequest"]

STOCK_TABLE = "backlog_spells"
"""The records behind the only stock there is: from which day to which a case was open, and who held it."""


class MetricStore:
    """One published generation, opened read-only: metrics, their catalogue, and the tables beside them.

    Safe to share between threads: every query runs on a cursor of its own.
    """

    def __init__(self, folder: Path, threads: int, semantic_manifest: Path, generation: dict[str, Any]) -> None:
        self.folder = folder
        self.generation = generation
        self._manifest_file = semantic_manifest
        self._manifest: Catalogue = read_catalogue(semantic_manifest)
        # The lock first: a generation that is being read is not cleaned away while it is opened.
        self._reader_lock = hold_shared(folder / READER_LOCK_FILE)
        try:
            self._connection = _connect(folder / DATABASE_FILE, threads)
        except duckdb.Error:
            self._let_go()
            raise
        self._compiler = Compiler(semantic_manifest)
        self._rolled = RolledMetrics(self.run, self._manifest.metrics)
        self._cases: HeldCases | None = None
        self.rep_days = RepDays(self.run)

    @classmethod
    def open(cls, folder: Path, threads: int = 1) -> MetricStore:
        """Opens a generation folder; GenerationError when it is missing, torn, or has a write-ahead log beside it."""
        check_complete(folder)
        try:
            facts = json.loads((folder / GENERATION_FILE).read_text(encoding="utf-8"))
            return cls(folder, threads, folder / SEMANTIC_MANIFEST_FILE, facts)
        except (duckdb.Error, ValueError, KeyError) as cause:
            raise GenerationError(f"{folder} cannot be read ({cause}); run 'evenhand rollback'") from cause

    @classmethod
    def open_building(cls, folder: Path, semantic_manifest: Path, threads: int = 1) -> MetricStore:
        """Opens a file that is still being built, for what is worked out from its marts before it is published."""
        return cls(folder, threads, semantic_manifest, {})

    @classmethod
    def open_current(cls, home: Path, threads: int = 1) -> MetricStore:
        """Opens the generation that `CURRENT` names; GenerationError says what to do when there is none."""
        return cls.open(current_folder(home), threads)

    def close(self) -> None:
        """Ends all reading and lets the generation be deleted."""
        self._connection.close()
        self._let_go()

    def _let_go(self) -> None:
        if self._reader_lock is not None:
            self._reader_lock.close()

    @property
    def catalogue(self) -> dict[str, MetricDefinition]:
        """Metric name to its definition, building blocks included."""
        return self._manifest.metrics

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The dimensions that all metrics share."""
        return tuple(sorted(self._manifest.entities))

    def slices_of(self, metric: str) -> tuple[str, ...]:
        """What a metric can be cut by; KeyError when there is none of this name."""
        return self._manifest.slices_of(metric)

    def query(self, request: MetricRequest) -> pl.DataFrame:
        """Rows of metric, period (with a grain), each dimension, value, n, low, high.

        Value in the metric's unit (durations seconds, shares fractions), n records behind it, low and high the 95 %
        interval or null where none applies. A group without records has no row.
        """
        self._refuse_unknown(request.metrics)
        resident = tuple(name for name in request.metrics if self._rolled.is_resident(request, self._needed((name,))))
        answers = [self._rolled.answer(request.only(resident), self._needed(resident))] if resident else []
        if resident == request.metrics:
            return answers[0]
        left = tuple(name for name in request.metrics if name not in resident)
        rolled = tuple(name for name in left if self._rolled.can_answer(request, self._needed((name,))))
        others = request.only(tuple(name for name in left if name not in rolled))
        answers += [self._answer_rolled(request.only(rolled))] if rolled else []
        answers += [self._answer(others.only(metrics), is_stock) for is_stock, metrics in self._batches(others)]
        order = {name: position for position, name in enumerate(request.metrics)}
        return (
            pl.concat(answers)
            .with_columns(pl.col("metric").replace_strict(order, return_dtype=pl.Int64).alias("_order"))
            .sort(["_order", *request.keys], nulls_last=True)
            .drop("_order")
        )

    def hold(self, metrics: Iterable[str], by_topic: Iterable[str] = ()) -> None:
        """Takes what quantiles of these metrics are found among into memory: a second each, some bytes a record.

        Some of them by topic, too; and from now on sums by any dimension but the agent are held when they are needed.
        """
        named, finer = tuple(metrics), tuple(by_topic)
        self._refuse_unknown((*named, *finer))
        self._rolled.hold(named, finer)

    def hold_cases(self) -> None:
        """Takes the cases of curves into memory, where a file has so many that some are drawn: 21 bytes a case."""
        if self._cases is None and DRAWN_OUTCOMES in self._tables:
            self._cases = held_cases(self.run)

    def records(self, request: MetricRequest) -> pl.DataFrame:
        """The records that one metric counts, as the query that gave the number sees them.

        Columns: record (key in the fact), key (what the source calls it), day (of the reporting zone), the six shared
        dimensions, numerator and denominator: what the record adds to a ratio (or its own value and null), and n.
        Grouping plays no part; filters and days do. ValueError for more than one metric.
        """
        if len(request.metrics) != 1:
            raise ValueError("records are asked for one metric at a time")
        self._refuse_unknown(request.metrics)
        definition = self.catalogue[request.metrics[0]]
        if definition.is_semi_additive:
            return self._stock_records(request)
        frames = [self._records_of(request, part) for part in parts(definition, self._manifest)]
        return joined(frames, definition, self.dimensions)

    def record_values(self, request: MetricRequest) -> pl.DataFrame:
        """What each record adds to some sums of one fact; see `transforms.record_values`. No period, no grouping."""
        self._refuse_unknown(request.metrics)
        definitions = [self.catalogue[name] for name in request.metrics]
        return record_values(self.run, self._sums[definitions[0].models[0]], definitions, request)

    @cached_property
    def _sums(self) -> dict[str, Rollup]:
        """How the sums of each semantic model are spelled in the words of its fact."""
        return {one.model: one for one in rollups(self._manifest_file)}

    def differences(self, first: str, second: str, request: MetricRequest) -> pl.DataFrame:
        """The records that two readings of one word count differently; ValueError if they count different things."""
        self._refuse_unknown((first, second))
        facts = {self._manifest.relations[self.catalogue[name].models[0]][0] for name in (first, second)}
        if len(facts) > 1:
            raise ValueError(f"{first} and {second} count different records ({' and '.join(sorted(facts))})")
        return parting(*(self.records(request.only((name,))) for name in (first, second)))

    def _records_of(self, request: MetricRequest, part: Part) -> pl.DataFrame:
        entity, column = self._manifest.record_keys[part.model]
        by_record = replace(request.only(part.metrics), by=(entity, *self.dimensions), grain="day")
        statement, values = self._compile(by_record, part.metrics, semi_additive=False)
        table, _ = self._manifest.relations[part.model]
        told = ", ".join(f"counted.{name}" for name in (*self.dimensions, *part.metrics))
        return self.run(
            f"select cast(counted.{entity} as varchar) as record, {self._source_key(table)} as key, "
            f"cast(counted.metric_time__day as date) as day, {told} "
            f'from ({statement}) as counted left join main."{table}" as facts on counted.{entity} = facts.{column}',
            values,
        )

    def _stock_records(self, request: MetricRequest) -> pl.DataFrame:
        last = self._last_day(request)
        day = min(last, request.end) if last and request.end else last
        conditions, values = spell_conditions(request, self.dimensions)
        told = ", ".join(self.dimensions)
        return self.run(
            f"select case_id as record, {self._source_key(STOCK_TABLE)} as key, cast($day as date) as day, {told}, "
            f"cast(1 as double) as numerator, cast(null as double) as denominator, cast(1 as double) as n "
            f"from main.{STOCK_TABLE} as facts "
            f"where first_on <= $day and left_on > $day {conditions} order by record",
            values | {"day": day},
        )

    def _source_key(self, table: str) -> str:
        known = self.run(
            "select column_name from information_schema.columns "
            "where table_schema = 'main' and table_name = $table and ends_with(column_name, '_key') "
            "order by ordinal_position limit 1",
            {"table": table},
        )
        return f'facts."{known.item()}"' if len(known) else "cast(null as varchar)"

    def sql(self, request: MetricRequest) -> str:
        """The compiled SQL with its values written in, one statement per batch of metrics."""
        statements = []
        for semi_additive, metrics in self._batches(request):
            part = request.only(metrics)
            statement, values = self._compile(part, self._needed(metrics), semi_additive)
            literals = {f"${name}": _literal(value) for name, value in values.items()}
            written = re.sub(r"\$\w+", lambda mark, literals=literals: literals[mark.group()], statement)  # type: ignore[misc]
            statements.append(written.strip())
        return ";\n\n".join(statements) + ";\n"

    def scorecards(self, request: ScorecardRequest) -> pl.DataFrame:
        """How reps compare with what the others have with the same cases; see `transforms.scorecards`."""
        return scorecards(self, request)

    def readings(self, request: ScorecardRequest) -> pl.DataFrame:
        """Scorecards without what is drawn towards the department; see `transforms.scorecards`."""
        return readings(self, request)

    def scorecard_limits(self, request: ScorecardRequest) -> pl.DataFrame:
        """The lines of the funnel plot of each metric; see `transforms.scorecards`."""
        return scorecard_limits(self, request)

    def cases_at_risk(self, window: CaseWindow) -> pl.DataFrame:
        """The cases that were open in a window, for curves of their resolution; see `transforms.resolution_curves`."""
        self._refuse_missing(OUTCOMES)
        zone = ZoneInfo(str(self.generation.get("time_zone") or "UTC"))
        if self._cases is not None and self._cases.can_tell(window):
            return self._cases.at_risk(zone, window)
        return cases_at_risk(self.run, DRAWN_OUTCOMES in self._tables, zone, window)

    def table(self, name: str) -> pl.DataFrame:
        """A whole published table by name; for the small ones, such as agents and the data-quality tables."""
        self._refuse_missing(name)
        return self.run(f'select * from main."{name}"', {})

    @cached_property
    def _tables(self) -> frozenset[str]:
        """All of the file, which never changes once it is published."""
        known = self.run("select table_name from information_schema.tables where table_schema = 'main'", {})
        return frozenset(known["table_name"])

    def _refuse_missing(self, table: str) -> None:
        if table not in self._tables:
            raise GenerationError(
                f"generation {self.generation['generation']} has no table '{table}'; run 'evenhand build'"
            )

    def run(self, statement: str, values: dict[str, Any]) -> pl.DataFrame:
        """The rows of a statement of ours, with its parameters by name; what users write does not come here."""
        relation = self._connection.cursor().sql(statement, params=values)
        frame = pl.from_arrow(relation.to_arrow_table())
        assert isinstance(frame, pl.DataFrame)
        return frame

    def _refuse_unknown(self, metrics: tuple[str, ...]) -> None:
        unknown = [name for name in metrics if name not in self.catalogue]
        if unknown:
            raise ValueError(f"there is no metric '{unknown[0]}'; 'evenhand metrics list' names them all")

    def _batches(self, request: MetricRequest) -> list[tuple[bool, tuple[str, ...]]]:
        self._refuse_unknown(request.metrics)
        # Metrics of one fact are asked together and facts apart: a statement that joins many facts takes DuckDB longer
        # to plan than all of them take one by one. A stock needs its own conditions in any case.
        batches: dict[tuple[bool, frozenset[str]], list[str]] = {}
        for name in request.metrics:
            facts = frozenset(model for needed in self._needed((name,)) for model in self.catalogue[needed].models)
            batches.setdefault((self.catalogue[name].is_semi_additive, facts), []).append(name)
        return [(semi_additive, tuple(names)) for (semi_additive, _), names in batches.items()]

    def _needed(self, metrics: tuple[str, ...]) -> tuple[str, ...]:
        definitions = [self.catalogue[name] for name in metrics]
        extra = [d.n for d in definitions] + [d.sum_of_squares for d in definitions if d.sum_of_squares]
        return tuple(dict.fromkeys([*metrics, *extra]))

    def _answer_rolled(self, request: MetricRequest) -> pl.DataFrame:
        wide = self._rolled.wide(request, self._needed(request.metrics))
        return self._told(wide, request, is_known=True)

    def _told(self, wide: pl.DataFrame, request: MetricRequest, is_known: bool) -> pl.DataFrame:
        return long_answer(wide, [self.catalogue[name] for name in request.metrics], request.keys, is_known)

    def _answer(self, request: MetricRequest, semi_additive: bool) -> pl.DataFrame:
        needed = self._needed(request.metrics)
        if semi_additive and (stock := self._stock(request, needed)) is not None:
            return self._told(stock, request, is_known=True)
        statement, values = self._compile(request, needed, semi_additive, with_values=True)
        quantiles = {name: share for name in needed if (share := self.catalogue[name].quantile) is not None}
        wide = apart(self.run(statement, values), quantiles)
        keys = {f"metric_time__{request.grain}": "period"} if request.grain else {}
        wide = wide.rename(keys).rename(
            {self._manifest.group_by_name(name, needed): name for name in request.by}, strict=False
        )
        if request.grain:
            wide = wide.with_columns(pl.col("period").cast(pl.Date))
        return self._told(wide, request, is_known=not semi_additive or values.get("snapshot") is not None)

    def _stock(self, request: MetricRequest, needed: tuple[str, ...]) -> pl.DataFrame | None:
        """What there was on the last day of a request; None for a series of days, and where there are none."""
        definitions = [self.catalogue[name] for name in needed]
        spelled, last = self._sums.get(definitions[0].models[0]), self._last_day(request)
        if spelled is None or last is None or not can_tell(spelled, definitions, request):
            return None
        return stock_on(self.run, spelled, definitions, request, min(last, request.end) if request.end else last)

    def _compile(
        self, request: MetricRequest, needed: tuple[str, ...], semi_additive: bool, with_values: bool = False
    ) -> tuple[str, dict[str, Any]]:
        conditions, values = row_conditions(request, self._manifest, needed)
        if semi_additive and request.grain != "day" and (last := self._last_day(request)) is not None:
            values["snapshot"] = min(last, request.end) if request.end else last
            conditions.append(snapshot_condition(request.grain))
        group_by = tuple(self._manifest.group_by_name(name, needed) for name in request.by)
        if request.grain:
            group_by = (f"metric_time__{request.grain}", *group_by)
        models = frozenset(model for name in needed for model in self.catalogue[name].models)
        with_values = with_values and any(self.catalogue[name].quantile is not None for name in needed)
        statement = self._compiler.sql(Shape(needed, group_by, tuple(conditions), with_values), models)
        return with_parameters(statement), values

    def months(self, metric: str) -> list[date]:
        """First days of the months in which the fact behind a metric has records, in order."""
        table, day = self._manifest.relations[self.catalogue[metric].models[-1]]
        found = self.run(
            f'select distinct cast(date_trunc(\'month\', "{day}") as date) as month from main."{table}" '
            f'where "{day}" is not null order by month',
            {},
        )
        return found["month"].to_list()

    def _last_day(self, request: MetricRequest) -> date | None:
        model = self.catalogue[request.metrics[0]].models[-1]
        table, day = self._manifest.relations[model]
        sources = next((list(wanted) for name, wanted in request.where if name == "source"), None)
        kept = "where list_contains($sources, source)" if sources else ""
        row = (
            self._connection.cursor()
            .execute(f'select max("{day}") from main."{table}" {kept}', {"sources": sources} if sources else {})
            .fetchone()
        )
        return row[0] if row else None


def _connect(database: Path, threads: int) -> duckdb.DuckDBPyConnection:
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": threads,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    return duckdb.connect(str(database), read_only=True, config=config)


def _literal(value: date | str) -> str:
    return "'" + str(value).replace("'", "''") + "'"
