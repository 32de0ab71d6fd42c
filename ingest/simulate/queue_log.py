"""Calls as lines of an Asterisk queue_log."""

from __future__ import annotations

import numpy as np
import polars as pl

from ingest.simulate.department import REP_COUNT, Department
from ingest.simulate.identities import QUEUE_WORDS, asterisk_member, customer_phone, lookup
from ingest.simulate.phone import ABANDONED, ANSWERED, ASKS_FOR_CALL, TIMED_OUT
from ingest.simulate.shifts import pauses, sign_ons
from ingest.simulate.work_calendar import WorkCalendar
from ingest.simulate.writers import Parts, glue

_MEMBERS = [asterisk_member(rep) for rep in range(REP_COUNT)]
_RINGS_AFTER = 17
_REFUSED = (
    (pl.col("outcome") == ANSWERED) & pl.col("has_refuser")
    & (pl.col("leg") == 0) & (pl.col("wait") >= 24) & (pl.col("luck") < 0.18)
)  # fmt: skip
"""Calls that rang in vain at one rep before another took them."""


def queue_log_lines(
    rng: np.random.Generator, calls: pl.DataFrame, shifts: pl.DataFrame, department: Department, calendar: WorkCalendar
) -> pl.Series:
    """All lines of a month in order of time."""
    first = calls.select(
        "call_id", "customer", "rep", "wait", "outcome", "talk", "ring", "refuser", "has_refuser",
        "is_transferred", "leg2_team",
        enters_at="at", queue="team", leg=pl.lit(0),
    )  # fmt: skip
    second = calls.filter("has_leg2").select(
        "call_id", "customer", rep="leg2_rep", wait="leg2_wait", outcome="leg2_outcome", talk="leg2_talk",
        ring=pl.min_horizontal("leg2_wait", pl.lit(4)), refuser="leg2_rep", has_refuser=pl.lit(False),
        is_transferred=pl.lit(False), leg2_team=pl.lit(0),
        enters_at="leg2_at", queue="leg2_team", leg=pl.lit(1),
    )  # fmt: skip
    legs = pl.concat([first, second], how="vertical_relaxed")
    legs = legs.with_columns(
        position=pl.Series(rng.integers(1, 4, len(legs))),
        luck=pl.Series(rng.random(len(legs))),
        queue_word=lookup("queue", QUEUE_WORDS),
        member=lookup("rep", _MEMBERS),
        ends_at=pl.col("enters_at") + pl.col("wait"),
        caller=pl.when(pl.col("customer") % 97 == 0).then(pl.lit("anonymous")).otherwise(customer_phone()),
    )
    busy = _busy(legs, calendar)
    staff = _staff_lines(sign_ons(rng, shifts, busy, department), pauses(rng, shifts, busy, department))
    lines = pl.concat([*_call_lines(legs), *staff], how="vertical_relaxed")
    return lines.sort("at", "order", "line")["line"]


def _event(
    rows: pl.DataFrame, at: pl.Expr, order: int, event: pl.Expr | str, member: pl.Expr | str, *params: pl.Expr
) -> pl.DataFrame:
    word = pl.lit(event) if isinstance(event, str) else event
    who = pl.lit(member) if isinstance(member, str) else member
    parts = [at.cast(pl.String), pl.col("call_id"), pl.col("queue_word"), who, word, *params]
    return rows.select(
        at=at,
        order=pl.lit(order) + 10 * pl.col("leg"),
        line=pl.concat_str([part.cast(pl.String) for part in parts], separator="|"),
    )


def _call_lines(legs: pl.DataFrame) -> list[pl.DataFrame]:
    wait, position, ends = pl.col("wait"), pl.col("position"), pl.col("ends_at")
    connected = legs.filter(pl.col("outcome") == ANSWERED)
    over = pl.col("ends_at") + pl.col("talk")
    held = [wait, pl.col("talk")]
    stays, moves = connected.filter(~pl.col("is_transferred")), connected.filter("is_transferred")
    blind, attended = moves.filter(pl.col("luck") < 0.7), moves.filter(pl.col("luck") >= 0.7)
    refused, refuser = legs.filter(_REFUSED), lookup("refuser", _MEMBERS)
    member = pl.col("member")
    ender = pl.when(pl.col("luck") < 0.68).then(pl.lit("COMPLETECALLER")).otherwise(pl.lit("COMPLETEAGENT"))
    bridge = pl.format("bridge-{}", pl.col("call_id").str.replace(".", "-", literal=True))
    extension = pl.col("leg2_team") + 8000
    gone, late, rather_later = (
        legs.filter(pl.col("outcome") == outcome) for outcome in (ABANDONED, TIMED_OUT, ASKS_FOR_CALL)
    )
    one = pl.lit(1)
    return [
        _event(legs, pl.col("enters_at"), 1, "ENTERQUEUE", "NONE", pl.lit(""), pl.col("caller"), position),
        _event(refused, pl.col("enters_at") + _RINGS_AFTER, 2, "RINGNOANSWER", refuser, pl.lit(15000)),
        _event(connected, ends, 3, "CONNECT", member, wait, pl.format("{}1", pl.col("call_id")), pl.col("ring")),
        _event(stays, over, 4, ender, member, *held, position),
        _event(blind, over, 4, "BLINDTRANSFER", member, extension, pl.lit("from-internal"), *held, position),
        _event(attended, over, 4, "ATTENDEDTRANSFER", member, pl.lit("BRIDGE"), bridge, *held, position),
        _event(gone, ends, 5, "ABANDON", "NONE", one, position, wait),
        _event(late, ends, 5, "EXITWITHTIMEOUT", "NONE", one, position, wait),
        _event(rather_later, ends, 5, "EXITWITHKEY", "NONE", one, one, position, wait),
    ]


def _staff_lines(shifts: pl.DataFrame, taken: pl.DataFrame) -> list[pl.DataFrame]:
    """Signing on and off, and the pauses between."""

    def line(rows: pl.DataFrame, at: str, channel: str, event: str, word: pl.Expr | str) -> pl.DataFrame:
        pieces: Parts = [
            pl.col(at), f"|{channel}|", lookup("team", QUEUE_WORDS), "|", lookup("rep", _MEMBERS), f"|{event}|", word,
        ]  # fmt: skip
        return rows.select(at=pl.col(at), order=pl.lit(0), line=glue(pieces))

    return [
        line(shifts, "signs_on", "MANAGER", "ADDMEMBER", ""),
        line(shifts, "signs_off", "MANAGER", "REMOVEMEMBER", ""),
        line(taken, "from_at", "NONE", "PAUSE", pl.col("reason")),
        line(taken, "to_at", "NONE", "UNPAUSE", ""),
    ]


def _busy(legs: pl.DataFrame, calendar: WorkCalendar) -> pl.DataFrame:
    """What reps did at the telephone: talking, or letting it ring."""
    talks = legs.filter(pl.col("outcome") == ANSWERED).select(
        "rep", from_at=pl.col("ends_at") - pl.col("ring"), to_at=pl.col("ends_at") + pl.col("talk")
    )
    rings = legs.filter(_REFUSED).select(
        rep="refuser", from_at=pl.col("enters_at") + _RINGS_AFTER - 15, to_at=pl.col("enters_at") + _RINGS_AFTER
    )
    busy = pl.concat([talks, rings])
    return busy.with_columns(day=pl.Series(calendar.day_of(busy["from_at"].to_numpy())))
