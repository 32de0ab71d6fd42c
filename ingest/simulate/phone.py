"""What happens to a call: waiting, giving up, being answered, talking, being transferred."""

from __future__ import annotations

import numpy as np
import polars as pl

from ingest.simulate.demand import Demand
from ingest.simulate.department import Department
from ingest.simulate.model import Bools, Floats, Ints, Model, chance, lognormal, vector
from ingest.simulate.month_work import HOUR, MonthWork
from ingest.simulate.vocabulary import ESCALATIONS, PHONE, TECHNICAL
from ingest.simulate.work_calendar import WorkCalendar

ABANDONED, TIMED_OUT, ANSWERED, ASKS_FOR_CALL = range(4)

_REDIALS_WITHIN_SECONDS = 6 * HOUR


def draw_calls(work: MonthWork, arrivals: pl.DataFrame) -> pl.DataFrame:
    """One row per call: the first leg, and a second leg (`leg2_*`) after a transfer or a timeout."""
    rng, model, department, roster = work.rng, work.model, work.department, work.roster
    calls = arrivals.filter(pl.col("channel") == PHONE)
    at, team, topic = (calls[name].to_numpy() for name in ("at", "team", "topic"))
    strain = _strain(calls, work.calendar, work.demand)
    outage = calls["in_outage"].to_numpy() > 0
    wait, outcome = _draw_waits(rng, strain, outage, model)
    phone = np.full(len(at), PHONE)
    rep = calls["rep"].to_numpy()
    refuser = roster.pick(rng, team, topic, phone, at=at, other_than=rep)
    talk = _draw_talk(rng, department, rep, topic, model)
    answered = outcome == ANSWERED
    misrouted = team != calls["home_team"].to_numpy()
    logit = model.transfer_intercept + department.effects["transfer"][rep]
    logit = logit + model.transfer_misrouted * misrouted + 0.4 * (topic == TECHNICAL)
    transferred = answered & (rng.random(len(at)) < chance(logit))
    overflowed = (outcome == TIMED_OUT) & (rng.random(len(at)) < 0.5)
    starts_at = at + wait + np.where(answered, talk, 0) + 2
    second = _draw_second_leg(work, calls, transferred, overflowed, starts_at)
    return calls.with_columns(
        wait=pl.Series(wait),
        outcome=pl.Series(outcome),
        refuser=pl.Series(refuser),
        has_refuser=pl.Series(roster.is_present(refuser, at)),
        talk=pl.Series(talk),
        ring=pl.Series(np.minimum(rng.integers(2, 12, len(at)), wait)),
        is_transferred=pl.Series(transferred),
        is_overflowed=pl.Series(overflowed),
        leg2_at=pl.Series(starts_at),
        **{name: pl.Series(values) for name, values in second.items()},
    )


def redial(work: MonthWork, arrivals: pl.DataFrame, calls: pl.DataFrame) -> pl.DataFrame:
    """Let some who hung up be those whose call about the same topic comes next; nobody else's story changes by it."""
    untold = arrivals.filter(pl.col("episode").is_unique())["episode"]
    ordered = (
        calls.with_columns(luck=pl.Series(work.rng.random(len(calls)))).with_row_index("place").sort("topic", "at")
    )
    hung_up = (pl.col("outcome") == ABANDONED) & (pl.col("luck") < work.model.redial_chance)
    since = pl.col("at") - (pl.col("at") + pl.col("wait")).shift(1)
    ordered = ordered.with_columns(
        is_next=hung_up.shift(1, fill_value=False)
        & (pl.col("topic") == pl.col("topic").shift(1))
        & since.is_between(30, _REDIALS_WITHIN_SECONDS)
        & pl.col("episode").is_in(untold.implode())
    )
    redials = pl.col("is_next") & ~pl.col("is_next").shift(1, fill_value=False)
    same = [
        pl.when(redials).then(pl.col(name).shift(1)).otherwise(name).alias(name) for name in ("customer", "episode")
    ]
    return ordered.with_columns(same).sort("place").drop("place", "luck", "is_next")


