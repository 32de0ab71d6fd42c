"""A department of two days in the files of its systems, loaded and built up to the canonical layer."""

import json
from pathlib import Path

import duckdb
import pytest

from ingest.load import load_paths
from tests.parsed import run_dbt

PROJECT = Path(__file__).parents[2] / "dbt_project"
NOON = 1767614400  # 2026-01-05T12:00:00Z

QUEUE_LOG = f"""\
{NOON}|pbx-1.1|billing|NONE|ENTERQUEUE||+4915550001|1
{NOON + 10}|pbx-1.1|billing|SIP/50|RINGNOANSWER|8000
{NOON + 20}|pbx-1.1|billing|SIP/51|CONNECT|20|pbx-1.2|4
{NOON + 120}|pbx-1.1|billing|SIP/51|ATTENDEDTRANSFER|LINK|a|b|20|100|1
{NOON + 300}|pbx-2.1|billing|NONE|ENTERQUEUE||anonymous|1
{NOON + 360}|pbx-2.1|billing|NONE|EXITWITHTIMEOUT|1|1|60
{NOON + 360}|pbx-2.1|experts|NONE|ENTERQUEUE||anonymous|1
{NOON + 375}|pbx-2.1|experts|NONE|ABANDON|1|1|15
{NOON + 900}|pbx-3.1|billing|NONE|ENTERQUEUE||+4915550002|1
"""

DIRECTORY = {
    "directory_agents.csv": """\
system,account,agent,name,kind
asterisk,SIP/51,rosa,Rosa Rossi,human
zendesk,51,rosa,Rosa Rossi,human
zendesk,52,omar,Omar Haddad,human
zendesk,60,helper,Helper,bot
intercom,7,rosa,Rosa Rossi,human
""",
    "directory_memberships.csv": """\
agent,team,tier,valid_from,valid_to
rosa,Retention,1,2024-01-01,
rosa,Billing,1,2026-01-01,
omar,Experts,2,2024-01-01,
""",
    "directory_teams.csv": """\
system,key,team,tier
asterisk,billing,Billing,1
asterisk,experts,Experts,2
zendesk,Billing group,Billing,1
zendesk,901,Experts,2
intercom,3,Billing,1
""",
}

SALES = {
    "offers.csv": """\
offer_id,offered_at,agent,team,channel,topic,customer,ticket_id,contact_id,product,result,value,currency,updated_at
O1,2026-01-05T12:01:00Z,rosa,,,,,,pbx-1.1,warranty,accepted,30,EUR,2026-01-05T12:01:00Z
O2,2026-01-05T12:01:00Z,omar,,,,,2,,warranty,none,,EUR,2026-01-05T12:01:00Z
""",
    "orders.csv": """\
order_id,ordered_at,agent,customer,ticket_id,offer_id,status,currency,amount,refunded_amount,refunded_at,updated_at
S1,2026-01-05T12:02:00Z,rosa,,,O1,paid,EUR,130,5,,2026-01-05T12:02:00Z
""",
}

SURVEYS = """\
response_id,sent_at,answered_at,ticket_id,contact_id,agent,team,channel,topic,score,scale_min,scale_max,kind,customer,instrument_version,is_resolved
R1,2026-01-06T10:00:00Z,2026-01-06T11:00:00Z,2,,,,,,4,1,5,csat,,v2,no
R2,2026-01-06T10:00:00Z,,2,,rosa,,,,,1,5,csat,,v2,
"""


def instant(text):
    return f"2026-01-0{text}:00Z"


def ticket(number, status, **more):
    plain = {"priority": "high", "submitter_id": 9, "requester_id": 9, "assignee_id": None, "group_id": 900}
    times = {"created_at": instant("5T12:00"), "updated_at": instant("6T12:00"), "generated_timestamp": NOON + number}
    return {"id": number, "via": {"channel": "email"}, "status": status, "tags": [], **plain, **times, **more}


