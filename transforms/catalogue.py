"""The metric catalogue: every metric with its words, as the dbt project states them and nowhere else."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FAMILIES = (
    *("volume", "speed", "effort", "quality", "first_contact", "telephone", "workforce"),
    *("promises", "satisfaction", "sales", "complaints", "policy", "records"),
)
"""What metrics are about, in the order in which people read them."""

LEAST_RECORDS = 30
"""Of fewer no figure is judged, whatever the metric's own least n."""

DIRECTIONS = {"higher": "higher is better", "lower": "lower is better", "neutral": "neither direction is better"}
"""The words for each value of `better`."""


@dataclass(frozen=True)
class MetricDefinition:
    """One metric: what it counts, in which unit, by which rule of attribution, and where the definition comes from."""

    name: str
    label: str
    description: str
    unit: str
    """count, ratio, seconds, money or score."""
    better: str
    """higher, lower or neutral."""
    n: str
    """The metric that counts the records behind this one."""
    interval: str
    """wilson, mean, net_promoter, rank (order statistics, for quantiles) or none."""
    anchor: str
    population: str
    attribution: str
    credit: str
    """The rule behind the attribution: actor, holder, closer, entry, named, share or all_involved."""
    clock: str
    """calendar, business_cumulative, business_at_event or none."""
    definition_source: str
    minimum_n: int
    family: str
    hidden: bool
    concept: str
    """What several readings of one word have in common; metrics of one concept can be compared with each other."""
    dialect: str
    """Whose reading of the concept it is; `evenhand` for our own."""
    sum_of_squares: str | None = None
    is_semi_additive: bool = False
    models: tuple[str, ...] = ()
    """Semantic models whose measures it needs, a ratio's denominator last."""
    numerator: str | None = None
    denominator: str | None = None
    """The metrics that a ratio divides."""
    measure: str | None = None
    """The measure behind a metric that is no ratio."""
    aggregation: str | None = None
    """How a metric that is no ratio brings its records together: sum, median, percentile, max ..."""
    case_mix: tuple[str, ...] = ()
    """What is taken out before reps are compared by it; empty where they are not compared."""
    guard: str | None = None
    """The metric to look at beside it, which suffers when this one is bettered by the wrong means."""

    @property
    def least_n(self) -> int:
        """With fewer records no figure of this metric is judged or shown of a slice; a sum is exact, however few."""
        return self.minimum_n if self.aggregation == "sum" else max(self.minimum_n, LEAST_RECORDS)

    quantile: float | None = None
    """Which quantile of its records a metric is: 0.5 for a median; None for what is no quantile."""


@dataclass(frozen=True)
class Catalogue:
    """All metrics, and the names that they can be grouped and filtered by."""

    metrics: dict[str, MetricDefinition]
    entities: frozenset[str]
    dimensions: Mapping[str, Mapping[str, str]]
    """Semantic model to (dimension name to the name that MetricFlow knows it by)."""
    relations: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Semantic model to (published table, its date column)."""
    record_keys: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Semantic model to (the name of its records in queries, the column that holds their key)."""

    def slices_of(self, metric: str) -> tuple[str, ...]:
        """What a metric can be cut by: the shared dimensions, then those of its own records, each by name."""
        models = [self.dimensions[model] for model in self.metrics[metric].models]
        own = {name for name, known_as in models[0].items() if name != known_as}
        shared_by_all = own.intersection(*models[1:]) - self.entities
        return (*sorted(self.entities), *sorted(shared_by_all))

    def group_by_name(self, dimension: str, metrics: tuple[str, ...]) -> str:
        """The name MetricFlow knows a dimension by; ValueError when these metrics do not share it."""
        if dimension in self.entities:
            return dimension
        needed = {model for metric in metrics for model in self.metrics[metric].models}
        names = {self.dimensions[model].get(dimension) for model in needed}
        if len(names) == 1 and (name := names.pop()) is not None:
            return name
        offered = sorted(self.entities | set.intersection(*(set(self.dimensions[model]) for model in needed)))
        # The n of a metric is asked for with it, and nobody who did not ask for it should be told of it.
        beside = {self.metrics[metric].n for metric in metrics if self.metrics[metric].n != metric}
        asked = [metric for metric in metrics if metric not in beside]
        raise ValueError(
            f"{', '.join(asked)} cannot be grouped or filtered by '{dimension}'; "
            f"these can be used: {', '.join(offered)}"
        )


