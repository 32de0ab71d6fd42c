"""How long to wait after wrong passwords, so that guessing takes years and mistyping takes seconds.

A try is counted as wrong before it is looked at and forgiven when it was right, so that many at once gain nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dashboards.access.people import Person, folded
from dashboards.access.people_file import PeopleFile

_FORGOTTEN_AFTER = 60 * 60
_PLACE_KNOWN_FOR = 90 * 24 * 60 * 60


@dataclass(frozen=True)
class _Limit:
    """So many tries are free; then the wait doubles with each, up to the longest."""

    free: int
    longest: float

    def wait(self, times: int, since: float) -> float:
        if times < self.free:
            return 0.0
        return max(0.0, min(2.0 ** min(times - self.free, 20), self.longest) - max(0.0, since))


_NAME_FROM_PLACE = _Limit(free=4, longest=900)
# Neither this one nor the next holds where the person signed in before: one colleague's typing, or a stranger's, is
# not another's fault.
_PLACE = _Limit(free=20, longest=900)
# Strangers may not keep somebody out of a new place either, so that this wait is short.
_NAME = _Limit(free=12, longest=30)


@dataclass(frozen=True)
class Try:
    """A try to sign in."""

    wait: float
    """Seconds until the next may be made; 0 for one that goes on."""
    counted: tuple[str, ...]
    is_news: bool
    """Whether it is worth a line in the log; of tries made while waiting, only the first is."""


class Throttle:
    """Wrong tries by name and place, by place, and by name; names are kept as keyed hashes, some are passwords."""

    def __init__(self, file: PeopleFile, secret: bytes, clock: Callable[[], float] = time.time) -> None:
        self._file, self._secret, self._clock = file, secret, clock

    def admit(self, name: str, address: str, person: Person | None) -> Try:
        """Lets a try go on, or says how long to wait; it counts as wrong until it is forgiven."""
        now, place = self._clock(), place_of(address)
        with self._file.writing() as connection:
            connection.execute("delete from wrong_tries where last_at < ?", (now - _FORGOTTEN_AFTER,))
            limits = dict(self._limits(name, place, is_known=_is_known(connection, person, place, now)))
            scopes = tuple(limits)
            among = f"where scope in ({', '.join('?' * len(scopes))})"
            found = connection.execute(f"select scope, times, last_at from wrong_tries {among}", scopes).fetchall()
            wait = max((limits[scope].wait(times, now - last) for scope, times, last in found), default=0.0)
            if wait:
                told = connection.execute(f"update wrong_tries set is_told = 1 {among} and is_told = 0", scopes)
                return Try(wait, (), is_news=told.rowcount > 0)
            connection.executemany(
                "insert into wrong_tries values (?, 1, ?, 0) on conflict (scope) "
                "do update set times = times + 1, last_at = excluded.last_at, is_told = 0",
                [(scope, now) for scope in scopes],
            )
        return Try(0.0, scopes, is_news=True)

    def forgive(self, made: Try, person: Person, address: str) -> None:
        """Takes back the count of a try that was right, and remembers the place."""
        with self._file.writing() as connection:
            mistyped, *others = made.counted
            connection.execute("delete from wrong_tries where scope = ?", (mistyped,))
            # By one only: an account of one's own must not wash off the tries at others.
            connection.executemany(
                "update wrong_tries set times = times - 1 where scope = ? and times > 0", [(scope,) for scope in others]
            )
            connection.execute(
                "insert into known_places values (?, ?, ?) "
                "on conflict (user_id, place) do update set last_at = excluded.last_at",
                (person.id, place_of(address), self._clock()),
            )

    def _limits(self, name: str, place: str, *, is_known: bool) -> Iterator[tuple[str, _Limit]]:
        yield self._scope("both", folded(name), place), _NAME_FROM_PLACE
        if not is_known:
            yield self._scope("place", place), _PLACE
            yield self._scope("name", folded(name)), _NAME

    def _scope(self, *parts: str) -> str:
        text = "\0".join(("wrong try", *parts))
        return hmac.digest(self._secret, text.encode(errors="replace"), hashlib.sha256).hex()


def _is_known(connection: sqlite3.Connection, person: Person | None, place: str, now: float) -> bool:
    if person is None:
        return False
    asked = "select 1 from known_places where user_id = ? and place = ? and last_at > ?"
    return connection.execute(asked, (person.id, place, now - _PLACE_KNOWN_FOR)).fetchone() is not None


def place_of(address: str) -> str:
    """The address, or the network of an IPv6 address: one household has as many of those as it likes."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)
