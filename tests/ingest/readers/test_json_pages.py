import gzip
import json

import duckdb
import pytest

from ingest.errors import FileFailedError
from ingest.readers.json_pages import JsonPages, json_recogniser
from ingest.readers.json_record import JsonRecord
from ingest.types import Column, Stream

PARCELS = JsonRecord(
    envelope="parcels",
    fields={"id": "VARCHAR", "sender": {"city": "VARCHAR"}, "labels": "JSON", "stops": [{"depot": "VARCHAR"}]},
    marks=frozenset({"sender", "stops"}),
    marks_needed=1,
    columns={"stops": "to_json(list_transform(record.stops, lambda stop: stop.depot))"},
    withheld=frozenset({"labels"}),
)
STREAM = Stream(
    name="parcels",
    columns=(
        Column("parcel_id", origin="id"),
        Column("city", origin="sender.city"),
        Column("labels", "JSON"),
        Column("stops", "JSON"),
    ),
    key=("parcel_id",),
    version=(),
    read=JsonPages(PARCELS),
    table="post__parcels",
)


def parcel(number, **changes):
    record = {
        "id": number,
        "sender": {"city": "Ghent", "name": "Mira Holt"},
        "labels": ["a"],
        "stops": [{"depot": "D1"}],
    }
    return record | changes


def page(*numbers):
    return {"parcels": [parcel(number) for number in numbers], "count": len(numbers)}


def lines(*documents):
    return "".join(json.dumps(document) + "\n" for document in documents)


PACKINGS = {
    "page": json.dumps({"count": 3, **page(1, 2, 3)}),
    "indented page": json.dumps(page(1, 2, 3), indent=2),
    "page a line": lines(page(1, 2), page(), page(3)),
    "pages without a line between": json.dumps(page(1)) + json.dumps(page(2, 3)),
    "array of pages": json.dumps([page(1, 2), page(3)], indent=1),
    "array of recorded exchanges": json.dumps([{"request": "p=1", "response": page(1)}, {"response": page(2, 3)}]),
    "record a line": lines(parcel(1), parcel(2), parcel(3)),
    "record a line with blank ones": "\n" + lines(parcel(1), parcel(2)) + "\n\n" + json.dumps(parcel(3)),
    "lines of another system": lines(parcel(1), parcel(2), parcel(3)).replace("\n", "\r\n"),
    "indented records": "\n".join(json.dumps(parcel(number), indent=1) for number in (1, 2, 3)),
    "array of records": json.dumps([parcel(1), parcel(2), parcel(3)]),
    "extractor messages": lines(*({"stream": "parcels", "data": parcel(n), "emitted_at": 1} for n in (1, 2, 3))),
}


