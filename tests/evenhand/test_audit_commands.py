import json

import pytest

from dashboards.access.audit_chain import Head, read_head
from dashboards.access.audit_log import AuditLog


@pytest.fixture
def audit(home):
    audit = AuditLog(home.folder)
    audit.write("ann", "sign_in", "done", ip="127.0.0.1")
    audit.write("bea", "look", "shown", page="rep", subject="agent-7")
    audit.write("ann", "sql", "timeout", statement="select 1", ms=10_000)
    return audit


def test_a_whole_log_is_told_with_its_head(evenhand, home, audit):
    finished = evenhand(home.folder, "audit", "verify")
    [file] = audit.folder.glob("*.jsonl")
    head = json.loads(file.read_text().splitlines()[-1])["hash"]
    assert finished.stdout == f"3 lines, whole. Head {head}\n"
    assert evenhand(home.folder, "audit", "verify", "--head", head).returncode == 0


def test_a_broken_log_is_told_with_its_place(evenhand, home, audit):
    [file] = audit.folder.glob("*.jsonl")
    file.write_text(file.read_text().replace("agent-7", "agent-8"))
    finished = evenhand(home.folder, "audit", "verify", check=False)
    assert finished.returncode == 1
    assert f"broken: {file.name}, line 2: this line was changed" in finished.stderr


def test_a_home_without_a_log_says_so(evenhand, home):
    finished = evenhand(home.folder, "audit", "verify", check=False)
    assert finished.returncode == 1
    assert "nothing has been written to an audit log" in finished.stderr


def test_the_log_is_shown_by_actor_action_and_day(evenhand, home, audit):
    shown = json.loads(evenhand(home.folder, "audit", "show", "--actor", "ann", "--format", "json").stdout)
    assert [(line["seq"], line["action"], line["outcome"]) for line in shown] == [
        (1, "sign_in", "done"),
        (3, "sql", "timeout"),
    ]
    assert shown[1]["facts"] == {"statement": "select 1", "ms": 10_000}
    assert "page=rep subject=agent-7" in evenhand(home.folder, "audit", "show", "--action", "look").stdout
    assert evenhand(home.folder, "audit", "show", "--since", "2100-01-01", "--format", "csv").stdout.count("\n") == 1


def test_a_month_that_is_still_written_to_is_not_archived(evenhand, home, audit, tmp_path):
    [file] = audit.folder.glob("*.jsonl")
    month = file.stem.removeprefix("audit-")
    finished = evenhand(home.folder, "audit", "archive", month, tmp_path / "old", check=False)
    assert (finished.returncode, "is still written to" in finished.stderr) == (1, True)
    assert evenhand(home.folder, "audit", "verify").returncode == 0


def test_old_months_are_archived_and_the_rest_says_so(evenhand, home, audit, tmp_path):
    [file] = audit.folder.glob("*.jsonl")
    # What was written in an earlier month: the log goes on in the newest file, whatever the clock says.
    key, head = audit.key(), audit.folder / "HEAD"
    kept = read_head(head.read_bytes(), key)
    file.rename(audit.folder / "audit-2001-01.jsonl")
    head.write_bytes(Head(kept.seq, kept.hash, "audit-2001-01.jsonl", kept.end).written(key))
    audit.write("ann", "look", "ok")
    finished = evenhand(home.folder, "audit", "archive", "2001-01", tmp_path / "old")
    assert "Moved 1 files with the lines to 3" in finished.stdout
    assert evenhand(home.folder, "audit", "verify").stdout.startswith("2 lines after 3 that were moved away, whole.")
