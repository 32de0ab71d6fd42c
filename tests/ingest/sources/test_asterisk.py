from pathlib import Path

import pytest

from ingest.sources import asterisk

FIXTURES = Path(__file__).parent.parent / "fixtures" / "asterisk"
LOG = FIXTURES / "valid" / "queue_log"


def test_every_line_is_accounted_for(load_and_query):
    rows, reports = load_and_query("select count(*), count(distinct event) from raw.asterisk__queue_log", LOG)
    assert rows == [(24, 14)]
    assert [(report.status, report.records, report.rejected) for report in reports] == [("loaded", 24, 0)]


def test_a_damaged_log_is_refused_and_its_lines_are_named(load_and_query):
    rows, reports = load_and_query(
        "select line, reason from ledger.rejects order by line", FIXTURES / "invalid" / "queue_log.damaged"
    )
    assert [report.status for report in reports] == ["failed"]
    assert rows == [
        (3, "does not begin with seconds since 1970"),
        (4, "has 3 of the 5 fields that every line has"),
        (5, "names no event"),
        (6, "does not begin with seconds since 1970"),
        (8, "has 1 of the 5 fields that every line has"),
    ]


def test_epochs_are_instants_in_utc(load_and_query):
    rows, _ = load_and_query(
        "select logged_at::varchar from raw.asterisk__queue_log where event in ('QUEUESTART', 'DID')", LOG
    )
    assert rows == [("2026-02-03 09:00:00+00",), ("2026-02-03 09:20:50.125+00",)]


def test_unknown_events_are_kept(load_and_query):
    rows, _ = load_and_query("select param1, param6 from raw.asterisk__queue_log where event = 'HOLOGRAM'", LOG)
    assert rows == [("a", "f|g")]


def test_a_call_that_enters_a_second_queue_keeps_its_id(load_and_query):
    rows, _ = load_and_query(
        "select queue, event, param1, param4 from raw.asterisk__queue_log where call_id = 'gw-1770109800.7' order by _row",
        LOG,
    )
    assert rows == [
        ("parcels", "ENTERQUEUE", None, None),
        ("parcels", "EXITWITHTIMEOUT", "1", None),
        ("returns", "ENTERQUEUE", None, None),
        ("returns", "EXITWITHKEY", "1", "59"),
    ]


def test_ring_times_stay_as_logged(load_and_query):
    rows, _ = load_and_query(
        "select param1 from raw.asterisk__queue_log where event = 'RINGNOANSWER' order by _row", LOG
    )
    assert rows == [("15000",), ("0",)]


def test_a_transfer_may_have_six_parameters(load_and_query):
    rows, _ = load_and_query(
        "select param1, param4, param5, param6 from raw.asterisk__queue_log where event = 'ATTENDEDTRANSFER'", LOG
    )
    assert rows == [("LINK", "4", "100", "1")]


def test_known_callers_are_hashed_and_withheld_ones_are_nobody(load_and_query):
    rows, _ = load_and_query(
        "select param3, length(caller), caller = lag(caller) over (order by _row)"
        " from raw.asterisk__queue_log where event = 'ENTERQUEUE' order by _row",
        LOG,
    )
    assert rows == [
        ("1", 64, None),
        ("2", None, None),
        ("1", None, None),
        ("1", 64, None),
        ("3", 64, True),
        ("1", 64, False),
        ("1", 64, False),
    ]


def test_no_number_or_name_of_a_caller_is_stored(load_and_query):
    rows, _ = load_and_query("select to_json(stored)::varchar from raw.asterisk__queue_log as stored", LOG)
    text = "\n".join(row[0] for row in rows)
    assert not [
        secret for secret in ("32255501", "Mira", "Holt", "Withheld") if secret in text.replace("+3225550199", "")
    ]


def test_equal_lines_of_one_second_are_both_kept(load_and_query):
    rows, _ = load_and_query(
        "select count(*), count(distinct line_hash) from raw.asterisk__queue_log where event = 'PAUSE' and param1 = 'lunch'",
        LOG,
    )
    assert rows == [(2, 1)]


def test_a_rotated_copy_repeats_the_same_hashes(load_and_query, tmp_path):
    copy = tmp_path / "queue_log-20260204"
    copy.write_bytes(LOG.read_bytes().replace(b"\n", b"\r\n") + b"1770110700|NONE|NONE|NONE|CONFIGRELOAD|\r\n")
    rows, _ = load_and_query("select count(*), count(distinct line_hash) from raw.asterisk__queue_log", LOG, copy)
    assert rows == [(49, 24)]


def test_latin1_names_are_read_and_said(load_and_query):
    rows, reports = load_and_query(
        "select distinct member, param1 from raw.asterisk__queue_log order by all", FIXTURES / "valid" / "queue_log.1"
    )
    assert rows == [("Agent/Zoë", "thé"), ("Agent/Zoë", None)]
    assert reports[0].assumptions == ("Lines that are not UTF-8, read as Latin-1: 2.",)


@pytest.mark.parametrize(
    ("name", "content", "is_ours"),
    [
        ("queue_log", "", True),
        ("queue_log-20260101.gz", "", True),
        ("calls.txt", "1770109200|NONE|NONE|NONE|QUEUESTART|\n", True),
        ("calls.txt", "1770109200.5|1.2|q|NONE|ENTERQUEUE||1|1\n", True),
        ("calls.txt", "when|call|queue|agent|EVENT\n", False),
        ("calls.csv", "1770109200,NONE,NONE,NONE,QUEUESTART\n", False),
    ],
)
def test_logs_are_recognised_by_name_or_first_line(tmp_path, name, content, is_ours):
    path = tmp_path / name
    path.write_text(content)
    assert (asterisk.source({}).recognise(path) is not None) == is_ours
