"""What every rep's records add up to, day by day, beside what was to be expected: the ground of all scorecards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl

from transforms.case_mix import DURATION, SHARE, expectations
from transforms.requests import SCORECARD_SLICES, MetricRequest

if TYPE_CHECKING:
    from transforms.catalogue import MetricDefinition
    from transforms.metrics import MetricStore

NOT_RECORDED = "not recorded"
LEAST_OTHERS = 0.2
"""Who has more than four fifths of a kind of case to themselves has hardly anybody to be compared with."""
CASE_MIX_COLUMNS = ("tier", "channel", "topic", "priority")
SHORTEST_SECONDS = 1.0
"""A duration of less is taken as this long, because nought has no logarithm."""
_MONTHS_AT_A_TIME = 3
SUMS = ("records", "amount", "weight", "observed", "expected", "own_variance", "variance")


def kind_of(definition: MetricDefinition) -> str:
    """Whether a metric compares shares or durations."""
    return DURATION if definition.unit == "seconds" else SHARE


def compared(store: MetricStore) -> list[MetricDefinition]:
    """The metrics by which reps are compared."""
    return [definition for definition in store.catalogue.values() if definition.case_mix]


def judged_records(
    store: MetricStore, definition: MetricDefinition, start: date | None = None, end: date | None = None
) -> pl.DataFrame:
    """The records of a metric that have a day and a known agent, with what was to be expected of each.

    Columns: record, day, month, agent, team, the case mix, amount (what it adds to the numerator), weight (to the
    denominator, 1 of a duration), observed, expected, own_variance, variance as `case_mix.expectations` has them. The
    days should be whole months: what is expected is what the department has within each.
    """
    kept = pl.col("day").is_not_null() & (pl.col("agent") != NOT_RECORDED) & pl.col("numerator").is_not_null()
    counted = store.records(MetricRequest((definition.name,), start=start, end=end)).filter(kept, pl.col("n") > 0)
    tiers = store.table("teams").select("team", pl.col("tier").cast(pl.String))
    judged = counted.join(tiers, on="team", how="left").select(
        "record",
        "day",
        "agent",
        "team",
        *(pl.col(name).cast(pl.String) for name in CASE_MIX_COLUMNS),
        *_told(kind_of(definition)),
        month=pl.col("day").dt.truncate("1mo"),
    )
    return expectations(judged.filter(pl.col("weight") > 0), definition.case_mix, kind_of(definition))


def _told(kind: str) -> list[pl.Expr]:
    amount = pl.col("numerator")
    if kind == SHARE:
        return [amount.alias("amount"), pl.col("denominator").alias("weight"), amount.alias("observed")]
    # A mean divides by its records, a median has no denominator: either way a record is one duration.
    return [
        amount.alias("amount"),
        pl.lit(1.0).alias("weight"),
        amount.clip(SHORTEST_SECONDS).log().alias("observed"),
    ]


def comparison(store: MetricStore, definition: MetricDefinition) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows of one metric for the published tables `rep_days` and `case_mix_cells`, their columns in that order."""
    days, cells = [], []
    for start, end in _stretches(store, definition):
        judged = judged_records(store, definition, start, end)
        days.append(_by_day(judged))
        cells.append(_by_cell(judged))
    by_day = pl.concat(days) if days else _by_day(_nothing())
    by_cell = pl.concat(cells) if cells else _by_cell(_nothing())
    clustering = weekly_clustering(by_day)
    named = pl.lit(definition.name).alias("metric")
    widened = by_day.with_columns(named, (pl.col("own_variance", "variance") * clustering))
    return (
        widened.select("metric", "day", "agent", "team", "channel", *SUMS).sort("day", "agent", "team", "channel"),
        by_cell.select(named, "month", *CASE_MIX_COLUMNS, "records", "observed", "expected"),
    )


def recorded_days(
    store: MetricStore, definition: MetricDefinition, start: date | None, end: date | None
) -> pl.DataFrame:
    """The rows behind `rep_days` for the months of a span, cut by topic and priority too, and widened alike."""
    first = start.replace(day=1) if start else None
    judged = judged_records(store, definition, first, _month_end(end) if end else None)
    rows = _added_up(judged, "month", "day", *SCORECARD_SLICES)
    published = store.run(
        "select cast(date_trunc('month', day) as date) as month, sum(own_variance) as told "
        "from main.rep_days where metric = $metric group by all",
        {"metric": definition.name},
    )
    widened = rows.join(published, on="month", how="left").with_columns(
        clustering=pl.col("told") / pl.col("own_variance").sum().over("month")
    )
    return widened.with_columns(pl.col("own_variance", "variance") * pl.col("clustering"))


def weekly_clustering(by_day: pl.DataFrame) -> float:
    """How much more an agent's weeks scatter about the agent's own level than independent records would; at least 1.

    The dispersion Σ(r − v·R/V)²/v ÷ (weeks − agents), with r observed less expected and v its variance in a week, R
    and V the agent's sums (Pearson's statistic over its degrees of freedom; McCullagh and Nelder 1989, 4.5). Records
    of one customer or one incident hang together, so they say less than as many independent ones. What differs
    between agents for good stays out of it.
    """
    gap, spread, own = pl.col("observed") - pl.col("expected"), pl.col("variance"), pl.col("own_variance")
    weeks = (
        by_day.group_by("agent", pl.col("day").dt.truncate("1w").alias("week"))
        .agg(gap.sum().alias("gap"), spread.sum().alias("spread"), own.sum().alias("own"))
        # What is expected of a kind of case that one agent has alone leaves nothing to divide by.
        .filter((pl.col("spread") > 0) & (pl.col("spread") >= LEAST_OTHERS * pl.col("own")))
    )
    freedom = len(weeks) - weeks["agent"].n_unique()
    if freedom < 1:
        return 1.0
    lasting = pl.col("spread") * pl.col("gap").sum().over("agent") / pl.col("spread").sum().over("agent")
    scatter = weeks.select(((pl.col("gap") - lasting) ** 2 / pl.col("spread")).sum()).item()
    return max(1.0, float(scatter) / freedom)


def _by_day(judged: pl.DataFrame) -> pl.DataFrame:
    return _added_up(judged, "day", "agent", "team", "channel")


def _added_up(judged: pl.DataFrame, *keys: str) -> pl.DataFrame:
    sums = [pl.col(name).sum() for name in SUMS[1:]]
    return judged.group_by(keys).agg(pl.len().cast(pl.Int64).alias("records"), *sums)


def _by_cell(judged: pl.DataFrame) -> pl.DataFrame:
    weight = pl.col("weight").sum()
    return (
        judged.group_by("month", *CASE_MIX_COLUMNS)
        .agg(
            records=pl.len().cast(pl.Int64),
            observed=pl.col("observed").sum() / weight,
            expected=pl.col("expected").sum() / weight,
        )
        .sort("month", *CASE_MIX_COLUMNS, nulls_last=True)
    )


def _stretches(store: MetricStore, definition: MetricDefinition) -> Iterator[tuple[date, date]]:
    """Whole months, a few at a time: ten million records would not fit at once."""
    months = store.months(definition.name)
    for position in range(0, len(months), _MONTHS_AT_A_TIME):
        together = months[position : position + _MONTHS_AT_A_TIME]
        yield together[0], _month_end(together[-1])


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _nothing() -> pl.DataFrame:
    text = dict.fromkeys(("agent", "team", *CASE_MIX_COLUMNS), pl.String)
    figures = dict.fromkeys(SUMS[1:], pl.Float64)
    return pl.DataFrame(schema={"day": pl.Date, "month": pl.Date, **text, **figures})