def read_catalogue(semantic_manifest: Path) -> Catalogue:
    """Reads the semantic manifest that dbt wrote beside the published file."""
    manifest = json.loads(semantic_manifest.read_text(encoding="utf-8"))
    models = {model["name"]: model for model in manifest["semantic_models"]}
    measures = {
        measure["name"]: _Measure(
            model["name"], measure["agg"], measure.get("non_additive_dimension") is not None, _quantile(measure)
        )
        for model in models.values()
        for measure in model["measures"]
    }
    shared = set.intersection(*(_foreign_entities(model) for model in models.values()))
    return Catalogue(
        metrics={metric["name"]: _definition(metric, measures) for metric in manifest["metrics"]},
        entities=frozenset(shared),
        dimensions={name: _dimension_names(model) for name, model in models.items()},
        relations={
            name: (model["node_relation"]["alias"], model["defaults"]["agg_time_dimension"])
            for name, model in models.items()
        },
        record_keys={
            name: next((e["name"], e["expr"] or e["name"]) for e in model["entities"] if e["type"] == "primary")
            for name, model in models.items()
        },
    )


def by_model(definitions: Iterable[MetricDefinition]) -> dict[str, list[MetricDefinition]]:
    """Simple metrics under the semantic model that each is measured in."""
    told: dict[str, list[MetricDefinition]] = {}
    for definition in definitions:
        told.setdefault(definition.models[0], []).append(definition)
    return told


def _foreign_entities(model: Mapping[str, Any]) -> set[str]:
    return {entity["name"] for entity in model["entities"] if entity["type"] == "foreign"}


def _dimension_names(model: Mapping[str, Any]) -> dict[str, str]:
    primary = next(entity["name"] for entity in model["entities"] if entity["type"] == "primary")
    categorical = (d["name"] for d in model["dimensions"] if d["type"] == "categorical")
    return {name: f"{primary}__{name}" for name in categorical} | {primary: primary}


def _quantile(measure: Mapping[str, Any]) -> float | None:
    if measure["agg"] == "median":
        return 0.5
    return float(measure["agg_params"]["percentile"]) if measure["agg"] == "percentile" else None


@dataclass(frozen=True)
class _Measure:
    model: str
    aggregation: str
    is_semi_additive: bool
    quantile: float | None


def _definition(metric: Mapping[str, Any], measures: Mapping[str, _Measure]) -> MetricDefinition:
    meta: dict[str, Any] = (metric.get("config") or {}).get("meta") or {}
    parts = metric["type_params"]
    used = [measures[measure["name"]] for measure in parts["input_measures"]]
    is_ratio = metric["type"] == "ratio"
    return MetricDefinition(
        name=metric["name"],
        label=metric.get("label") or metric["name"],
        description=" ".join((metric.get("description") or "").split()),
        unit=meta.get("unit", "count"),
        better=meta.get("better", "neutral"),
        n=meta.get("n", metric["name"]),
        interval=meta.get("interval", "none"),
        anchor=meta.get("anchor", ""),
        population=meta.get("population", ""),
        attribution=meta.get("attribution", ""),
        credit=meta.get("credit", ""),
        clock=meta.get("clock", "none"),
        definition_source=meta.get("definition_source", ""),
        minimum_n=int(meta.get("minimum_n", 0)),
        family=meta.get("family", ""),
        hidden=bool(meta.get("hidden", False)),
        concept=meta.get("concept", metric["name"]),
        dialect=meta.get("dialect", "evenhand"),
        sum_of_squares=meta.get("sum_of_squares"),
        is_semi_additive=any(measure.is_semi_additive for measure in used),
        models=tuple(dict.fromkeys(measure.model for measure in used)),
        numerator=parts["numerator"]["name"] if is_ratio else None,
        denominator=parts["denominator"]["name"] if is_ratio else None,
        measure=None if is_ratio else parts["input_measures"][0]["name"],
        aggregation=None if is_ratio else used[0].aggregation,
        case_mix=tuple(meta.get("case_mix", ())),
        guard=meta.get("guard"),
        quantile=None if is_ratio else used[0].quantile,
    )
