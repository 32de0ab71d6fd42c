from datetime import UTC, datetime

import duckdb
import pytest

from ingest.casting import type_records
from ingest.readers.delimited import Delimited
from ingest.types import Column, Impossible, Stream

FILE_ID = "0123456789abcdef" * 4


def typed(columns, *records, **options):
    declared = columns if isinstance(columns, tuple) else (columns,)
    stream = Stream("things", declared, (), (), Delimited(), "things", **options)
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        names = ", ".join(f'"{column.name}" varchar' for column in declared)
        connection.execute(f"create temp table incoming (_row bigint, {names})")
        for number, record in enumerate(records, 1):
            values = record if isinstance(record, tuple) else (record,)
            marks = ", ".join("?" for _ in range(len(declared) + 1))
            connection.execute(f"insert into incoming values ({marks})", [number, *values])
        outcome = type_records(connection, stream, FILE_ID)
        rows = connection.execute(
            "select * exclude (_row, _doubtful, _is_zoneless) from typed order by _row"
        ).fetchall()
    return outcome, [row[:-2] for row in rows], [row[-1] for row in rows], [row[-2] for row in rows]


def one(column, value, **options):
    _, rows, problems, _ = typed(column, value, **options)
    return rows[0][0], problems[0] and problems[0]["reason"]


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("VARCHAR", " as it is\u00a0", "as it is"),
        ("VARCHAR", "  ", None),
        ("VARCHAR", "u0", "u0"),
        ("BIGINT", "-12", -12),
        ("BIGINT", "12.0", 12),
        ("DOUBLE", "1.5e3", 1500.0),
        ("DOUBLE", ".5", 0.5),
        ("BOOLEAN", "TRUE", True),
        ("BOOLEAN", "No", False),
        ("BOOLEAN", "1", True),
        ("DATE", "2026-02-28", datetime(2026, 2, 28).date()),
        ("DATE", "2026-02-28 00:00:00", datetime(2026, 2, 28).date()),
        ("JSON", '{"a": 1}', '{"a": 1}'),
        ("TIMESTAMPTZ", "2026-02-28T10:00:00+02:00", datetime(2026, 2, 28, 8, tzinfo=UTC)),
        ("TIMESTAMPTZ", "2026-02-28 10:00:00,5 +0200", datetime(2026, 2, 28, 8, 0, 0, 500000, tzinfo=UTC)),
        ("TIMESTAMPTZ", "2026-02-28T10:00Z", datetime(2026, 2, 28, 10, tzinfo=UTC)),
        ("TIMESTAMPTZ", "2026-02-28 10:00:00 UTC", datetime(2026, 2, 28, 10, tzinfo=UTC)),
    ],
)
def test_text_that_fits_is_typed(kind, text, value):
    assert one(Column("x", kind), text) == (value, None)


@pytest.mark.parametrize(
    ("kind", "text", "reason"),
    [
        ("BIGINT", "1.5", "'1.5' is not a whole number"),
        ("BIGINT", "1_000", "'1_000' is not a whole number"),
        ("BIGINT", "99999999999999999999", "'99999999999999999999' is not a whole number"),
        ("DOUBLE", "nan", "'nan' is not a finite number"),
        ("DOUBLE", "inf", "'inf' is not a finite number"),
        ("DOUBLE", "1e400", "'1e400' is not a finite number"),
        ("DOUBLE", "1,5", "'1,5' is not a finite number"),
        ("BOOLEAN", "maybe", "'maybe' is neither true nor false"),
        ("DATE", "2026-02-30", "'2026-02-30' is not a date written as ISO 8601"),
        ("DATE", "2026-02-28 10:00:00", "'2026-02-28 10:00:00' is not a date written as ISO 8601"),
        ("DATE", "9999-12-31", "'9999-12-31' is outside the years 1990 to 2099"),
        ("JSON", "{a", "'{a' is not JSON"),
        ("TIMESTAMPTZ", "infinity", "'infinity' is not a point in time written as ISO 8601"),
        ("TIMESTAMPTZ", "2026-02-30T10:00:00Z", "'2026-02-30T10:00:00Z' is not a point in time written as ISO 8601"),
        ("TIMESTAMPTZ", "0001-01-01T00:00:00Z", "'0001-01-01T00:00:00Z' is outside the years 1990 to 2099"),
        ("VARCHAR", "a\0b", "holds a NUL byte"),
    ],
)
def test_text_that_does_not_fit_rejects_the_record_with_a_reason(kind, text, reason):
    assert one(Column("x", kind), text)[1] == reason


