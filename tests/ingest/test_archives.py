import io
import zipfile

import pytest

from ingest.load import load_paths

RESPONSES = "response_id,sent_at,answered_at,score\n"


@pytest.fixture
def archive(write):
    def pack(members, name="exports.zip", **options):
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
            for member, text in members.items():
                packed.writestr(member, text, **options)
        return write(name, content.getvalue())

    return pack


def survey(*numbers, score=4):
    return RESPONSES + "".join(f"R{n},,2026-03-02T09:00:00Z,{score}\n" for n in numbers)


def told(report):
    return [(file.name, file.status, file.loaded) for file in report.files]


def test_every_file_of_an_archive_is_loaded_as_if_it_lay_in_a_folder(home, archive, rows, call_lines, calls_toml):
    path = archive(
        {
            "may/surveys.csv": survey(1, 2),
            "calls.csv": call_lines(1),
            "read me.md": "hello",
            "__MACOSX/._calls.csv": "x",
            ".hidden/calls.csv": call_lines(2),
            "calls_half.csv.part": call_lines(3),
            "empty/": "",
        }
    )
    report = load_paths(home, [path], config=calls_toml)
    assert told(report) == [
        ("exports.zip/surveys.csv", "loaded", 2),
        ("exports.zip/calls.csv", "loaded", 1),
        ("exports.zip/read me.md", "skipped", 0),
    ]
    assert rows("select file_name, status from ledger.files order by 1") == [
        ("exports.zip/calls.csv", "loaded"),
        ("exports.zip/surveys.csv", "loaded"),
    ]
    assert report.succeeded


def test_a_file_known_from_an_archive_loads_nothing_when_it_comes_alone(home, archive, write):
    load_paths(home, [archive({"surveys.csv": survey(1)})])
    assert told(load_paths(home, [write("surveys_again.csv", survey(1))])) == [
        ("surveys_again.csv", "already loaded", 0)
    ]


def test_a_bad_member_is_named_with_its_line_and_the_others_load(home, archive, rows):
    report = load_paths(
        home, [archive({"a.csv": survey(1), "b.csv": survey(*range(2, 9), score="x"), "c.csv": survey(10)})]
    )
    assert told(report) == [
        ("exports.zip/a.csv", "loaded", 1),
        ("exports.zip/b.csv", "failed", 0),
        ("exports.zip/c.csv", "loaded", 1),
    ]
    assert report.files[1].reason.startswith("exports.zip/b.csv, line 2: 7 of 7 records do not fit")
    assert rows("select count(*) from raw.surveys__responses") == [(2,)]


def test_a_member_whose_bytes_are_damaged_is_named_and_the_others_load(home, archive):
    path = archive({"a.csv": survey(*range(1, 200)), "b.csv": survey(300)})
    content = bytearray(path.read_bytes())
    content[60:90] = b"\0" * 30
    path.write_bytes(content)
    report = load_paths(home, [path])
    assert [file.status for file in report.files] == ["failed", "loaded"]
    assert report.files[0].reason.startswith("exports.zip/a.csv: the compressed data is damaged")


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_an_archive_that_is_cut_off_loads_nothing(home, archive, rows, share):
    path = archive({"a.csv": survey(*range(1, 200)), "b.csv": survey(300)})
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
    (report,) = load_paths(home, [path]).files
    assert (report.status, report.reason[:50]) == ("failed", "exports.zip: the archive is damaged or cut off. Co")
    assert rows("select count(*) from raw.surveys__responses") == [(0,)]


def test_a_locked_member_is_refused_with_what_to_do(home, archive):
    path = archive({"a.csv": survey(1)})
    content = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + offset] |= 1
    path.write_bytes(content)
    (report,) = load_paths(home, [path]).files
    assert report.reason == "exports.zip/a.csv: it is locked with a password. Unpack it and load what is inside."


def test_a_name_that_leads_elsewhere_is_only_a_name(home, archive, tmp_path):
    report = load_paths(home, [archive({"../../../surveys.csv": survey(1), "C:\\exports\\more.csv": survey(2)})])
    assert told(report) == [("exports.zip/surveys.csv", "loaded", 1), ("exports.zip/more.csv", "loaded", 1)]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["exports.zip", "home"]


def test_nothing_unpacked_stays_behind(home, archive):
    (home / "raw.spill" / "archive-of-a-killed-load").mkdir(parents=True)
    load_paths(home, [archive({"a.csv": survey(1)})])
    assert list((home / "raw.spill").iterdir()) == []


def test_an_archive_made_to_fill_the_disk_is_refused(home, archive, monkeypatch):
    monkeypatch.setattr("ingest.archives.BOMB_BYTES", 1_000_000)
    (report,) = load_paths(home, [archive({"a.csv": survey(1) + "0" * 5_000_000})]).files
    assert "exports.zip/a.csv: it unpacks to more than" in report.reason


def test_an_archive_inside_an_archive_is_refused(home, archive):
    inner = archive({"a.csv": survey(1)}, name="inner.zip")
    report = load_paths(home, [archive({"inner.zip": inner.read_bytes(), "b.csv": survey(2)})])
    assert [file.status for file in report.files] == ["failed", "loaded"]
    assert report.files[0].reason.startswith("exports.zip/inner.zip: it is an archive inside an archive.")


@pytest.mark.parametrize("members", [{}, {"notes.md": "hello"}])
def test_an_archive_that_holds_nothing_known_is_an_error_when_it_was_named(home, archive, members):
    report = load_paths(home, [archive(members)])
    assert not report.succeeded
    assert report.files[-1].reason.startswith("exports.zip: no source knows this file")