def audit(number, at, author, *events, **more):
    return {
        "id": number,
        "ticket_id": 2,
        "created_at": instant(at),
        "author_id": author,
        "metadata": {},
        "events": events,
        **more,
    }


def change(field, before, after):
    return {"type": "Change", "field_name": field, "previous_value": before, "value": after}


def comment(author, public=True):
    return {"type": "Comment", "public": public, "author_id": author, "body": "Secret words."}


TICKETS = [
    ticket(1, "open", via={"channel": "voice"}, external_id="pbx-1.1", submitter_id=51, assignee_id=51),
    ticket(2, "solved", assignee_id=52, group_id=901, satisfaction_rating={"score": "offered"}),
    ticket(3, "deleted", via={"channel": "web", "source": {"from": {"ticket_id": 2}, "rel": "follow_up"}}),
    ticket(4, "closed", tags=["closed_by_merge"]),
]
AUDITS = [
    audit(
        10, "5T12:00", 9, {"type": "Create", "field_name": "status", "value": "new"},
        {"type": "Create", "field_name": "group_id", "value": "900"}, comment(9),
    ),
    audit(11, "5T12:01", 60, comment(60)),
    audit(12, "5T13:00", 51, change("status", "new", "open"), change("assignee_id", None, "51"), comment(51)),
    audit(13, "5T14:00", 51, change("assignee_id", "51", "52"), change("group_id", "900", "901"), comment(51, False)),
    audit(14, "5T15:00", 52, change("status", "open", "solved"), comment(52)),
    audit(15, "6T08:00", 9, change("status", "solved", "open"), comment(9)),
    audit(16, "6T09:00", 52, change("status", "open", "solved")),
    audit(17, "6T12:00", -1, change("priority", "low", "high")),
    audit(18, "6T12:00", 51, via={"channel": "web", "source": {"from": {"ticket_ids": [4]}, "rel": "merge"}}),
]  # fmt: skip


def part(number, second, kind, author, account, **more):
    return {
        "id": number,
        "part_type": kind,
        "created_at": NOON + second,
        "author": {"type": author, "id": account},
        **more,
    }


def conversation(number, *parts):
    return {
        "type": "conversation", "id": str(number), "created_at": NOON, "updated_at": NOON + 9000, "state": "closed",
        "source": {"type": "conversation", "delivered_as": "customer_initiated", "author": {"type": "user", "id": "c"}},
        "open": False, "priority": "not_priority", "admin_assignee_id": 7, "team_assignee_id": 3, "contacts": {"contacts": []},
        "conversation_parts": {"conversation_parts": parts}, "conversation_rating": None, "custom_attributes": {}, "read": True,
    }  # fmt: skip


CONVERSATIONS = [
    conversation(
        1, part(1, 3, "assignment", "bot", 1, assigned_to={"type": "team", "id": "3"}),
        part(2, 5, "comment", "bot", 1), part(3, 40, "comment", "admin", 7), part(4, 400, "close", "admin", 7),
        part(5, 8000, "open", "user", "c"), part(6, 8500, "comment", "admin", 7), part(7, 8600, "close", "admin", 7),
    ),
    conversation(2, part(1, 5, "comment", "bot", 1), part(2, 90, "close", "bot", 1)),
]  # fmt: skip


def write_exports(folder):
    (folder / "queue_log").write_text(QUEUE_LOG)
    (folder / "queue_log.1").write_text("".join(QUEUE_LOG.splitlines(keepends=True)[2:7]))
    for name, text in (DIRECTORY | SALES).items():
        (folder / name).write_text(text)
    (folder / "survey_responses.csv").write_text(SURVEYS)
    (folder / "tickets.json").write_text(json.dumps({"tickets": TICKETS, "count": len(TICKETS), "end_of_stream": True}))
    (folder / "ticket_audits.jsonl").write_text("\n".join(map(json.dumps, AUDITS)))
    (folder / "groups.json").write_text(
        json.dumps(
            {"groups": [{"id": 900, "name": "Billing group", "is_public": True, "default": True, "deleted": False}]}
        )
    )
    (folder / "conversations.jsonl").write_text("\n".join(map(json.dumps, CONVERSATIONS)))


