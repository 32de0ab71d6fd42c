"""Scorecards: how a rep's figures compare with what the others have with the same cases, and what chance explains.

Sums of days or months come from the published tables, figures from the metrics themselves, and `judgement` says what
they mean beside each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl

from transforms.comparisons import NOT_RECORDED
from transforms.intervals import wilson
from transforms.judgement import COMPARED, DRAWN, GROUP, durations_among, funnel_lines, judged, placed, read
from transforms.rep_sums import NO_PERIOD, rep_sums

if TYPE_CHECKING:
    from transforms.catalogue import MetricDefinition
    from transforms.metrics import MetricStore
    from transforms.requests import ScorecardRequest

_COLUMNS = (*GROUP, "agent", "value", "n", "low", "high", *COMPARED, *DRAWN, "evidence", "reading")


def scorecards(store: MetricStore, request: ScorecardRequest) -> pl.DataFrame:
    """One row per metric, period (with a grain) and named agent with records.

    value, n, low, high as the metric has them; expected, adjusted and shrunk (with its 95 % credible interval) in the
    metric's unit; ratio of observed to expected with its 95 % interval; reliability and worst_tenth from 0 to 1
    (worst_tenth null where no direction is better); evidence in records; reading one of READINGS. With too few records
    all that compares is null. ValueError for a metric by which reps are not compared.
    """
    return _published(store, request) if _is_published(request) else worked_out(store, request)


def readings(store: MetricStore, request: ScorecardRequest) -> pl.DataFrame:
    """The scorecards without what is drawn towards the department, for tables of many: half of the work is to draw."""
    if _is_published(request):
        return _published(store, request).drop(DRAWN)
    definitions = _definitions(store, request)
    shown = placed(_shown(store, request, _scaled_everybody(store, request, definitions)), definitions)
    figured = _with_figures(store, request, definitions, read(shown, definitions))
    return _in_order(figured, request, [name for name in _COLUMNS if name not in DRAWN])


def worked_out(store: MetricStore, request: ScorecardRequest) -> pl.DataFrame:
    """The scorecards from the days of all agents, as the published months were worked out too."""
    definitions = _definitions(store, request)
    scaled = _scaled_everybody(store, request, definitions)
    everybody, shown = (placed(sums, definitions) for sums in (scaled, _shown(store, request, scaled)))
    figured = _with_figures(store, request, definitions, judged(everybody, shown, definitions))
    return _in_order(figured, request, _COLUMNS)


def _shown(store: MetricStore, request: ScorecardRequest, everybody: pl.DataFrame) -> pl.DataFrame:
    """The sums of those who are shown, on the scale of the department."""
    chosen = dict(request.where)
    if "team" not in chosen:
        return everybody.filter(pl.col("agent").is_in(chosen["agent"])) if "agent" in chosen else everybody
    # Of somebody who changed teams only the records in these teams are shown.
    scale = everybody.select(*GROUP, "reference", "spread").unique()
    return rep_sums(store, request).join(scale, on=GROUP, nulls_equal=True)


def _in_order(told: pl.DataFrame, request: ScorecardRequest, columns: Sequence[str]) -> pl.DataFrame:
    order = {name: position for position, name in enumerate(request.metrics)}
    by_metric = pl.col("metric").replace_strict(order, return_dtype=pl.Int64)
    kept = [name for name in columns if request.grain or name != "period"]
    return told.sort(by_metric, "period", "agent").select(kept)


def _is_published(request: ScorecardRequest) -> bool:
    """Whether whole months of the whole department are asked for, of which one table is kept."""
    begins = request.start is None or request.start.day == 1
    ends = request.end is None or (request.end + timedelta(days=1)).day == 1
    return request.grain == "month" and begins and ends and {name for name, _ in request.where} <= {"agent"}


def _published(store: MetricStore, request: ScorecardRequest) -> pl.DataFrame:
    _definitions(store, request)
    agents = next((list(wanted) for _, wanted in request.where), None)
    rows = store.run(
        "select * from main.rep_scorecards where list_contains($metrics, metric) and month >= $start and month <= $end"
        + (" and list_contains($agents, agent)" if agents else ""),
        {
            "metrics": list(request.metrics),
            "start": request.start or date.min,
            "end": request.end or date.max,
            **({"agents": agents} if agents else {}),
        },
    )
    return _in_order(rows.rename({"month": "period"}), request, _COLUMNS)


def scorecard_limits(store: MetricStore, request: ScorecardRequest) -> pl.DataFrame:
    """The lines of the funnel plot: metric, evidence, reference, low_95, high_95, low_clear, high_clear.

    In the unit of `adjusted`, over the whole range of evidence of the department's agents, whatever the grain of the
    request. Scorecards of the whole span say `clearly` exactly outside the clear lines, and `maybe` between these and
    the 95 % lines.
    """
    whole = replace(request.of_department, grain=None)
    definitions = _definitions(store, whole)
    scaled = _scaled_everybody(store, whole, definitions)
    everybody = placed(scaled, definitions).drop_nulls(["evidence", "reference"])
    figures = ("evidence", "reference", "low_95", "high_95", "low_clear", "high_clear")
    empty = pl.DataFrame(schema={"metric": pl.String, **dict.fromkeys(figures, pl.Float64)})
    by_metric = everybody.partition_by("metric", as_dict=True)
    return pl.concat([empty, *(funnel_lines(definitions[str(name)], rows) for (name,), rows in by_metric.items())])


def _definitions(store: MetricStore, request: ScorecardRequest) -> dict[str, MetricDefinition]:
    known = {name: store.catalogue.get(name) for name in request.metrics}
    for name, definition in known.items():
        if definition is None or not definition.case_mix:
            compared = ", ".join(one.name for one in store.catalogue.values() if one.case_mix)
            raise ValueError(f"reps are not compared by '{name}'; these compare: {compared}")
    return {name: definition for name, definition in known.items() if definition is not None}


def _scaled_everybody(
    store: MetricStore, asked: ScorecardRequest, definitions: dict[str, MetricDefinition]
) -> pl.DataFrame:
    """Everybody's sums with the scale of the department: its own figure, and how far one record strays from it."""
    request = asked.of_department
    weight = pl.col("weight").sum().over(GROUP)
    scaled = rep_sums(store, request).with_columns(
        reference=(pl.col("observed").sum().over(GROUP) / weight).clip(0, 1),
        spread=(pl.col("own_variance").sum().over(GROUP) / weight).sqrt(),
    )
    durations = durations_among(definitions)
    if durations:
        told = _dated(store.query(request.figures(durations)), request).select(*GROUP, told="value")
        is_duration = pl.col("metric").is_in(durations)
        scaled = scaled.join(told, on=GROUP, how="left", nulls_equal=True).with_columns(
            reference=pl.when(is_duration).then("told").otherwise("reference")
        )
    return scaled


