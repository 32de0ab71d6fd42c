import gzip

import duckdb
import pytest

from ingest.readers import queue_log
from ingest.sources.asterisk import QUEUE_LOG

PAUSE = "1770110400|NONE|parcels|SIP/2002|PAUSE|lunch"


@pytest.fixture
def read(tmp_path):
    def read_content(content, name="queue_log"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        connection = duckdb.connect()
        summary = QUEUE_LOG.read(connection, path, QUEUE_LOG)
        columns = ", ".join(column.name for column in QUEUE_LOG.columns)
        cursor = connection.execute(f"select _row, {columns} from incoming order by _row")
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        rejects = connection.execute(
            "select _row, line, byte, column_name, reason, raw_text from incoming_rejects order by _row"
        ).fetchall()
        assert summary.records == len(rows) + len(rejects)
        return rows, rejects, summary

    return read_content


def parameters(row):
    return [row[f"param{number}"] for number in range(1, 7)]


@pytest.mark.parametrize(
    ("caller", "stored"),
    [
        ("+3225550101", "+3225550101"),
        ("", None),
        ("anonymous", None),
        ("Anonymous", None),
        ("sip:anonymous@anonymous.invalid", None),
        ("<unknown>", None),
        ("unavailable", None),
    ],
)
def test_a_withheld_caller_is_nobody(read, caller, stored):
    rows, _, _ = read(f"1770109300|gw-1.1|parcels|NONE|ENTERQUEUE||{caller}|1\n")
    assert rows[0]["caller"] == stored


def test_number_and_name_of_a_caller_leave_the_parameters(read):
    rows, _, _ = read(
        "1770109300|gw-1.1|parcels|NONE|ENTERQUEUE|https://desk.example/?c=3225550101|3225550101|2|Mira|Holt\n"
        '1770109301|gw-1.1|parcels|NONE|ENTERQUEUE||"Mira | Holt" <3225550101>|2\n'
    )
    assert parameters(rows[0]) == ["https://desk.example/", None, "2", None, None, None]
    assert parameters(rows[1]) == [None, None, None, None, None, None]


def test_surplus_fields_are_joined_and_missing_ones_are_null(read):
    rows, _, _ = read(
        "1770109300|gw-1.1|parcels|SIP/1|HOLOGRAM|a|b|c|d|e|f|g|\n1770109301|gw-1.1|parcels|SIP/1|SYSCOMPAT\n"
    )
    assert parameters(rows[0]) == ["a", "b", "c", "d", "e", "f|g|"]
    assert parameters(rows[1]) == [None] * 6
    assert rows[0]["event"] == "HOLOGRAM"


def test_fractions_of_seconds_and_carriage_returns_are_tolerated(read):
    rows, rejects, _ = read(f"1770110450.125|gw-1.1|parcels|NONE|DID|100\r\n{PAUSE}\r\n")
    assert [(row["logged_at"], row["param1"]) for row in rows] == [("1770110450.125", "100"), ("1770110400", "lunch")]
    assert rejects == []


def test_a_line_has_the_same_hash_under_either_line_end(read):
    hashes = {read(f"{PAUSE}{end}")[0][0]["line_hash"] for end in ("\n", "\r\n", "")}
    assert len(hashes) == 1


def test_latin1_lines_are_read_each_for_itself_and_said(read):
    content = b"1770022800|NONE|parcels|Zo\xeb|PAUSE|\n" + "1770022801|NONE|parcels|Zoë|UNPAUSE|\n".encode()
    rows, _, summary = read(content)
    assert [row["member"] for row in rows] == ["Zoë", "Zoë"]
    assert summary.assumptions == ("Lines that are not UTF-8, read as Latin-1: 1.",)


def test_broken_lines_are_rejected_with_line_and_byte(read):
    broken = [
        "1770109300|gw-1.1|parcels",
        "2026-02-03 09:00:00|gw-1.1|parcels|NONE|DID|1",
        "1770109301|x|parcels|NONE||",
    ]
    rows, rejects, _ = read("\n".join([PAUSE, "", *broken, PAUSE]) + "\n")
    assert [row["_row"] for row in rows] == [1, 5]
    first = len(PAUSE) + 2
    second, third = first + len(broken[0]) + 1, first + len(broken[0]) + len(broken[1]) + 2
    assert rejects == [
        (2, 3, first, None, "has 3 of the 5 fields that every line has", broken[0]),
        (3, 4, second, None, "does not begin with seconds since 1970", broken[1]),
        (4, 5, third, None, "names no event", broken[2]),
    ]


def test_rejects_do_not_quote_callers(read):
    _, rejects, _ = read("yesterday|gw-1.1|parcels|NONE|ENTERQUEUE||3225550101|1\n")
    assert rejects[0][5] == "yesterday|gw-1.1|parcels|NONE|ENTERQUEUE|..."


@pytest.mark.parametrize("chunk_bytes", [1, 50, 10_000])
def test_pieces_end_with_lines_and_number_on(read, monkeypatch, chunk_bytes):
    monkeypatch.setattr(queue_log, "CHUNK_BYTES", chunk_bytes)
    lines = [f"{1770110400 + number}|NONE|parcels|Zoë|PAUSE|" for number in range(50)]
    rows, rejects, summary = read(gzip.compress("\n".join([*lines, "broken", lines[0]]).encode()), "queue_log.gz")
    assert [row["_row"] for row in rows] == [*range(1, 51), 52]
    assert rejects[0][:3] == (51, 51, sum(len(line.encode()) + 1 for line in lines))
    assert summary.locate([52])[52].line == 52


@pytest.mark.parametrize("content", [b"", b"\n\r\n  \n", gzip.compress(b"", mtime=0)])
def test_a_log_without_lines_has_no_records(read, content):
    rows, rejects, summary = read(content)
    assert (rows, rejects, summary.records) == ([], [], 0)
