import gzip

import duckdb
import pytest

from ingest.errors import FileFailedError
from ingest.readers.delimited import Delimited
from ingest.types import Column, Stream


def stream(*columns, delimiter=None, encoding=None):
    declared = columns or (Column("a"), Column("b"), Column("c"))
    return Stream("things", declared, ("a",), (), Delimited(delimiter, encoding), "things")


@pytest.fixture
def connection():
    with duckdb.connect() as opened:
        yield opened


@pytest.fixture
def read(connection, tmp_path):
    def read_bytes(content, wanted=None, name="things.csv"):
        path = tmp_path / name
        path.write_bytes(content)
        chosen = wanted or stream()
        summary = chosen.read(connection, path, chosen)
        good = connection.execute("from incoming order by _row").fetchall()
        bad = connection.execute(
            "select _row, line, byte, reason, raw_text from incoming_rejects order by 1"
        ).fetchall()
        assert summary.records == len(good) + len(bad)
        return good, bad, summary

    return read_bytes


@pytest.mark.parametrize(
    "content",
    [
        b"a,b,c\n1,2,3\n",
        b"\xef\xbb\xbfa,b,c\n1,2,3\n",
        b"a;b;c\r\n1;2;3\r\n",
        b"a\tb\tc\n1\t2\t3",
        b"a|b|c\r1|2|3\r",
        b'"c","b","x","a"\n3,2,,1\n',
        b" A ,B,c\n1,2,3\n",
        gzip.compress(b"a,b,c\n1,2,3\n"),
    ],
    ids=["plain", "bom", "semicolon crlf", "tab, no last line end", "bar cr", "moved", "case and blanks", "gzip"],
)
def test_columns_are_found_by_name_in_every_common_form(read, content):
    good, bad, _ = read(content)
    assert (good, bad) == ([(1, "1", "2", "3")], [])


def test_a_guessed_delimiter_is_said(read):
    assert read(b"a;b;c\n1;2;3\n")[2].assumptions == ("Columns are separated by ';'.",)


def test_a_gzip_file_is_known_by_its_bytes_not_its_name(read):
    assert read(b"a,b,c\n1,2,3\n", name="things.csv.gz")[0] == [(1, "1", "2", "3")]


def test_quoted_fields_may_hold_line_ends_delimiters_and_quotes(read):
    good, _, _ = read(b'a,b,c\n1,"x\n\n""y"", z",3\n')
    assert good == [(1, "1", 'x\n\n"y", z', "3")]


def test_several_columns_join_and_a_missing_part_makes_the_whole_missing(read):
    joined = Column("at", origin=("day", "clock"), null_words=("?",))
    good, _, _ = read(b"day,clock\n1,2\n1,?\n,2\n", stream(joined))
    assert good == [(1, "1 2"), (2, None), (3, None)]


def test_broken_records_are_put_aside_with_record_line_byte_and_text(read):
    content = b'a,b,c\n1,"two\nlines",3\n\nshort,2\n4,5,6\n1,2,3,4\n7,8,9\n'
    good, bad, summary = read(content)
    assert [row[:2] for row in good] == [(1, "1"), (3, "4"), (5, "7")]
    assert [(row[0], row[1], row[4]) for row in bad] == [(2, 5, "short,2"), (4, 7, "1,2,3,4")]
    assert all(content[row[2] :].startswith(row[4].encode()) for row in bad)
    assert summary.records == 5


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'1,"2"x,3', "quote"),
        (b"1,\xff,3", "not UTF-8"),
        (b'9,"8', "quote"),
    ],
)
def test_one_damaged_record_leaves_its_neighbours(read, line, reason):
    good, bad, _ = read(b"a,b,c\n1,2,3\n" + line)
    assert [row[0] for row in good] == [1]
    assert [(row[0], row[1]) for row in bad] == [(2, 3)]
    assert reason in bad[0][3]


def test_a_record_too_long_to_be_one_is_put_aside_shortened(read):
    good, bad, _ = read(b"a,b,c\n4," + b"x" * 3_000_000 + b",5\n6,7,8\n")
    assert [row[:2] for row in good] == [(2, "6")]
    assert len(bad[0][4]) <= 4096


def test_an_unclosed_quote_fails_the_file_and_names_the_line(read):
    with pytest.raises(FileFailedError, match=r"things.csv, line 3: a quote opens here that is not closed"):
        read(b'a,b,c\n1,2,3\n1,"2,3\n' + b"1,2,3\n" * 50)


