import json
import os
import resource
import signal
import stat
import subprocess
import sys
import time

import pytest

from dashboards.access.audit_check import entries, verify
from dashboards.access.audit_log import AuditError, AuditLog

WRITER = """
import sys
from pathlib import Path
from dashboards.access.audit_log import AuditLog
log = AuditLog(Path(sys.argv[1]))
print("ready", flush=True)
for number in range(int(sys.argv[3])):
    log.write(sys.argv[2], "look", "shown", page="teams", number=number)
    print(number, flush=True)
"""


@pytest.fixture
def log(tmp_path):
    log = AuditLog(tmp_path)
    for number in range(6):
        log.write("ann", "look", "shown", page="rep", subject=f"agent-{number}")
    return log


def file_of(log):
    [file] = log.folder.glob("audit-*.jsonl")
    return file


def change(log, edit):
    lines = file_of(log).read_bytes().splitlines(keepends=True)
    file_of(log).write_bytes(b"".join(edit(lines)))


def first_finding(log):
    finding = verify(log).findings[0]
    return finding.line, finding.what


def writer(home, actor, count):
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(home), actor, str(count)], stdout=subprocess.PIPE, text=True
    )


def test_a_line_says_who_did_what_and_names_the_line_before(log):
    lines = [json.loads(line) for line in file_of(log).read_text().splitlines()]
    assert [line["seq"] for line in lines] == [1, 2, 3, 4, 5, 6]
    assert lines[0]["prev"] == "0" * 64
    assert [line["prev"] for line in lines[1:]] == [line["hash"] for line in lines[:-1]]
    assert lines[2].items() >= {"actor": "ann", "action": "look", "page": "rep", "subject": "agent-2"}.items()
    verdict = verify(log)
    assert (verdict.lines, verdict.findings, verdict.notes) == (6, [], [])
    assert verdict.head == lines[-1]["hash"]


def test_the_log_and_its_key_are_the_owners_alone(log, tmp_path):
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (log.folder, *log.folder.iterdir())}
    assert modes.pop("audit") == 0o700
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE((tmp_path / "audit.key").stat().st_mode) == 0o600


@pytest.mark.parametrize("place", range(0, 180, 7))
def test_a_flipped_byte_is_found(log, place):
    def flip(lines):
        broken = bytearray(lines[3])
        broken[place] ^= 1
        return [*lines[:3], bytes(broken), *lines[4:]]

    change(log, flip)
    line, what = first_finding(log)
    assert line == 4
    assert "was changed" in what


def test_a_changed_line_under_another_key_is_found(log, tmp_path):
    other = AuditLog(tmp_path / "other")
    (tmp_path / "other").mkdir()
    for _ in range(6):
        other.write("eve", "look", "shown")
    foreign = file_of(other).read_bytes().splitlines(keepends=True)
    change(log, lambda lines: [*lines[:2], foreign[2], *lines[3:]])
    assert first_finding(log) == (3, "this line was changed, or was not written by this installation")


@pytest.mark.parametrize(
    ("edit", "line", "words"),
    [
        (lambda lines: lines[:2] + lines[3:], 3, "this is line 4 of the log where line 3 is due"),
        (lambda lines: lines[1:], 1, "this is line 2 of the log where line 1 is due"),
        (lambda lines: [*lines[:2], lines[3], lines[2], *lines[4:]], 3, "this is line 4 of the log where line 3"),
        (lambda lines: lines[:4], 0, "line 6 of the log was written and is not there"),
        (lambda lines: [*lines[:5], lines[5][:40]], 0, "line 6 of the log was written and is not there"),
        (lambda lines: [], 0, "line 6 of the log was written and is not there"),
        (lambda lines: [*lines, lines[2]], 7, "this is line 3 of the log where line 7 is due"),
        (lambda lines: [*lines, b'{"seq":7}\n'], 7, "was not written by this installation"),
        (lambda lines: [*lines[:3], b"\n", *lines[3:]], 4, "was not written by this installation"),
    ],
    ids=["removed", "first removed", "swapped", "cut", "cut in a line", "emptied", "repeated", "added", "empty line"],
)
@pytest.mark.parametrize("goes_on", [False, True], ids=["at once", "after more lines"])
def test_lines_that_are_removed_moved_cut_off_or_added_are_found(log, edit, line, words, goes_on):
    change(log, edit)
    if goes_on:
        log.write("ann", "sign_out", "done")
        log.write("ann", "sign_in", "done")
        # What was cut off at the end is then seen where the log goes on.
        assert verify(log).findings
    else:
        found, what = first_finding(log)
        assert (found, words in what) == (line, True), what


def test_a_lost_head_is_told_also_when_the_log_goes_on(log):
    change(log, lambda lines: lines[:3])
    (log.folder / "HEAD").unlink()
    assert "missing" in first_finding(log)[1]
    log.write("ann", "look", "shown")
    assert first_finding(log) == (4, "HEAD was missing when this was written: lines before it may have been cut off")


def test_a_deleted_log_is_told(log):
    for file in log.folder.iterdir():
        file.unlink()
    assert verify(log).findings[0].file == "HEAD"
    log.write("ann", "look", "shown")
    assert "HEAD was missing" in first_finding(log)[1]


