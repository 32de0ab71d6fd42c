"""How long cases take to be resolved, those still open included: the cases of a period and what their curves say."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from transforms.aliases import Floats
from transforms.survival import (
    UNKNOWN,
    Counts,
    Estimate,
    counts_of,
    restricted_mean,
    share_ended,
    shares_left,
    survival_curve,
    survival_quantile,
)

OUTCOMES = "case_outcomes"
DRAWN_OUTCOMES = "drawn_outcomes"
"""The same cases: `draw` is the number from 0 that each has drawn, `watched_to` the last look at it in epoch seconds.

Numbers stand in parts that double, each in the order of time and with the few long cases apart, so that neither a few
draws of a year nor many of a week read much of it.
"""
DRAWS = 1024
FIRST_PART = 8
LONG_SECONDS = 30 * 86400
OPEN = "open"
DRAWN_STATEMENT = f"""
with drawn as (
    select
        *,
        epoch(clock_started_at) + watched_seconds as watched_to,
        cast(hash(case_id) % {DRAWS} as usmallint) as draw
    from main.{OUTCOMES}
)

select *
from drawn
order by
    case when draw < {FIRST_PART} then 0 else cast(floor(log2(draw)) as integer) end,
    watched_seconds > {LONG_SECONDS},
    clock_started_at
