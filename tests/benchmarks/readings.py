"""What the scorecards say of every rep of a simulated department, beside what is true of them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import polars as pl

from ingest.simulate.model import EFFECT_SPREAD
from tests.benchmarks.departments import Department
from tests.benchmarks.true_ratios import TRUTHS, effects
from tests.benchmarks.verdicts import LONGEST
from transforms.case_mix import DURATION, expectations
from transforms.catalogue import MetricDefinition
from transforms.comparisons import compared, judged_records, kind_of
from transforms.metrics import MetricStore
from transforms.requests import ScorecardRequest

LAST_DAY = date(2026, 6, 30)
PERIODS = {
    LONGEST: date(2025, 1, 1),
    "last quarter": date(2026, 4, 1),
    "last 28 days": LAST_DAY - timedelta(days=27),
}
"""Each ends on the last day of the simulation."""


def readings_of(folder: Path, department: Department) -> pl.DataFrame:
    """Scorecards of all compared metrics over all periods, with `effect`, `spread` and `true_ratio` where known.

    `effect` is signed so that more of it means a higher value of the metric.
    """
    store = MetricStore.open(folder)
    try:
        metrics = tuple(definition.name for definition in compared(store))
        cards = [
            store.scorecards(ScorecardRequest(metrics, start=start, end=LAST_DAY)).with_columns(period=pl.lit(name))
            for name, start in PERIODS.items()
        ]
        truths = [true_ratios(store, definition, effects(folder)) for definition in compared(store)]
    finally:
        store.close()
    told = pl.concat(cards, how="diagonal_relaxed")
    known = told.join(pl.concat(truths), on=["metric", "period", "agent"], how="left")
    return known.join(_signed(effects(folder)), on=["metric", "agent"], how="left").with_columns(
        seed=pl.lit(department.seed), rep_effects=pl.lit(department.rep_effects)
    )


def true_ratios(store: MetricStore, definition: MetricDefinition, people: pl.DataFrame) -> pl.DataFrame:
    """Every rep's ratio to the department in the same cases, without chance: metric, period, agent, true_ratio."""
    truth = TRUTHS[definition.name]
    schema = {"metric": pl.String, "period": pl.String, "agent": pl.String, "true_ratio": pl.Float64}
    if truth.outcome is None:
        return pl.DataFrame(schema=schema)
    mine = people.filter(pl.col("effect") == truth.effect).select("agent", "size")
    records = (
        judged_records(store, definition).join(mine, on="agent", how="left").with_columns(pl.col("size").fill_null(0))
    )
    expected = records["expected"].to_numpy() / records["weight"].to_numpy()
    average = truth.outcome(records, expected, records["size"].to_numpy())
    kind = kind_of(definition)
    told = records.drop("expected", "own_variance", "variance").with_columns(
        observed=average * records["weight"].to_numpy()
    )
    fair = expectations(told, definition.case_mix, kind)
    gap = pl.col("observed").sum() - pl.col("expected").sum()
    ratio = (gap / pl.col("weight").sum()).exp() if kind == DURATION else 1 + gap / pl.col("expected").sum()
    frames = [
        fair.filter(pl.col("day").is_between(start, LAST_DAY))
        .group_by("agent")
        .agg(true_ratio=ratio)
        .select(metric=pl.lit(definition.name), period=pl.lit(name), agent="agent", true_ratio="true_ratio")
        for name, start in PERIODS.items()
    ]
    return pl.concat(frames)


def _signed(people: pl.DataFrame) -> pl.DataFrame:
    """What each rep's effect does to each metric: metric, agent, effect, spread (one standard deviation)."""
    frames = [
        people.filter(pl.col("effect") == truth.effect).select(
            metric=pl.lit(metric),
            agent="agent",
            effect=truth.sign * pl.col("size"),
            spread=pl.lit(EFFECT_SPREAD[truth.effect]),
        )
        for metric, truth in TRUTHS.items()
        if truth.effect
    ]
    return pl.concat(frames)
