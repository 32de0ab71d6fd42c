"""The life of a case in the ticket system: from the first message to closing, every instant of it."""

from __future__ import annotations

import numpy as np
import polars as pl

from ingest.simulate.dispositions import Case, note_dispositions
from ingest.simulate.model import Bools, Floats, Ints, chance, draw_rows, lognormal, vector
from ingest.simulate.month_work import DAY, HOUR, MonthWork
from ingest.simulate.phone import ANSWERED
from ingest.simulate.vocabulary import CHAT, ESCALATIONS, IN_PERSON, MESSAGING, NEVER, PHONE, POST, RETURNS, TECHNICAL

CLOSES_AFTER_SECONDS = 4 * DAY
LATER_INSTANTS = (
    "assigned_at", "moved_at", "first_reply_at", "paused_at", "resumed_at", "escalated_at", "solved_at",
    "reopened_at", "solved_again_at", "closed_at", "callback_promised_at", "callback_done_at", "detour_at",
    "returned_at", "confirmed_at",
)  # fmt: skip

_KNOWN = (
    "channel", "topic", "priority", "customer", "home_team", "team", "in_problem", "rep", "is_helped", "episode",
)  # fmt: skip
"""What a contact says about the case that it opens."""


def open_cases(work: MonthWork, arrivals: pl.DataFrame, calls: pl.DataFrame) -> pl.DataFrame:
    """The month's new cases with what is known when they begin, ordered by creation."""
    rng, model = work.rng, work.model
    logged = calls.filter((pl.col("outcome") == ANSWERED) & (pl.lit(rng.random(len(calls))) < model.call_logged_chance))
    second = pl.col("is_transferred") & (pl.col("leg2_outcome") == ANSWERED)
    ends_at = pl.col("at") + pl.col("wait") + pl.col("talk")
    late = lognormal(rng, model.logged_late_median_seconds, 1.0, len(logged)).astype(np.int64) + 60
    is_late = ~second & pl.Series(rng.random(len(logged)) < model.logged_late_chance)
    created_at = pl.when(is_late).then(ends_at + pl.Series(late)).otherwise(pl.col("at") + pl.col("wait") + 5)
    by_phone = logged.select(
        *_KNOWN, "call_id", "wait",
        created_at=created_at,
        second_at=pl.when(second).then(pl.col("leg2_at") + pl.col("leg2_wait")).otherwise(NEVER),
        second_team="leg2_team",
        second_rep="leg2_rep",
        # Who logs a call late writes down in a minute what was said in it.
        contact_ends_at=pl.when(second)
        .then(pl.col("leg2_at") + pl.col("leg2_wait") + pl.col("leg2_talk"))
        .otherwise(pl.max_horizontal(ends_at, created_at + 60)),
    )  # fmt: skip
    written = arrivals.filter(~pl.col("channel").is_in([PHONE, CHAT, MESSAGING]))
    visit = lognormal(rng, model.handle_median_seconds * 1.6, 0.5, len(written)).astype(np.int64)
    in_writing = written.select(
        *_KNOWN,
        call_id=pl.lit(None, dtype=pl.String),
        wait=pl.lit(0, dtype=pl.Int64),
        created_at="at",
        second_at=pl.lit(NEVER),
        second_team=pl.lit(0, dtype=pl.Int64),
        second_rep=pl.lit(0, dtype=pl.Int64),
        contact_ends_at=pl.when(pl.col("channel") == IN_PERSON).then(pl.col("at") + pl.lit(visit)).otherwise(NEVER),
    )  # fmt: skip
    return pl.concat([by_phone, in_writing], how="vertical_relaxed").sort("created_at", "customer", "channel")


def run_cases(work: MonthWork, opened: pl.DataFrame) -> pl.DataFrame:
    """Add the whole future of every case, also what lies behind the end of the simulation."""
    case = {name: opened[name].to_numpy() for name in opened.columns if name != "call_id"}
    case["entry_team"], case["entry_rep"] = case.pop("team"), case.pop("rep")
    case |= _draw_complaint(work, case)
    case["resolution_effect"] = _resolution_effect(work, case)
    case |= _first_reply(work, case)
    case |= _draw_turns(work, case)
    case |= _draw_people(work, case)
    case |= _way_to_solution(work, case)
    case |= _callback(work, case)
    case |= _reopening(work, case)
    case |= _people_who_stay(work, case)
    case |= note_dispositions(work, case)
    case |= _removal(work, case)
    for passing in ("resolution_effect", "resolver", "is_done_at_once", "climbs", "moves"):
        del case[passing]
    return opened.select("call_id").with_columns(**{name: pl.Series(values) for name, values in case.items()})