def _strain(calls: pl.DataFrame, calendar: WorkCalendar, demand: Demand) -> Floats:
    """How full the queue is against plan: peak hours, Mondays and surprising days."""
    at, day = calls["at"].to_numpy(), calls["day"].to_numpy()
    hour = (at - calendar.midnights[day]) / 3600
    rush = 1 + 0.22 * np.exp(-(((hour - 10.5) / 1.6) ** 2)) + 0.12 * np.exp(-(((hour - 16.5) / 1.8) ** 2))
    monday = 1 + 0.10 * (calendar.weekdays[day] == 0)
    return np.asarray(demand.load[day] * rush * monday / 1.12)


def _draw_waits(rng: np.random.Generator, strain: Floats, outage: Bools, model: Model) -> tuple[Ints, Ints]:
    """Seconds in the queue and how the wait ended."""
    size = len(strain)
    odds = model.delay_chance / (1 - model.delay_chance) * strain**3
    odds = odds * np.where(outage, model.outage_delay_factor**2, 1.0)
    delayed = rng.random(size) < odds / (1 + odds)
    mean = model.delay_mean_seconds * strain**2 * np.where(outage, model.outage_wait_factor, 1.0)
    ringing = lognormal(rng, model.ring_median_seconds, 0.26, size)
    need = ringing + delayed * mean * rng.standard_exponential(size)
    patience = model.least_patience_seconds + model.patience_mean_seconds * rng.weibull(1.1, size)
    patience = np.where(rng.random(size) < model.hang_up_chance, rng.uniform(1, 10, size), patience)
    limit = np.minimum(patience, model.queue_timeout_seconds)
    outcome = np.where(need <= limit, ANSWERED, np.where(patience < need, ABANDONED, TIMED_OUT))
    outcome = np.where((need > limit) & (limit == model.queue_timeout_seconds), TIMED_OUT, outcome)
    wait = np.minimum(need, limit)
    # Who waits long is offered a call back, and some press the key.
    presses = (wait > model.call_back_offered_seconds) & (rng.random(size) < model.call_back_chance)
    pressed_at = model.call_back_offered_seconds + rng.random(size) * (wait - model.call_back_offered_seconds)
    wait, outcome = np.where(presses, pressed_at, wait), np.where(presses, ASKS_FOR_CALL, outcome)
    return np.maximum(wait, 1).astype(np.int64), outcome.astype(np.int64)


def _draw_talk(rng: np.random.Generator, department: Department, rep: Ints, topic: Ints, model: Model) -> Ints:
    log_seconds = np.log(model.handle_median_seconds) + vector(model.handle_topic)[topic]
    log_seconds = log_seconds + department.effects["handle_time"][rep]
    talk = np.exp(log_seconds + model.handle_spread * rng.standard_normal(len(rep)))
    talk = np.where(rng.random(len(rep)) < model.cut_off_chance, rng.integers(1, 5, len(rep)), np.clip(talk, 8, 7200))
    return np.asarray(talk, dtype=np.int64)


def _draw_second_leg(
    work: MonthWork, calls: pl.DataFrame, transferred: Bools, overflowed: Bools, starts_at: Ints
) -> dict[str, Ints | Bools]:
    rng, model = work.rng, work.model
    team, home, topic = (calls[name].to_numpy() for name in ("team", "home_team", "topic"))
    size = len(team)
    beside = (team + rng.integers(1, ESCALATIONS, size)) % ESCALATIONS
    other = np.where(rng.random(size) < 0.55, ESCALATIONS, beside)
    target = np.where(overflowed, beside, np.where(team != home, home, other))
    wait, outcome = _draw_waits(rng, np.full(size, 0.9), np.zeros(size, dtype=bool), model)
    rep = work.roster.pick(rng, target, topic, np.full(size, PHONE), at=starts_at)
    return {
        "has_leg2": transferred | overflowed,
        "leg2_team": target,
        "leg2_wait": wait,
        "leg2_outcome": np.where(outcome == TIMED_OUT, ABANDONED, outcome),
        "leg2_rep": rep,
        "leg2_talk": _draw_talk(rng, work.department, rep, topic, model),
    }
