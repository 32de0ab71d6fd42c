import gzip
import json
from pathlib import Path

import pytest

from ingest.errors import IngestError
from ingest.sources import zendesk

FIXTURES = Path(__file__).parent.parent / "fixtures" / "zendesk"
VALID = sorted((FIXTURES / "valid").iterdir())
NEWEST = (
    "select * from raw.zendesk__tickets qualify row_number() over (partition by ticket_id "
    "order by generated_timestamp desc nulls last, updated_at desc nulls last, _row desc, _file_id desc) = 1"
)


def valid(name):
    return FIXTURES / "valid" / name


def test_every_valid_fixture_loads_whole(load_and_query):
    _, reports = load_and_query("select 1", *VALID)
    assert {report.status for report in reports} == {"loaded"}
    assert {report.rejected for report in reports} == {0}


@pytest.mark.parametrize(
    ("name", "status", "rejected"),
    [
        ("tickets_cut_off.json", "failed", 0),
        ("tickets_odd_entries.json", "failed", 4),
        ("tickets_odd_lines.jsonl", "failed", 3),
        ("tickets_page_of_an_error.jsonl", "loaded", 1),
        ("tickets_without_ids.json", "failed", 4),
    ],
)
def test_invalid_fixtures_are_refused_or_leave_rejects(load_and_query, name, status, rejected):
    counted, reports = load_and_query("select count(*) from ledger.rejects", FIXTURES / "invalid" / name)
    assert [report.status for report in reports] == [status]
    assert counted == [(rejected,)]


@pytest.mark.parametrize(
    ("name", "stream"),
    [(path.name, "tickets") for path in VALID if path.name.startswith("tickets")]
    + [
        ("ticket_audits.jsonl", "ticket_audits"),
        ("ticket_audits_page.json", "ticket_audits"),
        ("ticket_audits_merge.jsonl", "ticket_audits"),
        ("groups.json", "groups"),
    ],
)
def test_files_are_recognised_by_their_first_bytes(tmp_path, name, stream):
    renamed = tmp_path / "download.gz"
    renamed.write_bytes(gzip.compress(valid(name).read_bytes()))
    source = zendesk.source({})
    assert source.recognise(valid(name)).name == stream
    assert source.recognise(renamed).name == stream


@pytest.mark.parametrize(
    "content",
    [
        '{"tickets": [{"type": "ticket", "ticket_attributes": {}, "ticket_parts": {}}]}',
        '{"stream": "users", "data": {"id": 1}}',
        "[]",
        "",
        "1770109200|NONE|NONE|NONE|QUEUESTART|",
    ],
)
def test_files_of_other_systems_are_not_recognised(tmp_path, content):
    path = tmp_path / "tickets.json"
    path.write_text(content)
    assert zendesk.source({}).recognise(path) is None


def test_a_ticket_keeps_its_allowed_values(load_and_query):
    rows, _ = load_and_query(
        "select ticket_id, via_channel, created_at::varchar, generated_timestamp, ticket_type, priority, status, assignee_id,"
        " group_id, tags::varchar, satisfaction_score, is_public, followup_ids::varchar, is_scrubbed"
        " from raw.zendesk__tickets where ticket_id in ('41', '43') order by all",
        valid("tickets_time_based.json"),
    )
    common = ("2026-02-03 09:15:00+00", 1770118801)
    assert rows == [
        (
            "41",
            "email",
            *common,
            "question",
            "normal",
            "open",
            "5100000000042",
            "4200000000007",
            '["parcel","late"]',
            "offered",
            True,
            "[]",
            False,
        ),
        ("43", "web", *common, None, "normal", "open", None, None, '["parcel","late"]', None, True, "[]", False),
    ]


def test_names_texts_and_customer_ids_are_stored_nowhere(load_and_query):
    tables = ("raw.zendesk__tickets", "raw.zendesk__ticket_audits", "raw.zendesk__groups", "ledger.rejects")
    stored = " union all ".join(f"select to_json(stored)::varchar from {table} as stored" for table in tables)
    rows, _ = load_and_query(stored, *VALID, *sorted((FIXTURES / "invalid").iterdir()))
    text = "\n".join(row[0] for row in rows)
    assert "4200000000007" in text
    for secret in ("Mira", "Holt", "mail.example", "lamp", "Where is my parcel", "Private note", "192.0.2.7", "Ghent"):
        assert secret not in text
    assert '"requester_id":"7300' not in text


