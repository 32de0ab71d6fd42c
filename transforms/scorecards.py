"""Scorecards: how a rep's figures compare with what the others have with the same cases, and what chance explains.

Sums of days or months come from the published tables, figures from the metrics themselves, and `judgement` says what
they mean beside each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from transforms.intervals import wilson_ends
from transforms.judgement import COMPARED, DRAWN, READINGS, durations_among, funnel_lines, judged, placed, read
from transforms.rep_rows import RepRows
from transforms.rep_sums import department_sums, rep_sums

if TYPE_CHECKING:
    from transforms.catalogue import MetricDefinition
    from transforms.metrics import MetricStore
    from transforms.requests import ScorecardRequest

_FIGURES = ("value", "n", "low", "high", *COMPARED, *DRAWN, "evidence")


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
    scale = _scale(store, request, definitions)
    shown = placed(_scaled(rep_sums(store, request), scale), definitions)
    names = [name for name in _FIGURES if name not in DRAWN]
    return _told(store, request, definitions, read(shown, definitions), names)


def worked_out(store: MetricStore, request: ScorecardRequest) -> pl.DataFrame:
    """The scorecards from the days of all agents, as the published months were worked out too."""
    definitions = _definitions(store, request)
    scale = _scale(store, request, definitions)
    everybody = placed(_scaled(rep_sums(store, request.of_department), scale), definitions)
    chosen = dict(request.where)
    if "team" in chosen:
        # Of somebody who changed teams only the records in these teams are shown.
        shown = placed(_scaled(rep_sums(store, request), scale), definitions)
    else:
        shown = everybody.of_agents(chosen["agent"]) if "agent" in chosen else everybody
    return _told(store, request, definitions, judged(everybody, shown, definitions), _FIGURES)


def _told(
    store: MetricStore,
    request: ScorecardRequest,
    definitions: dict[str, MetricDefinition],
    said: RepRows,
    names: Sequence[str],
) -> pl.DataFrame:
    """Rows in the order of the metrics asked for, by period and agent, with words for the readings."""
    figured = _with_figures(store, request, definitions, said)
    told = figured.frame(names, is_by_period=request.grain is not None).get_columns()
    told = [column.cast(pl.Int64) if column.name == "n" else column for column in told]
    words = pl.Series("reading", READINGS, dtype=pl.String)[figured["reading"]]
    return pl.DataFrame([*(one for one in told if request.grain or one.name != "period"), words])


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
    order = {name: position for position, name in enumerate(request.metrics)}
    by_metric = pl.col("metric").replace_strict(order, return_dtype=pl.Int64)
    told = rows.rename({"month": "period"}).sort(by_metric, "period", "agent")
    return told.select("metric", "period", "agent", *_FIGURES, "reading")


def scorecard_limits(store: MetricStore, request: ScorecardRequest) -> pl.DataFrame:
    """The lines of the funnel plot: metric, evidence, reference, low_95, high_95, low_clear, high_clear.

    In the unit of `adjusted`, over the whole range of evidence of the department's agents, whatever the grain of the
    request. Scorecards of the whole span say `clearly` exactly outside the clear lines, and `maybe` between these and
    the 95 % lines.
    """
    whole = replace(request.of_department, grain=None)
    definitions = _definitions(store, whole)
    everybody = placed(_scaled(rep_sums(store, whole), _scale(store, whole, definitions)), definitions)
    known = everybody.where(~np.isnan(everybody["evidence"]) & ~np.isnan(everybody["reference"]))
    figures = ("evidence", "reference", "low_95", "high_95", "low_clear", "high_clear")
    empty = pl.DataFrame(schema={"metric": pl.String, **dict.fromkeys(figures, pl.Float64)})
    by_metric = {name: known.where(known.among((name,))) for name in known.metrics}
    return pl.concat([empty, *(funnel_lines(definitions[name], rows) for name, rows in by_metric.items() if len(rows))])


def _definitions(store: MetricStore, request: ScorecardRequest) -> dict[str, MetricDefinition]:
    known = {name: store.catalogue.get(name) for name in request.metrics}
    for name, definition in known.items():
        if definition is None or not definition.case_mix:
            compared = ", ".join(one.name for one in store.catalogue.values() if one.case_mix)
            raise ValueError(f"reps are not compared by '{name}'; these compare: {compared}")
    return {name: definition for name, definition in known.items() if definition is not None}


def _scale(store: MetricStore, request: ScorecardRequest, definitions: dict[str, MetricDefinition]) -> RepRows:
    """What everybody is put on: the department's own figure, `reference`, and how far one record strays, `spread`."""
    sums = department_sums(store, request)
    reference = np.clip(sums["observed"] / sums["weight"], 0, 1)
    durations = durations_among(definitions)
    if durations:
        told = sums.told_by(store.query(request.of_department.figures(durations)), ["value"])["value"]
        reference = np.where(sums.among(durations), told, reference)
    return sums.having(reference=reference, spread=np.sqrt(sums["own_variance"] / sums["weight"]))


def _scaled(sums: RepRows, scale: RepRows) -> RepRows:
    rows = np.searchsorted(scale.groups, sums.groups_in(scale))
    return sums.having(reference=scale["reference"][rows], spread=scale["spread"][rows])


def _with_figures(
    store: MetricStore, request: ScorecardRequest, definitions: dict[str, MetricDefinition], said: RepRows
) -> RepRows:
    """The metric's own figures: shares add up from days, medians do not and are asked for."""
    low, high = wilson_ends(said["amount"], said["weight"])
    figures = {
        "value": said["amount"] / said["weight"],
        "n": said["records"].astype(np.float64),
        "low": low,
        "high": high,
    }
    durations = durations_among(definitions)
    if not durations:
        return said.having(**figures)
    asked = said.told_by(store.query(request.figures(durations, ("agent",))), list(figures))
    is_duration = said.among(durations)
    figures = {name: np.where(is_duration, asked[name], column) for name, column in figures.items()}
    return said.having(**figures, expected=np.where(is_duration, asked["value"] / said["ratio"], said["expected"]))
