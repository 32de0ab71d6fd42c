import gzip

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.errors import NotRecognisedError, StoreBusyError
from ingest.load import load_paths
from ingest.raw_store import raw_lock, read_raw_store

CONTACTS = "select key, agent, epoch(started_at)::bigint, wait_seconds, outcome from raw.mapped__contacts order by 1"
LEDGER = "select file_name, records, loaded, rejected, status from ledger.files order by 1"


def statuses(report):
    return [file.status for file in report.files]


def test_a_mapped_file_becomes_canonical_rows(load, write, rows, call_lines):
    report = load(write("calls.csv", call_lines(1)))
    assert report.succeeded
    assert rows(CONTACTS) == [("1", "Ann", 1769932801, 5.0, "answered")]
    assert rows("select source, channel, _row, length(_file_id) from raw.mapped__contacts") == [
        ("calls", "phone", 1, 64)
    ]


def test_loading_a_file_twice_changes_nothing(load, write, rows, call_lines):
    path = write("calls.csv", call_lines(1, 2))
    load(path)
    before = rows("from ledger.files")
    assert statuses(load(path)) == ["already loaded"]
    assert rows("from ledger.files") == before
    assert len(rows(CONTACTS)) == 2


def test_the_same_bytes_under_another_name_load_nothing(load, write, rows, call_lines):
    load(write("calls.csv", call_lines(1)))
    assert statuses(load(write("calls_again.csv", call_lines(1)))) == ["already loaded"]
    assert len(rows(CONTACTS)) == 1


def test_the_same_bytes_twice_in_one_call_load_once(load, write, rows, call_lines):
    report = load(write("calls_a.csv", call_lines(1)), write("calls_b.csv", call_lines(1)))
    assert statuses(report) == ["loaded", "already loaded"]


def test_a_changed_mapping_replaces_the_rows_of_the_file(load, write, rows, call_lines, calls_toml):
    path = write("calls.csv", call_lines(1, 2))
    load(path)
    changed = write("changed.toml", calls_toml.read_text().replace('"phone"', '"fax"'))
    assert statuses(load(path, config=changed)) == ["loaded"]
    assert rows("select channel, count(*) from raw.mapped__contacts group by 1") == [("fax", 2)]
    assert len(rows("from ledger.files")) == 1


def test_a_changed_mapping_that_fails_leaves_the_earlier_rows(load, write, rows, call_lines, calls_toml):
    path = write("calls.csv", call_lines(1, 2))
    load(path)
    changed = write("changed.toml", calls_toml.read_text().replace("%d.%m.%Y", "%Y-%m-%d"))
    assert statuses(load(path, config=changed)) == ["failed"]
    assert len(rows(CONTACTS)) == 2
    assert rows("select status from ledger.files") == [("loaded",)]


def test_a_bad_record_is_put_aside_with_its_place_and_reason(load, write, rows, call_lines):
    lines = call_lines(*range(1, 41)).replace("\n7,01.02.2026,09:00:07,5,", "\n7,01.02.2026,09:00:07,-5,")
    report = load(write("calls.csv", lines))
    assert (report.succeeded, report.loaded, report.rejected) == (True, 39, 1)
    assert rows("select record, line, column_name, reason, raw_text from ledger.rejects") == [
        (7, 8, "wait_seconds", "'-5' is below 0", "7,01.02.2026,09:00:07,-5,A,Ann,+49 30 7")
    ]
    (byte,) = rows("select byte from ledger.rejects")[0]
    assert lines.encode()[byte:].startswith(b"7,01.02.2026")


def test_more_than_five_percent_rejects_roll_the_file_back_and_keep_the_evidence(load, write, rows, call_lines):
    lines = call_lines(*range(1, 41)).replace(",5,A", ",x,A", 3)
    report = load(write("calls.csv", lines))
    assert "3 of 40 records do not fit, more than 5 %" in report.files[0].reason
    assert "wait_seconds 'x' is not a finite number" in report.files[0].reason
    assert rows("from raw.mapped__contacts") == []
    assert rows(LEDGER) == [("calls.csv", 40, 0, 3, "failed")]
    assert len(rows("from ledger.rejects")) == 3