def test_custom_fields_come_from_their_ids_once(load_and_query):
    rows, _ = load_and_query(
        "select field_topic, field_complaint, field_compensation, field_channel from raw.zendesk__tickets order by ticket_id",
        valid("tickets_time_based.json"),
        settings='[zendesk.fields]\n360000000001 = "topic"\n360000000003 = "complaint"\n360000000006 = "compensation"\n5 = "channel"\n',
    )
    assert rows == [("billing", True, 12.5, None), ("billing", True, 12.5, None), (None, None, None, None)]


def test_what_agents_record_beside_the_ticket_comes_from_custom_fields(load_and_query):
    names = (
        "received_at", "resolved_in_contact", "follow_up_needed", "supervisor_requested", "escalation_reason",
        "escalation_accepted", "compensation_approved_by", "confirmation_sent_at", "complaint_decision", "order_number",
    )  # fmt: skip
    settings = "[zendesk.fields]\n" + "".join(f'{number} = "{name}"\n' for number, name in enumerate(names, 11))
    rows, _ = load_and_query(
        "select field_received_at::varchar, field_resolved_in_contact, field_follow_up_needed,"
        " field_supervisor_requested, field_escalation_reason, field_escalation_accepted,"
        " field_compensation_approved_by, field_confirmation_sent_at::varchar, field_complaint_decision,"
        " length(field_order_number) from raw.zendesk__tickets where ticket_id = '60'",
        valid("tickets_follow_up.jsonl"),
        settings=settings,
    )
    assert rows == [
        (
            "2026-02-05 09:00:00+00",
            True,
            False,
            True,
            "beyond_tier",
            False,
            "5100000000043",
            "2026-02-05 12:00:00+00",
            "Partially upheld",
            64,
        )
    ]


def test_a_ticket_names_the_one_that_it_follows_and_nothing_else_of_where_it_came_from(load_and_query):
    rows, _ = load_and_query(
        "select ticket_id, via_rel, via_ticket_id from raw.zendesk__tickets order by 1",
        valid("tickets_follow_up.jsonl"),
    )
    assert rows == [("60", "follow_up", "41"), ("61", None, None), ("62", None, None)]


def test_the_history_of_a_merge_names_the_tickets_that_ended_in_this_one(load_and_query):
    rows, _ = load_and_query(
        "select ticket_id, via_rel, via_source_ticket_ids::varchar from raw.zendesk__ticket_audits order by 1",
        valid("ticket_audits_merge.jsonl"),
    )
    assert rows == [("61", "merge", '["62","63"]'), ("62", "merge", None)]


def test_unmapped_custom_fields_are_empty(load_and_query):
    rows, _ = load_and_query("select distinct field_topic from raw.zendesk__tickets", valid("tickets_lines.jsonl"))
    assert rows == [(None,)]


@pytest.mark.parametrize(
    ("fields", "message"),
    [({"1": "colour"}, "knows no colour; choose from topic"), ({"1": "topic", "2": "topic"}, "gives one name to two")],
)
def test_settings_that_cannot_be_meant_are_refused(fields, message):
    with pytest.raises(IngestError, match=message):
        zendesk.source({"fields": fields})


def test_ids_that_went_through_floating_point_are_mended(load_and_query):
    rows, _ = load_and_query("select ticket_id from raw.zendesk__tickets order by all", valid("tickets_messages.jsonl"))
    assert rows == [("53",), ("6139157572367",)]


def test_the_same_customer_has_the_same_hash_as_number_and_as_float(load_and_query, tmp_path):
    line = json.loads(valid("tickets_lines.jsonl").read_text().splitlines()[0])
    (tmp_path / "again.jsonl").write_text(json.dumps(line | {"id": 99.0, "requester_id": float(line["requester_id"])}))
    rows, _ = load_and_query(
        "select count(*), count(distinct requester_id) from raw.zendesk__tickets where ticket_id in ('50', '99')",
        valid("tickets_lines.jsonl"),
        tmp_path / "again.jsonl",
    )
    assert rows == [(2, 1)]


