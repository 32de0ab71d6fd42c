"""Who may sign in: accounts with their role, and every change that ends the sessions of one."""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dashboards.access.passwords import check_password, hash_password
from dashboards.access.people_file import PeopleFile
from dashboards.access.reader import LOCAL, Reader, Role

_NAME = re.compile(r"[^\W_](?:[\w.@+' -]{0,78}[\w.])?")


Note = Callable[[], object]
"""Writes a change down before it holds; where that fails, nothing is changed."""


class AccountError(ValueError):
    """An account that cannot be made or changed as asked; the words say why."""


@dataclass(frozen=True)
class Person:
    """An account."""

    id: int
    reader: Reader
    email: str
    password_hash: str | None
    issuer: str
    """The identity provider that vouches for this person; empty for one with a password here."""
    subject: str
    """What the provider calls the person, for ever; names and addresses change hands."""
    is_pinned: bool
    """Role and teams are those said here and not those of the provider's groups."""
    is_disabled: bool
    epoch: int
    """Counts the changes that end all sessions."""


class People:
    """The accounts of a home folder; several processes may read and change them at once."""

    def __init__(self, home: Path) -> None:
        self.file = PeopleFile(home)

    def anybody(self) -> bool:
        """Whether there is an account, a disabled one included; PeopleError when that cannot be told."""
        if not self.file.is_there():
            return False
        with self.file.reading() as connection:
            return bool(connection.execute("select exists (select 1 from users)").fetchone()[0])

    def named(self, name: str) -> Person | None:
        """The account of a name, whatever its capitals."""
        return self._one("folded = ?", folded(name))

    def vouched_for(self, issuer: str, subject: str) -> Person | None:
        """The account that an identity provider means by a subject."""
        return self._one("issuer = ? and subject = ?", issuer, subject) if issuer and subject else None

    def all(self) -> list[Person]:
        """Every account by name."""
        if not self.file.is_there():
            return []
        with self.file.reading() as connection:
            rows = connection.execute(f"select {COLUMNS} from users order by folded").fetchall()
        return [person_of(row) for row in rows]

    def add(self, reader: Reader, password: str, email: str, note: Note) -> None:
        """A new account with a password of its own; AccountError when the name is taken."""
        check_password(password, reader.name)
        kept = {"password_hash": hash_password(password), "issuer": "", "subject": "", "is_pinned": 0}
        self._insert(reader, email, kept, note)

    def add_vouched_for(
        self, reader: Reader, issuer: str, subject: str, email: str, note: Note, *, is_pinned: bool
    ) -> None:
        """A new account whose identity is an identity provider's; AccountError when name or subject is taken."""
        kept = {"password_hash": None, "issuer": issuer, "subject": subject, "is_pinned": int(is_pinned)}
        self._insert(reader, email, kept, note)

    def set_password(self, name: str, password: str, note: Note) -> None:
        """Another password, which ends all sessions."""
        person = self._known(name)
        if person.issuer:
            raise AccountError(f"{person.reader.name} signs in with {person.issuer}; the password is changed there.")
        check_password(password, person.reader.name)
        self._change(person, note, "password_hash = ?", hash_password(password))

    def set_role(self, reader: Reader, note: Note) -> None:
        """Another role with its teams and agent for the account of that name; ends all sessions when it differs."""
        person = self._known(reader.name)
        if role_facts(person.reader) != role_facts(reader):
            teams = json.dumps(reader.teams)
            self._change(person, note, "role = ?, teams = ?, agent = ?", reader.role.value, teams, reader.agent)

    def set_disabled(self, name: str, is_disabled: bool, note: Note) -> None:
        """Shuts an account or opens it again; ends all sessions."""
        self._change(self._known(name), note, "is_disabled = ?", int(is_disabled))

    def end_sessions(self, name: str, note: Note) -> None:
        """Signs a person out everywhere."""
        self._change(self._known(name), note, "is_disabled = is_disabled")

    def _known(self, name: str) -> Person:
        person = self.named(name)
        if person is None:
            raise AccountError(f"Nobody is called {name}.")
        return person

    def _one(self, condition: str, *values: object) -> Person | None:
        if not self.file.is_there():
            return None
        with self.file.reading() as connection:
            row = connection.execute(f"select {COLUMNS} from users where {condition}", values).fetchone()
        return person_of(row) if row else None

    def _insert(self, reader: Reader, email: str, identity: dict[str, Any], note: Note) -> None:
        check_name(reader.name)
        self.file.make()
        values = {
            "name": reader.name,
            "folded": folded(reader.name),
            "role": reader.role.value,
            "teams": json.dumps(reader.teams),
            "agent": reader.agent,
            "email": email,
            **identity,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        names, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
        with self.file.writing() as connection:
            try:
                connection.execute(f"insert into users ({names}) values ({marks})", values)
            except sqlite3.IntegrityError:
                raise AccountError(f"There is an account of that name or identity already: {reader.name}.") from None
            note()

    def _change(self, person: Person, note: Note, assignment: str, *values: object) -> None:
        with self.file.writing() as connection:
            connection.execute(f"update users set {assignment}, epoch = epoch + 1 where id = ?", (*values, person.id))
            connection.execute("delete from sessions where user_id = ?", (person.id,))
            note()


COLUMNS = "id, name, role, teams, agent, email, password_hash, issuer, subject, is_pinned, is_disabled, epoch"


def person_of(row: tuple[Any, ...]) -> Person:
    """The account in a row of COLUMNS."""
    id_, name, role, teams, agent, email, password_hash, issuer, subject, is_pinned, is_disabled, epoch = row
    reader = Reader(name, Role(role), tuple(json.loads(teams)), agent)
    return Person(id_, reader, email, password_hash, issuer, subject, bool(is_pinned), bool(is_disabled), epoch)


def role_facts(reader: Reader) -> dict[str, Any]:
    """What a role consists of, as it is compared and written down."""
    return {"role": reader.role.value, "teams": list(reader.teams), "agent": reader.agent}


def folded(name: str) -> str:
    """One form for all ways to write a name, so that no two accounts look alike."""
    return unicodedata.normalize("NFKC", name).casefold()


def check_name(name: str) -> None:
    """Refuses a name that cannot be told apart in a log, or that stands for whoever works at this machine."""
    if not _NAME.fullmatch(name):
        raise AccountError("A name has up to 80 letters, digits, blanks and . @ + ' - _, and begins with a letter.")
    if folded(name) == folded(LOCAL.name):
        raise AccountError(f"The name {LOCAL.name} stands for whoever works at a machine without accounts.")
