"""Scorecards: how a rep's figures compare with what the department has with the same cases, and what chance explains.

Everything is put on one scale first: the metric as it would be with the department's mix (`adjusted`), and how many
records that is worth (`evidence`). Readings in words, intervals and the lines of the funnel plot all come from these
two, so that a word and a chart cannot disagree. There is no rank.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl

from transforms.case_mix import SHARE
from transforms.comparisons import NOT_RECORDED, kind_of
from transforms.fair_durations import draw_durations, duration_limits, place_durations
from transforms.fair_shares import draw_shares, place_shares, share_limits
from transforms.intervals import wilson
from transforms.rep_sums import NO_PERIOD, rep_sums

if TYPE_CHECKING:
    from transforms.catalogue import MetricDefinition
    from transforms.metrics import MetricStore
    from transforms.requests import ScorecardRequest

MAYBE_Z, CLEAR_Z = 1.959964, 3.090232
"""Beyond these many standard errors chance goes once in 20 and twice in 1,000 times (95 and 99.8 % limits)."""
LEAST_RECORDS = 30
LEAST_OTHERS = 0.2
"""Who has more than four fifths of a kind of case to themselves has hardly anybody to be compared with."""
TOO_FEW = "too_few"
READINGS = ("clearly_below", "maybe_below", "as_expected", "maybe_above", "clearly_above", TOO_FEW)

_WORST: dict[str, Literal["high", "low"]] = {"lower": "high", "higher": "low"}
_GROUP = ("metric", "period")
_COMPARED = ("expected", "ratio", "ratio_low", "ratio_high", "adjusted")
_DRAWN = ("shrunk", "shrunk_low", "shrunk_high", "reliability", "worst_tenth")
_COLUMNS = (*_GROUP, "agent", "value", "n", "low", "high", *_COMPARED, *_DRAWN, "evidence", "reading")
_POINTS_OF_A_LINE = 40


def scorecards(store: MetricStore, request: ScorecardRequest) -> pl.DataFrame:
    """One row per metric, period (with a grain) and named agent with records.

    value, n, low, high as the metric has them; expected, adjusted and shrunk (with its 95 % credible interval) in the
    metric's unit; ratio of observed to expected with its 95 % interval; reliability and worst_tenth from 0 to 1
    (worst_tenth null where no direction is better); evidence in records; reading one of READINGS. With too few records
    all that compares is null. ValueError for a metric by which reps are not compared.
    """
    return _published(store, request) if _is_published(request) else worked_out(store, request)


def worked_out(store: MetricStore, request: ScorecardRequest) -> pl.DataFrame:
    """The scorecards from the days of all agents, as the published months were worked out too."""
    definitions = _definitions(store, request)
    everybody = _placed(store, request.of_department, definitions, rep_sums(store, request.of_department))
    shown = everybody
    if request != request.of_department:
        scale = everybody.select(*_GROUP, "reference", "spread").unique()
        shown = _on_scale(rep_sums(store, request).join(scale, on=_GROUP, nulls_equal=True), definitions)
    figured = _with_figures(store, request, definitions, _with_drawn(definitions, everybody, shown))
    told = _in_order(_worded(figured, definitions), request)
    return told if request.grain else told.drop("period")


def _in_order(told: pl.DataFrame, request: ScorecardRequest) -> pl.DataFrame:
    order = {name: position for position, name in enumerate(request.metrics)}
    by_metric = pl.col("metric").replace_strict(order, return_dtype=pl.Int64)
    return told.sort(by_metric, "period", "agent").select(_COLUMNS)


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
    return _in_order(rows.rename({"month": "period"}), request)


def scorecard_limits(store: MetricStore, request: ScorecardRequest) -> pl.DataFrame:
    """The lines of the funnel plot: metric, evidence, reference, low_95, high_95, low_clear, high_clear.

    In the unit of `adjusted`, over the whole range of evidence of the department's agents, whatever the grain of the
    request. Scorecards of the whole span say `clearly` exactly outside the clear lines, and `maybe` between these and
    the 95 % lines.
    """
    whole = replace(request.of_department, grain=None)
    definitions = _definitions(store, whole)
    everybody = _placed(store, whole, definitions, rep_sums(store, whole)).drop_nulls(["evidence", "reference"])
    figures = ("evidence", "reference", "low_95", "high_95", "low_clear", "high_clear")
    empty = pl.DataFrame(schema={"metric": pl.String, **dict.fromkeys(figures, pl.Float64)})
    lines = [
        _lines(definitions[str(name)], rows) for (name,), rows in everybody.partition_by("metric", as_dict=True).items()
    ]
    return pl.concat([empty, *lines])


def _lines(definition: MetricDefinition, placed: pl.DataFrame) -> pl.DataFrame:
    least, most = (float(getattr(placed["evidence"], end)()) for end in ("min", "max"))
    grid = np.geomspace(max(1.0, least), max(2.0, most * 1.05), _POINTS_OF_A_LINE)
    reference, spread = float(placed["reference"][0]), float(placed["spread"][0])

    def limits(z: float) -> tuple[pl.Series, pl.Series]:
        is_share = kind_of(definition) == SHARE
        low, high = share_limits(grid, reference, z) if is_share else duration_limits(grid, reference, spread, z)
        return pl.Series(low), pl.Series(high)

    (low_95, high_95), (low_clear, high_clear) = limits(MAYBE_Z), limits(CLEAR_Z)
    return pl.DataFrame({"evidence": grid}).select(
        pl.lit(definition.name).alias("metric"),
        "evidence",
        pl.lit(reference).alias("reference"),
        low_95=low_95,
        high_95=high_95,
        low_clear=low_clear,
        high_clear=high_clear,
    )


def _definitions(store: MetricStore, request: ScorecardRequest) -> dict[str, MetricDefinition]:
    known = {name: store.catalogue.get(name) for name in request.metrics}
    for name, definition in known.items():
        if definition is None or not definition.case_mix:
            raise ValueError(f"reps are not compared by '{name}'; 'evenhand scorecard --help' names the metrics")
    return {name: definition for name, definition in known.items() if definition is not None}


def _durations(definitions: dict[str, MetricDefinition]) -> tuple[str, ...]:
    return tuple(name for name, definition in definitions.items() if kind_of(definition) != SHARE)


def _placed(
    store: MetricStore, request: ScorecardRequest, definitions: dict[str, MetricDefinition], sums: pl.DataFrame
) -> pl.DataFrame:
    """Everybody's sums on the scale of the department: its own figure, and how far one record strays from it."""
    weight = pl.col("weight").sum().over(_GROUP)
    scaled = sums.with_columns(
        reference=(pl.col("observed").sum().over(_GROUP) / weight).clip(0, 1),
        spread=(pl.col("own_variance").sum().over(_GROUP) / weight).sqrt(),
    )
    durations = _durations(definitions)
    if durations:
        told = _dated(store.query(request.figures(durations)), request).select(*_GROUP, told="value")
        is_duration = pl.col("metric").is_in(durations)
        scaled = scaled.join(told, on=_GROUP, how="left", nulls_equal=True).with_columns(
            reference=pl.when(is_duration).then("told").otherwise("reference")
        )
    return _on_scale(scaled, definitions)


