"""What customers felt, whom the department asked, and who answered."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars as pl

from ingest.simulate.identities import TEAM_WORDS, lookup, zendesk_customer
from ingest.simulate.model import Bools, Floats, Ints, chance, draw_rows, lognormal, vector
from ingest.simulate.month_work import HOUR, MonthWork
from ingest.simulate.vocabulary import CHANNELS, ESCALATIONS, MESSAGING, NEVER, TOPICS
from ingest.simulate.work_calendar import WorkCalendar
from ingest.simulate.writers import iso

HEADER = (
    "response_id,sent_at,answered_at,ticket_id,contact_id,agent,team,channel,topic,"
    "score,scale_min,scale_max,kind,customer,instrument_version,is_resolved"
)
KINDS = ("csat", "nps", "ces")
CSAT, NPS, CES = range(3)


def resolution_people(cases: pl.DataFrame) -> pl.DataFrame:
    """Who solved a case, in which team, and whether it had been escalated."""
    escalated = pl.col("escalated_at") <= pl.col("solved_at")
    moved = pl.col("moved_at") <= pl.col("solved_at")
    return cases.with_columns(
        resolver=pl.when(escalated).then("expert").when(moved).then("moved_rep").otherwise("entry_rep"),
        resolver_team=pl.when(escalated).then(ESCALATIONS).when(moved).then("moved_team").otherwise("entry_team"),
        is_escalated=escalated,
    )


def draw_satisfaction(work: MonthWork, solved: pl.DataFrame) -> tuple[Floats, Bools, Bools]:
    """True chance of satisfaction, satisfaction itself, and whether the customer would answer a survey."""
    model, rng = work.model, work.rng
    took = (solved["solved_at"] - solved["created_at"]).to_numpy() / HOUR
    logit = model.csat_intercept + vector(model.csat_topic)[solved["topic"].to_numpy()]
    logit = logit + vector(model.csat_channel)[solved["channel"].to_numpy()]
    logit = logit + work.department.effects["csat"][solved["resolver"].to_numpy()]
    logit = logit + model.csat_per_log_wait * np.log1p(solved["wait"].to_numpy() / 30)
    logit = logit + model.csat_per_log_resolution * np.log1p(np.minimum(took, 1000) / 6)
    logit = logit + model.csat_escalated * solved["is_escalated"].to_numpy()
    logit = logit + model.csat_reopened * (solved["reopened_at"].to_numpy() < NEVER)
    logit = logit + model.csat_complaint * solved["is_complaint"].to_numpy()
    likely = chance(logit + model.shipment_csat * solved["in_problem"].to_numpy())
    satisfied = rng.random(len(likely)) < likely
    answers = np.where(satisfied, model.response_if_satisfied, model.response_if_dissatisfied)
    return likely, satisfied, rng.random(len(likely)) < answers


def draw_scores(rng: np.random.Generator, satisfied: Bools) -> Ints:
    """1 to 5; 4 and 5 are given by the satisfied, 1 to 3 by the others."""
    luck = rng.random(len(satisfied))
    good = 4 + (luck < 0.62)
    bad = 1 + (luck > 0.35).astype(np.int64) + (luck > 0.6)
    return np.where(satisfied, good, bad).astype(np.int64)


def send_surveys(work: MonthWork, cases: pl.DataFrame, calendar: WorkCalendar) -> pl.DataFrame:
    """One row per survey that is ever sent for the cases; `answered_at` is NEVER without an answer."""
    rng, model = work.rng, work.model
    solved = resolution_people(cases).filter(pl.col("solved_at") < NEVER)
    solved = solved.filter(pl.lit(rng.random(len(solved))) < model.survey_sent_chance)
    likely, satisfied, answers = draw_satisfaction(work, solved)
    size = len(solved)
    sent_at = solved["solved_at"].to_numpy() + rng.integers(600, 2 * HOUR, size)
    delay = lognormal(rng, 5 * HOUR, 1.1, size).astype(np.int64) + 45
    shares = np.array([[1 - model.nps_share - model.ces_share, model.nps_share, model.ces_share]])
    kind = draw_rows(rng, shares, np.zeros(size, dtype=np.int64))
    score = draw_scores(rng, satisfied)
    # Two points more on the scale of seven; the scale of eleven has twice as many.
    score = np.choose(kind, [score, np.minimum(score * 2 + (rng.random(size) < 0.4), 10), score + 2 * (score > 2)])
    helped = solved["is_helped"].to_numpy()
    yes = np.where(helped, model.says_resolved_if_helped, model.says_resolved_if_not)
    return solved.with_columns(
        sent_at=pl.Series(sent_at),
        answered_at=pl.Series(np.where(answers, sent_at + delay, NEVER)),
        kind=pl.Series(kind),
        score=pl.Series(score),
        says_resolved=pl.Series(rng.random(size) < yes),
        true_chance=pl.Series(likely),
        is_satisfied=pl.Series(satisfied),
    ).filter(pl.col("sent_at") < calendar.ends_at)


def rate_conversations(work: MonthWork, conversations: pl.DataFrame) -> pl.DataFrame:
    """Add the rating that Intercom asks for when a conversation closes."""
    rng = work.rng
    felt = conversations.with_columns(is_complaint=pl.lit(False))
    _, satisfied, answers = draw_satisfaction(work, felt)
    nobody = (felt["gives_up"] | felt["is_bot_only"]).to_numpy()
    asked_at = np.where(nobody, NEVER, felt["solved_at"].to_numpy() + 30)
    delay = lognormal(rng, np.where(felt["channel"].to_numpy() == MESSAGING, 3600.0, 120.0), 1.0, len(felt))
    answered = answers & (asked_at < NEVER)
    return conversations.with_columns(
        asked_at=pl.Series(asked_at),
        answered_at=pl.Series(np.where(answered, asked_at + delay.astype(np.int64) + 5, NEVER)),
        score=pl.Series(draw_scores(rng, satisfied)),
    )


def instrument_renewed_at(calendar: WorkCalendar) -> int:
    """The epoch second from which satisfaction is asked for in other words."""
    return calendar.epoch(calendar.last_day - timedelta(days=250))


def survey_lines(surveys: pl.DataFrame, at: int, agents: list[str], renewed_at: int) -> pl.DataFrame:
    """CSV rows as the survey tool shows them at an epoch second: sent_at, line."""
    blank = pl.lit("")
    answered = pl.col("answered_at") <= at
    renewed = pl.col("sent_at") >= renewed_at
    version = pl.when(renewed & (pl.col("kind") == CSAT)).then(pl.lit("-2")).otherwise(pl.lit("-1"))
    # Only the survey on satisfaction also asks whether the matter is settled.
    says = pl.when("says_resolved").then(pl.lit("true")).otherwise(pl.lit("false"))
    cells = [
        pl.format("SR-{}", pl.col("ticket_id")), iso("sent_at"),
        pl.when(answered).then(iso("answered_at")).otherwise(blank),
        pl.col("ticket_id"), pl.coalesce("call_id", blank), lookup("resolver", agents),
        lookup("resolver_team", TEAM_WORDS), lookup("channel", list(CHANNELS)), lookup("topic", list(TOPICS)),
        pl.when(answered).then(pl.col("score").cast(pl.String)).otherwise(blank),
        lookup("kind", ["1", "0", "1"]), lookup("kind", ["5", "10", "7"]), lookup("kind", list(KINDS)),
        zendesk_customer(), lookup("kind", list(KINDS)) + version,
        pl.when(answered & (pl.col("kind") == CSAT)).then(says).otherwise(blank),
    ]  # fmt: skip
    line = pl.concat_str([cell.cast(pl.String) for cell in cells], separator=",")
    return surveys.select("sent_at", "ticket_id", line=line).sort("sent_at", "ticket_id")
