"""From the groups of an identity provider to a role: `access.toml` of the home folder. Without an entry, nobody."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dashboards.access.reader import Reader, Role

FILE = "access.toml"
_KEYS = {"name", "role", "teams", "agent_claim"}


class GroupsError(ValueError):
    """`access.toml` cannot be used; the words say where."""


@dataclass(frozen=True)
class Group:
    """What belonging to one group of the provider means here."""

    name: str
    role: Role
    teams: tuple[str, ...]
    agent_claim: str
    """The claim that holds what the sources call a rep."""


def read_groups(home: Path) -> list[Group]:
    """The groups in the order of the file; none when there is no file, GroupsError when it cannot be used."""
    file = home / FILE
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise GroupsError(f"{file} cannot be read: {error}.") from error
    entries = told.get("group", [])
    if set(told) - {"group"} or not isinstance(entries, list):
        raise GroupsError(f"{file}: write one [[group]] for each group.")
    return [_group(entry, f"{file}, group {place}") for place, entry in enumerate(entries, 1)]


def _group(entry: Any, where: str) -> Group:
    if not isinstance(entry, dict) or set(entry) - _KEYS:
        raise GroupsError(f"{where}: the keys are {', '.join(sorted(_KEYS))}.")
    name, teams, claim = entry.get("name"), entry.get("teams", []), entry.get("agent_claim", "")
    if not isinstance(name, str) or not name:
        raise GroupsError(f"{where}: name is what the provider calls the group.")
    if entry.get("role") not in set(Role):
        raise GroupsError(f"{where}: role is one of {', '.join(Role)}.")
    if not isinstance(teams, list) or not all(isinstance(team, str) and team for team in teams):
        raise GroupsError(f"{where}: teams is a list of names.")
    group = Group(name, Role(entry["role"]), tuple(teams), claim if isinstance(claim, str) else "")
    if group.role is Role.SUPERVISOR and not teams:
        raise GroupsError(f"{where}: a supervisor has teams.")
    if group.role is Role.REP and not group.agent_claim:
        raise GroupsError(f"{where}: a rep needs agent_claim, the claim with the rep's name in the data.")
    return group


def reader_by_groups(name: str, claims: Mapping[str, Any], named: set[str], groups: list[Group]) -> Reader | None:
    """Who somebody in the named groups is here; nobody without an entry.

    The first entry that fits gives the role; further ones of that role add teams, others change nothing.
    """
    fitting = [group for group in groups if group.name in named]
    if not fitting:
        return None
    first = fitting[0]
    teams = dict.fromkeys(team for group in fitting if group.role is first.role for team in group.teams)
    agent = claims.get(first.agent_claim) if first.agent_claim else ""
    if first.role is Role.REP and not (isinstance(agent, str) and agent):
        return None
    return Reader(name, first.role, tuple(teams), str(agent or ""))