@pytest.mark.parametrize(
    ("formats", "text", "value"),
    [
        (("%d/%m/%Y %H:%M",), "9/2/2026 01:16", datetime(2026, 2, 9, 0, 16, tzinfo=UTC)),
        (("%Y", "iso"), "2026-07-01 12:00:00", datetime(2026, 7, 1, 10, tzinfo=UTC)),
        (("iso",), "2026-07-01", datetime(2026, 6, 30, 22, tzinfo=UTC)),
        (("epoch_s",), "1769932800", datetime(2026, 2, 1, 8, tzinfo=UTC)),
        (("epoch_ms",), "1769932800123", datetime(2026, 2, 1, 8, 0, 0, 123000, tzinfo=UTC)),
        (("%d.%m.%Y %H:%M %z",), "01.02.2026 10:00 +0200", datetime(2026, 2, 1, 8, tzinfo=UTC)),
    ],
)
def test_instants_are_read_by_their_formats_in_the_zone_of_the_source(formats, text, value):
    assert one(Column("x", "TIMESTAMPTZ", formats=formats), text, time_zone="Europe/Berlin") == (value, None)


def test_a_clock_time_without_any_zone_is_rejected_with_the_way_out():
    _, reason = one(Column("x", "TIMESTAMPTZ"), "2026-02-01 10:00:00")
    assert reason.startswith("'2026-02-01 10:00:00' has no time zone, and none is declared: add time_zone")


def test_a_local_time_that_the_clocks_skipped_is_rejected():
    _, reason = one(Column("x", "TIMESTAMPTZ"), "2026-03-29 02:30:00", time_zone="Europe/Berlin")
    assert reason.startswith("'2026-03-29 02:30:00' never happened in Europe/Berlin")


def test_a_local_time_that_happened_twice_is_the_second_one_and_said():
    outcome, rows, _, _ = typed(Column("x", "TIMESTAMPTZ"), "2026-10-25 02:30:00", time_zone="Europe/Berlin")
    assert rows == [(datetime(2026, 10, 25, 1, 30, tzinfo=UTC),)]
    assert outcome.assumptions == (
        "Times without a zone were read as Europe/Berlin.",
        "1 local times happened twice, when the clocks went back; the second one was taken.",
    )


def test_a_zone_is_not_said_where_every_time_carries_its_own():
    outcome, *_ = typed(Column("x", "TIMESTAMPTZ"), "2026-10-25T02:30:00Z", time_zone="Europe/Berlin")
    assert outcome.assumptions == ()


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        (Column("x", null_words=("?", "n/a")), "?", None),
        (Column("x", values={"A": "answered"}), "A", "answered"),
        (Column("x", values={"A": "answered"}), "B", "B"),
        (Column("x", "BOOLEAN", values={"ja": "true"}), "ja", True),
        (Column("x", constant="5"), None, "5"),
        (Column("x", is_row_key=True), None, "0123456789ab:1"),
    ],
)
def test_words_are_translated_before_they_are_typed(column, text, value):
    assert one(column, text) == (value, None)


@pytest.mark.parametrize(
    ("column", "text", "reason"),
    [
        (Column("x", required=True), "", "is empty, and a record needs it"),
        (Column("x", required=True, null_words=("?",)), "?", "is empty, and a record needs it"),
        (Column("x", allowed=("a", "b")), "c", "'c' is none of: a, b"),
        (Column("x", "DOUBLE", minimum=0), "-0.1", "'-0.1' is below 0"),
        (Column("x", "DOUBLE", maximum=10), "11", "'11' is above 10"),
        (Column("x", personal=True), "a\0b", "holds a NUL byte"),
    ],
)
def test_rules_of_a_column_reject_the_record(column, text, reason):
    assert one(column, text)[1] == reason


def test_the_value_of_a_personal_column_is_not_repeated_in_the_reason():
    assert one(Column("x", personal=True, allowed=("a",)), "ann@example.com")[1] == "the value is none of: a"


def test_a_contradiction_inside_a_record_rejects_it():
    columns = (Column("score", "DOUBLE"), Column("top", "DOUBLE"))
    rule = Impossible("score > top", "score", "score is above top")
    _, _, problems, _ = typed(columns, ("4", "5"), ("6", "5"), ("6", None), impossible=(rule,))
    assert problems == [None, {"column_name": "score", "reason": "score is above top"}, None]


def test_counts_add_up_to_the_records():
    columns = (Column("id"), Column("score", "DOUBLE"))
    outcome, _, _, applies = typed(columns, ("1", "4"), ("2", "x"), ("3", ""), applies_with=("score",))
    assert (outcome.accepted, outcome.rejected, outcome.not_applicable) == (1, 1, 1)
    assert applies == [True, True, False]
