"""Files of analysts who are limited to some teams, made with a new generation so that nobody waits for them."""

from __future__ import annotations

from dashboards.access.people import People
from dashboards.access.people_file import PeopleError
from dashboards.access.reader import Role
from dashboards.sql.cuts import CutError, cut_for
from evenhand.generations import Generation
from evenhand.home import Home


def make_team_files(home: Home, generation: Generation) -> tuple[str, ...]:
    """Makes the file of each such account; what failed, in words, which is no fault of what is published."""
    try:
        people = [person for person in People(home.folder).all() if not person.is_disabled]
        limits = {p.reader.teams for p in people if p.reader.role is Role.ANALYST and p.reader.teams}
    except PeopleError as error:
        return (f"The accounts cannot be read, so files of analysts were not made: {error}",)
    failed = []
    for teams in sorted(limits):
        try:
            cut_for(home.folder, generation.folder, teams)
        except (CutError, OSError) as error:
            failed.append(f"An analyst of {', '.join(teams)} will wait for the first page: {error}")
    return tuple(failed)
