"""Accounts as the command line changes them: checked against what is published, and written down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from dashboards.access.audit_log import AuditError, AuditLog
from dashboards.access.people import AccountError, People, Person
from dashboards.access.people_file import PeopleError
from dashboards.access.reader import Reader, Role
from evenhand.errors import EvenhandError, WrongUsageError
from evenhand.generations import find_current
from evenhand.home import Home
from evenhand.operator import operator_name
from evenhand.sql_query import SqlSession

_MOST_NAMES_TOLD = 12


@contextmanager
def told_in_words() -> Iterator[None]:
    """Refusals of accounts, passwords and files as errors of the command line."""
    try:
        yield
    except (PeopleError, AuditError) as trouble:
        raise EvenhandError(str(trouble)) from trouble
    except ValueError as refused:
        raise WrongUsageError(str(refused)) from refused


def reader_of(name: str, role: Role, teams: Sequence[str], agent: str) -> Reader:
    """Who somebody is to be; WrongUsageError for a role without the rows that it needs, or with others."""
    if teams and role not in (Role.SUPERVISOR, Role.ANALYST):
        raise WrongUsageError(f"Teams limit supervisors and analysts; a {role} has none.", "Leave out --team.")
    if agent and role is not Role.REP:
        raise WrongUsageError(f"An agent's name belongs to a rep; a {role} has none.", "Leave out --agent.")
    if role is Role.SUPERVISOR and not teams:
        raise WrongUsageError("A supervisor has teams.", "Name each of them by --team.")
    if role is Role.REP and not agent:
        raise WrongUsageError("A rep sees the figures of one agent.", "Say by --agent what the data call this rep.")
    return Reader(name, role, tuple(dict.fromkeys(teams)), agent)


def check_against_data(home: Home, reader: Reader) -> str:
    """Refuses teams and agents that the published data do not have; a warning where nothing is published yet."""
    wanted = [("teams", "team", name) for name in reader.teams]
    wanted += [("agents", "agent", reader.agent)] if reader.agent else []
    if not wanted:
        return ""
    generation = find_current(home)
    if generation is None:
        return "Nothing is published yet, so that teams and agents could not be checked."
    for table, column, name in wanted:
        with SqlSession(home, generation) as session:
            known = [row[0] for row in session.names(f"select distinct {column} from {table} order by 1")]
        if name not in known:
            few = ", ".join(map(str, known[:_MOST_NAMES_TOLD])) + (" ..." if len(known) > _MOST_NAMES_TOLD else "")
            raise WrongUsageError(f"The data know no {column} called {name}.", f"They know: {few}.")
    return ""


def person_named(people: People, name: str) -> Person:
    """The account of a name; AccountError when there is none."""
    person = people.named(name)
    if person is None:
        raise AccountError(f"Nobody is called {name}. `evenhand user list` tells who there is.")
    return person


def write_down(home: Home, action: str, subject: str, **facts: Any) -> None:
    """An audit line about a change of an account, made by whoever is signed in to this machine."""
    AuditLog(home.folder).write(operator_name(), action, "ok", subject=subject, **facts)


def as_row(person: Person) -> dict[str, Any]:
    """An account as it is listed."""
    reader = person.reader
    return {
        "name": reader.name,
        "role": reader.role.value,
        "teams": ", ".join(reader.teams) or None,
        "agent": reader.agent or None,
        "email": person.email or None,
        "signs_in_with": person.issuer or "password",
        "is_disabled": person.is_disabled,
    }
