"""Where a number comes from: from a metric back to the files of its sources, as the published project states it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from transforms.generations import MANIFEST_FILE, GenerationError

LAYERS = ("metric", "measure", "semantic_model", "mart", "intermediate", "staging", "source")
"""The steps of the way, the number first."""

_FOLDERS = {"intermediate": "intermediate", "staging": "staging"}


@dataclass(frozen=True)
class Step:
    """One thing on the way to a number: what it is called, what it says of itself, and the keys of what it reads."""

    key: str
    name: str
    layer: str
    description: str
    reads: tuple[str, ...]


class Lineage:
    """The project of one generation as a graph; the manifest behind it is large and is let go once it is read."""

    def __init__(self, manifest: Mapping[str, Any]) -> None:
        self._steps = {step.key: step for step in _steps(manifest)}
        self._metrics = {step.name: key for key, step in self._steps.items() if step.layer == "metric"}

    def __contains__(self, metric: str) -> bool:
        """Whether the project has such a metric."""
        return metric in self._metrics

    def of(self, metric: str) -> list[Step]:
        """Everything a metric is made of, itself first: by layer, and in a layer each step before those that it reads.

        KeyError for a metric that the project does not have.
        """
        found: list[str] = []
        self._collect(self._metrics[metric], found, set())
        return sorted((self._steps[key] for key in reversed(found)), key=lambda step: LAYERS.index(step.layer))

    def _collect(self, key: str, found: list[str], seen: set[str]) -> None:
        """Adds a step after all that it reads."""
        seen.add(key)
        for read in self._steps[key].reads:
            if read not in seen:
                self._collect(read, found, seen)
        found.append(key)


def read_lineage(folder: Path) -> Lineage:
    """The graph of a generation's folder; GenerationError when its manifest is missing or torn."""
    path = folder / MANIFEST_FILE
    try:
        return Lineage(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError) as cause:
        raise GenerationError(f"{path} cannot be read ({cause}); run 'evenhand build'") from cause


def _steps(manifest: Mapping[str, Any]) -> Iterable[Step]:
    known = {*manifest["nodes"], *manifest["sources"]}
    for key, source in manifest["sources"].items():
        yield Step(key, f"{source['source_name']}.{source['name']}", "source", _words(source), ())
    for key, node in manifest["nodes"].items():
        if node["resource_type"] == "model":
            reads = tuple(read for read in node["depends_on"]["nodes"] if read in known)
            yield Step(key, node["name"], _layer(node), _words(node), reads)
    for key, model in manifest["semantic_models"].items():
        yield Step(key, model["name"], "semantic_model", _words(model), tuple(model["depends_on"]["nodes"]))
        for measure in model["measures"]:
            yield Step(_measure_key(measure["name"]), measure["name"], "measure", _measured(measure), (key,))
    for key, metric in manifest["metrics"].items():
        # A ratio reads the two metrics that it divides, any other metric its measure.
        parts = tuple(read for read in metric["depends_on"]["nodes"] if read in manifest["metrics"])
        own = tuple(_measure_key(used["name"]) for used in metric["type_params"]["input_measures"])
        yield Step(key, metric["name"], "metric", _words(metric), parts or own)


def _measure_key(name: str) -> str:
    return f"measure.{name}"


def _measured(measure: Mapping[str, Any]) -> str:
    """What a measure does with its records: sum of case when is_kept then 1 else 0 end."""
    expression = " ".join(str(measure["expr"] or measure["name"]).split())
    return f"{measure['agg'].replace('_', ' ')} of {expression}"


def _layer(node: Mapping[str, Any]) -> str:
    return next((layer for folder, layer in _FOLDERS.items() if folder in node["fqn"]), "mart")


def _words(of: Mapping[str, Any]) -> str:
    return " ".join((of.get("description") or "").split())