def _draw_complaint(work: MonthWork, case: Case) -> Case:
    rng, model, size = work.rng, work.model, len(case["topic"])
    logit = model.complaint_intercept + vector(model.complaint_topic)[case["topic"]]
    logit = logit + model.shipment_complaint * case["in_problem"] + 0.6 * (case["channel"] == POST)
    is_complaint = rng.random(size) < chance(logit)
    # A policy also says which goods are taken back, without anybody complaining.
    returns = (case["topic"] == RETURNS) & (rng.random(size) < model.return_by_policy_chance)
    has_policy = is_complaint | returns
    eligible = rng.random(size) < model.policy_eligible_chance
    shares = np.vstack([vector(model.outcome_if_not), vector(model.outcome_if_eligible)])
    outcome = draw_rows(rng, shares, eligible.astype(np.int64))
    amount = vector(model.compensation_median_eur)[outcome] * np.exp(0.5 * rng.standard_normal(size))
    return {
        "is_complaint": is_complaint,
        "has_policy": has_policy,
        "is_eligible": eligible,
        "policy_outcome": outcome,
        "compensation_cents": np.where(has_policy, np.rint(amount * 100), 0).astype(np.int64),
    }


def _resolution_effect(work: MonthWork, case: Case) -> Floats:
    model = work.model
    effect = vector(model.resolution_topic)[case["topic"]] + 0.5 * vector(model.priority_speed)[case["priority"]]
    effect = effect + model.shipment_resolution * case["in_problem"]
    return np.asarray(effect + model.resolution_complaint * case["is_complaint"])


def _first_reply(work: MonthWork, case: Case) -> Case:
    """Taking the case and answering it; on the phone and at the counter both happen in the contact."""
    rng, model, size = work.rng, work.model, len(case["topic"])
    direct = case["contact_ends_at"] < NEVER
    speed = np.exp(vector(model.priority_speed)[case["priority"]])
    mine = np.exp(0.5 * work.department.effects["resolution_time"][case["entry_rep"]])
    taken = work.after_work(case["created_at"], lognormal(rng, model.assign_median_hours, 0.9, size) * speed)
    assigned_at = np.where(direct, case["created_at"], np.maximum(taken, case["created_at"] + 20))
    stray = (case["entry_team"] != case["home_team"]) & ~direct
    moved_at = work.after_work(assigned_at, lognormal(rng, 0.5, 0.8, size)) + 15
    detour = _detour(work, case, assigned_at, ~stray & ~direct)
    in_house = np.where(detour["returned_at"] < NEVER, detour["returned_at"], assigned_at)
    answering_from = np.where(stray, moved_at, in_house)
    slower = 1 + 0.5 * case["in_problem"]
    reply = work.after_work(answering_from, lognormal(rng, model.reply_median_hours, 1.0, size) * speed * mine * slower)
    confirmed = rng.random(size) < 0.72
    in_contact = np.where(confirmed, case["contact_ends_at"], NEVER)
    transferred = direct & (case["second_at"] < NEVER)
    to_expert = transferred & (case["second_team"] == ESCALATIONS)
    return detour | {
        "assigned_at": assigned_at,
        "moved_at": np.where(stray, moved_at, np.where(transferred & ~to_expert, case["second_at"], NEVER)),
        "moved_team": np.where(stray, case["home_team"], case["second_team"]),
        "first_reply_at": np.where(direct, in_contact, np.maximum(reply, answering_from + 30)),
        "escalated_at": np.where(to_expert, case["second_at"], NEVER),
    }


def _detour(work: MonthWork, case: Case, assigned_at: Ints, may: Bools) -> Case:
    """Some cases are handed to a team that hands them back without having touched them."""
    rng, model, entry, size = work.rng, work.model, case["entry_team"], len(case["topic"])
    bounces = may & (entry != ESCALATIONS) & (rng.random(size) < model.bounce_chance)
    beside = (entry + rng.integers(1, ESCALATIONS, size)) % ESCALATIONS
    team = np.where(rng.random(size) < model.bounce_share_upwards, ESCALATIONS, beside)
    detour_at = work.after_work(assigned_at, lognormal(rng, 0.4, 0.8, size)) + 10
    returned_at = work.after_work(detour_at, lognormal(rng, 1.2, 0.9, size)) + 30
    rep = work.roster.pick(rng, team, case["topic"], case["channel"], at=returned_at)
    return {
        "detour_at": np.where(bounces, detour_at, NEVER),
        "returned_at": np.where(bounces, returned_at, NEVER),
        "detour_team": team,
        "detour_rep": work.department.present(rep, returned_at),
    }


