"""From metrics to SQL: MetricFlow compiles the definitions of the dbt project. No other module speaks to it."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
from metricflow.protocols.sql_client import SqlEngine
from metricflow.sql.render.duckdb_renderer import DuckDbSqlExpressionRenderer, DuckDbSqlPlanRenderer
from metricflow.sql.render.expr_renderer import SqlExpressionRenderResult
from metricflow_semantics.model.dbt_manifest_parser import parse_manifest_from_dbt_generated_manifest
from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup
from metricflow_semantics.sql.sql_exprs import SqlPercentileExpression


@dataclass(frozen=True)
class Shape:
    """A query without its values: what compiled SQL is kept by."""

    metrics: tuple[str, ...]
    group_by: tuple[str, ...]
    conditions: tuple[str, ...]
    with_values: bool = False
    """Whether a quantile comes as a struct of its value and the list of the values that it is taken from."""


class _CompileOnly:
    """The part of MetricFlow's SQL client that compiling needs; running is ours."""

    sql_engine_type = SqlEngine.DUCKDB
    sql_plan_renderer = DuckDbSqlPlanRenderer()


class _WithValues(DuckDbSqlExpressionRenderer):  # type: ignore[misc]
    """Writes each quantile together with the values that it is taken from: an interval needs both in one reading."""

    def visit_percentile_expr(self, node: SqlPercentileExpression) -> SqlExpressionRenderResult:
        """A struct of the quantile and the list of all values that are known, in no order."""
        quantile = super().visit_percentile_expr(node)
        values = self.render_sql_expr(node.order_by_arg).sql
        return SqlExpressionRenderResult(
            sql=f"{{'value': {quantile.sql}, 'records': LIST({values}) FILTER ({values} IS NOT NULL)}}",
            bind_parameter_set=quantile.bind_parameter_set,
        )


class _PlanWithValues(DuckDbSqlPlanRenderer):  # type: ignore[misc]
    EXPR_RENDERER = _WithValues()


class _CompileWithValues(_CompileOnly):
    sql_plan_renderer = _PlanWithValues()


class Compiler:
    """Compiles shapes, each once; safe to share between threads."""

    def __init__(self, semantic_manifest: Path) -> None:
        self._path = semantic_manifest
        self._manifest: dict[str, Any] | None = None
        self._lookups: dict[frozenset[str], SemanticManifestLookup] = {}
        self._engines: dict[tuple[frozenset[str], bool], MetricFlowEngine] = {}
        self._compiled: dict[Shape, str] = {}
        # MetricFlow numbers its subqueries from a process-wide counter, so compiling is done by one thread at a time.
        self._compiling = threading.Lock()

    def __len__(self) -> int:
        """How many shapes have been compiled."""
        return len(self._compiled)

    def sql(self, shape: Shape, models: frozenset[str]) -> str:
        """The SQL of a shape whose metrics come from these semantic models."""
        with self._compiling:
            if shape not in self._compiled:
                self._compiled[shape] = self._compile(shape, models)
            return self._compiled[shape]

    def _compile(self, shape: Shape, models: frozenset[str]) -> str:
        # Left with all semantic models, MetricFlow looks in each of them for a way to join a dimension: a tenth of a
        # second per metric with thirty models. Every fact carries its dimensions, so its own models are all it needs.
        if models not in self._lookups:
            if self._manifest is None:
                self._manifest = json.loads(self._path.read_text(encoding="utf-8"))
            text = json.dumps(_only(self._manifest, models))
            self._lookups[models] = SemanticManifestLookup(
                parse_manifest_from_dbt_generated_manifest(manifest_json_string=text)
            )
        if (kind := (models, shape.with_values)) not in self._engines:
            client = _CompileWithValues() if shape.with_values else _CompileOnly()
            self._engines[kind] = MetricFlowEngine(self._lookups[models], client)
        request = MetricFlowQueryRequest.create(
            metric_names=shape.metrics, group_by_names=shape.group_by, where_constraints=shape.conditions or None
        )
        return str(self._engines[kind].explain(request).sql_statement.sql)


def _only(manifest: Mapping[str, Any], models: frozenset[str]) -> dict[str, Any]:
    """The semantic manifest with some of its models, and the metrics that need no other."""
    kept = [model for model in manifest["semantic_models"] if model["name"] in models]
    measures = {measure["name"] for model in kept for measure in model["measures"]}
    metrics = [
        metric
        for metric in manifest["metrics"]
        if all(measure["name"] in measures for measure in metric["type_params"]["input_measures"])
    ]
    return {**manifest, "semantic_models": kept, "metrics": metrics, "saved_queries": []}
