"""The doctor's checks of who may come in: accounts, files of keys, the audit log, the identity provider."""

from __future__ import annotations

import stat
from pathlib import Path

from dashboards.access.audit_check import check_head
from dashboards.access.audit_log import KEY_FILE, AuditError, AuditLog
from dashboards.access.groups import FILE as GROUPS_FILE
from dashboards.access.groups import GroupsError, read_groups
from dashboards.access.people import People, Person
from dashboards.access.people_file import PeopleError
from evenhand.accounts import check_against_data
from evenhand.entrance import read_entrance
from evenhand.errors import EvenhandError
from evenhand.findings import Finding, Verdict
from evenhand.home import Home
from evenhand.settings import Settings


def examine_access(home: Home, settings: Settings) -> list[Finding]:
    """Runs every check of access; none of them changes anything or asks another machine."""
    return [_accounts(home, settings), _keys(home, settings), _entrance(home, settings), _audit(home)]


def _accounts(home: Home, settings: Settings) -> Finding:
    try:
        people = People(home.folder).all()
        trouble = next(filter(None, (_trouble_of(home, settings, person) for person in people)), "")
    except PeopleError as error:
        return Finding("accounts", Verdict.FAILED, str(error))
    if trouble:
        return Finding("accounts", Verdict.WARNING, trouble)
    if not people:
        return Finding("accounts", Verdict.OK, "none: this machine alone is answered, as a local analyst")
    open_ = [person for person in people if not person.is_disabled]
    if not open_:
        return Finding("accounts", Verdict.WARNING, "all are disabled; `evenhand user enable NAME` lets one in again")
    return Finding("accounts", Verdict.OK, f"{len(people)}, {len(people) - len(open_)} of them disabled")


def _trouble_of(home: Home, settings: Settings, person: Person) -> str:
    """Why somebody who has an account sees nothing, or cannot sign in; empty when all is well."""
    name = person.reader.name
    if person.is_disabled:
        return ""
    if person.issuer and person.issuer != settings.oidc_issuer:
        return (
            f"{name} signs in with {person.issuer}, which is not EVENHAND_OIDC_ISSUER; set it, or "
            f"`evenhand user disable {name}`"
        )
    try:
        check_against_data(home, person.reader)
    except EvenhandError as unknown:
        return f"{name}: {unknown.what} Give another role, team or agent by `evenhand user role {name}`"
    return ""


def _keys(home: Home, settings: Settings) -> Finding:
    named = (settings.secret_file, settings.oidc_client_secret_file, settings.smtp_password_file)
    own = (home.folder / "pseudonym.key", home.folder / KEY_FILE)
    missing = [file for file in named if file and not file.is_file()]
    if missing:
        return Finding("keys", Verdict.FAILED, f"{missing[0]} is not there; put it back, or take its setting out")
    found = [file for file in (*own, *filter(None, named)) if file.exists()]
    open_to_others = [file for file in found if _is_open_to_others(file)]
    if open_to_others:
        files = " ".join(map(str, open_to_others))
        return Finding("keys", Verdict.FAILED, f"other users can open {files}; run `chmod 600 {files}`")
    return Finding("keys", Verdict.OK, f"{len(found)} files, each readable by its owner only")


def _is_open_to_others(file: Path) -> bool:
    return bool(stat.S_IMODE(file.stat().st_mode) & 0o077)


def _entrance(home: Home, settings: Settings) -> Finding:
    try:
        way_in = read_entrance(home, settings, "127.0.0.1", is_debug=False)
        groups = read_groups(home.folder)
    except EvenhandError as refused:
        return Finding("entrance", Verdict.FAILED, str(refused))
    except GroupsError as trouble:
        return Finding("entrance", Verdict.FAILED, f"{trouble} Nobody of the provider's groups is let in until then")
    if way_in.provider is None:
        address = way_in.public_url or "this machine only"
        return Finding("entrance", Verdict.OK, f"{address}, passwords")
    if not groups and not any(person.is_pinned for person in People(home.folder).all()):
        return Finding(
            "entrance",
            Verdict.WARNING,
            f"{way_in.provider.issuer} vouches for people, and none has a role here; name their groups in "
            f"{home.folder / GROUPS_FILE} (docs/security.md)",
        )
    return Finding("entrance", Verdict.OK, f"{way_in.public_url or 'this machine only'}, {way_in.provider.issuer}")


def _audit(home: Home) -> Finding:
    log = AuditLog(home.folder)
    if not log.folder.exists():
        return Finding("audit log", Verdict.OK, "nothing has been written yet")
    try:
        trouble, seq = check_head(log)
    except AuditError as error:
        return Finding("audit log", Verdict.FAILED, str(error))
    if trouble:
        return Finding("audit log", Verdict.FAILED, f"{trouble}; run `evenhand audit verify` and keep a copy as it is")
    return Finding("audit log", Verdict.OK, f"{seq:,} lines, and the newest is the one that was written last")
