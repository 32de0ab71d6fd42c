"""Scorecards: how a rep's figures compare with what the department has with the same cases, and what chance explains.

Everything is put on one scale first: the metric as it would be with the department's mix (`adjusted`), and how many
records that is worth (`evidence`). Readings in words, intervals and the lines of the funnel plot all come from these
two, so that a word and a chart cannot disagree. There is no rank.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import polars as pl

from transforms.case_mix import SHARE
from transforms.comparisons import NOT_RECORDED, SLICES, kind_of, recorded_days
from transforms.comparisons import SUMS as _SUMS
from transforms.fair_durations import Durations
from transforms.fair_shares import Shares
from transforms.intervals import wilson
from transforms.requests import MetricRequest

if TYPE_CHECKING:
    from transforms.catalogue import MetricDefinition
    from transforms.metrics import MetricStore

MAYBE_Z, CLEAR_Z = 1.959964, 3.090232
"""Beyond these many standard errors chance goes once in 20 and twice in 1,000 times (95 and 99.8 % limits)."""
LEAST_RECORDS = 30
LEAST_OTHERS = 0.2
"""Who has more than four fifths of a kind of case to themselves has hardly anybody to be compared with."""
TOO_FEW = "too_few"
READINGS = ("clearly_below", "maybe_below", "as_expected", "maybe_above", "clearly_above", TOO_FEW)

_PUBLISHED_SLICES = {"team", "channel", "agent"}
_SHOWN_ONLY = {"team", "agent"}
_KEYS = ("metric", "period", "agent")
_COMPARED = ("expected", "ratio", "ratio_low", "ratio_high", "adjusted")
_DRAWN = ("shrunk", "shrunk_low", "shrunk_high", "reliability", "worst_tenth")
_POINTS_OF_A_LINE = 40
_NO_PERIOD = pl.lit(None, pl.Date)


@dataclass(frozen=True)
class ScorecardRequest:
    """Scorecards over a span of local days, or of each week or month in it.

    `where` keeps records whose dimension has one of the values: channel, topic and priority change what is compared,
    team and agent only choose who is shown, for everybody is always compared with the whole department. Filters other
    than team, channel and agent are answered from the records, which takes a second and not a blink.
    """

    metrics: tuple[str, ...]
    start: date | None = None
    end: date | None = None
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    grain: str | None = None

    def __post_init__(self) -> None:
        """Refuses what no scorecard could answer."""
        for name, _ in self.where:
            if name not in SLICES:
                raise ValueError(f"scorecards can be filtered by {', '.join(SLICES)}, not by '{name}'")
        # Refuses what no metric could answer either.
        self.figures(())

    @property
    def of_department(self) -> ScorecardRequest:
        """The same of everybody."""
        return replace(self, where=tuple((name, values) for name, values in self.where if name not in _SHOWN_ONLY))

    def figures(self, metrics: tuple[str, ...], by: tuple[str, ...] = ()) -> MetricRequest:
        """The same question to the metrics themselves."""
        return MetricRequest(metrics, by, self.grain, self.start, self.end, self.where)


def scorecards(store: MetricStore, request: ScorecardRequest) -> pl.DataFrame:
    """One row per metric, period (with a grain) and named agent with records.

    value, n, low, high as the metric has them; expected, adjusted and shrunk (with its 95 % credible interval) in the
    metric's unit; ratio of observed to expected with its 95 % interval; reliability and worst_tenth from 0 to 1
    (worst_tenth null where no direction is better); evidence in records; reading one of READINGS. With too few records
    all that compares is null. ValueError for a metric by which reps are not compared.
    """
    definitions = _definitions(store, request)
    everybody = _sums(store, request.of_department)
    shown = everybody if request == request.of_department else _sums(store, request)
    scales = _scales(store, request.of_department, definitions, everybody)
    judged = [
        _judged(definitions[str(metric)], scales[metric, period], everybody.filter(_is(metric, period)), rows)
        for (metric, period), rows in shown.partition_by("metric", "period", as_dict=True).items()
    ]
    told = pl.concat(judged) if judged else _nobody()
    told = _with_durations(store, request, definitions, told)
    order = {name: position for position, name in enumerate(request.metrics)}
    sorted_ = told.sort(pl.col("metric").replace_strict(order, return_dtype=pl.Int64), "period", "agent")
    return sorted_ if request.grain else sorted_.drop("period")


def scorecard_limits(store: MetricStore, request: ScorecardRequest) -> pl.DataFrame:
    """The lines of the funnel plot: metric, evidence, reference, low_95, high_95, low_clear, high_clear.

    In the unit of `adjusted`, over the whole range of evidence of the department's agents, whatever the grain of the
    request. Scorecards of the whole span say `clearly` exactly outside the clear lines, and `maybe` between these and
    the 95 % lines.
    """
    whole = replace(request.of_department, grain=None)
    definitions = _definitions(store, whole)
    everybody = _sums(store, whole)
    lines = [
        _lines(str(metric), scale, scale.place(everybody.filter(_is(metric, period)))["evidence"].drop_nulls())
        for (metric, period), scale in _scales(store, whole, definitions, everybody).items()
        if scale is not None
    ]
    figures = ("evidence", "reference", "low_95", "high_95", "low_clear", "high_clear")
    empty = pl.DataFrame(schema={"metric": pl.String, **dict.fromkeys(figures, pl.Float64)})
    return pl.concat([empty, *lines])


def _lines(metric: str, scale: Shares | Durations, evidence: pl.Series) -> pl.DataFrame:
    if evidence.is_empty():
        grid = np.zeros(0)
    else:
        least, most = float(evidence.min()), float(evidence.max())  # type: ignore[arg-type]
        grid = np.geomspace(max(1.0, least), max(2.0, most * 1.05), _POINTS_OF_A_LINE)
    (low_95, high_95), (low_clear, high_clear) = (scale.limits(grid, z) for z in (MAYBE_Z, CLEAR_Z))
    return pl.DataFrame(
        {
            "metric": np.full(len(grid), metric, dtype=object),
            "evidence": grid,
            "reference": np.full(len(grid), scale.reference),
            "low_95": low_95,
            "high_95": high_95,
            "low_clear": low_clear,
            "high_clear": high_clear,
        },
        schema_overrides={"metric": pl.String},
    )


def _definitions(store: MetricStore, request: ScorecardRequest) -> dict[str, MetricDefinition]:
    known = {name: store.catalogue.get(name) for name in request.metrics}
    for name, definition in known.items():
        if definition is None or not definition.case_mix:
            raise ValueError(f"reps are not compared by '{name}'; 'evenhand scorecard --help' names the metrics")
    return {name: definition for name, definition in known.items() if definition is not None}


def _is(metric: object, period: object) -> pl.Expr:
    return pl.col("metric").eq(pl.lit(metric)) & pl.col("period").eq_missing(pl.lit(period, pl.Date))


def _sums(store: MetricStore, request: ScorecardRequest) -> pl.DataFrame:
    """What each agent's records add up to: metric, period (null without a grain), agent and the sums."""
    if {name for name, _ in request.where} <= _PUBLISHED_SLICES:
        return _published_sums(store, request)
    period = pl.col("day").dt.truncate({"week": "1w", "month": "1mo"}[request.grain]) if request.grain else _NO_PERIOD
    kept = [pl.col(name).is_in(list(wanted)) for name, wanted in request.where]
    kept += [pl.col("day") >= request.start] if request.start else []
    kept += [pl.col("day") <= request.end] if request.end else []
    sums = [
        recorded_days(store, store.catalogue[name], request.start, request.end)
        .filter(*kept)
        .group_by(pl.lit(name).alias("metric"), period.alias("period"), "agent")
        .agg(pl.col(total).sum() for total in _SUMS)
        for name in request.metrics
    ]
    return pl.concat(sums)