def _way_to_solution(work: MonthWork, case: Case) -> Case:
    """Research, waiting for the customer, moves inside and up, and the first solution."""
    rng, model, size = work.rng, work.model, len(case["topic"])
    done, climbs, moved = case["is_done_at_once"], case["climbs"], case["moves"]
    escalated = climbs | (case["escalated_at"] < NEVER)
    start = np.where(case["contact_ends_at"] < NEVER, case["contact_ends_at"], case["first_reply_at"])
    pauses = ~done & (rng.random(size) < model.pending_chance)
    resumed_at = start + lognormal(rng, 11 * HOUR, 1.0, size).astype(np.int64) + 60
    base = np.where(pauses, resumed_at, start)
    effect = case["resolution_effect"] + model.resolution_escalated * escalated
    effect = effect + work.department.effects["resolution_time"][case["resolver"]]
    hours = model.resolution_median_hours * np.exp(effect + model.resolution_spread * rng.standard_normal(size))
    hours = np.where(rng.random(size) < model.forgotten_chance, hours + 400 + 900 * rng.random(size), hours)
    hours = np.minimum(hours, 2000)
    moved_at = work.after_work(base, rng.uniform(0.02, 0.25, size) * hours) + 5
    climbs_at = work.after_work(base, rng.uniform(0.3, 0.6, size) * hours) + 10
    solved_at = np.maximum(work.after_work(base, hours), base + 120)
    wrapped_up = start + rng.integers(15, 90, size)
    return {
        "moved_at": np.where(moved, moved_at, case["moved_at"]),
        "escalated_at": np.where(climbs, climbs_at, case["escalated_at"]),
        "paused_at": np.where(pauses, start + 1, NEVER),
        "resumed_at": np.where(pauses, resumed_at, NEVER),
        "is_on_hold": rng.random(size) < model.hold_share_of_pending,
        "solved_at": np.where(done, np.where(case["contact_ends_at"] < NEVER, wrapped_up, start), solved_at),
    }


def _draw_turns(work: MonthWork, case: Case) -> Case:
    """Solved at once, escalated, handed to a colleague of the same team."""
    rng, model, size = work.rng, work.model, len(case["topic"])
    direct, topic = case["contact_ends_at"] < NEVER, case["topic"]
    logit = model.solved_in_call_intercept + vector(model.solved_in_call_topic)[topic]
    logit = logit - 0.8 * case["in_problem"] - work.department.effects["resolution_time"][case["entry_rep"]]
    done = np.where(direct, rng.random(size) < chance(logit), rng.random(size) < model.one_touch_chance)
    done = done & ~case["is_complaint"]
    logit = model.escalation_intercept + model.escalation_complaint * case["is_complaint"]
    logit = (
        logit + model.escalation_technical * (topic == TECHNICAL) + model.escalation_urgent * (case["priority"] == 0)
    )
    logit = logit + 1.2 * ~done
    climbs = ~done & (rng.random(size) < chance(logit)) & (case["entry_team"] != ESCALATIONS)
    climbs &= case["escalated_at"] == NEVER
    logit = model.reassignment_intercept + work.department.effects["transfer"][case["entry_rep"]] + 1.0 * ~direct
    moved = ~done & (case["moved_at"] == NEVER) & (case["escalated_at"] == NEVER) & (rng.random(size) < chance(logit))
    return {"is_done_at_once": done, "climbs": climbs, "moves": moved}


def _draw_people(work: MonthWork, case: Case) -> Case:
    """Colleague, expert and who solves the case in the end."""
    rng, entry, topic, channel = work.rng, case["entry_rep"], case["topic"], case["channel"]
    called = case["second_at"] < NEVER
    to_expert = called & (case["second_team"] == ESCALATIONS)
    target = np.where(case["moves"], case["entry_team"], case["moved_team"])
    colleague = work.roster.pick(rng, target, topic, channel, other_than=entry)
    colleague = np.where(called & ~to_expert, case["second_rep"], colleague)
    expert = work.roster.pick(rng, np.full(len(entry), ESCALATIONS), topic, channel, other_than=entry)
    expert = np.where(to_expert, case["second_rep"], expert)
    moved = case["moves"] | (case["moved_at"] < NEVER)
    escalated = case["climbs"] | (case["escalated_at"] < NEVER)
    resolver = np.where(escalated, expert, np.where(moved, colleague, entry))
    return {"moved_team": target, "moved_rep": colleague, "expert": expert, "resolver": resolver}


