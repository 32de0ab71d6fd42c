"""True coefficients of the simulated department: what a fair method should be able to find again."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ingest.simulate.vocabulary import CHANNELS, OUTCOMES, PRIORITIES, TEAMS, TOPICS

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

EFFECT_SPREAD = {
    "handle_time": 0.15,  # log seconds
    "csat": 0.30,  # logit
    "resolution_time": 0.25,  # log working seconds
    "conversion": 0.35,  # logit
    "reopen": 0.35,  # logit
    "transfer": 0.30,  # logit
    "resolution": 0.45,  # logit
}
"""Standard deviation of each true difference between reps; every effect is drawn from a normal around 0."""

LATENESS_SPREAD_SECONDS = 150.0
TOPIC_PREFERENCE_SPREAD = 0.35
CHANNEL_PREFERENCE_SPREAD = 0.40


@dataclass(frozen=True)
class Model:
    """Coefficients; logits for chances, logs for durations, per word of the vocabulary where a dict."""

    channel_share: dict[str, float] = field(
        default_factory=lambda: {
            "phone": 0.45, "email": 0.20, "chat": 0.11, "messaging": 0.08,
            "web_form": 0.09, "fax": 0.01, "post": 0.025, "in_person": 0.035,
        }
    )  # fmt: skip
    topic_share: dict[str, float] = field(
        default_factory=lambda: {
            "billing": 0.23, "shipment": 0.20, "hours": 0.09, "returns": 0.12, "technical": 0.22, "account": 0.14,
        }
    )  # fmt: skip
    priority_share: dict[str, float] = field(
        default_factory=lambda: {"urgent": 0.04, "high": 0.15, "normal": 0.65, "low": 0.16}
    )
    growth_per_year: float = 0.10
    misroute_chance: float = 0.05
    help_intercept: float = 1.40
    help_topic: dict[str, float] = field(
        default_factory=lambda: {
            "billing": 0.0, "shipment": -0.2, "hours": 0.9, "returns": -0.1, "technical": -0.3, "account": 0.2,
        }
    )  # fmt: skip
    help_misrouted: float = -0.8
    return_chance_if_helped: float = 0.07
    return_chance_if_not: float = 0.34
    same_topic_chance: float = 0.8

    delay_chance: float = 0.17
    delay_mean_seconds: float = 65.0
    ring_median_seconds: float = 12.5
    least_patience_seconds: float = 12.0
    patience_mean_seconds: float = 230.0
    hang_up_chance: float = 0.015
    queue_timeout_seconds: int = 300
    redial_chance: float = 0.45
    call_back_offered_seconds: float = 40.0
    call_back_chance: float = 0.10
    cut_off_chance: float = 0.005
    handle_median_seconds: float = 300.0
    handle_spread: float = 0.60
    handle_topic: dict[str, float] = field(
        default_factory=lambda: {
            "billing": 0.05, "shipment": -0.05, "hours": -0.75, "returns": 0.0, "technical": 0.35, "account": -0.05,
        }
    )  # fmt: skip
    transfer_intercept: float = -3.1
    transfer_misrouted: float = 3.2
    call_logged_chance: float = 0.95
    logged_late_chance: float = 0.09
    logged_late_median_seconds: float = 1500.0
    solved_in_call_intercept: float = 1.45
    solved_in_call_topic: dict[str, float] = field(
        default_factory=lambda: {
            "billing": 0.1, "shipment": -0.2, "hours": 2.0, "returns": -0.1, "technical": -0.4, "account": 0.2,
        }
    )  # fmt: skip

    bot_chance: dict[str, float] = field(
        default_factory=lambda: {
            "billing": 0.08, "shipment": 0.22, "hours": 0.50, "returns": 0.10, "technical": 0.04, "account": 0.12,
        }
    )  # fmt: skip
    back_from_bot_chance: float = 0.20

    assign_median_hours: float = 0.65
    reply_median_hours: float = 0.8
    priority_speed: dict[str, float] = field(
        default_factory=lambda: {"urgent": -1.1, "high": -0.5, "normal": 0.0, "low": 0.6}
    )
    one_touch_chance: float = 0.30
    resolution_median_hours: float = 2.3
    resolution_spread: float = 1.50
    resolution_topic: dict[str, float] = field(
        default_factory=lambda: {
            "billing": 0.0, "shipment": 0.25, "hours": -1.2, "returns": 0.15, "technical": 0.35, "account": -0.25,
        }
    )  # fmt: skip
    resolution_complaint: float = 1.1
    resolution_escalated: float = 0.6
    pending_chance: float = 0.22
    hold_share_of_pending: float = 0.15
    forgotten_chance: float = 0.008
    bounce_chance: float = 0.035
    bounce_share_upwards: float = 0.4
    merge_chance: float = 0.95
    follow_up_chance: float = 0.80
    disposition_chance: float = 0.93
    disposition_chance_written: float = 0.75
    disposition_error: float = 0.04
    supervisor_chance: float = 0.015
    confirmation_chance: float = 0.84
    order_named_chance: float = 0.60
    escalation_intercept: float = -3.25
    escalation_complaint: float = 1.3
    escalation_technical: float = 0.6
    escalation_urgent: float = 0.6
    reassignment_intercept: float = -2.75
    reopen_intercept: float = -2.85
    reopen_technical: float = 0.4
    complaint_intercept: float = -3.32
    complaint_topic: dict[str, float] = field(
        default_factory=lambda: {
            "billing": 0.5, "shipment": 0.3, "hours": -2.0, "returns": 0.5, "technical": 0.0, "account": -0.5,
        }
    )  # fmt: skip
    policy_eligible_chance: float = 0.60
    outcome_if_eligible: dict[str, float] = field(
        default_factory=lambda: {
            "fee_reversal": 0.25, "replacement": 0.15, "goodwill": 0.18, "refusal": 0.12, "none": 0.30,
        }
    )  # fmt: skip
    outcome_if_not: dict[str, float] = field(
        default_factory=lambda: {
            "fee_reversal": 0.05, "replacement": 0.03, "goodwill": 0.07, "refusal": 0.65, "none": 0.20,
        }
    )  # fmt: skip
    compensation_median_eur: dict[str, float] = field(
        default_factory=lambda: {
            "fee_reversal": 22.0, "replacement": 48.0, "goodwill": 15.0, "refusal": 0.0, "none": 0.0,
        }
    )  # fmt: skip
    return_by_policy_chance: float = 0.60
    approval_if_above: float = 0.86
    approval_if_below: float = 0.02
    callback_chance: float = 0.35
    callback_kept_chance: float = 0.86
    callback_reached_chance: float = 0.78

    csat_intercept: float = 2.05
    csat_topic: dict[str, float] = field(
        default_factory=lambda: {
            "billing": -0.15, "shipment": -0.25, "hours": 0.5, "returns": -0.15, "technical": -0.1, "account": 0.1,
        }
    )  # fmt: skip
    csat_channel: dict[str, float] = field(
        default_factory=lambda: {
            "phone": 0.0, "email": -0.1, "chat": 0.15, "messaging": 0.05,
            "web_form": -0.15, "fax": -0.3, "post": -0.3, "in_person": 0.4,
        }
    )  # fmt: skip
    csat_per_log_wait: float = -0.50
    csat_per_log_resolution: float = -0.20
    csat_escalated: float = -0.5
    csat_reopened: float = -0.9
    csat_complaint: float = -1.1
    survey_sent_chance: float = 0.60
    response_if_satisfied: float = 0.225
    response_if_dissatisfied: float = 0.315
    nps_share: float = 0.05
    ces_share: float = 0.05
    says_resolved_if_helped: float = 0.94
    says_resolved_if_not: float = 0.18

    opportunity_chance: dict[str, float] = field(
        default_factory=lambda: {
            "billing": 0.22, "shipment": 0.15, "hours": 0.30, "returns": 0.10, "technical": 0.25, "account": 0.35,
        }
    )  # fmt: skip
    offer_intercept: float = -0.95
    offer_phone: float = 0.25
    conversion_intercept: float = -2.10
    deferred_share_of_rest: float = 0.12
    refund_chance: float = 0.08
    order_chance: float = 0.03
    goods_with_addon_chance: float = 0.55

    outage_delay_factor: float = 3.0
    outage_wait_factor: float = 4.0
    shipment_volume: float = 0.8
    shipment_resolution: float = 0.7
    shipment_csat: float = -0.9
    shipment_complaint: float = 1.1


def vector(words: dict[str, float]) -> Floats:
    """The numbers of a coefficient dict in the order of the vocabulary that its keys belong to."""
    for order in (CHANNELS, TOPICS, PRIORITIES, OUTCOMES, TEAMS):
        if set(words) == set(order):
            return np.array([words[word] for word in order])
    raise KeyError(sorted(words))


def chance(logit: Floats) -> Floats:
    """Probability of a logit."""
    return 1.0 / (1.0 + np.exp(-logit))


def draw_rows(rng: np.random.Generator, shares: Floats, rows: Ints) -> Ints:
    """One category per entry of `rows`, from row `rows[i]` of a (rows x categories) table of shares."""
    cumulative = np.cumsum(shares, axis=1)
    cumulative /= cumulative[:, -1:]
    uniform = rng.random(len(rows))
    return np.asarray((uniform[:, None] >= cumulative[rows, :-1]).sum(axis=1), dtype=np.int64)


def lognormal(rng: np.random.Generator, median: Floats | float, spread: float, size: int) -> Floats:
    """Log-normal durations with the given median."""
    return median * np.exp(spread * rng.standard_normal(size))