def test_loading_a_page_twice_under_other_names_changes_nothing(load_and_query, tmp_path):
    copy = tmp_path / "page_again.json"
    copy.write_bytes(valid("tickets_recorded.json").read_bytes())
    rows, reports = load_and_query("select count(*) from raw.zendesk__tickets", valid("tickets_recorded.json"), copy)
    assert rows == [(3,)]
    assert [report.status for report in reports] == ["loaded", "already loaded"]


@pytest.mark.parametrize("order", [1, -1])
def test_overlapping_time_and_cursor_exports_give_one_ticket_each(load_and_query, order):
    paths = [valid("tickets_time_based.json"), valid("tickets_cursor.json")][::order]
    rows, _ = load_and_query(f"select ticket_id, status, is_scrubbed from ({NEWEST}) order by ticket_id", *paths)
    assert rows == [("41", "deleted", True), ("42", "solved", False), ("43", "open", False)]


def test_the_erasure_of_a_ticket_wins_although_its_update_is_old(load_and_query):
    rows, _ = load_and_query(
        "select is_scrubbed, updated_at = max(updated_at) over () from raw.zendesk__tickets where ticket_id = '41' order by 1",
        valid("tickets_time_based.json"),
        valid("tickets_cursor.json"),
    )
    assert rows == [(False, True), (True, True)]


def test_events_keep_who_did_what_and_values_of_tracked_fields_only(load_and_query):
    rows, _ = load_and_query(
        "select events from raw.zendesk__ticket_audits order by audit_id", valid("ticket_audits.jsonl")
    )
    events = [json.loads(row[0]) for row in rows]
    keys = {key for audit in events for event in audit for key in event}
    assert keys == {"id", "type", "field_name", "value", "previous_value", "public", "author_id", "author_key"}
    assert [event["field_name"] for event in events[0] if event["type"] == "Create"] == [
        "tags",
        "status",
        "group_id",
        "priority",
    ]
    comment = events[0][0]
    assert (comment["type"], comment["public"], comment["author_id"]) == ("Comment", True, "7300000000041")
    assert events[1][1]["type"] == "Notification"
    assert not {"body", "value"} & set(events[1][1])


def test_event_values_may_be_lists_texts_or_null(load_and_query):
    rows, _ = load_and_query(
        "select events from raw.zendesk__ticket_audits order by audit_id", valid("ticket_audits.jsonl")
    )
    values = {
        event["field_name"]: event["value"] for row in rows[:1] for event in json.loads(row[0]) if "value" in event
    }
    assert values == {"tags": ["parcel", "late"], "status": "open", "group_id": "4200000000007", "priority": None}


def test_a_restored_ticket_leaves_both_changes(load_and_query):
    rows, _ = load_and_query(
        "select events from raw.zendesk__ticket_audits order by created_at", valid("ticket_audits.jsonl")
    )
    changes = [event for row in rows for event in json.loads(row[0]) if event.get("field_name") == "status"]
    assert [(change.get("previous_value"), change["value"]) for change in changes[:3]] == [
        (None, "open"),
        ("open", "deleted"),
        ("deleted", "open"),
    ]


def test_authors_match_customers_by_key_and_the_system_is_no_customer(load_and_query):
    rows, _ = load_and_query(
        "select audit_id, author_id, author_key = requester_id, events[0].author_key::varchar = to_json(requester_id)::varchar"
        " from raw.zendesk__ticket_audits join raw.zendesk__tickets using (ticket_id)"
        " where audit_id in ('9001', '9005') order by audit_id",
        valid("ticket_audits.jsonl"),
        valid("tickets_time_based.json"),
    )
    assert rows == [("9001", "7300000000041", True, True), ("9005", "-1", None, None)]


def test_groups_keep_their_names_and_say_when_they_are_deleted(load_and_query):
    rows, _ = load_and_query(
        "select group_id, name, is_deleted from raw.zendesk__groups order by group_id", valid("groups.json")
    )
    assert rows == [("4200000000007", "Parcels", False), ("4200000000008", "Returns", True)]