def _callback(work: MonthWork, case: Case) -> Case:
    """Calls promised at the end of a call that solved nothing; the case stays open until they are made."""
    rng, model, size = work.rng, work.model, len(case["topic"])
    ends = np.minimum(case["contact_ends_at"], case["solved_at"])
    unsolved = (case["channel"] == PHONE) & (case["solved_at"] > ends + 100)
    promised = unsolved & (rng.random(size) < model.callback_chance)
    promised_at = work.after_work(ends, rng.integers(2, 12, size).astype(np.float64))
    kept = rng.random(size) < model.callback_kept_chance
    early = work.after_work(ends, rng.uniform(0.5, 1.9, size))
    late = work.after_work(promised_at, lognormal(rng, 3.0, 0.8, size))
    done_at = np.where(promised, np.where(kept, early, late), NEVER)
    done_at = np.where(rng.random(size) < 0.03, NEVER, done_at)
    return {
        "callback_promised_at": np.where(promised, promised_at, NEVER),
        "callback_done_at": done_at,
        "is_callback_reached": rng.random(size) < model.callback_reached_chance,
        "solved_at": np.where(done_at < NEVER, np.maximum(case["solved_at"], done_at + 300), case["solved_at"]),
    }


def _reopening(work: MonthWork, case: Case) -> Case:
    rng, model, size = work.rng, work.model, len(case["topic"])
    logit = model.reopen_intercept + model.reopen_technical * (case["topic"] == TECHNICAL)
    logit = logit + work.department.effects["reopen"][case["resolver"]]
    after = lognormal(rng, 20 * HOUR, 0.9, size).astype(np.int64) + 300
    reopens = (rng.random(size) < chance(logit)) & (after < CLOSES_AFTER_SECONDS - HOUR)
    reopened_at = case["solved_at"] + after
    hours = lognormal(rng, 4.0, 1.0, size) * np.exp(0.5 * case["resolution_effect"])
    again = np.maximum(work.after_work(reopened_at, hours), reopened_at + 300)
    return {
        "reopened_at": np.where(reopens, reopened_at, NEVER),
        "solved_again_at": np.where(reopens, again, NEVER),
        "closed_at": np.where(reopens, again, case["solved_at"]) + CLOSES_AFTER_SECONDS,
    }


def _people_who_stay(work: MonthWork, case: Case) -> Case:
    """Hand over what a leaver left open; nobody acts after the last day."""
    department, entry = work.department, case["entry_rep"]
    ends_at = case["closed_at"] - CLOSES_AFTER_SECONDS
    own_until = np.minimum(np.minimum(case["moved_at"], case["escalated_at"]), ends_at)
    leaves = department.leaves_at[entry]
    hands_over = (leaves < own_until) & (leaves > case["assigned_at"]) & (leaves < case["solved_at"])
    hands_over &= (case["moved_at"] == NEVER) & ((case["returned_at"] == NEVER) | (leaves > case["returned_at"]))
    moved_until = np.minimum(case["escalated_at"], ends_at)
    return {
        "entry_rep": np.where(hands_over, entry, department.present(entry, own_until)),
        "moved_at": np.where(hands_over, leaves, case["moved_at"]),
        "moved_team": np.where(hands_over, case["entry_team"], case["moved_team"]),
        "moved_rep": np.where(
            hands_over, department.successor[entry], department.present(case["moved_rep"], moved_until)
        ),
        "expert": department.present(case["expert"], ends_at),
    }


def _removal(work: MonthWork, case: Case) -> Case:
    """A few tickets are deleted; nothing happens to them afterwards."""
    rng, size = work.rng, len(case["topic"])
    written = case["contact_ends_at"] == NEVER
    lag = rng.integers(HOUR, 2 * DAY, size)
    deleted_at = np.where(written & (rng.random(size) < 0.006), case["created_at"] + lag, NEVER)
    cut = {name: np.where(case[name] >= deleted_at, NEVER, case[name]) for name in LATER_INSTANTS}
    return cut | {"deleted_at": deleted_at}
