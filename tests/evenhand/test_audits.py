import re

import duckdb
import pytest

from evenhand.audits import REQUIRED_MARTS, audit


@pytest.fixture
def files(tmp_path):
    return tmp_path / "evenhand.duckdb", tmp_path / "raw.duckdb", tmp_path / "work.duckdb"


@pytest.fixture
def change(files):
    """Makes three sound databases, then runs statements on the one they are meant for."""
    built, raw, work = files
    names = {"built": built, "raw": raw, "work": work}

    def run(database, *statements):
        with duckdb.connect(str(names[database])) as connection:
            for statement in statements:
                connection.execute(statement)

    run("built", *(f"create table {mart} as select 1 as key, 0.5::double as share" for mart in REQUIRED_MARTS))
    run(
        "built",
        "create or replace table data_freshness as select timestamptz '2026-03-01 12:00:00+02' as latest_at, "
        "timestamptz '2025-01-01 00:00:00+02' as earliest_at",
        "create or replace table case_openings as select range as case_id from range(2)",
    )
    run(
        "raw",
        "create schema raw.raw",
        "create schema ledger",
        "create table raw.raw.zendesk__tickets as select 'zendesk' as source from range(3)",
        "create table raw.raw.zendesk__groups as select 'zendesk' as source from range(1)",
        "create table ledger.files as select 'zendesk' as source, 'loaded' as status, loaded from unnest([3, 1]) as _(loaded)",
        "insert into ledger.files values ('zendesk', 'failed', 7)",
    )
    run(
        "work",
        "create table int_cases as select if(range = 0, 'deleted', null) as exclusion, range as id from range(3)",
    )
    return run


def test_a_sound_build_passes_and_tells_its_rows(files, change):
    report = audit(*files)
    assert report.failures == ()
    assert report.warnings == ()
    assert report.rows["case_openings"] == 2
    assert report.data_as_of == "2026-03-01T10:00:00Z"
    assert report.data_from == "2024-12-31T22:00:00Z"


@pytest.mark.parametrize(
    ("database", "statement", "words"),
    [
        ("built", "drop table offers", "the table offers is missing"),
        ("built", "update queue_entries set share = 'nan'", "queue_entries.share has 1 values that are infinite"),
        ("built", "update queue_entries set share = '-inf'", "queue_entries.share has 1 values that are infinite"),
        ("raw", "delete from raw.raw.zendesk__groups", "ledger says 4 rows of source zendesk were loaded, .* hold 3"),
        (
            "raw",
            "insert into raw.raw.zendesk__groups values ('other')",
            "0 rows of source other were loaded, .* hold 1",
        ),
        ("built", "delete from case_openings where case_id = 1", "3 cases came in, but 1 opened and 1 excluded ones"),
        ("work", "drop table int_cases", "the intermediate table int_cases is missing"),
    ],
)
def test_what_is_wrong_is_refused_in_words(files, change, database, statement, words):
    change(database, statement)
    (failure,) = audit(*files).failures
    assert re.search(words, failure)


def test_marts_that_are_all_empty_are_refused(files, change):
    change("built", *(f"delete from {mart}" for mart in REQUIRED_MARTS))
    change("work", "update int_cases set exclusion = 'deleted'")
    assert audit(*files).failures == ("every table of facts is empty, although files were loaded",)


def test_half_of_the_rows_gone_is_a_warning(files, change):
    report = audit(*files, {"case_openings": 5, "offers": 2, "old_table": 1})
    assert report.failures == ()
    assert report.warnings == (
        "case_openings has 2 rows, the generation before had 5",
        "old_table has 0 rows, the generation before had 1",
    )
