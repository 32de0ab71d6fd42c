import json
from pathlib import Path

import pytest

from ingest.errors import IngestError
from ingest.pseudonyms import Pseudonyms
from ingest.sources import intercom

FIXTURES = Path(__file__).parent.parent / "fixtures" / "intercom"
VALID = sorted((FIXTURES / "valid").iterdir())


def valid(name):
    return FIXTURES / "valid" / name


@pytest.mark.parametrize(
    ("name", "stream"),
    [
        ("conversations_page.json", "conversations"),
        ("conversations.jsonl", "conversations"),
        ("messages.jsonl", "conversations"),
        ("teams.json", "teams"),
    ],
)
def test_files_are_recognised_by_their_first_bytes(name, stream):
    assert intercom.source({}).recognise(valid(name)).name == stream


def test_every_valid_fixture_loads_whole(load_and_query):
    _, reports = load_and_query("select 1", *VALID)
    assert {(report.status, report.rejected) for report in reports} == {("loaded", 0)}


@pytest.mark.parametrize(
    ("name", "rejected"), [("conversations_cut_off.json", 0), ("conversations_odd_lines.jsonl", 2)]
)
def test_invalid_fixtures_are_refused(load_and_query, name, rejected):
    counted, reports = load_and_query("select count(*) from ledger.rejects", FIXTURES / "invalid" / name)
    assert ([report.status for report in reports], counted) == (["failed"], [(rejected,)])


def test_a_conversation_keeps_its_allowed_values(load_and_query):
    rows, _ = load_and_query(
        "select conversation_id, created_at::varchar, updated_at::varchar, state, is_open, source_type, delivered_as, author_type,"
        " length(contact_id), admin_assignee_id, team_assignee_id, priority, topic, language, rating, rating_asked_at::varchar,"
        " rated_admin_id, tags::varchar, first_admin_reply_at::varchar from raw.intercom__conversations order by all",
        valid("conversations_page.json"),
    )
    begun = ("2026-02-03 09:00:00+00", "2026-02-03 10:00:00+00")
    opened = ("conversation", "customer_initiated", "user")
    assert rows == [
        ("201", *begun, "closed", False, *opened, 64, "501", None, "not_priority", "returns", "nl", 4.0, "2026-02-03 09:46:40+00", "501", '["lamp"]', "2026-02-03 09:01:40+00"),
        ("202", *begun, "open", True, *opened, None, "501", None, "not_priority", None, None, None, None, None, None, None),
    ]  # fmt: skip


def test_a_contact_is_known_by_the_departments_own_number_too(load_and_query, home):
    rows, _ = load_and_query(
        "select contact_external_id, contact_id = contact_external_id from raw.intercom__conversations"
        " where conversation_id = '201'",
        valid("conversations.jsonl"),
    )
    assert rows == [(Pseudonyms.of_installation(home).pseudonym("c-1"), False)]


def test_parts_name_admins_and_bots_but_no_customers(load_and_query):
    rows, _ = load_and_query(
        "select parts from raw.intercom__conversations where conversation_id = '201'", valid("conversations.jsonl")
    )
    parts = json.loads(rows[0][0])
    assert [
        (part["id"], part["part_type"], part["author_type"], part["author_id"], part["assigned_to"]) for part in parts
    ] == [
        ("p1", "assignment", "bot", "500", "7001"),
        ("p2", "comment", "admin", "501", None),
        ("p3", "comment", "user", None, None),
    ]
    assert [part["created_at"] for part in parts] == [1770109210, 1770109300, 1770109400]


def test_names_texts_and_contact_ids_are_stored_nowhere(load_and_query):
    rows, _ = load_and_query(
        "select to_json(stored)::varchar from raw.intercom__conversations as stored"
        " union all select to_json(stored)::varchar from ledger.rejects as stored",
        *VALID,
        *sorted((FIXTURES / "invalid").iterdir()),
    )
    text = "\n".join(row[0] for row in rows)
    assert "returns" in text
    for secret in ("Mira", "Holt", "mail.example", "Rosa", "another one", "broken", "Private note", "c-17"):
        assert secret not in text


def test_the_topic_may_stand_in_another_attribute(load_and_query):
    rows, _ = load_and_query(
        "select distinct topic from raw.intercom__conversations where topic is not null",
        valid("conversations.jsonl"),
        settings='[intercom.attributes]\ntopic = "language"\n',
    )
    assert rows == [("nl",)]


def test_an_unknown_setting_is_refused():
    with pytest.raises(IngestError, match="knows no colour; choose from topic"):
        intercom.source({"attributes": {"colour": "blue"}})


def test_extractor_messages_may_name_the_assignee_in_the_old_way(load_and_query):
    rows, reports = load_and_query(
        "select conversation_id, admin_assignee_id, team_assignee_id from raw.intercom__conversations",
        valid("messages.jsonl"),
    )
    assert rows == [("204", "501", None)]
    assert reports[0].assumptions == ("Records of other streams than conversations, left out: 1.",)


def test_the_newest_version_is_the_latest_update(load_and_query):
    rows, _ = load_and_query(
        "select max_by(_row, updated_at), max(updated_at)::varchar from raw.intercom__conversations where conversation_id = '201'",
        valid("conversations.jsonl"),
        valid("conversations_page.json"),
    )
    assert rows == [(1, "2026-02-03 11:00:00+00")]


def test_teams_have_names(load_and_query):
    rows, _ = load_and_query("select team_id, name from raw.intercom__teams order by team_id", valid("teams.json"))
    assert rows == [("7001", "Returns desk"), ("7002", "Parcels desk")]
