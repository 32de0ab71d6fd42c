"""The canonical entities that a department's own files are mapped to, and the columns each may fill."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.types import Column

CONTACT_OUTCOMES = ("answered", "abandoned", "overflow", "callback", "failed", "ignored")
OFFER_RESULTS = ("accepted", "declined", "deferred", "none")
SURVEY_KINDS = ("csat", "nps", "ces")


def instants(*names: str) -> tuple[Column, ...]:
    """Columns that hold points in time."""
    return tuple(Column(name, "TIMESTAMPTZ") for name in names)


def words(*names: str) -> tuple[Column, ...]:
    """Columns that hold text as recorded."""
    return tuple(Column(name) for name in names)


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
    Column("is_compensated", "BOOLEAN"),
    Column("compensation_amount", "DOUBLE", minimum=0),
)

CONTACT_COLUMNS = (
    KEY,
    *words("case_key"),
    *instants("started_at", "queued_at", "answered_at", "ended_at"),
    *seconds("wait_seconds", "talk_seconds", "hold_seconds", "wrapup_seconds"),
    Column("outcome", allowed=CONTACT_OUTCOMES),
    *words("direction"),
    Column("is_transferred", "BOOLEAN"),
    *words("team", "agent", "channel", "topic", "priority"),
    CUSTOMER,
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
    *words("team", "agent", "channel", "topic"),
    *instants("version_at"),
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
)
