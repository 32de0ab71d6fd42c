"""What a stock was at the end of one day, by any dimension: a look at that day, and no search for the last one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from transforms.aliases import Run
from transforms.catalogue import MetricDefinition
from transforms.requests import MetricRequest
from transforms.rollups import Rollup, conditions


def can_tell(rollup: Rollup, definitions: Sequence[MetricDefinition], request: MetricRequest) -> bool:
    """Whether a question is about one day of stocks of this semantic model, by dimensions that it has."""
    asked = {*request.by, *(name for name, _ in request.where)}
    is_own = all(one.is_semi_additive and one.measure in rollup.sums for one in definitions)
    return request.grain is None and is_own and asked <= rollup.dimensions.keys()


def stock_on(
    run: Run, rollup: Rollup, definitions: Sequence[MetricDefinition], request: MetricRequest, day: date
) -> pl.DataFrame:
    """A row per slice, a column per metric: what there was at the end of a day, if the request looks at that day."""
    used = dict.fromkeys([*request.by, *(name for name, _ in request.where)])
    columns = {"day": rollup.day} | {name: rollup.dimensions[name] for name in used}
    columns |= {one.name: rollup.sums[str(one.measure)] for one in definitions}
    spelled = ", ".join(f'{expression} as "{name}"' for name, expression in columns.items())
    told = ", ".join([*(f'"{name}"' for name in request.by), *(f'sum("{d.name}") as "{d.name}"' for d in definitions)])
    inside, values = conditions(request)
    return run(
        f'select {told} from (select {spelled} from main."{rollup.fact}") '
        f"where day = $snapshot and {inside} {'group by all' if request.by else ''}",
        values | {"snapshot": day},
    )
