"""Every metric with its words; on request what it is made of, and its compiled SQL."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from transforms.catalogue import DIRECTIONS, FAMILIES
from transforms.generations import GenerationError
from transforms.lineage import LAYERS, Lineage, Step
from transforms.requests import MetricRequest

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore
    from transforms.metrics import MetricDefinition

MOST_OPENED = 20
"""So many definitions are looked up in one answer; nobody opens more between two of them."""

_INTERVAL = {
    "wilson": "95 % score interval (Wilson)",
    "mean": "95 % interval of the mean",
    "net_promoter": "95 % interval of a difference of two shares of one sample",
    "rank": "95 % interval between two of the values (order statistics)",
    "none": "none",
}
_LAYER_WORDS = {
    "metric": "Metric",
    "measure": "Measures",
    "semantic_model": "Semantic model",
    "mart": "Published table",
    "intermediate": "Steps between",
    "staging": "Staging",
    "source": "Sources",
}


def definitions(store: RememberedStore) -> list[dict[str, Any]]:
    """The metrics that people ask for, by family and label, each with one sentence; building blocks are left out."""
    shown = [metric for metric in store.catalogue.values() if not metric.hidden]
    shown.sort(key=lambda m: (FAMILIES.index(m.family) if m.family in FAMILIES else len(FAMILIES), _in_order(m.label)))
    return [
        {"metric": metric.name, "label": metric.label, "family": metric.family, "description": metric.description}
        for metric in shown
    ]


def _in_order(label: str) -> list[tuple[int, str]]:
    """What a label is sorted by: its numbers by their size, so that 3 days stand before 14."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", label)]


def opened(store: RememberedStore, asked: object) -> dict[str, dict[str, Any]]:
    """The details of the metrics that a browser asks for by name; what is no metric has none."""
    names = [name for name in asked if isinstance(name, str)] if isinstance(asked, list) else []
    return {name: details(store, name) for name in names[:MOST_OPENED] if name in store.catalogue}


def details(store: RememberedStore, name: str) -> dict[str, Any]:
    """All that is known of one metric: facts in words, the way from its sources, and its compiled SQL."""
    metric = store.catalogue[name]
    return {
        "facts": _facts(store, metric),
        "lineage": _way(store, name),
        "sql": store.sql(MetricRequest((name,))),
    }


def _way(store: RememberedStore, name: str) -> list[dict[str, Any]]:
    try:
        return way(store.lineage(), name)
    except GenerationError:
        # Numbers can be read without the description of the project; only the way to them is then not known.
        return []


def way(lineage: Lineage, metric: str) -> list[dict[str, Any]]:
    """The layers from the metric to its sources, each with its steps; `reads` names the layer with the step.

    Empty where the published project does not know the metric.
    """
    if metric not in lineage:
        return []
    steps = lineage.of(metric)
    return [
        {"layer": layer, "label": _LAYER_WORDS[layer], "steps": [_step(one) for one in steps if one.layer == layer]}
        for layer in LAYERS
        if any(one.layer == layer for one in steps)
    ]


def _step(step: Step) -> dict[str, Any]:
    return {"key": step.key, "name": step.name, "description": step.description, "reads": list(step.reads)}


def _facts(store: RememberedStore, metric: MetricDefinition) -> list[list[str]]:
    """Label and words of each fact; those without words are left out."""
    facts = [
        ["Unit", metric.unit],
        ["Direction", DIRECTIONS.get(metric.better, metric.better)],
        ["Population", metric.population],
        ["Date that decides the period", metric.anchor],
        ["Whom it is credited to", metric.attribution],
        ["Rule of attribution", metric.credit.replace("_", " ")],
        ["Clock", metric.clock.replace("_", " ")],
        ["Reading", metric.dialect],
        ["Its n", store.catalogue[metric.n].label if metric.n in store.catalogue else metric.n],
        ["Interval", _INTERVAL.get(metric.interval, metric.interval)],
        ["Too few below n", str(metric.minimum_n)],
        *_comparison(store, metric),
        ["Source of the definition", metric.definition_source],
    ]
    return [fact for fact in facts if fact[1]]


def _comparison(store: RememberedStore, metric: MetricDefinition) -> list[list[str]]:
    told = []
    if metric.case_mix:
        told.append(["Reps are compared with this taken out", ", ".join(metric.case_mix)])
    if metric.guard:
        told.append(["To be looked at beside it", store.catalogue[metric.guard].label])
    return told
