"""What the department itself says about its people, teams, targets and fields."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl

from ingest.simulate.department import REP_COUNT, Department
from ingest.simulate.directory_rules import rule_tables
from ingest.simulate.identities import (
    GROUP_IDS,
    INTERCOM_OPERATOR,
    INTERCOM_TEAM_IDS,
    ZENDESK_SYSTEM_USER,
    asterisk_member,
    intercom_admin,
    zendesk_agent,
)
from ingest.simulate.ticket_fields import FIELDS
from ingest.simulate.vocabulary import ESCALATIONS, QUEUES, TEAMS
from ingest.simulate.work_calendar import WorkCalendar
from ingest.simulate.writers import write_lines


def write_directory(folder: Path, department: Department, calendar: WorkCalendar) -> list[Path]:
    """Write directory CSVs, vendor lists of groups and teams, and the settings the loader needs."""
    tables = {
        "directory/directory_agents.csv": ("system,account,agent,name,kind", _accounts(department)),
        "directory/directory_memberships.csv": ("agent,team,tier,valid_from,valid_to", _memberships(department)),
        "directory/directory_teams.csv": ("system,key,team,tier", _teams()),
        **{
            f"directory/directory_{name}.csv": table
            for name, table in rule_tables(calendar, department.agents[department.authorised]).items()
        },
    }
    paths = [write_lines(folder / name, pl.Series(rows), header) for name, (header, rows) in tables.items()]
    stamp = f"{calendar.first_day}T00:00:00Z"
    groups = [
        {"id": int(key), "name": team, "deleted": False, "created_at": stamp, "updated_at": stamp}
        for key, team in zip(GROUP_IDS, TEAMS, strict=True)
    ]
    teams = [
        {"type": "team", "id": key, "name": team, "admin_ids": _admins(department, number)}
        for number, (key, team) in enumerate(zip(INTERCOM_TEAM_IDS, TEAMS, strict=True))
    ]
    pages = {
        "zendesk/groups.json": {"groups": groups, "next_page": None, "previous_page": None, "count": len(groups)},
        "intercom/teams.json": {"type": "team.list", "teams": teams},
    }
    paths += [write_lines(folder / name, pl.Series([json.dumps(page)])) for name, page in pages.items()]
    settings = [f'{number} = "{name}"' for name, number in FIELDS.items()]
    header = "# What the custom fields of this department's Zendesk mean.\n[zendesk.fields]"
    return [*paths, write_lines(folder / "sources.toml", pl.Series(settings), header)]


def _accounts(department: Department) -> list[str]:
    rows = []
    for rep in range(REP_COUNT):
        person = f"{department.agents[rep]},{department.names[rep]},human"
        rows += [
            f"zendesk,{zendesk_agent(rep)},{person}",
            f"asterisk,{asterisk_member(rep)},{person}",
            f"intercom,{intercom_admin(rep)},{person}",
        ]
    rows.append(f"zendesk,{ZENDESK_SYSTEM_USER},zendesk.automation,Zendesk automation,system")
    rows.append(f"intercom,{INTERCOM_OPERATOR},intercom.operator,Operator,bot")
    return rows


def _memberships(department: Department) -> list[str]:
    return [
        f"{department.agents[rep]},{TEAMS[team]},{2 if team == ESCALATIONS else 1},{joined},{left or ''}"
        for rep, team, joined, left in department.memberships.rows()
    ]


def _teams() -> list[str]:
    keys = {"zendesk": GROUP_IDS, "asterisk": QUEUES, "intercom": INTERCOM_TEAM_IDS}
    return [
        f"{system},{key},{TEAMS[team]},{2 if team == ESCALATIONS else 1}"
        for system, names in keys.items()
        for team, key in enumerate(names)
    ]


def _admins(department: Department, team: int) -> list[int]:
    now = department.memberships.filter((pl.col("team") == team) & pl.col("valid_to").is_null())
    return [int(intercom_admin(rep)) for rep in now["rep"]]