def _published_sums(store: MetricStore, request: ScorecardRequest) -> pl.DataFrame:
    conditions, values = ["list_contains($metrics, metric)"], {"metrics": list(request.metrics)}
    for name, day, comparison in (("start", request.start, ">="), ("end", request.end, "<=")):
        if day is not None:
            conditions.append(f"day {comparison} ${name}")
            values[name] = day  # type: ignore[assignment]
    for position, (dimension, wanted) in enumerate(request.where):
        conditions.append(f"list_contains($w{position}, {dimension})")
        values[f"w{position}"] = list(wanted)
    period = f"cast(date_trunc('{request.grain}', day) as date)" if request.grain else "cast(null as date)"
    sums = ", ".join(f"sum({name}) as {name}" for name in _SUMS)
    return store.run(
        f"select metric, {period} as period, agent, {sums} from main.rep_days "
        f"where {' and '.join(conditions)} group by all",
        values,
    ).with_columns(pl.col("records").cast(pl.Int64))


_Scales = dict[tuple[Any, ...], "Shares | Durations | None"]


def _scales(
    store: MetricStore, request: ScorecardRequest, definitions: dict[str, MetricDefinition], everybody: pl.DataFrame
) -> _Scales:
    """The department's own figure, and how far a record strays from it, of each metric and period."""
    durations = tuple(name for name, definition in definitions.items() if kind_of(definition) != SHARE)
    references: dict[tuple[Any, ...], float | None] = {}
    if durations:
        asked = store.query(request.figures(durations))
        dated = asked if request.grain else asked.with_columns(period=_NO_PERIOD)
        references = {(row["metric"], row["period"]): row["value"] for row in dated.iter_rows(named=True)}
    found: _Scales = {}
    for key, rows in everybody.partition_by("metric", "period", as_dict=True).items():
        is_share = kind_of(definitions[str(key[0])]) == SHARE
        found[key] = Shares.of(rows) if is_share else Durations.of(rows, references.get(key))
    return found


