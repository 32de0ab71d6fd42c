"""What single records add to sums, without their names: for curves, which need every value by itself."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from transforms.aliases import Run
from transforms.catalogue import MetricDefinition
from transforms.requests import MetricRequest
from transforms.rollups import Rollup, conditions


def record_values(
    run: Run, rollup: Rollup, definitions: Sequence[MetricDefinition], request: MetricRequest
) -> pl.DataFrame:
    """A row for each record that a request counts, a column for each metric: what it adds, null where that is unknown.

    The metrics are sums of one semantic model, `rollup` says how it spells them. ValueError for a metric that is none.
    """
    strange = [one.name for one in definitions if one.measure not in rollup.sums]
    if strange:
        raise ValueError(f"{strange[0]} is no sum over the records of {rollup.model}")
    told = ", ".join(f'cast({rollup.sums[str(one.measure)]} as double) as "{one.name}"' for one in definitions)
    used = {name: rollup.dimensions[name] for name, _ in request.where}
    columns = ", ".join([told, f"{rollup.day} as day", *(f'{spelled} as "{name}"' for name, spelled in used.items())])
    condition, values = conditions(request)
    names = ", ".join(f'"{one.name}"' for one in definitions)
    return run(f'select {names} from (select {columns} from main."{rollup.fact}") where {condition}', values)
