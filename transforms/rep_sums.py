"""What each rep's records add up to: from the published days, or from the records where a filter cuts finer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from transforms.comparisons import SUMS, recorded_days
from transforms.rep_rows import RepRows, rep_rows

if TYPE_CHECKING:
    from transforms.metrics import MetricStore
    from transforms.requests import ScorecardRequest

_PUBLISHED_SLICES = {"team", "channel", "agent"}
_TRUNCATED = {"week": "1w", "month": "1mo", "quarter": "1q", "year": "1y", "day": "1d"}


def rep_sums(store: MetricStore, request: ScorecardRequest) -> RepRows:
    """What each agent's records add up to, by metric and period."""
    if {name for name, _ in request.where} <= _PUBLISHED_SLICES:
        if store.rep_days.are_held:
            return store.rep_days.sums(request)
        return rep_rows(_published_sums(store, request), request.metrics, SUMS)
    period = pl.col("day").dt.truncate(_TRUNCATED[request.grain]) if request.grain else pl.lit(None, pl.Date)
    kept = [pl.col(name).is_in(list(wanted)) for name, wanted in request.where]
    kept += [pl.col("day") >= request.start] if request.start else []
    kept += [pl.col("day") <= request.end] if request.end else []
    sums = [
        recorded_days(store, store.catalogue[name], request.start, request.end)
        .filter(*kept)
        .group_by(pl.lit(name).alias("metric"), period.alias("period"), "agent")
        .agg(pl.col(total).sum() for total in SUMS)
        for name in request.metrics
    ]
    return rep_rows(pl.concat(sums), request.metrics, SUMS)


def department_sums(store: MetricStore, request: ScorecardRequest) -> RepRows:
    """What the records of all agents add up to, whomever the request shows: rows of one agent without a name."""
    if {name for name, _ in request.where} <= _PUBLISHED_SLICES and store.rep_days.are_held:
        return store.rep_days.department(request)
    return rep_sums(store, request.of_department).together(SUMS)


def _published_sums(store: MetricStore, request: ScorecardRequest) -> pl.DataFrame:
    # Spelled so that the database can pass over the days of other metrics while it scans.
    values: dict[str, Any] = {f"m{number}": name for number, name in enumerate(request.metrics)}
    conditions = [f"metric in ({', '.join(f'${name}' for name in values)})"] if values else ["false"]
    values |= {name: day for name, day in (("start", request.start), ("end", request.end)) if day is not None}
    for position, (dimension, wanted) in enumerate(request.where):
        conditions.append(f"list_contains($w{position}, {dimension})")
        values[f"w{position}"] = list(wanted)
    conditions += [f"day {sign} ${name}" for name, sign in (("start", ">="), ("end", "<=")) if name in values]
    period = f"cast(date_trunc('{request.grain}', day) as date)" if request.grain else "cast(null as date)"
    sums = ", ".join(f"sum({name}) as {name}" for name in SUMS)
    return store.run(
        f"select metric, {period} as period, agent, {sums} from main.rep_days "
        f"where {' and '.join(conditions)} group by all",
        values,
    ).with_columns(pl.col("records").cast(pl.Int64))
