from pathlib import Path

import duckdb
import pytest

from ingest.errors import MappingError
from ingest.mapping import read_configuration
from ingest.readers.columnar import Columnar
from ingest.readers.delimited import Delimited
from ingest.readers.spreadsheet import Spreadsheet

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.toml"))

VALID = """
[sources.calls]
files = ["calls*.csv"]
time_zone = "Europe/Berlin"
null_words = ["?"]
[[sources.calls.maps]]
rows = "contact"
key = ["line", "id"]
constants = { channel = "phone", is_transferred = false }
[sources.calls.maps.columns]
started_at = { from = ["day", "clock"], formats = ["%d.%m.%Y %H:%M", "iso"] }
wait_seconds = "wait"
outcome = { from = "result", values = { A = "answered" }, null_words = ["-"] }
"""


def columns_of(path):
    (source,) = read_configuration(path).sources
    return {column.name: column for column in source.streams[0].columns}


def test_a_mapping_becomes_a_source(write):
    (source,) = read_configuration(write("s.toml", VALID)).sources
    (stream,) = source.streams
    assert (source.name, stream.name, stream.table, stream.time_zone) == (
        "calls",
        "contact",
        "mapped__contacts",
        "Europe/Berlin",
    )
    assert (stream.instant, stream.applies_with) == ("started_at", ())
    assert source.streams_in(Path("calls_1.csv")) == (stream,)
    assert source.streams_in(Path("other.csv")) == ()


def test_columns_keep_their_type_and_learn_where_they_are_read(write):
    columns = columns_of(write("s.toml", VALID))
    assert columns["key"].origins == ("line", "id")
    assert (columns["key"].separator, columns["key"].required) == ("|", True)
    assert columns["started_at"].formats == ("%d.%m.%Y %H:%M", "iso")
    assert columns["outcome"].values == {"A": "answered"}
    assert columns["outcome"].null_words == ("?", "-")
    assert (columns["channel"].constant, columns["is_transferred"].constant) == ("phone", "false")
    assert columns["wait_seconds"].minimum == 0


@pytest.mark.parametrize(("rows", "grain"), [("case", "case"), ("case_event", "event")])
def test_cases_and_their_events_share_a_table_and_differ_in_grain(write, rows, grain):
    text = f'[sources.x]\nfiles = "x.csv"\n[[sources.x.maps]]\nrows = "{rows}"\nkey = "row"\n'
    (source,) = read_configuration(write("s.toml", text)).sources
    assert source.streams[0].table == "mapped__cases"
    columns = {column.name: column for column in source.streams[0].columns}
    assert columns["grain"].constant == grain
    assert columns["key"].is_row_key


def test_two_maps_to_one_entity_have_names_of_their_own(write):
    one = '[[sources.x.maps]]\nrows = "offer"\nkey = "row"\n'
    text = f'[sources.x]\nfiles = "x.csv"\n{one * 3}'
    (source,) = read_configuration(write("s.toml", text)).sources
    assert [stream.name for stream in source.streams] == ["offer", "offer_2", "offer_3"]


def test_looking_at_the_form_of_dates_leaves_the_connection_alone_that_a_process_shares(write):
    read_configuration(write("s.toml", VALID))
    # It refuses while somebody has an answer of it that was not read to its end.
    assert duckdb.sql("select 1").fetchall() == [(1,)]


@pytest.mark.parametrize(
    ("lines", "reader"),
    [
        ('format = "csv"\ndelimiter = ";"\nencoding = "cp1252"', Delimited(";", "cp1252")),
        ("", Delimited()),
        ('format = "xlsx"\nsheet = "Data"', Spreadsheet("Data")),
        ('format = "parquet"', Columnar()),
    ],
)
def test_the_format_chooses_the_reader(write, lines, reader):
    text = f'[sources.x]\nfiles = "x.*"\n{lines}\n[[sources.x.maps]]\nrows = "offer"\nkey = "row"\n'
    (source,) = read_configuration(write("s.toml", text)).sources
    assert source.streams[0].read == reader