"""
FIRST_DRAWS = 16
ENOUGH_CASES = 30_000
"""So many cases draw a curve to half a point; more only take longer."""
RESOLVED = "resolved"
_OTHERWISE = "otherwise"
_FEW_LEFT = 0.05
DIMENSIONS = ("team", "channel", "agent", "topic", "priority", "source")


@dataclass(frozen=True)
class CaseWindow:
    """The cases to look at: those open at some moment of these local days, all of them without days."""

    start: date | None = None
    end: date | None = None
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def __post_init__(self) -> None:
        """Refuses what no case could be filtered by."""
        unknown = [name for name, _ in self.where if name not in DIMENSIONS]
        if unknown:
            raise ValueError(f"cases cannot be filtered by {', '.join(unknown)}; only by {', '.join(DIMENSIONS)}")


@dataclass(frozen=True)
class Resolution:
    """What the cases of a period say together; times in seconds, shares within the horizon."""

    cases: int
    still_open: int
    """Not ended when the period or the data ended."""
    breaks_off: bool
    """Whether too few young cases were watched to tell of the older ones; then nothing below is known."""
    curve: pl.DataFrame
    """Kaplan-Meier steps of the time to resolution; other ends leave the count when they come."""
    median: Estimate
    mean: Estimate
    """Within the horizon; what lasts longer counts as the horizon."""
    resolved: float | None
    """Share resolved within the horizon (Aalen-Johansen), of all cases, those that ended otherwise included."""
    ended_otherwise: float | None


def cases_at_risk(
    run: Callable[[str, dict[str, Any]], pl.DataFrame], is_drawn: bool, zone: ZoneInfo, window: CaseWindow
) -> pl.DataFrame:
    """One row per case that was open in the window: team, channel, entry, watched, end, share.

    `entry` is the age in seconds with which it came into the window, 0 for those that began in it (left truncation);
    `watched` its age at its end, at the end of the window or of the data; `end` how it ended in the window, null while
    it had not. Ages follow the clock that resolution times follow. Cases whose recorded times contradict each other
    are left out. Of very many cases these are some, drawn by chance; `share` says how many of all, 1 for all.
    """
    columns, condition, values = _at_risk(zone, window)
    if not is_drawn:
        return run(f"select {columns}, cast(1 as double) as share from main.{OUTCOMES} where {condition}", values)
    if window.start is not None:
        condition += " and watched_to >= epoch($from_at)"
    first = f"select count(*) from main.{DRAWN_OUTCOMES} where draw < {FIRST_DRAWS} and {condition}"
    draws = draws_for(int(run(first, values).item()))
    return run(
        f"select {columns}, cast({draws / DRAWS} as double) as share from main.{DRAWN_OUTCOMES} "
        f"where draw < {draws} and {condition}",
        values,
    )


def draws_for(first: int) -> int:
    """How many draws give enough cases, when the first sixteen give so many."""
    about = first * DRAWS / FIRST_DRAWS
    return DRAWS if about <= ENOUGH_CASES else max(1, round(DRAWS * ENOUGH_CASES / about))


def midnights(window: CaseWindow, zone: ZoneInfo) -> tuple[float, float]:
    """When a window begins and ends, in epoch seconds; without days it has neither."""
    return (
        _midnight(window.start, zone).timestamp() if window.start is not None else -math.inf,
        _midnight(window.end + timedelta(days=1), zone).timestamp() if window.end is not None else math.inf,
    )


def _at_risk(zone: ZoneInfo, window: CaseWindow) -> tuple[str, str, dict[str, Any]]:
    """Columns and conditions of the cases of a window, as SQL, and the values by name."""
    values: dict[str, Any] = {name: list(chosen) for name, chosen in window.where}
    conditions = [f"list_contains(${name}, {name})" for name in values]
    began, entry, leaves = "clock_started_at", "0", "watched_seconds"
    if window.start is not None:
        values["from_at"] = _midnight(window.start, zone)
        entry = f"greatest(0, epoch($from_at) - epoch({began}))"
        conditions.append(f"(({began} >= $from_at) or (epoch({began}) + watched_seconds > epoch($from_at)))")
    if window.end is not None:
        values["until_at"] = _midnight(window.end + timedelta(days=1), zone)
        leaves = f"least(watched_seconds, epoch($until_at) - epoch({began}))"
        conditions.append(f"{began} < $until_at")
    columns = (
        f"team, channel, cast({entry} as double) as entry, cast({leaves} as double) as watched, "
        f"case when outcome <> '{OPEN}' and watched_seconds <= {leaves} then outcome end as \"end\""
    )
    return columns, " and ".join(["watched_seconds is not null", *conditions]), values


@dataclass(frozen=True)
class Watched:
    """Some cases, counted once for whatever horizon is asked of them."""

    cases: int
    still_open: int
    longest: float
    """For how many seconds any was watched; not a number where none was."""
    counts: Counts
    breaks_off: bool
    curve: pl.DataFrame
    """As `Resolution` tells it; without rows where too little is known."""

    def within(self, horizon: float) -> Resolution:
        """Curve, median, mean within a horizon in seconds and shares."""
        if self.breaks_off:
            return Resolution(self.cases, self.still_open, True, self.curve, UNKNOWN, UNKNOWN, None, None)
        # Up to the horizon, if somebody was watched that long, or nothing was left to watch.
        is_known = self.longest >= horizon or (self.cases > 0 and self.still_open == 0)
        return Resolution(
            cases=self.cases,
            still_open=self.still_open,
            breaks_off=False,
            curve=self.curve,
            median=survival_quantile(self.curve),
            mean=restricted_mean(self.curve, horizon),
            resolved=share_ended(self.counts, RESOLVED, horizon) if is_known else None,
            ended_otherwise=share_ended(self.counts, _OTHERWISE, horizon) if is_known else None,
        )


def watched(cases: pl.DataFrame) -> Watched:
    """Counts and curve of some cases, as `cases_at_risk` gives them."""
    counts = _counts(cases)
    breaks_off = _breaks_off(shares_left(counts.at_risk, counts.ended[RESOLVED] + counts.ended[_OTHERWISE]))
    curve = survival_curve(_risk(_counts(cases.clear()) if breaks_off else counts))
    longest = float(cases["watched"].to_numpy().max(initial=-math.inf))
    return Watched(cases.height, cases["end"].null_count(), longest, counts, breaks_off, curve)


def resolution(cases: pl.DataFrame, horizon: float) -> Resolution:
    """Curve, median, mean within a horizon in seconds and shares of some cases, as `cases_at_risk` gives them."""
    return watched(cases).within(horizon)


def mean_resolution(cases: pl.DataFrame, horizon: float) -> Estimate:
    """The mean that `resolution` tells, for when nothing else is asked for."""
    counts = _counts(cases)
    if _breaks_off(shares_left(counts.at_risk, counts.ended[RESOLVED] + counts.ended[_OTHERWISE])):
        return UNKNOWN
    risk = _risk(counts)
    left = shares_left(counts.at_risk, counts.ended[RESOLVED])
    return restricted_mean(risk.insert_column(risk.width, pl.Series("survival", left)), horizon)


def _counts(cases: pl.DataFrame) -> Counts:
    end = cases["end"]
    is_resolved = (end == RESOLVED).fill_null(False)
    return counts_of(
        cases["watched"], cases["entry"], {RESOLVED: is_resolved, _OTHERWISE: end.is_not_null() & ~is_resolved}
    )


def _risk(counts: Counts) -> pl.DataFrame:
    """Who was at risk of being resolved; other ends leave the count when they come."""
    ended = counts.ended[RESOLVED]
    told = {"time": counts.time, "at_risk": counts.at_risk, "ended": ended, "censored": counts.leaving - ended}
    # A list of columns: of a dictionary polars makes a query first, which takes as long again.
    return pl.DataFrame([pl.Series(name, values) for name, values in told.items()])


def _breaks_off(survival: Floats) -> bool:
    """Whether the curve falls to nought from more than one in twenty while older cases are still to come.

    Cases that come into a period late leave few to watch at young ages. When those few all end, the product is 0 from
    there on, whatever the older ones do.
    """
    fallen = np.flatnonzero(survival == 0)
    if not len(fallen) or fallen[0] == len(survival) - 1:
        return False
    return bool((survival[fallen[0] - 1] if fallen[0] else 1.0) > _FEW_LEFT)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)
