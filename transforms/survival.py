"""Times to an end of which some are still running: curves that count what has not ended instead of dropping it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import polars as pl

from transforms.intervals import standard_normal

Floats = npt.NDArray[np.float64]

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
    start = pl.Series(np.zeros(duration.len())) if entry is None else entry.cast(pl.Float64).fill_null(0.0)
    seen = (
        pl.select(duration=duration.cast(pl.Float64), ended=has_ended.cast(pl.Boolean), entry=start)
        .drop_nulls()
        .filter(pl.col("duration").is_finite(), pl.col("duration") >= 0)
        .filter((pl.col("entry") <= 0) | (pl.col("duration") > pl.col("entry")))
    )
    table = seen.group_by(time="duration").agg(ended=pl.col("ended").sum(), all=pl.len()).sort("time")
    late = np.sort(seen.filter(pl.col("entry") > 0)["entry"].to_numpy())
    gone_before = table["all"].cum_sum() - table["all"]
    not_yet = late.size - np.searchsorted(late, table["time"].to_numpy(), side="left")
    at_risk = seen.height - gone_before.to_numpy().astype(np.int64) - not_yet
    return table.select(
        "time",
        at_risk=pl.Series(at_risk, dtype=pl.Int64),
        ended=pl.col("ended").cast(pl.Int64),
        censored=pl.col("all").cast(pl.Int64) - pl.col("ended").cast(pl.Int64),
    )


def survival_curve(risk: pl.DataFrame, confidence: float = 0.95) -> pl.DataFrame:
    """The share that has not ended after each time (Kaplan, Meier 1958): the risk table and survival, error, low, high.

    S(t) = Π (1 − d/n) over times up to t; error by Greenwood (1926), S·√Σ d/(n(n − d)); interval on the scale of
    log(−log S), which stays within 0 and 1. Error and interval are null where S is 0, the interval also where S is 1:
    there the variance says nothing. Error there is 0, as nothing has ended yet. No rows in, no rows out.
    """
    at_risk, ended = _floats(risk, "at_risk"), _floats(risk, "ended")
    survival = np.cumprod(1 - ended / at_risk)
    relative = np.sqrt(np.cumsum(_greenwood_terms(at_risk, ended)))
    is_inside = (survival > 0) & (survival < 1)
    inner = np.where(is_inside, survival, 0.5)
    spread = standard_normal(confidence) * relative / np.abs(np.log(inner))
    low, high = inner ** np.exp(spread), inner ** np.exp(-spread)
    return risk.with_columns(
        pl.Series("survival", survival),
        _known("error", survival * relative, survival > 0),
        _known("low", low, is_inside),
        _known("high", high, is_inside),
    )


def survival_quantile(curve: pl.DataFrame, share: float = 0.5) -> Estimate:
    """The time by which this share has ended: first time with S ≤ 1 − share; its limits where those of S cross it.

    In the unit of time (Brookmeyer, Crowley 1982). A side that the curve does not reach is None, so the upper limit of
    a median that few have outlived is unknown rather than the last day seen. The error is not estimated.
    """
    below = 1 - share + _ROUNDING
    return Estimate(
        _first_time(curve, pl.col("survival") <= below),
        None,
        # Once all have ended, the lower limit is at nought as well.
        _first_time(curve, pl.coalesce("low", "survival") <= below),
        _first_time(curve, pl.col("high") <= below),
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
    inside = curve.filter(pl.col("time") < horizon)
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
    all_ends = survival_curve(risk_table(duration, end.is_not_null(), entry))
    ways = end.drop_nulls().unique().sort().to_list()
    frames = [_one_incidence(all_ends, risk_table(duration, (end == way).fill_null(False), entry), way) for way in ways]
    empty = {"end": pl.String, "time": pl.Float64, "at_risk": pl.Int64, "incidence": pl.Float64, "error": pl.Float64}
    return pl.concat(frames) if frames else pl.DataFrame(schema=empty)


def _one_incidence(all_ends: pl.DataFrame, one: pl.DataFrame, way: str) -> pl.DataFrame:
    at_risk, every = _floats(all_ends, "at_risk"), _floats(all_ends, "ended")
    ended, survival = _floats(one, "ended"), _floats(all_ends, "survival")
    before = np.concatenate([[1.0], survival[:-1]])
    steps = before * ended / at_risk
    share = np.cumsum(steps)
    # Σ (F(t) − F(u))²·g, multiplied out, so that one pass gives it for all t.
    terms = _greenwood_terms(at_risk, every)
    squares = share**2 * np.cumsum(terms) - 2 * share * np.cumsum(share * terms) + np.cumsum(share**2 * terms)
    own = np.cumsum(before**2 * (at_risk - ended) * ended / at_risk**3)
    crossed = steps / at_risk
    both = share * np.cumsum(crossed) - np.cumsum(share * crossed)
    error = np.sqrt(np.clip(squares + own - 2 * both, 0, None))
    return all_ends.select(
        pl.lit(way).alias("end"), "time", "at_risk", pl.Series("incidence", share), pl.Series("error", error)
    )


def _greenwood_terms(at_risk: Floats, ended: Floats) -> Floats:
    # Where all that were left ended, S is 0 from there on and the term is of no use.
    remaining = at_risk - ended
    safe = np.where(remaining > 0, at_risk * remaining, 1.0)
    return cast(Floats, np.where(remaining > 0, ended / safe, 0.0))


def _first_time(curve: pl.DataFrame, condition: pl.Expr) -> float | None:
    return cast("float | None", curve.filter(condition)["time"].min())


def _floats(frame: pl.DataFrame, column: str) -> Floats:
    return cast(Floats, frame[column].cast(pl.Float64).to_numpy())


def _known(name: str, values: Any, is_known: Any) -> pl.Series:
    return pl.select(pl.when(pl.Series(is_known)).then(pl.Series(values)).alias(name)).to_series()