@pytest.fixture(scope="module")
def built(parsed_project, tmp_path_factory):
    exports, home, logs = (tmp_path_factory.mktemp(name) for name in ("exports", "home", "logs"))
    write_exports(exports)
    report = load_paths(home, [exports])
    assert {file.status for file in report.files} == {"loaded"}, report
    files = {"raw": home / "raw.duckdb", "work": home / "work.duckdb", "built": home / "evenhand.duckdb"}
    run_dbt(parsed_project, logs, "run", "--select", "staging", "intermediate", **files)
    return home


@pytest.fixture(scope="module")
def rows(built):
    with duckdb.connect(str(built / "work.duckdb"), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        yield lambda query: connection.execute(query).fetchall()


def test_nothing_of_it_reaches_the_file_to_be_published(built):
    with duckdb.connect(str(built / "evenhand.duckdb"), read_only=True) as connection:
        assert connection.execute("select count(*) from duckdb_tables()").fetchall() == [(0,)]


def test_a_call_is_one_contact_for_each_queue_it_waited_in(rows):
    assert rows(
        "select contact_key, outcome, wait_seconds, talk_seconds, is_transferred, team, agent "
        "from int_contacts where channel = 'phone' order by 1"
    ) == [
        ("pbx-1.1#1", "answered", 20, 100, True, "Billing", "rosa"),
        ("pbx-2.1#1", "overflow", 60, None, False, "Billing", None),
        ("pbx-2.1#2", "abandoned", 15, None, False, "Experts", None),
        ("pbx-3.1#1", None, None, None, False, "Billing", None),
    ]


def test_callers_who_withhold_their_number_are_not_one_customer(rows):
    assert rows("select contact_key, customer_key is null from int_contacts where channel = 'phone' order by 1") == [
        ("pbx-1.1#1", False), ("pbx-2.1#1", True), ("pbx-2.1#2", True), ("pbx-3.1#1", False),
    ]  # fmt: skip


def test_a_call_belongs_to_the_case_that_logs_its_id(rows):
    assert rows(
        "select contact_key, case_key from int_contacts inner join int_cases as cases using (case_id) "
        "where cases.source = 'zendesk'"
    ) == [("pbx-1.1#1", "1")]


def test_a_chat_waits_in_line_once_and_not_in_a_later_session_or_with_a_bot(rows):
    assert rows(
        "select contact_key, outcome, is_queued, wait_seconds, talk_seconds, team, agent "
        "from int_contacts where channel = 'chat' order by 1"
    ) == [
        ("1#1", "answered", True, 40, 360, "Billing", "rosa"),
        ("1#2", "answered", False, 500, None, "Billing", "rosa"),
        ("2#1", None, False, 90, None, "Billing", None),
    ]


def test_a_history_tells_who_did_what_and_who_held_the_case_then(rows):
    assert rows(
        "select event_type, to_value, actor, actor_kind, events.team, events.agent, from_tier, to_tier "
        "from int_case_events as events inner join int_cases as cases using (case_id) "
        "where case_key = '2' and cases.source = 'zendesk' order by event_no"
    ) == [
        ("created", None, None, "customer", None, None, None, None),
        ("team", "Billing", None, "customer", "Billing", None, None, 1),
        ("status", "new", None, "customer", "Billing", None, None, None),
        ("bot_reply", None, None, "bot", "Billing", None, None, None),
        ("agent", "rosa", "rosa", "agent", "Billing", "rosa", None, 1),
        ("public_reply", None, "rosa", "agent", "Billing", "rosa", None, None),
        ("status", "open", "rosa", "agent", "Billing", "rosa", None, None),
        ("team", "Experts", "rosa", "agent", "Experts", "rosa", 1, 2),
        ("agent", "omar", "rosa", "agent", "Experts", "omar", 1, 2),
        ("private_note", None, "rosa", "agent", "Experts", "omar", None, None),
        ("public_reply", None, "omar", "agent", "Experts", "omar", None, None),
        ("status", "solved", "omar", "agent", "Experts", "omar", None, None),
        ("customer_message", None, None, "customer", "Experts", "omar", None, None),
        ("status", "open", None, "customer", "Experts", "omar", None, None),
        ("status", "solved", "omar", "agent", "Experts", "omar", None, None),
        ("priority", "high", None, "system", "Experts", "omar", None, None),
    ]


def test_cases_know_their_entry_their_resolver_and_why_they_do_not_count(rows):
    assert rows(
        "select case_key, status, entry_team, team, entry_agent, resolver, created_origin, has_events, exclusion "
        "from int_cases where source = 'zendesk' order by 1"
    ) == [
        ("1", "open", "Billing", "Billing", "rosa", None, "agent", False, None),
        ("2", "solved", "Billing", "Experts", "rosa", "omar", "customer", True, None),
        ("3", "deleted", "Billing", "Billing", None, None, "customer", False, "deleted"),
        ("4", "merged", "Billing", "Billing", None, None, "customer", False, "merged"),
    ]


def test_cases_name_the_case_that_they_went_on_in_and_the_one_they_continue(rows):
    assert rows(
        "select cases.case_key, survivors.case_key, predecessors.case_key from int_cases as cases "
        "left join int_cases as survivors on cases.merged_into_case_id = survivors.case_id "
        "left join int_cases as predecessors on cases.followup_of_case_id = predecessors.case_id "
        "where cases.source = 'zendesk' order by 1"
    ) == [("1", None, None), ("2", None, None), ("3", None, "2"), ("4", "2", None)]


def test_a_survey_keeps_its_wording_and_the_customers_word_on_the_matter(rows):
    assert rows("select source, agent, instrument_version, is_resolved from int_survey_responses order by 1, 2") == [
        ("surveys", "omar", "v2", False),
        ("surveys", "rosa", "v2", None),
        ("zendesk", "omar", None, None),
    ]


def test_a_reopened_case_was_open_twice_and_one_done_at_an_unknown_time_never(rows):
    assert rows(
        "select case_key, strftime(open_from, '%d %H:%M'), strftime(open_to, '%d %H:%M') from int_open_intervals "
        "inner join int_cases using (case_id) where source = 'zendesk' order by 1, 2"
    ) == [("1", "05 12:00", None), ("2", "05 12:00", "05 15:00"), ("2", "06 08:00", "06 09:00")]


def test_a_survey_is_credited_to_the_agent_it_names_or_else_to_the_resolver(rows):
    assert rows(
        "select source, agent, team, channel, score, scale_max, strftime(sent_at, '%d %H:%M') "
        "from int_survey_responses order by 1, 2"
    ) == [
        ("surveys", "omar", "Experts", "email", 4, 5, "06 10:00"),
        ("surveys", "rosa", "Billing", "email", None, 5, "06 10:00"),
        ("zendesk", "omar", "Experts", "email", None, 1, "06 09:00"),
    ]


def test_an_offer_takes_its_dimensions_from_the_contact_and_its_revenue_net_of_refunds(rows):
    assert rows("select result, agent, team, channel, net_revenue, order_id from int_offers order by 1") == [
        ("accepted", "rosa", "Billing", "phone", 25, "S1"),
        ("none", "omar", "Experts", "email", None, None),
    ]


def test_agents_are_people_in_the_team_of_their_newest_membership(rows):
    assert rows("select agent, name, team, tier from int_agents order by 1") == [
        ("SIP/50", "SIP/50", None, None),
        ("omar", "Omar Haddad", "Experts", 2),
        ("rosa", "Rosa Rossi", "Billing", 1),
    ]


def test_every_source_says_how_far_its_data_goes(rows):
    assert rows(
        "select source, latest_at >= earliest_at from int_source_coverage where earliest_at is not null order by 1"
    ) == [
        ("asterisk", True), ("intercom", True), ("sales", True), ("surveys", True), ("zendesk", True),
    ]  # fmt: skip
