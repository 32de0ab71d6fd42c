"""Old months that are moved away: what is left verifies and says so, and months that are merely gone are found."""

import shutil
from datetime import UTC, datetime

import pytest

from dashboards.access import audit_log
from dashboards.access.audit_archive import archive
from dashboards.access.audit_check import verify
from dashboards.access.audit_log import AuditError, AuditLog

MONTHS = (1, 2, 3, 4)


@pytest.fixture
def log(tmp_path, monkeypatch):
    """Four months of two lines each, and the clock in the last of them."""

    class Clock(datetime):
        month_now = 1

        @classmethod
        def now(cls, tz=None):
            return datetime(2026, cls.month_now, 15, tzinfo=UTC)

    monkeypatch.setattr(audit_log, "datetime", Clock)
    (tmp_path / "home").mkdir()
    log = AuditLog(tmp_path / "home")
    for Clock.month_now in MONTHS:
        for page in "ab":
            log.write("ann", "look", "ok", page=page)
    return log


def names(folder):
    return [file.name for file in sorted(folder.glob("audit-*.jsonl"))]


def test_what_is_left_is_whole_and_says_how_much_went(log, tmp_path):
    before = verify(log)
    archived = archive(log, "2026-02", tmp_path / "old", "root")
    assert (archived.line, names(tmp_path / "old")) == (4, ["audit-2026-01.jsonl", "audit-2026-02.jsonl"])
    assert names(log.folder) == ["audit-2026-03.jsonl", "audit-2026-04.jsonl"]
    left = verify(log)
    assert (left.findings, left.archived, left.lines) == ([], 4, 5)
    # A head noted before is in it still; so is the last line that went; an older one is in the archive.
    assert verify(log, before.head).findings == []
    assert verify(log, archived.hash).findings == []
    # Once more, and the line about the first time goes along.
    assert archive(log, "2026-03", tmp_path / "old", "root").line == 6
    assert (verify(log).findings, verify(log).archived) == ([], 6)
    # Put back, it is one log again.
    for name in names(tmp_path / "old"):
        shutil.copy2(tmp_path / "old" / name, log.folder)
    whole = verify(log)
    assert (whole.findings, whole.archived, whole.lines) == ([], 0, 10)


def test_months_that_are_merely_gone_are_found(log, tmp_path):
    archive(log, "2026-01", tmp_path / "old", "root")
    (log.folder / "audit-2026-02.jsonl").rename(tmp_path / "kept")
    [finding] = verify(log).findings
    assert (finding.file, finding.line) == ("audit-2026-03.jsonl", 1)
    assert "this is line 5 of the log where line 1 is due" in finding.what
    (tmp_path / "kept").rename(log.folder / "audit-2026-02.jsonl")
    assert verify(log).findings == []
    (log.folder / "audit-2026-03.jsonl").unlink()
    assert "this is line 7 of the log where line 5 is due" in verify(log).findings[0].what


def test_a_line_that_says_so_cannot_be_written_by_hand(log, tmp_path):
    archive(log, "2026-01", tmp_path / "old", "root")
    newest = log.folder / "audit-2026-04.jsonl"
    newest.write_bytes(newest.read_bytes().replace(b'"through_line":2', b'"through_line":4'))
    (log.folder / "audit-2026-02.jsonl").unlink()
    assert verify(log).archived == 0
    assert len(verify(log).findings) >= 2


def test_nothing_is_moved_that_would_be_missed(log, tmp_path):
    for month, words in (("2026-04", "is still written to"), ("2025-12", "holds no month up to 2025-12")):
        with pytest.raises(AuditError, match=words):
            archive(log, month, tmp_path / "old", "root")
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "audit-2026-01.jsonl").write_text("of another installation")
    with pytest.raises(AuditError, match="holds something else"):
        archive(log, "2026-01", tmp_path / "old", "root")
    first = log.folder / "audit-2026-01.jsonl"
    first.write_bytes(first.read_bytes().replace(b'"page":"a"', b'"page":"c"'))
    with pytest.raises(AuditError, match="not whole"):
        archive(log, "2026-01", tmp_path / "new", "root")
    assert len(names(log.folder)) == 4
