"""What reps note down about a case: how it went, who allowed it, whether it is settled."""

from __future__ import annotations

import numpy as np

from ingest.simulate.directory_rules import APPROVAL_LIMITS_EUR, CHOSEN_LIMIT_EUR, limits_raised_on
from ingest.simulate.model import Bools, Floats, Ints, draw_rows, lognormal
from ingest.simulate.month_work import DAY, HOUR, MonthWork
from ingest.simulate.vocabulary import ESCALATIONS, FAX, NEVER, POST, RETURNS, SHIPMENT

REASONS = ("policy", "customer_request", "expertise", "none")
_REASON_SHARES = np.array([[0.30, 0.20, 0.42, 0.08]])
_ACCEPTED = np.array([0.97, 0.75, 0.92, 0.40])
DECISIONS = ("upheld", "partly_upheld", "rejected", "")
"""What a complaint came to; the last is what a rep forgets to write down."""
_DECISION_SHARES = np.array(
    [
        # rows in the order of OUTCOMES: what was given says much about who was right, but not all
        (0.62, 0.28, 0.06, 0.04),
        (0.70, 0.20, 0.06, 0.04),
        (0.25, 0.35, 0.36, 0.04),
        (0.04, 0.08, 0.84, 0.04),
        (0.30, 0.20, 0.46, 0.04),
    ]
)
NOBODY = -1

Case = dict[str, np.ndarray]


def note_dispositions(work: MonthWork, case: Case) -> Case:
    """Everything that stands in the custom fields of a case once its time has come."""
    return _contact_outcome(work, case) | _escalation(work, case) | _complaint(work, case) | _papers(work, case)


def _contact_outcome(work: MonthWork, case: Case) -> Case:
    """The rep's own word on whether one contact was enough; it is kinder than the customer's."""
    rng, model, size = work.rng, work.model, len(case["topic"])
    direct = case["contact_ends_at"] < NEVER
    answered_at = np.where(direct, case["contact_ends_at"], case["first_reply_at"])
    settled = case["solved_at"] <= np.minimum(answered_at, NEVER - HOUR) + 100
    errs = rng.random(size) < model.disposition_error
    noted = rng.random(size) < np.where(direct, model.disposition_chance, model.disposition_chance_written)
    promised = case["callback_promised_at"] < NEVER
    return {
        "answered_at": answered_at,
        "has_disposition": noted & (answered_at < NEVER),
        "is_resolved_in_contact": settled ^ errs,
        "needs_follow_up": promised | (~settled & (rng.random(size) < 0.9)),
    }


def _escalation(work: MonthWork, case: Case) -> Case:
    """Why a case went up, and whether those above found that right."""
    rng, model, size = work.rng, work.model, len(case["topic"])
    reason = draw_rows(rng, _REASON_SHARES, np.zeros(size, dtype=np.int64))
    accepted = rng.random(size) < _ACCEPTED[reason]
    # A case that was sent back at once was not accepted, unless it went up again later.
    sent_back = (case["detour_team"] == ESCALATIONS) & (case["returned_at"] < NEVER)
    climbs = case["escalated_at"] < NEVER
    asked = rng.random(size) < model.supervisor_chance * np.where(case["is_complaint"], 6.0, 1.0)
    return {
        "went_up_at": np.where(climbs, case["escalated_at"], np.where(sent_back, case["returned_at"], NEVER)),
        "escalation_reason": reason,
        "is_accepted": accepted & climbs,
        "wants_supervisor": asked | (climbs & (REASONS.index("customer_request") == reason)),
    }


def _complaint(work: MonthWork, case: Case) -> Case:
    """The decision on a complaint, and who allowed a compensation that is above the rep's limit."""
    rng, model, size = work.rng, work.model, len(case["topic"])
    resolver, is_expert = _resolver(case)
    limit = compensation_limit(work, resolver, is_expert, case["solved_at"])
    above = case["compensation_cents"] > limit * 100
    asks = rng.random(size) < np.where(above, model.approval_if_above, model.approval_if_below)
    other = np.full(size, ESCALATIONS)
    approver = work.roster.pick(rng, other, case["topic"], case["channel"], other_than=resolver)
    approver = work.department.present(approver, case["solved_at"])
    return {
        "decision": draw_rows(rng, _DECISION_SHARES, case["policy_outcome"]),
        "approver": np.where(asks & (case["compensation_cents"] > 0), approver, NOBODY),
    }


def compensation_limit(work: MonthWork, rep: Ints, is_expert: Bools, at: Ints) -> Floats:
    """What each rep may give away alone at an epoch second, in euros."""
    raised = (at >= work.calendar.epoch(limits_raised_on(work.calendar))).astype(np.int64)
    by_tier = np.array([APPROVAL_LIMITS_EUR[1], APPROVAL_LIMITS_EUR[2]])
    own = by_tier[is_expert.astype(np.int64), raised]
    return np.where(rep == work.department.authorised, CHOSEN_LIMIT_EUR, own)


def _resolver(case: Case) -> tuple[Ints, Bools]:
    escalated, moved = (case[name] <= case["solved_at"] for name in ("escalated_at", "moved_at"))
    is_expert = escalated | (moved & (case["moved_team"] == ESCALATIONS)) | (case["entry_team"] == ESCALATIONS)
    return np.where(escalated, case["expert"], np.where(moved, case["moved_rep"], case["entry_rep"])), is_expert


def _papers(work: MonthWork, case: Case) -> Case:
    """When a letter or fax really came, the confirmation that went out, the order in question."""
    rng, model, size = work.rng, work.model, len(case["topic"])
    direct = case["contact_ends_at"] < NEVER
    lag = np.where(case["channel"] == POST, 1.6 * DAY, 5.0 * HOUR) * lognormal(rng, 1.0, 0.6, size)
    on_paper = (case["channel"] == FAX) | (case["channel"] == POST)
    confirms = rng.random(size) < np.where(direct | on_paper, model.confirmation_chance, 0.97)
    by_hand = np.where(direct, case["contact_ends_at"], case["assigned_at"])
    by_hand = by_hand + lognormal(rng, 0.3 * HOUR, 0.8, size).astype(np.int64)
    automatic = case["created_at"] + rng.integers(3, 90, size)
    about_order = (case["topic"] == SHIPMENT) | (case["topic"] == RETURNS)
    return {
        "received_at": np.where(on_paper, case["created_at"] - lag.astype(np.int64), NEVER),
        "confirmed_at": np.where(confirms, np.where(direct | on_paper, by_hand, automatic), NEVER),
        "names_order": about_order & (rng.random(size) < model.order_named_chance),
    }
