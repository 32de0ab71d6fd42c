"""A day of one line by half hour: how many agents each needs, and what a given number of them would achieve."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from transforms.staffing import Target, agents_needed, erlang_a, erlang_c, with_shrinkage

INTERVAL_SECONDS = 1800


@dataclass(frozen=True)
class Assumptions:
    """What a plan takes for granted: the target, and calls, handle time and shrinkage unlike those of the log."""

    target: Target
    volume_change: float = 0.0
    """0.1 is a tenth more calls than came."""
    handling_change: float = 0.0
    shrinkage: float = 0.0
    """Share of the rostered time that is not spent on the line."""


def staffed_day(day: pl.DataFrame, assumed: Assumptions) -> pl.DataFrame:
    """The half hours of a day with the agents they need.

    `day` has calls (mean of a half hour, fractions allowed), handle_seconds and patience_seconds, unknown as null, and
    any other columns, which stay. Added: load (erlangs); fewest and most, the band of agents on the line between Erlang
    A and C; roster_fewest and roster_most with shrinkage. Where patience is unknown, most is Erlang C's number and
    fewest null; where calls or handle time are, all are null.
    """
    planned = _planned(day, assumed)
    load, handle, patience = (planned[name].to_numpy() for name in ("load", "_handle", "_patience"))
    impatient = agents_needed(load, handle, assumed.target, patience)
    unending = agents_needed(load, handle, assumed.target)
    known = planned.with_columns(_a=impatient, _c=unending)
    return known.with_columns(
        fewest=pl.when(pl.col("_a").is_not_null()).then(pl.min_horizontal("_a", "_c")),
        most=pl.max_horizontal("_a", "_c"),
    ).select(
        *day.columns,
        "load",
        "fewest",
        "most",
        roster_fewest=with_shrinkage(pl.col("fewest"), assumed.shrinkage),
        roster_most=with_shrinkage(pl.col("most"), assumed.shrinkage),
    )


def outcomes(day: pl.DataFrame, assumed: Assumptions, agents: pl.Series) -> pl.DataFrame:
    """What so many agents on the line would achieve: a row per row of `day`, with the number that the series has there.

    service_level_low, service_level_high (share of all calls, between the models), abandonment (Erlang A; Erlang C has
    none), wait_low, wait_high (mean seconds of all calls by Erlang A and C), occupancy_low, occupancy_high. Where
    patience is unknown the ends that need it are null; wait_high is null where the queue would grow without end.
    """
    planned = _planned(day, assumed)
    load, handle, patience = (planned[name].to_numpy() for name in ("load", "_handle", "_patience"))
    on_line, seconds = agents.cast(pl.Float64).to_numpy(), assumed.target.seconds
    impatient = erlang_a(load, handle, patience, on_line, seconds).select(pl.all().name.prefix("a_"))
    unending = erlang_c(load, handle, on_line, seconds).select(pl.all().name.prefix("c_"))
    levels = pl.col("a_service_level"), pl.col("c_service_level")
    return pl.concat([impatient, unending], how="horizontal").select(
        service_level_low=pl.min_horizontal(*levels),
        service_level_high=pl.when(levels[0].is_not_null()).then(pl.max_horizontal(*levels)),
        abandonment="a_abandonment",
        wait_low="a_wait_seconds",
        wait_high="c_wait_seconds",
        occupancy_low="a_occupancy",
        occupancy_high="c_occupancy",
    )


def _planned(day: pl.DataFrame, assumed: Assumptions) -> pl.DataFrame:
    calls = pl.col("calls").cast(pl.Float64) * (1 + assumed.volume_change)
    times = {
        "_handle": pl.col("handle_seconds").cast(pl.Float64) * (1 + assumed.handling_change),
        "_patience": pl.col("patience_seconds").cast(pl.Float64),
    }
    # A half hour without calls needs nobody, however long calls would take.
    known = {name: pl.when(calls == 0).then(time.fill_null(1.0)).otherwise(time) for name, time in times.items()}
    return day.with_columns(**known).with_columns(load=calls * pl.col("_handle") / INTERVAL_SECONDS)