@pytest.fixture
def read(tmp_path):
    def read_content(content, name="export.json"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        connection = duckdb.connect()
        summary = STREAM.read(connection, path, STREAM)
        rows = connection.execute("select _row, parcel_id, city, labels, stops from incoming order by _row").fetchall()
        rejects = connection.execute(
            "select _row, line, byte, column_name, reason, raw_text from incoming_rejects order by _row"
        ).fetchall()
        assert summary.records == len(rows) + len(rejects)
        return rows, rejects, summary

    return read_content


@pytest.mark.parametrize("content", PACKINGS.values(), ids=PACKINGS.keys())
def test_every_packing_gives_the_same_records_in_the_order_of_the_file(read, content):
    rows, rejects, _ = read(content)
    assert rows == [(number, str(number), "Ghent", '["a"]', '["D1"]') for number in (1, 2, 3)]
    assert rejects == []


@pytest.mark.parametrize("content", PACKINGS.values(), ids=PACKINGS.keys())
def test_the_exact_walk_gives_the_same_records(read, monkeypatch, content):
    strict, _, _ = read(content)
    monkeypatch.setattr(JsonPages, "_read_strictly", lambda *_: None)
    assert read(content)[:2] == (strict, [])


@pytest.mark.parametrize("content", PACKINGS.values(), ids=PACKINGS.keys())
def test_the_exact_walk_finds_the_records_where_they_stand(read, content):
    rows, _, summary = read(content)
    places = summary.locate([row[0] for row in rows])
    for number, place in places.items():
        at = content.index(f'"id": {number},')
        assert content.encode()[place.byte : place.byte + 1] == b"{"
        assert place.byte < at
        assert content.count("\n", 0, place.byte) == place.line - 1
        assert json.loads(place.text)["id"] == number
    assert sorted(places) == [1, 2, 3]


@pytest.mark.parametrize("name", ["export.json.gz", "export.json", "export [1]*.json"])
def test_compression_is_told_by_content_and_names_are_no_wildcards(read, name):
    content = PACKINGS["page a line"].encode()
    packed = gzip.compress(content) if "[" not in name else content
    rows, _, _ = read(packed, name)
    assert [row[1] for row in rows] == ["1", "2", "3"]


def test_a_byte_order_mark_costs_no_record(read):
    rows, rejects, _ = read(b"\xef\xbb\xbf" + PACKINGS["record a line"].encode())
    assert ([row[1] for row in rows], rejects) == (["1", "2", "3"], [])


def test_pages_longer_than_the_usual_buffer_are_read(read):
    padding = "x" * 1024 * 1024
    long_page = {"parcels": [parcel(number, note=padding) for number in range(1, 19)]}
    rows, _, _ = read(json.dumps(long_page))
    assert [row[0] for row in rows] == list(range(1, 19))


def test_bad_lines_are_put_aside_and_the_others_keep_their_numbers(read):
    good = json.dumps(parcel(1))
    rows, rejects, _ = read(f"{good}\n\n{good[:30]}\n[1]\n{good.replace('Ghent', 'Liège')}\n")
    assert [(row[0], row[2]) for row in rows] == [(1, "Ghent"), (4, "Liège")]
    first = len(good) + 2
    assert [(row, line, byte) for row, line, byte, *_ in rejects] == [(2, 3, first), (3, 4, first + 31)]
    assert rejects[0][4].startswith("is not valid JSON: ")
    assert rejects[1][4] == "is not a JSON object"


@pytest.mark.parametrize(
    ("change", "column", "reason"),
    [
        ({"sender": "Ghent"}, "sender", "is not a JSON object"),
        ({"stops": {"depot": "D1"}}, "stops", "is not a JSON list"),
        ({"stops": ["D1"]}, "stops", "is not a JSON object"),
    ],
)
def test_a_value_of_another_shape_rejects_its_record_alone(read, change, column, reason):
    rows, rejects, _ = read(json.dumps({"parcels": [parcel(1), parcel(2) | change, parcel(3)]}, indent=1))
    assert [row[0] for row in rows] == [1, 3]
    assert [(row, at, why) for row, _, _, at, why, _ in rejects] == [(2, column, reason)]


def test_missing_and_null_values_are_null(read):
    rows, rejects, _ = read(lines(parcel(1, sender=None, labels=None, stops=None), {"id": 2, "stops": []}))
    assert rows == [(1, "1", None, None, None), (2, "2", None, None, "[]")]
    assert rejects == []


def test_a_key_given_twice_does_not_lose_the_file(read):
    rows, rejects, _ = read('{"id": 1, "id": 2, "sender": {"city": "Ghent"}}\n' + lines(parcel(3)))
    assert ([row[1] for row in rows], rejects) == (["2", "3"], [])


def test_a_line_that_is_not_utf8_is_rejected_with_its_byte(read):
    content = lines(parcel(1)).encode() + b'{"id": 2, "sender": {"city": "Li\xe8ge"}}\n'
    rows, rejects, _ = read(content)
    assert [row[0] for row in rows] == [1]
    assert rejects[0][4] == "is not UTF-8: byte 32 of the record is 0xe8"


def test_a_page_without_its_list_is_not_passed_over(read):
    rows, rejects, _ = read(lines(page(1, 2), {"error": "too many requests"}, page(3)))
    assert [row[0] for row in rows] == [1, 2, 4]
    assert [(row, line, why) for row, line, _, _, why, _ in rejects] == [(3, 2, 'is a page without the list "parcels"')]


@pytest.mark.parametrize("packing", ["page", "page a line", "array of records", "array of recorded exchanges"])
def test_a_file_cut_off_fails_with_line_and_byte(read, packing):
    content = PACKINGS[packing][:-40]
    with pytest.raises(FileFailedError, match=r"export.json, line \d+: The JSON breaks off or is damaged at byte \d+"):
        read(content)


def test_what_follows_the_end_of_an_array_fails_the_file(read):
    with pytest.raises(FileFailedError, match="Extra data"):
        read(PACKINGS["array of records"] + "x")


def test_messages_of_other_streams_are_left_out_and_said(read):
    foreign = {"stream": "senders", "data": {"id": 9}}
    ours = [{"stream": "parcels", "data": parcel(number)} for number in (1, 2)]
    for broken in ("", '{"stream": "parcels", "data"\n'):
        rows, rejects, summary = read(lines(foreign, ours[0], foreign, ours[1]) + broken)
        assert [row[:2] for row in rows] == [(1, "1"), (2, "2")]
        assert len(rejects) == bool(broken)
        assert summary.assumptions == ("Records of other streams than parcels, left out: 2.",)


def test_rejects_quote_only_allowed_keys_without_personal_data(read):
    secret = {"note": "Mira Holt", "labels": ["Mira Holt"]}
    cut_off = json.dumps(parcel(2, **secret))[:-5]
    _, rejects, summary = read(lines(parcel(1, stops="D1") | secret) + cut_off + "\n" + lines(parcel(3, **secret)))
    quoted = [text for *_, text in rejects] + [summary.locate([3])[3].text]
    assert len(quoted) == 3
    assert all("Ghent" in text and "Holt" not in text for text in quoted)


def test_a_file_of_other_records_is_not_recognised(tmp_path):
    recognise = json_recogniser([STREAM])
    path = tmp_path / "export.json"
    for content in ("", "id,city\n1,Ghent\n", '{"letters": [{"id": 1}]}', '{"parcels": [{"weight": 3}]}', '["a"]'):
        path.write_text(content)
        assert recognise(path) is None
    with pytest.raises(FileFailedError, match="It holds no parcels"):
        STREAM.read(duckdb.connect(), path, STREAM)


@pytest.mark.parametrize("content", PACKINGS.values(), ids=PACKINGS.keys())
def test_every_packing_is_recognised(tmp_path, content):
    path = tmp_path / "export"
    path.write_bytes(gzip.compress(content.encode()))
    assert json_recogniser([STREAM])(path) is STREAM
