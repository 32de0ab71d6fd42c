"""The names under which systems know the same people: account numbers, customers, queues, groups."""

from __future__ import annotations

import polars as pl

from ingest.simulate.vocabulary import QUEUES, TEAMS

ZENDESK_SYSTEM_USER = "-1"
INTERCOM_OPERATOR = "5100000"
COMPANY_SIZE = 6
"""Customers who share one switchboard; with one company in sixteen, about one number in a hundred is shared."""


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


def is_at_a_company(column: str = "customer") -> pl.Expr:
    """Whether a customer calls through the switchboard of a company, under a number that others use too."""
    return (pl.col(column) // COMPANY_SIZE) % 16 == 3


def customer_phone(column: str = "customer") -> pl.Expr:
    """An invented North American number (555 is not given out); colleagues share that of their company."""
    first_of_company = pl.col(column) // COMPANY_SIZE * COMPANY_SIZE
    owner = pl.when(is_at_a_company(column)).then(first_of_company).otherwise(column)
    return pl.format("+1555{}", (owner % 10_000_000).cast(pl.String).str.zfill(7))


def order_number(column: str = "episode") -> pl.Expr:
    """The shop's number of the order that a matter is about."""
    return pl.format("SO-{}", pl.col(column) + 100_000_000)


def intercom_contact(column: str = "customer") -> pl.Expr:
    """The 24 hexadecimal digits under which Intercom knows a customer."""
    return pl.format("65a0c0de00000{}", (pl.col(column) + 10_000_000_000).cast(pl.String))
