"""Times to an end of which some are still running: curves that count what has not ended instead of dropping it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt
import polars as pl

from transforms.aliases import Floats, Integers
from transforms.intervals import standard_normal

# A share that should be exactly one half comes out of a product of ratios as 0.5 + 1e-16.
_ROUNDING = 1e-12


@dataclass(frozen=True)
class Estimate:
    """A value with its standard error and interval, in one unit; None where the records do not tell."""

    value: float | None
    error: float | None
    low: float | None
    high: float | None


UNKNOWN = Estimate(None, None, None, None)


def risk_table(duration: pl.Series, has_ended: pl.Series, entry: pl.Series | None = None) -> pl.DataFrame:
    """One row per distinct time: time, at_risk (under observation just before it), ended, censored.

    `duration` is the time to the end, or to the last look at what has not ended. `entry` is the age at which a record
    came under observation; null, 0 or less means from its beginning. A record enters after `entry`, so one that ended
    at or before it was never at risk and is left out; so is one whose duration or end is unknown or negative.
    """
    counts = counts_of(duration, entry, {"ended": has_ended})
    return pl.DataFrame(
        {
            "time": counts.time,
            "at_risk": counts.at_risk,
            "ended": counts.ended["ended"],
            "censored": counts.leaving - counts.ended["ended"],
        },
        schema={"time": pl.Float64, "at_risk": pl.Int64, "ended": pl.Int64, "censored": pl.Int64},
    )


class Counts(NamedTuple):
    """Distinct times with who was at risk, who left, and who ended in which way."""

    time: Floats
    at_risk: Integers
    leaving: Integers
    ended: dict[str, Integers]


def counts_of(duration: pl.Series, entry: pl.Series | None, ways: dict[str, pl.Series]) -> Counts:
    """Counts at each distinct time, of the records that `risk_table` counts; `ways` flags who ended in which way."""
    length = duration.cast(pl.Float64).to_numpy()
    start = np.zeros(len(length)) if entry is None else entry.cast(pl.Float64).to_numpy()
    has_ended = {name: flag.cast(pl.Float64).to_numpy() for name, flag in ways.items()}
    # Null has become NaN, which is neither at most nought nor after anything.
    late = start > 0
    is_seen = np.isfinite(length) & (length >= 0) & ~(late & (length <= start))
    for flag in has_ended.values():
        is_seen &= ~np.isnan(flag)
    time, place = _distinct(length[is_seen])
    leaving = np.bincount(place, minlength=time.size)
    entered_late = np.sort(start[is_seen & late])
    not_yet = entered_late.size - np.searchsorted(entered_late, time, side="left")
    return Counts(
        time,
        int(is_seen.sum()) - (np.cumsum(leaving) - leaving) - not_yet,
        leaving,
        {
            name: np.bincount(place, weights=flag[is_seen], minlength=time.size).astype(np.int64)
            for name, flag in has_ended.items()
        },
    )


def _distinct(times: Floats) -> tuple[Floats, Integers]:
    """The distinct times in order, and the place of each among them; those in order already take next to nothing."""
    order = np.argsort(times, kind="stable")
    ordered = times[order]
    is_new = np.ones(len(ordered), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=is_new[1:])
    place = np.empty(len(ordered), dtype=np.int64)
    place[order] = np.cumsum(is_new) - 1
    return ordered[is_new], place


def survival_curve(risk: pl.DataFrame, confidence: float = 0.95) -> pl.DataFrame:
    """The share that has not ended after each time (Kaplan, Meier 1958): the risk table and survival, error, low, high.

    S(t) = Π (1 − d/n) over times up to t; error by Greenwood (1926), S·√Σ d/(n(n − d)); interval on the scale of
    log(−log S), which stays within 0 and 1. Error and interval are null where S is 0, the interval also where S is 1:
    there the variance says nothing. Error there is 0, as nothing has ended yet. No rows in, no rows out.
    """
    at_risk, ended = _floats(risk, "at_risk"), _floats(risk, "ended")
    survival = shares_left(at_risk, ended)
    relative = np.sqrt(np.cumsum(_greenwood_terms(at_risk, ended)))
    is_inside = (survival > 0) & (survival < 1)
    inner = np.where(is_inside, survival, 0.5)
    spread = standard_normal(confidence) * relative / np.abs(np.log(inner))
    low, high = inner ** np.exp(spread), inner ** np.exp(-spread)
    return risk.hstack(
        [
            pl.Series("survival", survival),
            _known("error", survival * relative, survival > 0),
            _known("low", low, is_inside),
            _known("high", high, is_inside),
        ]
    )


def shares_left(at_risk: npt.ArrayLike, ended: npt.ArrayLike) -> Floats:
    """S(t) alone, for when its error is not asked for."""
    left = np.cumprod(1 - np.asarray(ended, dtype=np.float64) / np.asarray(at_risk, dtype=np.float64))
    return cast(Floats, left)


def share_ended(counts: Counts, way: str, horizon: float) -> float:
    """The share that has ended in a way within a horizon: F of `cumulative_incidence` there."""
    every = np.sum([*counts.ended.values()], axis=0)
    before = np.concatenate([[1.0], shares_left(counts.at_risk, every)])[: counts.time.size]
    inside = counts.time <= horizon
    return float(np.sum((before * counts.ended[way] / counts.at_risk)[inside]))


def survival_quantile(curve: pl.DataFrame, share: float = 0.5) -> Estimate:
    """The time by which this share has ended: first time with S ≤ 1 − share; its limits where those of S cross it.

    In the unit of time (Brookmeyer, Crowley 1982). A side that the curve does not reach is None, so the upper limit of
    a median that few have outlived is unknown rather than the last day seen. The error is not estimated.
    """
    below = 1 - share + _ROUNDING
    time, survival = _floats(curve, "time"), _floats(curve, "survival")
    low, high = _floats(curve, "low"), _floats(curve, "high")
    return Estimate(
        _first_time(time, survival <= below),
        None,
        # Where all have ended the lower limit is unknown, but no higher than the share itself.
        _first_time(time, np.where(np.isnan(low), survival, low) <= below),
        _first_time(time, high <= below),
    )


def restricted_mean(curve: pl.DataFrame, horizon: float, confidence: float = 0.95) -> Estimate:
    """Mean time to the end within a horizon, what lasts longer counted as the horizon: ∫S from 0 to it.

    In the unit of time (Irwin 1949). Variance Σ A²·d/(n(n − d)) over times before the horizon, A the area under S from
    there to the horizon; interval normal, within 0 and the horizon. Unknown when observation ends before the horizon
    with some not ended, and of no records at all.
    """
    if curve.is_empty():
        return UNKNOWN
    if cast(float, curve["time"][-1]) < horizon and cast(float, curve["survival"][-1]) > 0:
        return UNKNOWN
    inside = curve.head(int(np.searchsorted(_floats(curve, "time"), horizon, side="left")))
    time, survival = _floats(inside, "time"), _floats(inside, "survival")
    widths = np.diff(np.concatenate([[0.0], time, [horizon]]))
    areas = widths * np.concatenate([[1.0], survival])
    after = np.cumsum(areas[::-1])[::-1][1:]
    terms = _greenwood_terms(_floats(inside, "at_risk"), _floats(inside, "ended"))
    value, error = float(areas.sum()), float(np.sqrt(np.sum(after**2 * terms)))
    half = standard_normal(confidence) * error
    return Estimate(value, error, max(0.0, value - half), min(horizon, value + half))


def restricted_mean_difference(first: Estimate, second: Estimate, confidence: float = 0.95) -> Estimate:
    """Restricted mean of one group less that of another over the same horizon, in the unit of time.

    The groups hold different records, so error² = e₁² + e₂² and the interval is normal (Royston, Parmar 2013).
    Unknown when one of them is.
    """
    if first.value is None or second.value is None or first.error is None or second.error is None:
        return UNKNOWN
    value, error = first.value - second.value, float(np.hypot(first.error, second.error))
    half = standard_normal(confidence) * error
    return Estimate(value, error, value - half, value + half)


def cumulative_incidence(duration: pl.Series, end: pl.Series, entry: pl.Series | None = None) -> pl.DataFrame:
    """The share that has ended in each way by each time: end, time, at_risk, incidence, error (Aalen, Johansen 1978).

    `end` names how a record ended, null while it has not. F(t) = Σ S(u−)·dₖ/n over u ≤ t, so the shares and S make 1,
    which one minus Kaplan-Meier of one way alone does not. Error by the delta method (Marubini, Valsecchi 1995). One
    row per way and distinct time; no ways, no rows.
    """
    ways = end.drop_nulls().unique().sort().to_list()
    counts = counts_of(duration, entry, {way: end.eq_missing(way) for way in ways})
    at_risk = counts.at_risk.astype(np.float64)
    every = np.sum([counts.ended[way] for way in ways], axis=0).astype(np.float64) if ways else np.zeros(at_risk.size)
    survival = shares_left(at_risk, every)
    before = np.concatenate([[1.0], survival[:-1]])[: at_risk.size]
    terms = _greenwood_terms(at_risk, every)
    shares = {way: _incidence(before, at_risk, counts.ended[way].astype(np.float64), terms) for way in ways}
    frames = [
        pl.DataFrame({"time": counts.time, "at_risk": counts.at_risk, "incidence": share, "error": error}).select(
            pl.lit(way).alias("end"), pl.all()
        )
        for way, (share, error) in shares.items()
    ]
    empty = {"end": pl.String, "time": pl.Float64, "at_risk": pl.Int64, "incidence": pl.Float64, "error": pl.Float64}
    return pl.concat(frames) if frames else pl.DataFrame(schema=empty)


def _incidence(before: Floats, at_risk: Floats, ended: Floats, terms: Floats) -> tuple[Floats, Floats]:
    """Share that ended in one way and its error; `before` is the share not ended before each time."""
    steps = before * ended / at_risk
    share = np.cumsum(steps)
    # Σ (F(t) − F(u))²·g, multiplied out, so that one pass gives it for all t.
    squares = share**2 * np.cumsum(terms) - 2 * share * np.cumsum(share * terms) + np.cumsum(share**2 * terms)
    own = np.cumsum(before**2 * (at_risk - ended) * ended / at_risk**3)
    crossed = steps / at_risk
    both = share * np.cumsum(crossed) - np.cumsum(share * crossed)
    return share, np.sqrt(np.clip(squares + own - 2 * both, 0, None))


def _greenwood_terms(at_risk: Floats, ended: Floats) -> Floats:
    # Where all that were left ended, S is 0 from there on and the term is of no use.
    remaining = at_risk - ended
    safe = np.where(remaining > 0, at_risk * remaining, 1.0)
    return cast(Floats, np.where(remaining > 0, ended / safe, 0.0))


def _first_time(time: Floats, is_reached: npt.NDArray[np.bool_]) -> float | None:
    return float(time[int(np.argmax(is_reached))]) if is_reached.any() else None


def _floats(frame: pl.DataFrame, column: str) -> Floats:
    """A column as numbers, null as NaN."""
    return cast(Floats, frame[column].cast(pl.Float64).to_numpy())


def _known(name: str, values: npt.NDArray[np.floating[Any]], is_known: npt.NDArray[np.bool_]) -> pl.Series:
    return pl.Series(name, np.where(is_known, values, np.nan), nan_to_null=True)
