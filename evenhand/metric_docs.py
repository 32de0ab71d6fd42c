"""Writes docs/metrics.md from the definitions, so that what is read is what is compiled.

    python -m evenhand.metric_docs SEMANTIC_MANIFEST PAGE [--check]

With --check nothing is written: the exit code is 1 when the page is not what the definitions say.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path

from transforms.catalogue import DIRECTIONS, FAMILIES, MetricDefinition, read_catalogue

_HEADER = """# Metrics

Generated from `dbt_project/models/metrics/` by `make docs`; change the definitions, not this page.
All durations are seconds, all rates are fractions. Every metric can be cut by team, channel, agent, topic, priority
and source. Stances and worked examples: [decisions](decisions.md).

"""
_AGGREGATION = {"median": "median of", "percentile": "90th percentile of", "max": "largest of", "average": "mean of"}


def metrics_page(metrics: Mapping[str, MetricDefinition]) -> str:
    """The page as Markdown: an index by family, the readings of shared words, each metric, the building blocks."""
    shown = [metric for metric in metrics.values() if not metric.hidden]
    shown.sort(key=lambda metric: (FAMILIES.index(metric.family), metric.label.lower()))
    families = [(family, list(members)) for family, members in groupby(shown, key=lambda metric: metric.family)]
    parts = [_HEADER, *_index(families), *_readings(shown)]
    for family, members in families:
        parts.append(f"## {_title(family)}\n\n")
        parts += [_entry(metric, metrics) for metric in members]
    return "".join([*parts, *_blocks(metrics)])


def _title(family: str) -> str:
    return family.replace("_", " ").capitalize()


def _index(families: Iterable[tuple[str, list[MetricDefinition]]]) -> Iterable[str]:
    yield "| about | metrics |\n|---|---|\n"
    for family, members in families:
        yield f"| {_title(family)} | {', '.join(f'`{metric.name}`' for metric in members)} |\n"
    yield "\n"


def _readings(shown: list[MetricDefinition]) -> Iterable[str]:
    concepts: dict[str, list[MetricDefinition]] = {}
    for metric in shown:
        concepts.setdefault(metric.concept, []).append(metric)
    several = {concept: members for concept, members in concepts.items() if len(members) > 1}
    if several:
        yield "## One word, several readings\n\n"
        yield "`evenhand metrics diff A B --by team` shows how two of them differ, and which records cause it.\n\n"
        yield "| word | reading | metric |\n|---|---|---|\n"
        for concept, members in sorted(several.items()):
            for metric in sorted(
                members, key=lambda member: (member.dialect != "evenhand", member.dialect, member.name)
            ):
                yield f"| {concept.replace('_', ' ')} | {metric.dialect.replace('_', ' ')} | `{metric.name}` |\n"
        yield "\n"


def _entry(metric: MetricDefinition, metrics: Mapping[str, MetricDefinition]) -> str:
    facts = {
        "counts": _formula(metric),
        "unit": f"{metric.unit}; {DIRECTIONS[metric.better]}",
        "population": metric.population,
        "date": metric.anchor,
        "credited to": f"{metric.attribution} ({metric.credit.replace('_', ' ')})",
        "clock": metric.clock.replace("_", " "),
        "n": f"`{metric.n}`: {metrics[metric.n].label.lower()}; too few below {metric.minimum_n}",
        "interval": metric.interval.replace("_", " "),
        "source": metric.definition_source,
    }
    if metric.case_mix:
        facts["reps compared"] = f"with {', '.join(metric.case_mix)} taken out; see [fairness](fairness.md)"
    if metric.guard:
        facts["look also at"] = f"`{metric.guard}`"
    listed = "".join(f"- {name}: {value}\n" for name, value in facts.items())
    return f"### {metric.label}\n\n`{metric.name}` {metric.description}\n\n{listed}\n"


def _formula(metric: MetricDefinition) -> str:
    if metric.numerator:
        return f"`{metric.numerator}` / `{metric.denominator}`"
    fact = metric.models[0].replace("_", " ")
    return f"{_AGGREGATION.get(metric.aggregation or '', 'sum over')} {fact}"


def _blocks(metrics: Mapping[str, MetricDefinition]) -> Iterable[str]:
    yield "## Building blocks\n\nWhat the metrics above are made of; they can be queried like any other.\n\n"
    yield "| metric | what it adds up |\n|---|---|\n"
    for metric in sorted((metric for metric in metrics.values() if metric.hidden), key=lambda metric: metric.name):
        yield f"| `{metric.name}` | {metric.description} |\n"


def main(arguments: list[str]) -> int:
    """Writes or checks the page; 0 when it is (now) right."""
    paths = [Path(argument) for argument in arguments if not argument.startswith("--")]
    manifest, page = paths
    told = metrics_page(read_catalogue(manifest).metrics)
    if "--check" not in arguments:
        page.write_text(told, encoding="utf-8")
    elif not page.exists() or page.read_text(encoding="utf-8") != told:
        sys.stderr.write(f"{page} is not what the definitions say: run `make docs` and commit it.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
