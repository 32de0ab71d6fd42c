"""What the scorecards say of every rep of a simulated department, beside what is true of them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import polars as pl

from ingest.simulate.model import EFFECT_SPREAD
from tests.benchmarks.departments import Department
from tests.benchmarks.true_ratios import TRUTHS, Floats, effects
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
    """Scorecards of all compared metrics over all periods, with `effect`, `spread` and the truth where known.

    `effect` is signed so that more of it means a higher value of the metric. The truth is `true_ratio`, beside `ratio`,
    and `true_adjusted`, beside `adjusted` and `shrunk`.
    """
    people = effects(folder)
    store = MetricStore.open(folder)
    try:
        definitions = compared(store)
        requests = {
            name: ScorecardRequest(tuple(definition.name for definition in definitions), start, LAST_DAY)
            for name, start in PERIODS.items()
        }
        cards = pl.concat([_cards(store, request, name) for name, request in requests.items()])
        truths = pl.concat([true_ratios(store, definition, people) for definition in definitions])
        durations = [definition.name for definition in definitions if kind_of(definition) == DURATION]
    finally:
        store.close()
    told = cards.join(truths, on=["metric", "period", "agent"], how="left")
    return (
        told.join(_signed(people), on=["metric", "agent"], how="left")
        .with_columns(true_adjusted=_true_adjusted(pl.col("metric").is_in(durations)))
        .with_columns(seed=pl.lit(department.seed), rep_effects=pl.lit(department.rep_effects))
    )


def _cards(store: MetricStore, request: ScorecardRequest, period: str) -> pl.DataFrame:
    references = store.scorecard_limits(request).select("metric", "reference").unique()
    return store.scorecards(request).join(references, on="metric", how="left").with_columns(period=pl.lit(period))


def _true_adjusted(is_duration: pl.Expr) -> pl.Expr:
    """The true ratio on the scale of `adjusted`: shares keep the ratio of odds, durations the ratio itself."""

    def odds(share: pl.Expr) -> pl.Expr:
        return share / (1 - share)

    carried = odds(pl.col("true_ratio") * pl.col("expected")) / odds(pl.col("expected")) * odds(pl.col("reference"))
    as_duration = pl.col("true_ratio") * pl.col("reference")
    return pl.when(is_duration).then(as_duration).otherwise(carried / (1 + carried))


def true_ratios(store: MetricStore, definition: MetricDefinition, people: pl.DataFrame) -> pl.DataFrame:
    """Every rep's ratio to the department in the same cases, without chance: metric, period, agent, true_ratio."""
    truth = TRUTHS[definition.name]
    schema = {"metric": pl.String, "period": pl.String, "agent": pl.String, "true_ratio": pl.Float64}
    if truth.outcome is None:
        return pl.DataFrame(schema=schema)
    drawn = people.pivot(on="effect", index="agent", values="size")
    records = (
        judged_records(store, definition)
        .join(drawn, on="agent", how="left")
        .with_columns(pl.col(drawn.columns[1:]).fill_null(0))
    )
    kind = kind_of(definition)
    alike = (records["expected"] / records["weight"]).to_numpy()
    average = truth.outcome(records, alike)
    # What a ridge sees twice it draws in twice; so the same is done with reps who are alike, and taken off.
    moved = _refitted(records, average, definition)
    unmoved = _refitted(records, alike * (kind != DURATION), definition)
    frames = [
        _against_others(*(frame.filter(within) for frame in (records, moved, unmoved)), kind).select(
            metric=pl.lit(definition.name), period=pl.lit(name), agent="agent", true_ratio="true_ratio"
        )
        for name, within in ((name, pl.col("day").is_between(start, LAST_DAY)) for name, start in PERIODS.items())
    ]
    return pl.concat(frames)


def _refitted(records: pl.DataFrame, average: Floats, definition: MetricDefinition) -> pl.DataFrame:
    told = records.drop("expected", "own_variance", "variance")
    told = told.with_columns(observed=average * records["weight"].to_numpy())
    return expectations(told, definition.case_mix, kind_of(definition))


def _against_others(records: pl.DataFrame, moved: pl.DataFrame, unmoved: pl.DataFrame, kind: str) -> pl.DataFrame:
    """The ratio to what the others have; a rep's own part in what is expected is taken off as the scorecards do it."""
    kept = records.group_by("agent").agg(kept=pl.col("variance").sum() / pl.col("own_variance").sum())
    off = (pl.col("observed") - pl.col("expected")).sum()
    sums = moved.group_by("agent").agg(pl.col("observed", "weight").sum(), off=off)
    baseline = unmoved.group_by("agent").agg(baseline=off)
    gap = (pl.col("off") - pl.col("baseline")) / pl.col("kept")
    ratio = (gap / pl.col("weight")).exp() if kind == DURATION else pl.col("observed") / (pl.col("observed") - gap)
    return sums.join(kept, on="agent").join(baseline, on="agent").select("agent", true_ratio=ratio)


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
