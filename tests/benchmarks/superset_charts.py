"""The overview as charts of Apache Superset: what a browser would ask of it for one filter state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from dashboards.periods import Periods, Span
from dashboards.state import ViewState
from dashboards.views.overview import BOARD
from transforms.catalogue import MetricDefinition, read_catalogue
from transforms.rollups import Rollup, rollups

CONTACTS = "contacts_offered"
AXES = ("team", "channel")
NUMBER, SHOWN, COMPARED, SERIES, CELLS, TOTALS = "number", "shown", "compared", "series", "cells", "totals"
_ROWS = 10_000


@dataclass(frozen=True)
class Measured:
    """Where Superset reads one metric, and by which expression."""

    table: str
    day: str
    expression: str
    columns: Mapping[str, str]
    """Dimension to its column in the table."""


@dataclass(frozen=True)
class Chart:
    """One request: the queries of one chart, and what each of them is."""

    metric: str
    table: str
    kinds: tuple[str, ...]
    queries: tuple[dict[str, Any], ...]

    def body(self, dataset: int) -> dict[str, Any]:
        """What a browser posts."""
        return {
            "datasource": {"id": dataset, "type": "table"},
            "force": False,
            "queries": list(self.queries),
            "result_format": "json",
            "result_type": "full",
        }


def measured(semantic_manifest: Path, rolled: bool) -> dict[str, Measured]:
    """The metrics of the overview as SQL, from the measures of the semantic models.

    With `rolled` the sums are read where they are kept by day. Quantiles are read from the facts in any case.
    """
    metrics = read_catalogue(semantic_manifest).metrics
    by_model = {rollup.model: rollup for rollup in rollups(semantic_manifest)}
    return {
        name: _measured(metrics[name], metrics, by_model[metrics[name].models[0]], rolled)
        for name in (*BOARD.tiles, CONTACTS)
    }


def _measured(
    definition: MetricDefinition, metrics: Mapping[str, MetricDefinition], rollup: Rollup, rolled: bool
) -> Measured:
    facts = {"table": rollup.fact, "day": rollup.day, "columns": {axis: rollup.dimensions[axis] for axis in AXES}}
    if definition.quantile is not None:
        values = rollup.quantiles[str(definition.measure)]
        told = f"percentile_cont({definition.quantile}) within group (order by {values})"
        return Measured(expression=told, **facts)
    parts = [metrics[part] for part in (definition.numerator, definition.denominator) if part] or [definition]
    sums = [f"sum({_added(str(part.measure), rollup, rolled)})" for part in parts]
    told = f"cast({sums[0]} as double) / nullif({sums[1]}, 0)" if len(sums) > 1 else sums[0]
    if rolled:
        facts = {"table": next(iter(rollup.cuts)), "day": "day", "columns": {axis: axis for axis in AXES}}
    return Measured(expression=told, **facts)


def _added(measure: str, rollup: Rollup, rolled: bool) -> str:
    return f'"{measure}"' if rolled else rollup.sums[measure]


def charts(metrics: Mapping[str, Measured], state: ViewState, spans: Periods) -> list[Chart]:
    """Eight tiles with their trend lines, the count of queue contacts, and the table behind the map.

    The number of cases stands on a tile already, and the trend that is looked at is the line of its tile.
    """
    tiles = [_tile(name, metrics[name], state, spans) for name in BOARD.tiles]
    contacts = metrics[CONTACTS]
    count = Chart(CONTACTS, contacts.table, (NUMBER,), (_number(CONTACTS, contacts, state, spans.shown),))
    return [*tiles, count, _map(state.metric, metrics[state.metric], spans.shown)]


def _tile(name: str, metric: Measured, state: ViewState, spans: Periods) -> Chart:
    number = _number(name, metric, state, spans.shown)
    if spans.compared:
        number["time_offsets"] = [_offset(spans)]
    week = {"label": "week", "sqlExpression": metric.day, "expressionType": "SQL"}
    week |= {"columnType": "BASE_AXIS", "timeGrain": "P1W"}
    series = _query(name, metric, state, spans.trend) | {"columns": [week]}
    return Chart(name, metric.table, (NUMBER, SERIES), (number, series))


def _number(name: str, metric: Measured, state: ViewState, span: Span) -> dict[str, Any]:
    return _query(name, metric, state, span) | {"columns": []}


def _map(name: str, metric: Measured, span: Span) -> Chart:
    # A choice of teams or channels dims the others on the map; all of them are asked for.
    queries = (
        _query(name, metric, ViewState(), span) | {"columns": [metric.columns[axis] for axis in axes]}
        for axes in (AXES, AXES[1:])
    )
    return Chart(name, metric.table, (CELLS, TOTALS), tuple(queries))


def _query(name: str, metric: Measured, state: ViewState, span: Span) -> dict[str, Any]:
    assert span.start
    assert span.end
    days = f"{span.start.isoformat()} : {(span.end + timedelta(days=1)).isoformat()}"
    chosen = [{"col": metric.columns[axis], "op": "IN", "val": list(values)} for axis, values in state.where]
    return {
        "filters": [{"col": metric.day, "op": "TEMPORAL_RANGE", "val": days}, *chosen],
        "metrics": [{"label": name, "expressionType": "SQL", "sqlExpression": metric.expression}],
        "row_limit": _ROWS,
        "extras": {},
    }


def _offset(spans: Periods) -> str:
    assert spans.shown.start
    assert spans.compared
    assert spans.compared.start
    return f"{(spans.shown.start - spans.compared.start).days} days ago"


def told(
    chart: Chart, answered: Mapping[str, Any], columns: Mapping[str, str]
) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Each number of an answer under what it is: (metric, kind, period or slice ...)."""
    for kind, result in zip(chart.kinds, answered["result"], strict=True):
        for row in result["data"]:
            for label, value in row.items():
                if label.startswith(chart.metric):
                    yield (chart.metric, *_key(kind, label, row, columns)), value


def _key(kind: str, label: str, row: Mapping[str, Any], columns: Mapping[str, str]) -> tuple[Any, ...]:
    if kind == NUMBER:
        return (COMPARED if label.endswith("ago") else SHOWN,)
    if kind == SERIES:
        return kind, _day(row["week"])
    axes = AXES if kind == CELLS else AXES[1:]
    return (kind, *(row[columns[axis]] for axis in axes))


def _day(milliseconds: float) -> date:
    return datetime.fromtimestamp(milliseconds / 1000, tz=UTC).date()