def test_a_failed_file_keeps_at_most_a_hundred_rejects(load, write, rows, call_lines):
    load(write("calls.csv", call_lines(*range(1, 301), wait="x")))
    assert rows("select count(*), max(record) from ledger.rejects") == [(100, 100)]


def test_one_bad_record_does_not_fail_a_tiny_file(load, write, rows, call_lines):
    report = load(write("calls.csv", call_lines(1, 2, 3).replace(",5,A", ",x,A", 1)))
    assert (report.succeeded, report.loaded, report.rejected) == (True, 2, 1)


def test_a_corrected_file_loads_after_it_failed(load, write, rows, call_lines):
    load(write("calls.csv", call_lines(1, 2, 3, wait="x")))
    assert load(write("calls.csv", call_lines(1, 2, 3))).succeeded
    assert len(rows(CONTACTS)) == 3


def test_other_files_of_the_call_load_when_one_fails(load, write, rows, call_lines):
    report = load(write("calls_1.csv", "nonsense\n1\n"), write("calls_2.csv", call_lines(1)))
    assert statuses(report) == ["failed", "loaded"]
    assert not report.succeeded
    assert len(rows(CONTACTS)) == 1


def test_an_unknown_file_in_a_folder_is_skipped_with_advice(load, write, call_lines):
    folder = write("in/calls.csv", call_lines(1)).parent
    write("in/notes.md", "hello")
    write("in/.hidden/calls.csv", call_lines(2))
    write("in/calls_half.csv.tmp", call_lines(3))
    report = load(folder)
    assert [(file.path.name, file.status) for file in report.files] == [
        ("calls.csv", "loaded"),
        ("notes.md", "skipped"),
    ]
    assert "sources.toml" in report.files[1].reason
    assert report.succeeded


def test_an_unknown_file_that_was_named_is_an_error(load, write):
    report = load(write("notes.md", "hello"))
    assert statuses(report) == ["failed"]
    assert "no source knows this file" in report.files[0].reason


def test_a_missing_file_is_an_error_that_says_so(load, tmp_path):
    report = load(tmp_path / "absent.csv")
    assert "there is no such file" in report.files[0].reason


def test_an_unknown_source_is_refused_with_the_known_ones(load, write, call_lines):
    with pytest.raises(NotRecognisedError, match=r"no source 'cals'.*zendesk.*calls"):
        load(write("calls.csv", call_lines(1)), only_source="cals")


def test_only_the_wanted_source_takes_files(load, write, call_lines):
    folder = write("in/calls.csv", call_lines(1)).parent
    assert statuses(load(folder, only_source="surveys")) == ["skipped"]


def test_evenhands_own_files_are_never_read(load, home, write, call_lines):
    load(write("calls.csv", call_lines(1)))
    report = load(home)
    assert report.files == ()
    assert "Evenhand's own file" in load(home / "raw.duckdb").files[0].reason


def test_progress_is_told_each_file(home, write, calls_toml, call_lines):
    seen = []
    paths = [write("calls_1.csv", call_lines(1)), write("calls_2.csv", call_lines(2))]
    load_paths(home, paths, config=calls_toml, progress=lambda *told: seen.append(told))
    assert seen == [("calls_1.csv", 1, 2), ("calls_2.csv", 2, 2)]


def test_two_maps_of_one_file_load_together_or_not_at_all(load, write, rows):
    toml = """
        [sources.sold]
        files = ["sold.csv"]
        [[sources.sold.maps]]
        rows = "contact"
        key = "row"
        columns = { talk_seconds = "seconds" }
        [[sources.sold.maps]]
        rows = "offer"
        key = "row"
        columns = { result = { from = "y", values = { yes = "accepted", no = "declined" } } }
    """
    config = write("sold.toml", toml)
    assert load(write("sold.csv", "seconds,y\n5,maybe\n6,perhaps\n"), config=config).files[0].status == "failed"
    assert rows("from raw.mapped__contacts") == []
    report = load(write("sold.csv", "seconds,y\n5,yes\n6,no\n"), config=config)
    assert [(file.stream, file.loaded) for file in report.files] == [("contact", 2), ("offer", 2)]
    keys = rows("select key from raw.mapped__offers order by _row")
    assert keys == rows("select left(_file_id, 12) || ':' || _row from raw.mapped__offers order by _row")


