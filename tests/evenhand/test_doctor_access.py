"""What the doctor says of who may come in: each fault is named with what to do about it, and none is made up."""

import secrets

import pytest

from dashboards.access.audit_log import AuditLog
from dashboards.access.people import People
from dashboards.access.reader import Reader, Role
from evenhand.doctor_access import examine_access
from evenhand.settings import Settings

ISSUER = "https://login.example.com"


@pytest.fixture
def key(tmp_path):
    def make(name, mode=0o600):
        file = tmp_path / name
        file.write_text(secrets.token_hex(32))
        file.chmod(mode)
        return file

    return make


def found(home, **settings):
    return {one.check: (one.verdict.value, one.detail) for one in examine_access(home, Settings(**settings))}


def add(home, reader, **more):
    People(home.folder).add(reader, "a long walk home", "", lambda: None, **more)


def test_an_installation_of_its_own_machine_has_nothing_to_mend(home):
    assert {verdict for verdict, _ in found(home).values()} == {"ok"}


def test_an_installation_for_others_has_nothing_to_mend_either(home, key):
    add(home, Reader("Anna", Role.ADMIN))
    AuditLog(home.folder).write("Anna", "look", "ok")
    (home.folder / "access.toml").write_text('[[group]]\nname = "staff"\nrole = "executive"\n')
    settings = {"public_url": "https://evenhand.example", "secret_file": key("session"), "oidc_issuer": ISSUER}
    told = found(home, **settings, oidc_client_id="evenhand", oidc_client_secret_file=key("oidc"))
    assert {name: verdict for name, (verdict, _) in told.items()} == dict.fromkeys(told, "ok")
    assert "1, 0 of them disabled" in told["accounts"][1]
    assert "1 lines" in told["audit log"][1]


def test_accounts_that_lead_nowhere_are_named(home, publish_by_hand):
    people = People(home.folder)
    add(home, Reader("Anna", Role.ADMIN))
    people.set_disabled("Anna", True, lambda: None)
    assert "`evenhand user enable NAME`" in found(home)["accounts"][1]
    people.add_vouched_for(Reader("Ben", Role.ADMIN), "https://gone.example", "1", "", lambda: None, is_pinned=True)
    verdict, told = found(home)["accounts"]
    assert (verdict, "`evenhand user disable Ben`" in told) == ("warning", True)
    (home.folder / "people.sqlite3").chmod(0o644)
    verdict, told = found(home)["accounts"]
    assert (verdict, "chmod 600" in told) == ("failed", True)


def test_keys_that_others_can_open_or_that_are_gone_are_named(home, key):
    AuditLog(home.folder).write("Anna", "look", "ok")
    (home.folder / "audit.key").chmod(0o640)
    open_, gone = key("session", 0o644), home.folder / "nowhere"
    verdict, told = found(home, secret_file=open_)["keys"]
    assert verdict == "failed"
    assert f"chmod 600 {home.folder / 'audit.key'} {open_}" in told
    verdict, told = found(home, smtp_password_file=gone)["keys"]
    assert (verdict, f"{gone} is not there" in told) == ("failed", True)


def test_a_provider_that_leads_nobody_in_is_named(home, key):
    settings = {"oidc_issuer": ISSUER, "oidc_client_id": "evenhand"}
    assert "EVENHAND_OIDC_CLIENT_SECRET_FILE" in found(home, **settings)["entrance"][1]
    settings |= {"oidc_client_secret_file": key("oidc")}
    verdict, told = found(home, **settings)["entrance"]
    assert (verdict, "access.toml" in told) == ("warning", True)
    (home.folder / "access.toml").write_text("[[group]]\nrole = 1\n")
    assert found(home, **settings)["entrance"][0] == "failed"


def test_a_log_whose_end_is_gone_is_named(home):
    log = AuditLog(home.folder)
    for page in "abc":
        log.write("Anna", "look", "ok", page=page)
    [file] = log.folder.glob("audit-*.jsonl")
    whole = file.read_bytes()
    for damaged in (whole[: whole[:-1].rindex(b"\n") + 1], whole.replace(b'"c"', b'"d"')):
        file.write_bytes(damaged)
        verdict, told = found(home)["audit log"]
        assert (verdict, "line 3 is not in" in told, "`evenhand audit verify`" in told) == ("failed", True, True)
    file.write_bytes(whole)
    assert found(home)["audit log"][0] == "ok"
    (log.folder / "HEAD").unlink()
    assert found(home)["audit log"][0] == "failed"
    (home.folder / "audit.key").unlink()
    assert "missing" in found(home)["audit log"][1]
