"""With whose rights a report is made: the reader's, never those of whoever wrote the line in the crontab."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dashboards.access.people import People, Person
from dashboards.access.reader import LOCAL, Reader, Role
from evenhand.errors import WrongUsageError
from evenhand.home import Home
from evenhand.reports.request import Destination

_OPERATOR = Reader("operator", Role.ADMIN)
"""Whoever runs commands on this machine can read the published files themselves."""


@dataclass(frozen=True)
class Part:
    """What goes to some destinations because their readers may see it."""

    reader: Reader
    destination: Destination


def parts_by_rights(home: Home, destination: Destination, named: str) -> list[Part]:
    """The destinations by whose rights their report has; WrongUsageError for an address that is nobody's.

    `named` is the account whose rights count for all of them, such as for a list of several people; empty leaves each
    address to the account that has it. Files are the operator's.
    """
    people = People(home.folder)
    if named:
        return [Part(_active(people.named(named), f"called {named}").reader, destination)]
    if not people.anybody():
        return [Part(LOCAL, destination)]
    readers = {address: _holder(people, address).reader for address in destination.addresses}
    files = [Part(_OPERATOR, replace(destination, addresses=()))] if destination.files else []
    return files + [
        Part(reader, Destination((), tuple(address for address, holder in readers.items() if holder == reader)))
        for reader in dict.fromkeys(readers.values())
    ]


def _holder(people: People, address: str) -> Person:
    holders = [person for person in people.all() if person.email.casefold() == address.casefold()]
    if len({person.reader.rule for person in holders}) > 1:
        raise WrongUsageError(
            f"{address} is the address of several accounts with different rights.", "Say whose rights count: --as NAME."
        )
    return _active(holders[0] if holders else None, f"with the address {address}")


def _active(person: Person | None, words: str) -> Person:
    if person is None or person.is_disabled:
        state = "disabled" if person else "missing"
        raise WrongUsageError(
            f"The account {words} is {state}, so nobody can say what the report may show.",
            "Add it with `evenhand user add NAME --role ... --email ADDRESS`, or say whose rights count: --as NAME.",
        )
    return person
