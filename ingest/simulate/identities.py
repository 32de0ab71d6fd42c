"""The names under which systems know the same people: account numbers, customers, queues, groups."""

from __future__ import annotations

import polars as pl

from ingest.simulate.vocabulary import QUEUES, TEAMS

ZENDESK_SYSTEM_USER = "-1"
INTERCOM_OPERATOR = "5100000"


def zendesk_agent(rep: int) -> str:
    """Zendesk user id of a rep."""
    return str(400_000_001_000 + 37 * rep)


def asterisk_member(rep: int) -> str:
    """Queue member name of a rep."""
    return f"PJSIP/{1001 + rep}"


def intercom_admin(rep: int) -> str:
    """Intercom admin id of a rep."""
    return str(5_100_101 + 3 * rep)


def zendesk_group(team: int) -> str:
    """Zendesk group id of a team."""
    return str(360_005_000_100 + 11 * team)


def intercom_team(team: int) -> str:
    """Intercom team id of a team."""
    return str(7_700_010 + team)


def lookup(column: str, words: list[str]) -> pl.Expr:
    """The word at the position that an integer column gives."""
    return pl.lit(pl.Series(words)).gather(pl.col(column))


TEAM_WORDS = list(TEAMS)
QUEUE_WORDS = list(QUEUES)
GROUP_IDS = [zendesk_group(team) for team in range(len(TEAMS))]
INTERCOM_TEAM_IDS = [intercom_team(team) for team in range(len(TEAMS))]


def zendesk_customer(column: str = "customer") -> pl.Expr:
    """The department's customer number, which is also the requester id in Zendesk."""
    return (pl.lit(20_000_000_000, dtype=pl.Int64) + pl.col(column)).cast(pl.String)


def customer_phone(column: str = "customer") -> pl.Expr:
    """An invented North American number (555 is not given out)."""
    return pl.format("+1555{}", (pl.col(column) % 10_000_000).cast(pl.String).str.zfill(7))


def intercom_contact(column: str = "customer") -> pl.Expr:
    """The 24 hexadecimal digits under which Intercom knows a customer."""
    return pl.format("65a0c0de00000{}", (pl.col(column) + 10_000_000_000).cast(pl.String))