def test_settings_of_built_in_sources_are_handed_on(write):
    assert read_configuration(write("s.toml", '[zendesk.fields]\n360 = "topic"\n')).settings == {
        "zendesk": {"fields": {"360": "topic"}}
    }


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "[sources.calls]",
            "[source.calls]",
            r"\[source\] is unknown; allowed are sources, .*Did you mean 'sources'\?",
        ),
        ("time_zone", "timezone", r"\[sources.calls.timezone\] is unknown; .*Did you mean 'time_zone'\?"),
        ("Europe/Berlin", "Europe/Berln", r"\[sources.calls.time_zone\] 'Europe/Berln' is no time zone"),
        ('files = ["calls*.csv"]', "", r"\[sources.calls.files\] is missing"),
        ('files = ["calls*.csv"]', "files = 5", r"\[sources.calls.files\] must be a text or a list of texts"),
        ("time_zone", 'format = "pdf"\ntime_zone', r"\[sources.calls.format\] 'pdf' is unknown; allowed are csv"),
        ("time_zone", 'sheet = "a"\ntime_zone', r"\[sources.calls.sheet\] belongs to format = \"xlsx\""),
        ("time_zone", 'delimiter = "::"\ntime_zone', r"\[sources.calls.delimiter\] must be one character"),
        ("time_zone", 'encoding = "utf-9"\ntime_zone', r"\[sources.calls.encoding\] 'utf-9' is no encoding"),
        ('rows = "contact"', 'rows = "call"', r"\[sources.calls.maps.rows\] 'call' is unknown; .*case_event, contact"),
        ('rows = "contact"', "", r"\[sources.calls.maps.rows\] is missing"),
        ('key = ["line", "id"]', "", r"\[sources.calls.maps.key\] is missing"),
        ("wait_seconds =", "wait =", r"\[sources.calls.maps.columns.wait\] is no column of 'contact'"),
        ("wait_seconds =", "wait_second =", r"Did you mean 'wait_seconds'\?"),
        ('"wait"', "5", r"\[sources.calls.maps.columns.wait_seconds\] must be a header"),
        ('"wait"', '{ form = "wait" }', r"columns.wait_seconds.form\] is unknown; .*Did you mean"),
        ('"wait"', "{ values = { a = 1 } }", r"columns.wait_seconds.from\] is missing"),
        ('"wait"', '{ from = "wait", format = "%d" }', r"format\] belongs to dates and times; wait_seconds is DOUBLE"),
        ('"iso"]', '"%Q"]', r"started_at.format\] '%Q' is no date format"),
        ('"iso"]', '"isoo"]', r"started_at.format\] 'isoo' has no %"),
        ('channel = "phone"', 'outcome = "answered"', r"columns.outcome\] stands in columns and in constants"),
        ('rows = "contact"', 'rows = "contact"\nrequire = ["topic"]', r"maps.require\] names 'topic', which this map"),
        ("sources.calls", "sources.zendesk", r"\[sources.zendesk\] is the name of a built-in source"),
        ("[sources.calls]", "[sources.calls", "is not TOML"),
    ],
)
def test_a_wrong_mapping_is_refused_by_name(write, old, new, message):
    path = write("s.toml", VALID.replace(old, new))
    with pytest.raises(MappingError, match=message) as refused:
        read_configuration(path)
    assert str(path) in str(refused.value)


def test_a_missing_configuration_is_said(tmp_path):
    with pytest.raises(MappingError, match="there is no such file"):
        read_configuration(tmp_path / "absent.toml")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_is_valid_and_says_in_three_lines_what_it_shows(path):
    assert read_configuration(path).sources
    assert [line[:2] for line in path.read_text().splitlines()[:4]] == ["# ", "# ", "# ", ""]
