"""Intercom: conversations with their parts (API pages, JSON lines, extractor messages) and the list of teams.

    {"type": "conversation.list", "conversations": [{"id": "147", "created_at": 1768950229, "state": "closed",
      "source": {"type": "conversation", "delivered_as": "customer_initiated", "author": {"type": "user"}},
      "contacts": {"contacts": [{"id": "5fd150d5"}]}, "statistics": {"first_admin_reply_at": 1768950300}}]}

Time zone: instants are seconds since 1970, UTC. Bodies, subjects, names, e-mail addresses and remarks are never read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ingest.errors import IngestError
from ingest.quoting import literal
from ingest.readers.json_pages import JsonPages, json_recogniser
from ingest.readers.json_record import FieldType, JsonRecord
from ingest.types import Column, Impossible, Source, Stream

ATTRIBUTES = {"topic": "topic"}
"""What a department may keep in custom attributes, and how the attribute is called if nothing else is said."""

_EPOCH = ("epoch_s",)
_REFERENCE: FieldType = {"type": "VARCHAR", "id": "VARCHAR"}
_NOBODY = ("0",)


def source(settings: Mapping[str, Any]) -> Source:
    """Build the source; `settings["attributes"]` names the custom attribute that holds the topic."""
    attributes = settings.get("attributes", {})
    unknown = sorted(set(attributes) - set(ATTRIBUTES))
    if unknown:
        raise IngestError(f"[intercom.attributes] knows no {', '.join(unknown)}; choose from {', '.join(ATTRIBUTES)}.")
    streams = (_conversations({**ATTRIBUTES, **attributes}["topic"]), _teams())
    return Source("intercom", streams, json_recogniser(streams))


def _conversations(topic_attribute: str) -> Stream:
    return Stream(
        name="conversations",
        columns=(
            Column("conversation_id", origin="id", required=True),
            Column("created_at", "TIMESTAMPTZ", formats=_EPOCH, required=True),
            Column("updated_at", "TIMESTAMPTZ", formats=_EPOCH, required=True),
            Column("state"),
            Column("is_open", "BOOLEAN", origin="open"),
            Column("source_type", origin="source.type"),
            Column("delivered_as", origin="source.delivered_as"),
            Column("author_type", origin="source.author.type"),
            Column("contact_id", origin="contacts.contacts", personal=True),
            # What the department itself calls the customer, so that he is known in its other systems too.
            Column("contact_external_id", origin="contacts.contacts", personal=True),
            Column("admin_assignee_id", null_words=_NOBODY),
            Column("team_assignee_id", null_words=_NOBODY),
            Column("priority"),
            Column("topic", origin=f"custom_attributes.{topic_attribute}"),
            Column("language", origin="custom_attributes.language"),
            Column("rating", "DOUBLE", origin="conversation_rating.rating", minimum=1, maximum=5),
            Column("rating_asked_at", "TIMESTAMPTZ", origin="conversation_rating.created_at", formats=_EPOCH),
            Column("rated_admin_id", origin="conversation_rating.teammate.id", null_words=_NOBODY),
            Column("tags", "JSON"),
            Column("first_admin_reply_at", "TIMESTAMPTZ", origin="statistics.first_admin_reply_at", formats=_EPOCH),
            Column("parts", "JSON", origin="conversation_parts.conversation_parts"),
        ),
        key=("conversation_id",),
        version=("updated_at",),
        read=JsonPages(_conversation_record(topic_attribute)),
        table="intercom__conversations",
        instant="updated_at",
        dialect="intercom.json",
        impossible=(Impossible("updated_at < created_at - interval 1 minute", "updated_at", "is before created_at"),),
    )


def _conversation_record(topic_attribute: str) -> JsonRecord:
    part: FieldType = {
        **dict.fromkeys(("id", "part_type", "created_at"), "VARCHAR"),
        "author": _REFERENCE,
        "assigned_to": _REFERENCE,
    }
    return JsonRecord(
        envelope="conversations",
        fields={
            **dict.fromkeys(("id", "created_at", "updated_at", "state", "open", "priority"), "VARCHAR"),
            **dict.fromkeys(("admin_assignee_id", "team_assignee_id"), "VARCHAR"),
            "assignee": _REFERENCE,
            "source": {"type": "VARCHAR", "delivered_as": "VARCHAR", "author": {"type": "VARCHAR"}},
            "contacts": {"contacts": [{"id": "VARCHAR", "external_id": "VARCHAR"}]},
            "custom_attributes": "JSON",
            "conversation_rating": {"rating": "VARCHAR", "created_at": "VARCHAR", "teammate": {"id": "VARCHAR"}},
            "statistics": {"first_admin_reply_at": "VARCHAR"},
            "tags": {"tags": [{"name": "VARCHAR"}]},
            "conversation_parts": {"conversation_parts": [part]},
        },
        marks=frozenset(
            {"source", "contacts", "state", "statistics", "waiting_since", "snoozed_until", "conversation_rating"}
        ),
        marks_needed=3,
        columns={
            "contact_id": "record.contacts.contacts[1].id",
            "contact_external_id": "record.contacts.contacts[1].external_id",
            "admin_assignee_id": _assignee("admin"),
            "team_assignee_id": _assignee("team"),
            "topic": _attribute(topic_attribute),
            "language": _attribute("language"),
            "tags": "to_json(list_transform(record.tags.tags, lambda tag: tag.name))",
            "parts": _parts(),
        },
        withheld=frozenset({"contacts", "custom_attributes", "conversation_parts"}),
    )


def _teams() -> Stream:
    return Stream(
        name="teams",
        columns=(Column("team_id", origin="id", required=True), Column("name")),
        key=("team_id",),
        version=(),
        read=JsonPages(
            JsonRecord(
                envelope="teams",
                fields={"id": "VARCHAR", "name": "VARCHAR"},
                marks=frozenset({"admin_ids"}),
                marks_needed=1,
            )
        ),
        table="intercom__teams",
        dialect="intercom.json",
    )


def _assignee(kind: str) -> str:
    """Older exports and extractors know one assignee, who says what he is."""
    return (
        f"coalesce(record.{kind}_assignee_id, "
        f"case when record.assignee.\"type\" = '{kind}' then record.assignee.id end)"
    )


def _attribute(name: str) -> str:
    path = '$."' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"json_extract_string(record.custom_attributes, {literal(path)})"


def _parts() -> str:
    """The parts by the allow-list; ids of customers stay out, those of admins and bots attribute the work."""
    return """to_json(list_transform(
        record.conversation_parts.conversation_parts,
        lambda part: {
            'id': part.id,
            'part_type': part.part_type,
            'created_at': try_cast(part.created_at as bigint),
            'author_type': part.author."type",
            'author_id': case when part.author."type" in ('admin', 'bot') then part.author.id end,
            'assigned_to': nullif(part.assigned_to.id, '0'),
            'assigned_to_type': part.assigned_to."type"
        }
    ))"""