def test_mixed_line_ends_are_read_alike_and_said(read):
    good, bad, summary = read(b"a,b,c\n1,2,3\r\n4,5,6\n7,8\n7,8,9\r\n")
    assert [row[:2] for row in good] == [(1, "1"), (2, "4"), (4, "7")]
    assert bad == [(3, 4, None, bad[0][3], "7,8")]
    assert "mixed" in summary.assumptions[0]


@pytest.mark.parametrize("content", [b"PK\x03\x04" + bytes(range(256)), bytes(range(256))])
def test_what_is_no_text_is_said_to_be_none(read, content):
    with pytest.raises(FileFailedError, match="its first line is no text"):
        read(content)


def test_a_header_in_another_encoding_is_said(read):
    with pytest.raises(FileFailedError, match=r"line 1: it is not written in utf-8.*cp1252"):
        read("a,b,c,straße\n1,2,3,4\n".encode("cp1252"))


def test_utf16_is_said_to_be_utf16(read):
    with pytest.raises(FileFailedError, match=r'UTF-16.*encoding = "utf-16"'):
        read("a,b,c\n1,2,3\n".encode("utf-16"))


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "latin-1"])
def test_a_declared_encoding_is_read(read, encoding):
    good, _, _ = read("a,b,c\n1,Müller,3\n".encode(encoding), stream(encoding=encoding))
    assert good == [(1, "1", "Müller", "3")]


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n\n"])
def test_an_empty_file_is_said_to_be_empty(read, content):
    good, bad, summary = read(content)
    assert (good, bad, summary.records) == ([], [], 0)
    assert "not even a header" in summary.assumptions[0]


def test_a_header_alone_has_no_records(read):
    assert read(b"a,b,c\n")[2].records == 0


def test_a_missing_column_is_named_with_the_header_and_a_near_match(read):
    message = r"things.csv, line 1: the column 'b' is missing. The header is: a, bb, c. Did you mean 'bb'\?"
    with pytest.raises(FileFailedError, match=message):
        read(b"a,bb,c\n1,2,3\n")


def test_a_wanted_header_that_stands_twice_is_refused(read):
    with pytest.raises(FileFailedError, match="the header 'b' stands there 2 times"):
        read(b"a,b,c,b\n1,2,3,4\n")


def test_other_headers_may_stand_twice(read):
    assert read(b"a,b,c,x,x\n1,2,3,4,5\n")[0] == [(1, "1", "2", "3")]


def test_an_optional_column_may_be_absent(read):
    good, _, summary = read(b"a\n1\n", stream(Column("a"), Column("score", optional=True)))
    assert good == [(1, "1", None)]
    assert summary.assumptions == ("There is no column 'score': left empty.",)


def test_an_optional_column_under_a_new_name_is_not_left_out_in_silence(read):
    with pytest.raises(FileFailedError, match="line 1: there is no column 'score', but 'scores' looks like it"):
        read(b"a,scores\n1,2\n", stream(Column("a"), Column("score", optional=True)))


def test_a_cut_off_gzip_file_is_said_to_be_damaged(read):
    whole = gzip.compress(b"a,b,c\n" + bytes(range(48, 58)) * 10_000)
    with pytest.raises(FileFailedError, match="damaged or cut off"):
        read(whole[: len(whole) // 2])


def test_wildcards_in_a_file_name_are_only_letters(read):
    assert read(b"a,b,c\n1,2,3\n", name="things[1]*.csv")[0] == [(1, "1", "2", "3")]


def test_places_of_records_are_found_again(read):
    _, _, summary = read(b'a,b,c\n1,"x\ny",3\n\n4,5,6\n7,8,9')
    places = summary.locate([1, 2, 3])
    assert {record: (place.line, place.byte, place.text) for record, place in places.items()} == {
        1: (2, 6, '1,"x\ny",3'),
        2: (5, 17, "4,5,6"),
        3: (6, 23, "7,8,9"),
    }


def test_record_numbers_hold_in_files_larger_than_one_buffer(read, connection):
    lines = [f'{n},"x\ny",3' if n % 40_000 else f"{n},2" for n in range(1, 400_001)]
    _, bad, summary = read(("a,b,c\n" + "\n".join(lines) + "\n").encode())
    assert summary.records == 400_000
    assert [row[0] for row in bad] == list(range(40_000, 400_001, 40_000))
    assert [row[4] for row in bad] == [f"{row[0]},2" for row in bad]
    assert connection.execute("select count(*) from incoming where a::bigint <> _row").fetchone() == (0,)
