"""Recorded exports of real systems, which are not part of the project: skipped where they are not at hand."""

from pathlib import Path

import pytest

from ingest.load import load_paths
from ingest.raw_store import read_raw_store

SAMPLES = Path(__file__).parents[3] / "shared" / "formats"

pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="no recorded exports beside the project")


@pytest.fixture
def load_samples(tmp_path):
    def load_and_query(query, *names):
        home = tmp_path / "home"
        home.mkdir(exist_ok=True)
        reports = load_paths(home, [SAMPLES / name for name in names]).files
        assert {report.status for report in reports} == {"loaded"}
        with read_raw_store(home) as connection:
            return connection.execute(query).fetchall(), [(report.loaded, report.rejected) for report in reports]

    return load_and_query


PER_PAGE = "zendesk/incremental_tickets_timebased_perpage1_first4pages.json"
TIME_BASED = "zendesk/incremental_tickets_timebased_page1_1000.json"
CURSOR = "zendesk/incremental_tickets_cursor_page1_1000.json"
END_OF_STREAM = "zendesk/incremental_tickets_87_end_of_stream.json"
NEWEST_TICKETS = (
    "(select * from raw.zendesk__tickets qualify row_number() over (partition by ticket_id "
    "order by generated_timestamp desc nulls last, updated_at desc nulls last, _row desc, _file_id desc) = 1)"
)


def test_pages_of_one_second_hold_28_tickets(load_samples):
    query = "select count(*), count(distinct ticket_id) from raw.zendesk__tickets"
    assert load_samples(query, PER_PAGE) == ([(28, 28)], [(28, 0)])


def test_time_and_cursor_exports_together_hold_1018_tickets(load_samples):
    query = f"select (select count(*) from raw.zendesk__tickets), (select count(*) from {NEWEST_TICKETS})"
    loaded, _ = load_samples(query, TIME_BASED, CURSOR, END_OF_STREAM)
    assert loaded == [(2087, 1018)]


def test_an_erased_ticket_is_known_as_such(load_samples):
    query = (
        f"select status, is_scrubbed, updated_at::date < to_timestamp(generated_timestamp)::date from {NEWEST_TICKETS}"
    )
    loaded, _ = load_samples(f"{query} where ticket_id = '4034'", TIME_BASED, CURSOR, END_OF_STREAM)
    assert loaded == [("deleted", True, True)]


def test_all_audits_load_and_keep_no_text(load_samples):
    query = "select count(*), count(distinct audit_id), count(*) filter (events::varchar like '%body%') from raw.zendesk__ticket_audits"
    assert load_samples(query, "zendesk/ticket_audits_91.jsonl") == ([(91, 91, 0)], [(91, 0)])


def test_floats_for_ids_are_mended(load_samples):
    query = "select count(*), count(*) filter (ticket_id like '%.%') from raw.zendesk__tickets"
    assert load_samples(query, "zendesk/airbyte_expected_records_subset.jsonl") == ([(3, 0)], [(3, 0)])


def test_all_51_lines_of_every_queue_event_load(load_samples):
    query = "select count(*), count(caller), count(distinct caller) from raw.asterisk__queue_log"
    assert load_samples(query, "asterisk/queue_log_all_events.synthetic.txt") == ([(51, 12, 11)], [(51, 0)])


def test_lines_quoted_from_real_logs_load(load_samples):
    query = "select count(*), min(logged_at)::date::varchar from raw.asterisk__queue_log"
    assert load_samples(query, "asterisk/queue_log_real_lines.txt") == ([(30, "2006-12-26")], [(30, 0)])


def test_intercom_conversations_load_from_messages_of_many_streams(load_samples):
    query = (
        "select conversation_id, epoch(first_admin_reply_at - created_at)::bigint "
        "from raw.intercom__conversations order by conversation_id"
    )
    loaded, counts = load_samples(query, "intercom/airbyte_expected_records_subset.jsonl")
    assert (loaded, counts) == ([("1", 18_100_888), ("60", None)], [(2, 0)])