def _on_scale(scaled: pl.DataFrame, definitions: dict[str, MetricDefinition]) -> pl.DataFrame:
    is_duration = pl.col("metric").is_in(_durations(definitions))
    shares, durations = place_shares(scaled.filter(~is_duration)), place_durations(scaled.filter(is_duration))
    return pl.concat([shares, durations.select(shares.columns)])


def _dated(asked: pl.DataFrame, request: ScorecardRequest) -> pl.DataFrame:
    return asked if request.grain else asked.with_columns(period=NO_PERIOD)


def _with_drawn(definitions: dict[str, MetricDefinition], everybody: pl.DataFrame, shown: pl.DataFrame) -> pl.DataFrame:
    """Each agent's value drawn towards the department's, by what is known of all agents of the metric and period."""
    peers = everybody.partition_by(_GROUP, as_dict=True)
    drawn = [shown.clear().with_columns(pl.lit(None, pl.Float64).alias(name) for name in _DRAWN)]
    for key, rows in shown.partition_by(_GROUP, as_dict=True).items():
        definition = definitions[str(key[0])]
        draw = draw_shares if kind_of(definition) == SHARE else draw_durations
        found = draw(peers[key], rows, _WORST.get(definition.better))
        drawn.append(rows.with_columns(found.get(name, pl.lit(None, pl.Float64)).alias(name) for name in _DRAWN))
    return pl.concat(drawn)


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
    durations = _durations(definitions)
    if not durations:
        return figured
    asked = _dated(store.query(request.figures(durations, ("agent",))), request).filter(pl.col("agent") != NOT_RECORDED)
    told = figured.join(asked, on=(*_GROUP, "agent"), how="left", nulls_equal=True, suffix="_asked")
    is_duration = pl.col("metric").is_in(durations)
    return told.with_columns(
        **{name: pl.when(is_duration).then(f"{name}_asked").otherwise(name) for name in ("value", "n", "low", "high")},
        expected=pl.when(is_duration).then(pl.col("value_asked") / pl.col("ratio")).otherwise("expected"),
    )


def _worded(figured: pl.DataFrame, definitions: dict[str, MetricDefinition]) -> pl.DataFrame:
    least = {name: max(LEAST_RECORDS, definition.minimum_n) for name, definition in definitions.items()}
    enough = (
        pl.col("can_say")
        & (pl.col("records") >= pl.col("metric").replace_strict(least, return_dtype=pl.Int64))
        & (pl.col("variance") >= LEAST_OTHERS * pl.col("own_variance"))
    )
    side = pl.when(pl.col("z") > 0).then(pl.lit("above")).otherwise(pl.lit("below"))
    word = (
        pl.when(~enough)
        .then(pl.lit(TOO_FEW))
        .when(pl.col("z").abs() > CLEAR_Z)
        .then(pl.format("clearly_{}", side))
        .when(pl.col("z").abs() > MAYBE_Z)
        .then(pl.format("maybe_{}", side))
        .otherwise(pl.lit("as_expected"))
    )
    return figured.with_columns(
        *(pl.when(enough).then(pl.col(name)).alias(name) for name in (*_COMPARED, *_DRAWN)), reading=word
    )
