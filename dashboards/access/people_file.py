"""The SQLite file of people, their sessions and their wrong tries: opened for each use, so that any process may."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

FILE = "people.sqlite3"
_SECONDS_TO_WAIT = 5
_FORM = 1
_SCHEMA = """
create table users (
    id integer primary key, name text not null, folded text not null unique, role text not null,
    teams text not null, agent text not null, email text not null, password_hash text,
    issuer text not null, subject text not null, is_pinned integer not null,
    is_disabled integer not null default 0, epoch integer not null default 1, made_at text not null
) strict;
create unique index users_of_a_provider on users (issuer, subject) where subject <> '';
create table sessions (
    token blob primary key, user_id integer not null references users, epoch integer not null, ends_at real not null
) strict;
create table wrong_tries (
    scope text primary key, times integer not null, last_at real not null, is_told integer not null
) strict;
create index wrong_tries_by_time on wrong_tries (last_at);
create table known_places (
    user_id integer not null references users, place text not null, last_at real not null,
    primary key (user_id, place)
) strict;
"""


class PeopleError(Exception):
    """The file of people cannot be used; the words say which and what to do. Nobody is let in then."""


class PeopleFile:
    """`people.sqlite3` of a home folder, the owner's alone."""

    def __init__(self, home: Path) -> None:
        self.path = home / FILE

    def is_there(self) -> bool:
        """Whether anybody was ever added."""
        return self.path.exists()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection to read from; PeopleError when the file cannot be read."""
        with self._opened() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection that holds the write lock from the start; all is kept at the end, or nothing is."""
        with self._opened() as connection:
            connection.execute("begin immediate")
            try:
                yield connection
            except BaseException:
                connection.execute("rollback")
                raise
            connection.execute("commit")

    def make(self) -> None:
        """Makes the file where there is none."""
        if self.is_there():
            return
        try:
            # SQLite would make it with the permissions of the process, which may let others read.
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as error:
            raise PeopleError(f"{self.path} cannot be made: {error.strerror}.") from error
        with self._opened():
            pass

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        try:
            self._refuse_open_to_others()
            address = f"{self.path.absolute().as_uri()}?mode=rw"
            connection = sqlite3.connect(address, uri=True, timeout=_SECONDS_TO_WAIT, isolation_level=None)
            with closing(connection):
                connection.execute("pragma foreign_keys = on")
                _bring_into_form(connection)
                yield connection
        except (sqlite3.Error, OSError) as error:
            raise PeopleError(
                f"{self.path} cannot be used ({error}). Until it is mended or restored, nobody can sign in."
            ) from error

    def _refuse_open_to_others(self) -> None:
        if stat.S_IMODE(self.path.stat().st_mode) & 0o077:
            raise PeopleError(f"Other users of this machine can open {self.path}. Run `chmod 600 {self.path}`.")


def _bring_into_form(connection: sqlite3.Connection) -> None:
    if _form_of(connection) == _FORM:
        return
    connection.execute("begin immediate")
    # Somebody else may have been faster between the question and the lock.
    if _form_of(connection) == 0:
        for statement in filter(str.strip, _SCHEMA.split(";")):
            connection.execute(statement)
        connection.execute(f"pragma user_version = {_FORM}")
    connection.execute("commit")
    if (found := _form_of(connection)) != _FORM:
        raise sqlite3.DatabaseError(f"it has form {found}, and this version knows form {_FORM}")


def _form_of(connection: sqlite3.Connection) -> int:
    return int(connection.execute("pragma user_version").fetchone()[0])
