"""Who works where, and what was promised: four small CSV files that a department keeps by hand or exports from HR.

    directory_agents.csv       system,account,agent,name,kind
    directory_memberships.csv  agent,team,tier,valid_from,valid_to
    directory_teams.csv        system,key,team,tier
    directory_sla_targets.csv  priority,first_response_seconds,resolution_seconds,valid_from

Dates are whole days without a zone; an empty valid_to means still.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ingest.sources.declared_csv import READ_CSV, header_recogniser, zone_setting
from ingest.types import Column, Impossible, Source, Stream

if TYPE_CHECKING:
    from collections.abc import Mapping

NEVER = ("9999-12-31", "2999-12-31")
"""How systems write that something has no end."""

TIER = Column("tier", "BIGINT", optional=True, minimum=1)
VALID_FROM = Column("valid_from", "DATE", required=True)


def source(settings: Mapping[str, Any]) -> Source:
    """Build the source; it has no settings."""
    zone_setting("directory", settings)
    streams = {
        "directory_agents*.csv*": _stream(
            "agents",
            ("system", "account"),
            (
                Column("system", required=True),
                Column("account", required=True),
                Column("agent", required=True),
                Column("name", optional=True),
                Column("kind", optional=True, allowed=("human", "bot", "system")),
                Column("valid_as_of", "DATE", optional=True),
            ),
            version=("valid_as_of",),
        ),
        "directory_memberships*.csv*": _stream(
            "memberships",
            ("agent", "valid_from"),
            (
                Column("agent", required=True),
                Column("team", required=True),
                TIER,
                VALID_FROM,
                Column("valid_to", "DATE", optional=True, null_words=NEVER),
            ),
            impossible=(Impossible("valid_to < valid_from", "valid_to", "valid_to is before valid_from"),),
        ),
        "directory_teams*.csv*": _stream(
            "teams",
            ("system", "key"),
            (Column("system", required=True), Column("key", required=True), Column("team", required=True), TIER),
        ),
        "directory_sla_targets*.csv*": _stream(
            "sla_targets",
            ("priority", "valid_from"),
            (
                Column("priority", required=True),
                Column("first_response_seconds", "BIGINT", minimum=1),
                Column("resolution_seconds", "BIGINT", minimum=1),
                VALID_FROM,
            ),
        ),
    }
    return Source("directory", tuple(streams.values()), header_recogniser(streams))


def _stream(
    name: str,
    key: tuple[str, ...],
    columns: tuple[Column, ...],
    version: tuple[str, ...] = (),
    impossible: tuple[Impossible, ...] = (),
) -> Stream:
    return Stream(
        name=name,
        columns=columns,
        key=key,
        version=version,
        read=READ_CSV,
        table=f"directory__{name}",
        impossible=impossible,
    )
