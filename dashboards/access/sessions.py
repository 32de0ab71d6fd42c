"""Who is signed in where: random tokens in cookies, of which the file holds keyed hashes only."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable

from dashboards.access.people import COLUMNS, Note, Person, person_of
from dashboards.access.people_file import PeopleFile

SECONDS = 8 * 60 * 60
"""The life of a session, from sign-in on; work does not prolong it."""
SECONDS_VOUCHED_FOR = 60 * 60
"""The same of one that an identity provider vouched for: so long may somebody be in who was shut out or moved there."""
_QUALIFIED = ", ".join(f"users.{column}" for column in COLUMNS.split(", "))


class Sessions:
    """The sessions in the file of people, of one secret: with another secret, none of them holds."""

    def __init__(self, file: PeopleFile, secret: bytes, clock: Callable[[], float] = time.time) -> None:
        self._file, self._secret, self._clock = file, secret, clock

    def open(self, person: Person) -> str:
        """A new session; the token is the only copy. It is void if the account was changed since it was read."""
        token = secrets.token_urlsafe(32)
        now = self._clock()
        ends_at = now + (SECONDS_VOUCHED_FOR if person.issuer else SECONDS)
        with self._file.writing() as connection:
            connection.execute("delete from sessions where ends_at <= ?", (now,))
            connection.execute(
                "insert into sessions values (?, ?, ?, ?)",
                (self._hashed(token), person.id, person.epoch, ends_at),
            )
        return token

    def person(self, token: str) -> Person | None:
        """Who the token was given to; nobody when it has ended, or the account was changed or disabled since."""
        if not token or not self._file.is_there():
            return None
        with self._file.reading() as connection:
            row = connection.execute(
                f"select {_QUALIFIED} from sessions join users on users.id = user_id "
                "where token = ? and ends_at > ? and sessions.epoch = users.epoch and not is_disabled",
                (self._hashed(token), self._clock()),
            ).fetchone()
        return person_of(row) if row else None

    def end(self, token: str, note: Note) -> None:
        """Ends one session; nothing is changed when it has ended."""
        with self._file.writing() as connection:
            connection.execute("delete from sessions where token = ?", (self._hashed(token),))
            note()

    def _hashed(self, token: str) -> bytes:
        return hmac.digest(self._secret, b"session " + token.encode(errors="replace"), hashlib.sha256)
