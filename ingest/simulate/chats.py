"""The life of a chat or messaging conversation."""

from __future__ import annotations

import numpy as np
import polars as pl

from ingest.simulate.model import Bools, Ints, chance, lognormal, vector
from ingest.simulate.month_work import DAY, HOUR, MonthWork
from ingest.simulate.vocabulary import CHAT, ESCALATIONS, MESSAGING, NEVER

_MAXIMUM_TURNS = 3


def run_conversations(work: MonthWork, arrivals: pl.DataFrame) -> pl.DataFrame:
    """The month's conversations with their whole future."""
    rng, model, department = work.rng, work.model, work.department
    started = arrivals.filter(pl.col("channel").is_in([CHAT, MESSAGING])).rename({"at": "created_at"})
    created_at, team, topic, channel = (started[n].to_numpy() for n in ("created_at", "team", "topic", "channel"))
    size, live = len(started), channel == CHAT
    rep = started["rep"].to_numpy()
    bot = _draw_bot(work, created_at, topic, live)
    begins_at = np.where(bot["back_at"] < NEVER, bot["back_at"], created_at)
    is_bot_only = (bot["bot_closed_at"] < NEVER) & (bot["back_at"] == NEVER)
    strain = work.demand.load[started["day"].to_numpy()] ** 2
    wait = np.where(live, lognormal(rng, 9, 1.0, size) * strain**2, 0).astype(np.int64) + 4
    reply = work.after_work(begins_at, lognormal(rng, 0.35, 1.0, size) * strain)
    first_reply_at = np.where(live, begins_at + wait, np.maximum(reply, begins_at + 30))
    patience = np.where(live, 150 * rng.weibull(1.2, size), 40 * HOUR * rng.weibull(1.2, size)).astype(np.int64) + 5
    gives_up = ~is_bot_only & (first_reply_at - begins_at > patience)
    alone = gives_up | is_bot_only
    turns = rng.integers(1, _MAXIMUM_TURNS + 1, size)
    effect = department.effects["handle_time"][rep] + vector(model.handle_topic)[topic]
    seconds = np.where(live, 480, 2.2 * HOUR) * np.exp(effect + 0.7 * rng.standard_normal(size)) + 40
    seconds = seconds * np.exp(model.shipment_resolution * started["in_problem"].to_numpy())
    ends = first_reply_at + seconds.astype(np.int64)
    logit = model.escalation_intercept + 0.35 + 0.6 * (channel == MESSAGING)
    escalates = ~alone & (rng.random(size) < chance(np.full(size, logit)))
    hands_over = ~alone & ~escalates & (rng.random(size) < chance(-2.6 + department.effects["transfer"][rep]))
    moved_at = first_reply_at + (0.5 * seconds).astype(np.int64)
    expert = work.roster.pick(rng, np.full(size, ESCALATIONS), topic, channel, at=moved_at, other_than=rep)
    colleague = work.roster.pick(rng, team, topic, channel, at=moved_at, other_than=rep)
    resolver = np.where(escalates, expert, np.where(hands_over, colleague, rep))
    with_expert = np.where(
        live,
        ends + lognormal(rng, 420, 0.6, size).astype(np.int64),
        work.after_work(ends, lognormal(rng, 1.5, 0.9, size)),
    )
    late = np.where(escalates, with_expert, ends)
    closed_at = np.where(gives_up, begins_at + patience + np.where(live, 120, 2 * DAY), late)
    logit = model.reopen_intercept - 0.3 + department.effects["reopen"][resolver]
    reopens = ~alone & (rng.random(size) < chance(logit))
    reopened_at = closed_at + lognormal(rng, 9 * HOUR, 0.9, size).astype(np.int64) + 60
    again = work.after_work(reopened_at, lognormal(rng, 1.5, 0.9, size)) + 120
    return started.with_columns(
        **{name: pl.Series(values) for name, values in bot.items()},
        is_bot_only=pl.Series(is_bot_only),
        entry_rep=pl.Series(department.present(rep, ends)),
        resolver=pl.Series(department.present(resolver, np.where(reopens, again, closed_at))),
        is_escalated=pl.Series(escalates),
        gives_up=pl.Series(gives_up),
        turns=pl.Series(turns),
        wait=pl.Series(np.where(live, wait, 0)),
        first_reply_at=pl.Series(np.where(alone, NEVER, first_reply_at)),
        handed_over_at=pl.Series(np.where(escalates | hands_over, moved_at, NEVER)),
        talk_ends_at=pl.Series(np.where(alone, NEVER, ends)),
        solved_at=pl.Series(np.where(is_bot_only, bot["bot_closed_at"], closed_at)),
        reopened_at=pl.Series(np.where(reopens, reopened_at, NEVER)),
        solved_again_at=pl.Series(np.where(reopens, again, NEVER)),
    )


def _draw_bot(work: MonthWork, created_at: Ints, topic: Ints, live: Bools) -> dict[str, Ints]:
    """When the bot answered and closed a conversation by itself, and when the customer came back to it unhelped."""
    rng, model, size = work.rng, work.model, len(created_at)
    by_bot = rng.random(size) < vector(model.bot_chance)[topic]
    closed_at = created_at + 25 + rng.exponential(80, size).astype(np.int64)
    back = by_bot & (rng.random(size) < model.back_from_bot_chance)
    after = np.where(live, 150.0, 1.5 * HOUR) * lognormal(rng, 1.0, 0.9, size)
    return {
        "bot_closed_at": np.where(by_bot, closed_at, NEVER),
        "back_at": np.where(back, closed_at + 5 + after.astype(np.int64), NEVER),
    }