def test_a_head_that_was_noted_elsewhere_proves_a_rewritten_log(log):
    noted = verify(log).head
    log.write("ann", "look", "shown")
    assert verify(log, noted).findings == []
    kept = (log.folder / "HEAD").read_bytes(), file_of(log).read_bytes()
    log.write("ann", "export", "done", file="people.csv")
    newer = verify(log).head
    # Whoever can put back both files hides the last line from everything but the hash that was noted.
    (log.folder / "HEAD").write_bytes(kept[0])
    file_of(log).write_bytes(kept[1])
    assert verify(log).findings == []
    assert "no line has the hash" in verify(log, newer).findings[0].what


def test_two_processes_write_one_chain(log, tmp_path):
    writers = [writer(tmp_path, name, 500) for name in ("bea", "cem")]
    assert [process.communicate()[0].count("\n") for process in writers] == [501, 501]
    verdict = verify(log)
    assert (verdict.lines, verdict.findings) == (1006, [])
    order = [entry["actor"] for _, _, _, entry in entries(log)]
    assert order != sorted(order)


def test_a_killed_writer_loses_nothing_that_was_answered(log, tmp_path):
    answered = 0
    for trial in range(8):
        process = writer(tmp_path, "dee", 100_000)
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.01 + 0.02 * trial)
        process.send_signal(signal.SIGKILL)
        answered += len(process.communicate()[0].splitlines())
    log.write("ann", "look", "shown")
    verdict = verify(log)
    assert verdict.findings == []
    assert answered + 7 <= verdict.lines <= answered + 7 + 8
    assert answered > 50


def test_a_torn_line_is_kept_and_the_next_one_tells_of_it(log):
    with file_of(log).open("ab") as file:
        file.write(b'{"seq":7,"at":"2026-')
    assert verify(log).notes == [f"{file_of(log).name}, line 7: 20 bytes of a line that was not finished"]
    log.write("ann", "look", "shown")
    verdict = verify(log)
    assert (verdict.findings, verdict.lines) == ([], 7)
    assert verdict.notes == [f"{file_of(log).name}, line 7: 20 bytes of a line that a crash tore"]
    # The fragment is evidence as well: who changes it later is found.
    change(log, lambda lines: [*lines[:6], b'{"seq":7,"at":"2025-\n', *lines[7:]])
    assert first_finding(log)[0] == 7


def test_a_line_whose_head_was_not_written_any_more_counts(log):
    kept = (log.folder / "HEAD").read_bytes()
    log.write("ann", "sql", "done", rows=4)
    (log.folder / "HEAD").write_bytes(kept)
    assert verify(log).findings == []
    log.write("ann", "sql", "done", rows=5)
    verdict = verify(log)
    assert (verdict.findings, verdict.lines) == ([], 8)


def test_a_line_that_lacks_its_end_alone_counts(log):
    kept = (log.folder / "HEAD").read_bytes()
    log.write("ann", "sql", "done", rows=4)
    (log.folder / "HEAD").write_bytes(kept)
    file_of(log).write_bytes(file_of(log).read_bytes()[:-1])
    log.write("ann", "sql", "done", rows=5)
    verdict = verify(log)
    assert (verdict.findings, verdict.notes, verdict.lines) == ([], [], 8)


def test_the_chain_runs_from_one_month_to_the_next(log):
    earlier = log.folder / "audit-2026-01.jsonl"
    file_of(log).rename(earlier)
    head = log.folder / "HEAD"
    head.unlink()
    log.write("ann", "look", "shown")
    assert sorted(file.name for file in log.folder.glob("audit-*"))[0] == earlier.name
    assert [entry["seq"] for _, _, _, entry in entries(log)] == list(range(1, 8))
    earlier.unlink()
    assert "line 7 of the log where line 1 is due" in verify(log).findings[1].what


def test_a_full_disk_is_told_and_leaves_no_torn_line(log):
    size = file_of(log).stat().st_size
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 50, before[1]))
    try:
        with pytest.raises(AuditError, match="what is not written down is not answered"):
            log.write("ann", "look", "shown")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert file_of(log).stat().st_size == size
    log.write("ann", "look", "shown")
    verdict = verify(log)
    assert (verdict.findings, verdict.lines) == ([], 7)


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "audit").write_text("in the way")
    with pytest.raises(AuditError, match="nothing can be written to"):
        AuditLog(tmp_path).write("ann", "look", "shown")


def test_a_lost_key_is_told_and_not_replaced(log, tmp_path):
    os.unlink(tmp_path / "audit.key")
    for use in (lambda: log.write("ann", "look", "shown"), lambda: verify(log)):
        with pytest.raises(AuditError, match=r"audit\.key is missing"):
            use()


def test_a_killed_first_writer_can_be_followed(tmp_path):
    (tmp_path / "audit").mkdir()
    (tmp_path / "audit" / "HEAD").write_bytes(b"1 2 3")
    (tmp_path / "audit" / "key.draft").write_text("half")
    log = AuditLog(tmp_path)
    log.write("ann", "look", "shown")
    assert verify(log).findings == []


def test_long_and_odd_facts_are_kept_in_a_form_that_can_be_checked(log):
    log.write(
        "ann", "sql", "done", statement="x" * 9_000, note="line\nbreak \u2028 \ud800", ms=float("nan"), teams=("A",)
    )
    *_, (_, _, _, entry) = entries(log)
    assert entry["statement"] == {"text": "x" * 8_000, "characters": 9_000, "sha256": entry["statement"]["sha256"]}
    assert (entry["ms"], entry["teams"], entry["note"]) == ("nan", ["A"], "line\nbreak \u2028 \ud800")
    assert verify(log).findings == []
    with pytest.raises(ValueError, match="seq"):
        log.write("ann", "sql", "done", seq=1)
