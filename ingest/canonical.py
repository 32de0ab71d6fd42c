"""The canonical entities that a department's own files are mapped to, and the columns each may fill."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.types import Column, Impossible

CONTACT_OUTCOMES = ("answered", "abandoned", "overflow", "callback", "failed", "ignored")
OFFER_RESULTS = ("accepted", "declined", "deferred", "none")
SURVEY_KINDS = ("csat", "nps", "ces")
COMPLAINT_DECISIONS = ("upheld", "partly_upheld", "rejected")
TRANSFER_KINDS = ("blind", "warm", "queue", "external")
AGENT_STATES = ("offline", "available", "busy", "ringing", "on_contact", "wrapup", "paused")


def instants(*names: str) -> tuple[Column, ...]:
    """Columns that hold points in time."""
    return tuple(Column(name, "TIMESTAMPTZ") for name in names)


def words(*names: str) -> tuple[Column, ...]:
    """Columns that hold text as recorded."""
    return tuple(Column(name) for name in names)


def flags(*names: str) -> tuple[Column, ...]:
    """Columns that say yes or no."""
    return tuple(Column(name, "BOOLEAN") for name in names)


def persons(*names: str) -> tuple[Column, ...]:
    """Columns by which a customer is known; only their keyed hashes are kept."""
    return tuple(Column(name, personal=True) for name in names)


def seconds(*names: str) -> tuple[Column, ...]:
    """Durations; a negative one cannot have happened."""
    return tuple(Column(name, "DOUBLE", minimum=0) for name in names)


KEY = Column("key", required=True, separator="|")
CUSTOMER = Column("customer", personal=True)


@dataclass(frozen=True)
class Entity:
    """What one row of a mapped file can mean."""

    rows: str
    """The word for it in sources.toml."""
    table: str
    columns: tuple[Column, ...]
    version: tuple[str, ...]
    happened: tuple[str, ...]
    """Instants that say when the record happened, the best first."""
    impossible: tuple[Impossible, ...] = ()
    """Contradictions inside one record; only those whose columns a map fills are looked for."""


CASE_COLUMNS = (
    KEY,
    Column("grain", allowed=("case", "event")),
    Column("event_no", "BIGINT", minimum=0),
    *instants("event_at", "opened_at", "first_response_at", "resolved_at", "closed_at"),
    *words("status", "team", "agent", "resolver", "channel", "topic", "priority"),
    CUSTOMER,
    Column("reopen_count", "BIGINT", minimum=0),
    Column("reassignment_count", "BIGINT", minimum=0),
    Column("is_escalated", "BOOLEAN"),
    Column("sla_met", "BOOLEAN"),
    Column("sla_due_at", "TIMESTAMPTZ"),
    Column("is_complaint", "BOOLEAN"),
    Column("complaint_timely", "BOOLEAN"),
    Column("complaint_outcome"),
    Column("complaint_decision", allowed=COMPLAINT_DECISIONS),
    *flags("policy_eligible", "is_compensated"),
    Column("compensation_amount", "DOUBLE", minimum=0),
    *words("compensation_approved_by"),
    *instants("received_at", "confirmation_sent_at", "callback_promised_at", "callback_done_at"),
    *flags("callback_reached", "resolved_in_contact", "follow_up_needed", "supervisor_requested"),
    *words("escalation_reason"),
    *flags("escalation_accepted"),
    *persons("order_number"),
    Column("reply_count", "BIGINT", minimum=0),
    *words("merged_into_key", "followup_of_key"),
)

CONTACT_COLUMNS = (
    KEY,
    *words("case_key"),
    *instants("started_at", "queued_at", "answered_at", "ended_at"),
    *seconds("wait_seconds", "talk_seconds", "hold_seconds", "wrapup_seconds"),
    Column("outcome", allowed=CONTACT_OUTCOMES),
    *words("direction"),
    Column("is_transferred", "BOOLEAN"),
    Column("transfer_kind", allowed=TRANSFER_KINDS),
    Column("ring_no_answers", "BIGINT", minimum=0),
    *flags("resolved_in_contact", "follow_up_needed"),
    *words("team", "agent", "channel", "topic", "priority"),
    CUSTOMER,
    *persons("order_number", "email", "phone"),
    *instants("version_at"),
)

OFFER_COLUMNS = (
    KEY,
    *words("contact_key", "case_key"),
    *instants("offered_at"),
    *words("team", "agent", "channel", "topic"),
    CUSTOMER,
    *words("product"),
    Column("result", allowed=OFFER_RESULTS),
    Column("value", "DOUBLE"),
    *words("currency"),
    *instants("version_at"),
)

SURVEY_ANSWER_COLUMNS = (
    KEY,
    *words("case_key", "contact_key"),
    *instants("sent_at", "answered_at"),
    Column("score", "DOUBLE"),
    Column("scale_min", "DOUBLE"),
    Column("scale_max", "DOUBLE"),
    Column("kind", allowed=SURVEY_KINDS),
    *words("instrument_version"),
    *flags("is_resolved"),
    *words("team", "agent", "channel", "topic"),
    *instants("version_at"),
)

AGENT_STATE_COLUMNS = (
    KEY,
    *words("agent", "team"),
    Column("state", required=True, allowed=AGENT_STATES),
    *words("reason"),
    Column("started_at", "TIMESTAMPTZ", required=True),
    *instants("ended_at", "version_at"),
)

ENTITIES = (
    Entity(
        "case",
        "mapped__cases",
        CASE_COLUMNS,
        ("event_no", "event_at"),
        ("opened_at", "event_at", "resolved_at", "first_response_at", "closed_at"),
    ),
    Entity(
        "case_event",
        "mapped__cases",
        CASE_COLUMNS,
        ("event_no", "event_at"),
        ("event_at", "opened_at", "resolved_at", "closed_at"),
    ),
    Entity(
        "contact",
        "mapped__contacts",
        CONTACT_COLUMNS,
        ("version_at",),
        ("started_at", "queued_at", "answered_at", "ended_at"),
    ),
    Entity("offer", "mapped__offers", OFFER_COLUMNS, ("version_at",), ("offered_at",)),
    Entity(
        "survey_answer",
        "mapped__survey_answers",
        SURVEY_ANSWER_COLUMNS,
        ("version_at",),
        ("answered_at", "sent_at"),
    ),
    Entity(
        "agent_state",
        "mapped__agent_states",
        AGENT_STATE_COLUMNS,
        ("version_at",),
        ("started_at",),
        (Impossible("ended_at < started_at", "ended_at", "is before started_at"),),
    ),
)
