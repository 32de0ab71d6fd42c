import stat

import duckdb
import pytest

from ingest.errors import StoreBusyError
from ingest.load import load_paths
from ingest.raw_store import add_missing_tables, open_raw_store, raw_lock, read_raw_store
from ingest.raw_tables import raw_tables
from ingest.types import Column

TABLES = "select table_name from duckdb_tables() where schema_name = 'raw' and database_name = 'store' order by 1"


def test_every_raw_table_is_there_before_anything_is_loaded(home):
    with open_raw_store(home, raw_tables()) as connection:
        names = [row[0] for row in connection.execute(TABLES).fetchall()]
    assert names == sorted(raw_tables())
    assert {"zendesk__tickets", "asterisk__queue_log", "intercom__teams", "mapped__cases"} <= set(names)
    assert len(names) == 26


def test_raw_tables_begin_with_where_a_row_comes_from(home):
    with open_raw_store(home, raw_tables()) as connection:
        described = connection.execute("describe raw.sales__orders").fetchall()
    assert [(row[0], row[1]) for row in described[:3]] == [
        ("_file_id", "VARCHAR"),
        ("_row", "BIGINT"),
        ("source", "VARCHAR"),
    ]


def test_a_column_declared_later_is_added_to_an_older_store(home):
    with open_raw_store(home, {"things": (Column("a"),)}) as connection:
        connection.execute("insert into raw.things values ('f', 1, 's', 'x')")
    with open_raw_store(home, {"things": (Column("a"), Column("b", "DOUBLE"))}) as connection:
        assert connection.execute("select a, b from raw.things").fetchall() == [("x", None)]


def test_a_build_finds_tables_and_columns_that_were_declared_since_the_last_load(home):
    with open_raw_store(home, {"things": (Column("a"),)}) as connection:
        connection.execute("insert into raw.things values ('f', 1, 's', 'x')")
    with raw_lock(home):
        add_missing_tables(home, {"things": (Column("a"), Column("b")), "others": (Column("c"),)})
    with read_raw_store(home) as connection:
        assert connection.execute("select a, b from raw.things").fetchall() == [("x", None)]
        assert connection.execute("select c from raw.others").fetchall() == []


def test_a_store_that_lacks_nothing_is_not_written(home):
    with open_raw_store(home, raw_tables()):
        pass
    before = (home / "raw.duckdb").stat().st_mtime_ns
    with raw_lock(home):
        add_missing_tables(home, raw_tables())
    assert (home / "raw.duckdb").stat().st_mtime_ns == before


def test_an_installation_of_an_older_version_loads_its_files_again_with_the_new_columns(home, write, rows):
    path = write("surveys.csv", "response_id,sent_at,answered_at,score,is_resolved\n1,,2026-03-02T09:00:00Z,4,yes\n")
    load_paths(home, [path])
    with open_raw_store(home, {}) as connection:
        connection.execute("alter table raw.surveys__responses drop column is_resolved")
        connection.execute("update ledger.files set definition_hash = 'older'")
    (report,) = load_paths(home, [path]).files
    assert report.status == "loaded"
    assert rows("select response_id, is_resolved from raw.surveys__responses") == [("1", True)]


def test_only_the_owner_may_read_the_raw_store(home):
    with open_raw_store(home, {}):
        pass
    assert stat.S_IMODE((home / "raw.duckdb").stat().st_mode) == 0o600
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_the_lock_is_free_again_after_a_failure(home):
    with pytest.raises(duckdb.Error), open_raw_store(home, {}) as connection:
        connection.execute("select nonsense")
    with raw_lock(home):
        pass


def test_two_writers_exclude_each_other(home):
    with (
        open_raw_store(home, {}),
        pytest.raises(StoreBusyError, match="Wait until that load has ended"),
        raw_lock(home),
    ):
        pass


def test_readers_cannot_write(home):
    with open_raw_store(home, raw_tables()):
        pass
    with read_raw_store(home) as connection, pytest.raises(duckdb.Error, match="read-only"):
        connection.execute("delete from ledger.files")
