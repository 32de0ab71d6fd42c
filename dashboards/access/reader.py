"""Who is reading, and what that person may see: the one place where a role becomes a right."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from dataclasses import dataclass
from enum import StrEnum

from transforms.row_rules import RowRule


class Role(StrEnum):
    """What somebody does in the department."""

    EXECUTIVE = "executive"
    SUPERVISOR = "supervisor"
    REP = "rep"
    ANALYST = "analyst"
    ADMIN = "admin"


class Need(StrEnum):
    """What a page, a file or a callback shows."""

    FIGURES = "figures"
    """Aggregates of the rows that the reader may see."""
    PERSON = "person"
    """Figures of one rep by name, the reader's own at least."""
    PEOPLE = "people"
    """Figures of reps by name, side by side."""
    RECORDS = "records"
    """The records behind a figure."""
    SQL = "sql"
    """Questions of one's own to the published tables."""
    OPERATIONS = "operations"
    """How loading went: files, rows, what was put aside."""


_GRANTED: dict[Role, frozenset[Need]] = {
    Role.EXECUTIVE: frozenset({Need.FIGURES}),
    Role.SUPERVISOR: frozenset({Need.FIGURES, Need.PERSON, Need.PEOPLE, Need.RECORDS}),
    Role.REP: frozenset({Need.FIGURES, Need.PERSON}),
    Role.ANALYST: frozenset(Need),
    Role.ADMIN: frozenset(Need),
}


class NobodyError(LookupError):
    """Something was asked for outside of anybody's name, so nothing may be answered."""


@dataclass(frozen=True)
class Reader:
    """Somebody who is signed in.

    `teams` are a supervisor's own, or all that an analyst is limited to (none is no limit); `agent` is what the sources
    call a rep.
    """

    name: str
    role: Role
    teams: tuple[str, ...] = ()
    agent: str = ""

    def __post_init__(self) -> None:
        """Refuses an account whose rows nobody could tell; an empty limit must never mean everything."""
        if self.role is Role.SUPERVISOR and not self.teams:
            raise ValueError(f"{self.name} is a supervisor of no team")
        if self.role is Role.REP and not self.agent:
            raise ValueError(f"{self.name} is a rep without an agent's name")

    def may(self, need: Need) -> bool:
        """Whether the role is there for this. How loading went is told of all teams or not at all."""
        return need in _GRANTED[self.role] and not (need is Need.OPERATIONS and self.teams)

    @property
    def rule(self) -> RowRule:
        """The rows that count for this person, and how finely they may be told."""
        return RowRule(
            teams=self.teams if self.role in (Role.SUPERVISOR, Role.ANALYST) else (),
            agent=self.agent if self.role is Role.REP else "",
            sees_people=self.may(Need.PEOPLE),
            sees_records=self.may(Need.RECORDS),
        )


LOCAL = Reader("local", Role.ANALYST)
"""Whoever works at a machine that serves itself alone and has no users."""

_READER: ContextVar[Reader] = ContextVar("evenhand_reader")


def current_reader() -> Reader:
    """Who asks right now; NobodyError where nobody has been named, for then nothing is answered."""
    try:
        return _READER.get()
    except LookupError:
        raise NobodyError("nobody is signed in") from None


def begin_acting(reader: Reader) -> Token[Reader]:
    """Names who asks from here on; the token ends it again."""
    return _READER.set(reader)


def end_acting(token: Token[Reader]) -> None:
    """Forgets who asked, so that the next request of this thread is nobody's."""
    _READER.reset(token)


@contextmanager
def acting_as(reader: Reader) -> Iterator[None]:
    """Everything inside is asked by this person."""
    token = begin_acting(reader)
    try:
        yield
    finally:
        end_acting(token)