def _dated(asked: pl.DataFrame, request: ScorecardRequest) -> pl.DataFrame:
    return asked if request.grain else asked.with_columns(period=NO_PERIOD)


def _with_figures(
    store: MetricStore, request: ScorecardRequest, definitions: dict[str, MetricDefinition], placed: pl.DataFrame
) -> pl.DataFrame:
    """The metric's own figures: shares add up from days, medians do not and are asked for."""
    interval = wilson(pl.col("amount"), pl.col("weight"))
    figured = placed.with_columns(
        value=pl.col("amount") / pl.col("weight"),
        n=pl.col("records"),
        low=interval.struct.field("low"),
        high=interval.struct.field("high"),
    )
    durations = durations_among(definitions)
    if not durations:
        return figured
    asked = _dated(store.query(request.figures(durations, ("agent",))), request).filter(pl.col("agent") != NOT_RECORDED)
    told = figured.join(asked, on=(*GROUP, "agent"), how="left", nulls_equal=True, suffix="_asked")
    is_duration = pl.col("metric").is_in(durations)
    return told.with_columns(
        **{name: pl.when(is_duration).then(f"{name}_asked").otherwise(name) for name in ("value", "n", "low", "high")},
        expected=pl.when(is_duration).then(pl.col("value_asked") / pl.col("ratio")).otherwise("expected"),
    )
