"""Custom fields of the department's Zendesk: what reps note down, as the export shows it."""

from __future__ import annotations

import polars as pl

from ingest.simulate.department import REP_COUNT
from ingest.simulate.dispositions import DECISIONS, NOBODY, REASONS
from ingest.simulate.identities import lookup, order_number, zendesk_agent
from ingest.simulate.vocabulary import NEVER, OUTCOMES, TOPICS
from ingest.simulate.writers import iso

AGENT_IDS = [zendesk_agent(rep) for rep in range(REP_COUNT)]
FIELDS = {
    "topic": 360_000_000_001,
    "channel": 360_000_000_002,
    "complaint": 360_000_000_003,
    "policy_eligible": 360_000_000_004,
    "policy_outcome": 360_000_000_005,
    "compensation": 360_000_000_006,
    "callback_promised_at": 360_000_000_007,
    "callback_done_at": 360_000_000_008,
    "callback_reached": 360_000_000_009,
    "received_at": 360_000_000_010,
    "resolved_in_contact": 360_000_000_011,
    "follow_up_needed": 360_000_000_012,
    "supervisor_requested": 360_000_000_013,
    "escalation_reason": 360_000_000_014,
    "escalation_accepted": 360_000_000_015,
    "compensation_approved_by": 360_000_000_016,
    "confirmation_sent_at": 360_000_000_017,
    "complaint_decision": 360_000_000_018,
    "order_number": 360_000_000_019,
}
"""Custom fields of the department's Zendesk: what they mean and their ids."""

_CHANNEL_FIELD = [None, None, None, None, None, "fax", "post", "in_person"]


def custom_fields() -> pl.Expr:
    """The custom fields of every ticket version as a JSON array; what is not known yet is null."""
    values = _kind() | _rules() | _callbacks() | _notes()
    pieces: list[pl.Expr] = []
    for name, number in FIELDS.items():
        opening = "," if pieces else "["
        pieces += [pl.lit(f'{opening}{{"id":{number},"value":'), values[name], pl.lit("}")]
    return pl.concat_str([*pieces, pl.lit("]")])


def _quoted(value: pl.Expr) -> pl.Expr:
    return pl.coalesce(pl.format('"{}"', value), pl.lit("null"))


def _flag(name: str, known: str | None = None) -> pl.Expr:
    word = pl.when(pl.col(name)).then(pl.lit("true")).otherwise(pl.lit("false"))
    return word if known is None else pl.when(known).then(word).otherwise(pl.lit("null"))


def _instant(name: str, known: pl.Expr) -> pl.Expr:
    return _quoted(pl.when(known).then(iso(name)))


def _kind() -> dict[str, pl.Expr]:
    about_order = pl.when("names_order").then(order_number())
    return {
        "topic": _quoted(lookup("topic", list(TOPICS))),
        "channel": _quoted(pl.lit(pl.Series(_CHANNEL_FIELD)).gather("channel")),
        "complaint": _flag("is_complaint"),
        "order_number": _quoted(about_order),
        "received_at": _instant("received_at", pl.col("received_at") < NEVER),
    }


def _rules() -> dict[str, pl.Expr]:
    """What was given by which right, and who allowed it: written down with the solution."""
    decided = pl.col("has_policy") & pl.col("is_decided")
    cents = pl.col("compensation_cents")
    euros = pl.format("{}.{}", cents // 100, (cents % 100).cast(pl.String).str.zfill(2))
    given = decided & (cents > 0)
    approved = given & (pl.col("approver") != NOBODY)
    approver = pl.when(approved).then(pl.lit(pl.Series(AGENT_IDS)).gather(pl.max_horizontal("approver", pl.lit(0))))
    judged = pl.col("is_complaint") & pl.col("is_decided") & (pl.col("decision") < len(DECISIONS) - 1)
    return {
        "policy_eligible": _flag("is_eligible", "has_policy"),
        "policy_outcome": _quoted(pl.when(decided).then(lookup("policy_outcome", list(OUTCOMES)))),
        "compensation": _quoted(pl.when(given).then(euros)),
        "compensation_approved_by": _quoted(approver),
        "complaint_decision": _quoted(pl.when(judged).then(lookup("decision", list(DECISIONS)))),
    }


def _callbacks() -> dict[str, pl.Expr]:
    return {
        "callback_promised_at": _instant("callback_promised_at", pl.col("is_promised")),
        "callback_done_at": _instant("callback_done_at", pl.col("is_called_back")),
        "callback_reached": _flag("is_callback_reached", "is_called_back"),
    }


def _notes() -> dict[str, pl.Expr]:
    noted = pl.col("has_disposition") & pl.col("is_answered")
    return {
        "resolved_in_contact": pl.when(noted).then(_flag("is_resolved_in_contact")).otherwise(pl.lit("null")),
        "follow_up_needed": pl.when(noted).then(_flag("needs_follow_up")).otherwise(pl.lit("null")),
        "supervisor_requested": _flag("wants_supervisor"),
        "escalation_reason": _quoted(pl.when("is_judged").then(lookup("escalation_reason", list(REASONS)))),
        "escalation_accepted": _flag("is_accepted", "is_judged"),
        "confirmation_sent_at": _instant("confirmed_at", pl.col("is_confirmed")),
    }
