"""Every metric with its words and its compiled SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transforms.catalogue import DIRECTIONS, FAMILIES
from transforms.requests import MetricRequest

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore
    from transforms.metrics import MetricDefinition

_INTERVAL = {
    "wilson": "95 % score interval (Wilson)",
    "mean": "95 % interval of the mean",
    "net_promoter": "95 % interval of a difference of two shares of one sample",
    "rank": "95 % interval between two of the values (order statistics)",
    "none": "none",
}


def definitions(store: RememberedStore) -> list[dict[str, Any]]:
    """The metrics that people ask for, by family and label; building blocks are left out."""
    shown = [metric for metric in store.catalogue.values() if not metric.hidden]
    shown.sort(key=lambda m: (FAMILIES.index(m.family) if m.family in FAMILIES else len(FAMILIES), m.label))
    return [
        {
            "metric": metric.name,
            "label": metric.label,
            "family": metric.family,
            "description": metric.description,
            "facts": [
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
            ],
            "sql": store.sql(MetricRequest((metric.name,))),
        }
        for metric in shown
    ]


def _comparison(store: RememberedStore, metric: MetricDefinition) -> list[list[str]]:
    told = []
    if metric.case_mix:
        told.append(["Reps are compared with this taken out", ", ".join(metric.case_mix)])
    if metric.guard:
        told.append(["To be looked at beside it", store.catalogue[metric.guard].label])
    return told