def _judged(
    definition: MetricDefinition, scale: Shares | Durations | None, everybody: pl.DataFrame, shown: pl.DataFrame
) -> pl.DataFrame:
    if scale is None:
        return _nobody()
    placed, all_placed = scale.place(shown), scale.place(everybody)
    worst: dict[str, Literal["high", "low"]] = {"lower": "high", "higher": "low"}
    drawn = scale.drawn(all_placed, placed, worst.get(definition.better))
    value = pl.col("amount") / pl.col("weight")
    interval = wilson(pl.col("amount"), pl.col("weight")) if isinstance(scale, Shares) else None
    enough = (
        (pl.col("records") >= max(LEAST_RECORDS, definition.minimum_n))
        & (pl.col("variance") >= LEAST_OTHERS * pl.col("own_variance"))
        & pl.col("can_say")
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
    nothing = pl.lit(None, pl.Float64)
    told = placed.with_columns(drawn.get(name, nothing).alias(name) for name in _DRAWN)
    return told.with_columns(reading=word).select(
        *_KEYS,
        value=value,
        n=pl.col("records"),
        low=interval.struct.field("low") if interval is not None else nothing,
        high=interval.struct.field("high") if interval is not None else nothing,
        **{name: pl.when(enough).then(pl.col(name)) for name in (*_COMPARED, *_DRAWN)},
        evidence=pl.col("evidence"),
        reading=pl.col("reading"),
    )


def _with_durations(
    store: MetricStore, request: ScorecardRequest, definitions: dict[str, MetricDefinition], told: pl.DataFrame
) -> pl.DataFrame:
    """The figures of durations as the metric has them: medians do not add up from days."""
    durations = tuple(name for name, definition in definitions.items() if kind_of(definition) != SHARE)
    if not durations or told.is_empty():
        return told
    asked = store.query(request.figures(durations, ("agent",))).filter(pl.col("agent") != NOT_RECORDED)
    dated = asked if request.grain else asked.with_columns(period=_NO_PERIOD)
    told = told.join(dated, on=_KEYS, how="left", nulls_equal=True, suffix="_asked")
    is_duration = pl.col("metric").is_in(durations)
    return told.with_columns(
        **{name: pl.when(is_duration).then(f"{name}_asked").otherwise(name) for name in ("value", "n", "low", "high")},
        expected=pl.when(is_duration).then(pl.col("value_asked") / pl.col("ratio")).otherwise("expected"),
    ).drop("value_asked", "n_asked", "low_asked", "high_asked")


def _nobody() -> pl.DataFrame:
    figures = ("low", "high", *_COMPARED, *_DRAWN, "evidence")
    return pl.DataFrame(
        schema={
            "metric": pl.String,
            "period": pl.Date,
            "agent": pl.String,
            "value": pl.Float64,
            "n": pl.Int64,
            **dict.fromkeys(figures, pl.Float64),
            "reading": pl.String,
        }
    )