def test_records_without_a_required_column_belong_to_another_map(load, write, rows):
    toml = """
        [sources.rated]
        files = ["rated.csv"]
        [[sources.rated.maps]]
        rows = "survey_answer"
        key = ["id"]
        require = ["score"]
        columns = { score = "score" }
    """
    report = load(write("rated.csv", "id,score\n1,5\n2,\n3,\n"), config=write("rated.toml", toml))
    assert (report.files[0].records, report.files[0].loaded) == (1, 1)
    assert report.files[0].assumptions == ("2 records without score are not counted as survey_answer.",)


def test_an_empty_file_is_said_to_be_empty(load, write, call_lines):
    report = load(write("calls_1.csv", b""), write("calls_2.csv", call_lines()))
    assert statuses(report) == ["empty", "empty"]
    assert "not even a header" in report.files[0].assumptions[0]


def test_customers_are_stored_as_pseudonyms_only(load, write, home, rows, call_lines):
    load(write("calls.csv", call_lines(1) + "2,01.02.2026,09:00:00,5,A,Ann,anonymous\n"))
    hashed, nobody = rows("select customer from raw.mapped__contacts order by key")
    assert len(hashed[0]) == 64
    assert nobody == (None,)
    assert b"+49 30 1" not in (home / "raw.duckdb").read_bytes()


def test_the_ledger_says_from_when_to_when_the_records_reach(load, write, rows, call_lines):
    load(write("calls.csv", call_lines(1, 2)))
    assert rows("select epoch(earliest_at)::bigint, epoch(latest_at)::bigint, assumptions from ledger.files") == [
        (1769932801, 1769932802, '["Times without a zone were read as Europe/Berlin."]')
    ]


def test_a_second_writer_is_refused_at_once_with_the_first_ones_number(load, write, home, call_lines):
    import os

    with raw_lock(home), pytest.raises(StoreBusyError, match=f"process {os.getpid()}"):
        load(write("calls.csv", call_lines(1)))


def test_a_file_that_grows_while_it_is_read_is_not_loaded(load, write, rows, call_lines, monkeypatch):
    path = write("calls.csv", call_lines(1))

    def append(*_):
        with path.open("a") as file:
            file.write("2,01.02.2026,09:00:00,5,A,Ann,1\n")

    monkeypatch.setattr("ingest.file_load.refuse_bomb", append)
    assert "changed while it was read" in load(path).files[0].reason
    assert rows(CONTACTS) == []


def test_a_gzip_bomb_is_refused(load, write, call_lines, monkeypatch):
    monkeypatch.setattr("ingest.readers.plain_text.BOMB_BYTES", 1_000_000)
    report = load(write("calls.csv.gz", gzip.compress(call_lines(1).encode() + b"0" * 3_000_000)))
    assert "unpacks to more than" in report.files[0].reason


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.integers(1, 30), min_size=1, max_size=8), min_size=1, max_size=4), st.randoms())
def test_order_and_repetition_of_files_do_not_matter(tmp_path_factory, calls_toml, call_lines, exports, rng):
    tables = []
    for order in (exports, rng.sample(exports, len(exports)) + exports[:1]):
        folder = tmp_path_factory.mktemp("order")
        paths = []
        for number, keys in enumerate(order):
            paths.append(folder / f"calls_{number}.csv")
            paths[-1].write_text(call_lines(*keys))
        load_paths(folder / "home", paths, config=calls_toml)
        with read_raw_store(folder / "home") as connection:
            tables.append(
                connection.execute("select key, _row, _file_id from raw.mapped__contacts order by all").fetchall()
            )
    assert tables[0] == tables[1]
