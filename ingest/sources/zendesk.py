"""Zendesk Support: incremental ticket export (time-based and cursor pages, JSON lines), ticket audits, groups.

    {"tickets": [{"id": 35436, "via": {"channel": "web"}, "created_at": "2026-01-20T22:55:29Z",
      "status": "open", "requester_id": 20978392, "custom_fields": [{"id": 27642, "value": "745"}],
      "generated_timestamp": 1768950229}], "count": 1, "end_of_stream": true, "end_time": 1768950229}

Time zone: all instants are UTC. Bodies, subjects, names and e-mail addresses are never read into a table.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ingest.errors import IngestError
from ingest.quoting import literal
from ingest.readers.json_pages import JsonPages, json_recogniser
from ingest.readers.json_record import FieldType, JsonRecord
from ingest.types import Column, Impossible, Source, Stream

CUSTOM_FIELDS = {
    "topic": "VARCHAR",
    "channel": "VARCHAR",
    "complaint": "BOOLEAN",
    "policy_eligible": "BOOLEAN",
    "policy_outcome": "VARCHAR",
    "compensation": "DOUBLE",
    "callback_promised_at": "TIMESTAMPTZ",
    "callback_done_at": "TIMESTAMPTZ",
    "callback_reached": "BOOLEAN",
    "received_at": "TIMESTAMPTZ",
    "resolved_in_contact": "BOOLEAN",
    "follow_up_needed": "BOOLEAN",
    "supervisor_requested": "BOOLEAN",
    "escalation_reason": "VARCHAR",
    "escalation_accepted": "BOOLEAN",
    "compensation_approved_by": "VARCHAR",
    "confirmation_sent_at": "TIMESTAMPTZ",
    "complaint_decision": "VARCHAR",
    "order_number": "VARCHAR",
}
"""What a department may keep in custom fields, and its type."""

PERSONAL_FIELDS = ("order_number",)
"""Custom fields by which a customer is known; only their keyed hashes are kept."""

TRACKED_FIELDS = ("status", "assignee_id", "group_id", "priority", "tags")
"""Ticket fields whose history is kept; values of others may be free text."""

# Of where a ticket came from only other tickets may be read; the same place holds names and addresses.
_VIA: FieldType = {
    "channel": "VARCHAR",
    "source": {"rel": "VARCHAR", "from": {"ticket_id": "VARCHAR", "ticket_ids": ["VARCHAR"]}},
}


def source(settings: Mapping[str, Any]) -> Source:
    """Build the source; `settings["fields"]` maps ids of custom fields to names in `CUSTOM_FIELDS`."""
    streams = (_tickets(_field_ids(settings.get("fields", {}))), _ticket_audits(), _groups())
    return Source("zendesk", streams, json_recogniser(streams))


def _tickets(field_ids: Mapping[str, str]) -> Stream:
    columns = (
        Column("ticket_id", origin="id", required=True),
        Column("external_id"),
        Column("via_channel", origin="via.channel"),
        Column("via_rel", origin="via.source.rel"),
        Column("via_ticket_id", origin="via.source.from.ticket_id"),
        Column("created_at", "TIMESTAMPTZ", required=True),
        Column("updated_at", "TIMESTAMPTZ", required=True),
        Column("generated_timestamp", "BIGINT", minimum=0),
        Column("ticket_type", origin="type"),
        Column("priority"),
        Column("status", required=True),
        Column("requester_id", personal=True),
        Column("submitter_id", personal=True),
        Column("assignee_id"),
        Column("group_id"),
        Column("organization_id"),
        Column("problem_id"),
        Column("tags", "JSON"),
        Column("satisfaction_score", origin="satisfaction_rating.score"),
        Column("is_public", "BOOLEAN"),
        Column("followup_ids", "JSON"),
        Column("is_scrubbed", "BOOLEAN", origin="subject"),
        *(
            Column(
                f"field_{name}",
                kind,
                origin=f"custom_fields.{field_ids.get(name, 'not mapped')}",
                personal=name in PERSONAL_FIELDS,
            )
            for name, kind in CUSTOM_FIELDS.items()
        ),
    )
    return Stream(
        name="tickets",
        columns=columns,
        key=("ticket_id",),
        # System changes, such as the erasure of a deleted ticket, move only the generated timestamp.
        version=("generated_timestamp", "updated_at"),
        read=JsonPages(_ticket_record(field_ids)),
        table="zendesk__tickets",
        time_zone="UTC",
        instant="updated_at",
        dialect="zendesk.json",
        # Zendesk's own clocks differ by a second now and then.
        impossible=(Impossible("updated_at < created_at - interval 1 minute", "updated_at", "is before created_at"),),
    )


def _ticket_record(field_ids: Mapping[str, str]) -> JsonRecord:
    ids = ("id", "requester_id", "submitter_id", "assignee_id", "group_id", "organization_id", "problem_id")
    texts = ("external_id", "created_at", "updated_at", "generated_timestamp", "type", "priority", "status", "subject")
    return JsonRecord(
        envelope="tickets",
        # `fields` repeats `custom_fields` and is left alone.
        fields={
            **dict.fromkeys((*ids, *texts, "is_public"), "VARCHAR"),
            "via": _VIA,
            "tags": "JSON",
            "followup_ids": "JSON",
            "satisfaction_rating": {"score": "VARCHAR"},
            "custom_fields": [{"id": "VARCHAR", "value": "VARCHAR"}],
        },
        marks=frozenset({"via", "requester_id", "submitter_id", "raw_subject", "brand_id", "generated_timestamp"}),
        marks_needed=2,
        columns={
            "ticket_id": _plain_id("record.id"),
            **{name: _plain_id(f"record.{name}") for name in ids[1:]},
            "via_ticket_id": _plain_id('record.via."source"."from".ticket_id'),
            "is_scrubbed": "coalesce(record.subject = 'SCRUBBED', false)",
            **{f"field_{name}": _custom_field(field_ids.get(name)) for name in CUSTOM_FIELDS},
        },
        withheld=frozenset({"requester_id", "submitter_id", "subject", "custom_fields", "external_id"}),
    )


def _ticket_audits() -> Stream:
    event = {"id": "VARCHAR", "type": "VARCHAR", "field_name": "VARCHAR", "value": "JSON", "previous_value": "JSON"}
    record = JsonRecord(
        envelope="audits",
        message_stream="ticket_audits",
        fields={
            **dict.fromkeys(("id", "ticket_id", "created_at", "author_id"), "VARCHAR"),
            "via": _VIA,
            "events": [{**event, "public": "JSON", "author_id": "VARCHAR"}],
        },
        marks=frozenset({"ticket_id", "author_id", "metadata", "events"}),
        marks_needed=3,
        columns={
            "audit_id": _plain_id("record.id"),
            "ticket_id": _plain_id("record.ticket_id"),
            "author_id": _plain_id("record.author_id"),
            "author_key": _plain_id("record.author_id"),
            "via_source_ticket_ids": _source_ticket_ids(),
            "events": _events(),
        },
        withheld=frozenset({"author_id", "events"}),
    )
    return Stream(
        name="ticket_audits",
        columns=(
            Column("audit_id", origin="id", required=True),
            Column("ticket_id", required=True),
            Column("created_at", "TIMESTAMPTZ", required=True),
            Column("author_id"),
            # -1 is the system, nobody's customer.
            Column("author_key", origin="author_id", personal=True, null_words=("-1",)),
            Column("via_channel", origin="via.channel"),
            Column("via_rel", origin="via.source.rel"),
            Column("via_source_ticket_ids", "JSON", origin="via.source.from.ticket_ids"),
            Column("events", "JSON", personal_keys=("author_key",)),
        ),
        key=("audit_id",),
        version=("created_at",),
        read=JsonPages(record),
        table="zendesk__ticket_audits",
        time_zone="UTC",
        instant="created_at",
        dialect="zendesk.json",
    )


def _groups() -> Stream:
    record = JsonRecord(
        envelope="groups",
        fields=dict.fromkeys(("id", "name", "updated_at", "deleted"), "VARCHAR"),
        marks=frozenset({"default", "deleted", "is_public"}),
        marks_needed=1,
        columns={"group_id": _plain_id("record.id")},
    )
    return Stream(
        name="groups",
        columns=(
            Column("group_id", origin="id", required=True),
            Column("name"),
            Column("updated_at", "TIMESTAMPTZ"),
            Column("is_deleted", "BOOLEAN", origin="deleted"),
        ),
        key=("group_id",),
        version=("updated_at",),
        read=JsonPages(record),
        table="zendesk__groups",
        time_zone="UTC",
        dialect="zendesk.json",
    )


def _field_ids(fields: Mapping[Any, str]) -> dict[str, str]:
    """Custom-field id of each mapped name."""
    unknown = sorted(set(fields.values()) - set(CUSTOM_FIELDS))
    if unknown:
        raise IngestError(f"[zendesk.fields] knows no {', '.join(unknown)}; choose from {', '.join(CUSTOM_FIELDS)}.")
    field_ids = {name: str(field_id) for field_id, name in fields.items()}
    if len(field_ids) < len(fields):
        raise IngestError("[zendesk.fields] gives one name to two custom fields; each name can have one.")
    return field_ids


def _custom_field(field_id: str | None) -> str:
    if field_id is None:
        return "null"
    return f'list_filter(record.custom_fields, lambda field: field.id = {literal(field_id)})[1]."value"'


def _plain_id(value: str) -> str:
    """An id as text; extractors that hold ids as floating-point numbers write '6139157572367.0'."""
    return f"regexp_replace({value}, '\\.0$', '')"


def _source_ticket_ids() -> str:
    """The tickets that were merged into the one that an audit belongs to."""
    return f"""to_json(list_transform(record.via."source"."from".ticket_ids, lambda id: {_plain_id("id")}))"""


def _events() -> str:
    """The events of an audit by the allow-list: who did what, and values of tracked fields only."""
    tracked = ", ".join(f"'{name}'" for name in TRACKED_FIELDS)
    author = _plain_id("event.author_id")
    change = (
        "json_object('id', event.id, 'type', event.type, 'field_name', event.field_name, "
        "'value', event.value, 'previous_value', event.previous_value)"
    )
    other = (
        "json_object('id', event.id, 'type', event.type, 'public', event.public, "
        f"'author_id', {author}, 'author_key', nullif({author}, '-1'))"
    )
    return f"""to_json(list_transform(
        list_filter(
            record.events,
            lambda event: coalesce(event.type, '') not in ('Create', 'Change') or event.field_name in ({tracked})
        ),
        lambda event: case when event.type in ('Create', 'Change') then {change} else {other} end
    ))"""
