"""Calls as lines of an Asterisk queue_log."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from ingest.simulate.department import REP_COUNT, Department
from ingest.simulate.identities import QUEUE_WORDS, asterisk_member, customer_phone, lookup
from ingest.simulate.phone import ABANDONED, ANSWERED, TIMED_OUT
from ingest.simulate.work_calendar import Month, WorkCalendar

_MEMBERS = [asterisk_member(rep) for rep in range(REP_COUNT)]
_LUNCH_STARTS_HOUR, _LUNCH_SECONDS = 12, 2400
_SHIFT_STARTS_HOUR = 7.9


def queue_log_lines(
    rng: np.random.Generator, calls: pl.DataFrame, department: Department, calendar: WorkCalendar, month: Month
) -> pl.Series:
    """All lines of a month in order of time."""
    first = calls.select(
        "call_id", "customer", "rep", "wait", "outcome", "talk", "ring", "refuser", "is_transferred", "leg2_team",
        enters_at="at", queue="team", leg=pl.lit(0),
    )  # fmt: skip
    second = calls.filter("has_leg2").select(
        "call_id", "customer", rep="leg2_rep", wait="leg2_wait", outcome="leg2_outcome", talk="leg2_talk",
        ring=pl.min_horizontal("leg2_wait", pl.lit(4)), refuser="leg2_rep",
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
    lines = pl.concat([*_call_lines(legs), *_staff_lines(calls, department, calendar, month)])
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
    refused = connected.filter((pl.col("leg") == 0) & (pl.col("wait") >= 24) & (pl.col("luck") < 0.18))
    member = pl.col("member")
    ender = pl.when(pl.col("luck") < 0.68).then(pl.lit("COMPLETECALLER")).otherwise(pl.lit("COMPLETEAGENT"))
    bridge = pl.format("bridge-{}", pl.col("call_id").str.replace(".", "-", literal=True))
    extension = pl.col("leg2_team") + 8000
    gone, late = (legs.filter(pl.col("outcome") == outcome) for outcome in (ABANDONED, TIMED_OUT))
    one = pl.lit(1)
    return [
        _event(legs, pl.col("enters_at"), 1, "ENTERQUEUE", "NONE", pl.lit(""), pl.col("caller"), position),
        _event(refused, pl.col("enters_at") + 17, 2, "RINGNOANSWER", lookup("refuser", _MEMBERS), pl.lit(15000)),
        _event(connected, ends, 3, "CONNECT", member, wait, pl.format("{}1", pl.col("call_id")), pl.col("ring")),
        _event(stays, over, 4, ender, member, *held, position),
        _event(blind, over, 4, "BLINDTRANSFER", member, extension, pl.lit("from-internal"), *held, position),
        _event(attended, over, 4, "ATTENDEDTRANSFER", member, pl.lit("BRIDGE"), bridge, *held, position),
        _event(gone, ends, 5, "ABANDON", "NONE", one, position, wait),
        _event(late, ends, 5, "EXITWITHTIMEOUT", "NONE", one, position, wait),
    ]


def _staff_lines(
    calls: pl.DataFrame, department: Department, calendar: WorkCalendar, month: Month
) -> list[pl.DataFrame]:
    """Queue membership where it changes, and the lunch break of every day on which a rep took a call."""
    shifts = (
        calls.filter(pl.col("outcome") == ANSWERED)
        .select("day", "rep", "team")
        .unique(["day", "rep"], maintain_order=True, keep="first")
    )
    shifts = shifts.with_columns(
        # The team of the call is the rep's own: first legs are routed inside it.
        at=pl.lit(pl.Series(calendar.midnights)).gather("day") + _LUNCH_STARTS_HOUR * 3600 + pl.col("rep") * 97 % 5400,
        call_id=pl.lit("NONE"),
        queue_word=lookup("team", QUEUE_WORDS),
        member=lookup("rep", _MEMBERS),
        leg=pl.lit(0),
    )
    pauses = [
        _event(shifts, pl.col("at"), 0, "PAUSE", pl.col("member"), pl.lit("lunch")),
        _event(shifts, pl.col("at") + _LUNCH_SECONDS, 0, "UNPAUSE", pl.col("member"), pl.lit("")),
    ]
    return [*pauses, *_membership_lines(department, calendar, month)]


def _membership_lines(department: Department, calendar: WorkCalendar, month: Month) -> list[pl.DataFrame]:
    changes: list[tuple[date, int, int, str]] = []
    for rep, team, joined, left in department.memberships.rows():
        seen = max(joined, calendar.first_day)
        if seen == month.first_day:
            changes.append((seen, rep, team, "ADDMEMBER"))
        if left == month.first_day:
            changes.append((left, rep, team, "REMOVEMEMBER"))
    lines = [
        (
            at := calendar.epoch(day, _SHIFT_STARTS_HOUR) + (word == "ADDMEMBER"),
            0,
            f"{at}|MANAGER|{QUEUE_WORDS[team]}|{_MEMBERS[rep]}|{word}|",
        )
        for day, rep, team, word in changes
    ]
    return [pl.DataFrame(lines, schema={"at": pl.Int64, "order": pl.Int32, "line": pl.String}, orient="row")]
