"""Who works where and when, what was promised, and who is who: small CSV files kept by hand or exported from HR.

    directory_agents.csv               system,account,agent,name,kind
    directory_memberships.csv          agent,team,tier,valid_from,valid_to
    directory_teams.csv                system,key,team,tier
    directory_calendars.csv            calendar,time_zone,weekday,opens,closes,valid_from,valid_to
    directory_holidays.csv             calendar,day,name
    directory_team_calendars.csv       team,calendar,valid_from
    directory_sla_targets.csv          priority,first_response_seconds,resolution_seconds,valid_from
    directory_sla_policies.csv         policy,position,priority,target,seconds,clock,valid_from
                                       and any of channel,team,topic,pauses_on
    directory_customers.csv            customer,kind,identifier,is_shared
    directory_shifts.csv               agent,starts_at,ends_at,activity,is_paid
    directory_compensation_limits.csv  tier,agent,limit_amount,valid_from

Dates are whole days without a zone; an empty valid_to means still, an empty valid_from of a calendar since ever.
Time zone: only shifts hold instants; as written in each value, else `[directory] time_zone` of sources.toml.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ingest.quoting import literal
from ingest.sources.declared_csv import READ_CSV, header_recogniser, zone_setting
from ingest.types import Column, Impossible, Source, Stream

if TYPE_CHECKING:
    from collections.abc import Mapping

NEVER = ("9999-12-31", "2999-12-31")
"""How systems write that something has no end."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SLA_TARGETS = ("first_response", "next_response", "resolution", "requester_wait", "agent_work")
SLA_CLOCKS = ("calendar", "business")
SLA_PAUSES = ("pending", "on_hold", "pending on_hold")
IDENTIFIER_KINDS = ("account", "email", "phone", "order", "contact")
ACTIVITIES = ("work", "break", "meeting", "training")

TIER = Column("tier", "BIGINT", optional=True, minimum=1)
VALID_FROM = Column("valid_from", "DATE", required=True)
VALID_FROM_OR_EVER = Column("valid_from", "DATE", optional=True)
VALID_TO = Column("valid_to", "DATE", optional=True, null_words=NEVER)
ENDS_BEFORE_IT_BEGINS = Impossible("valid_to < valid_from", "valid_to", "valid_to is before valid_from")

_CLOCK_TIME = "([01][0-9]|2[0-3]):[0-5][0-9]"


def source(settings: Mapping[str, Any]) -> Source:
    """Build the source; `time_zone` is its only setting."""
    zone = zone_setting("directory", settings)
    streams = (*_people(), _customers(), _shifts(zone), *_calendars(), *_promises())
    return Source(
        "directory",
        streams,
        header_recogniser({f"directory_{stream.name}*.csv*": stream for stream in streams}),
    )


def _people() -> tuple[Stream, ...]:
    agents = _stream(
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
    )
    memberships = _stream(
        "memberships",
        ("agent", "valid_from"),
        (Column("agent", required=True), Column("team", required=True), TIER, VALID_FROM, VALID_TO),
        impossible=(ENDS_BEFORE_IT_BEGINS,),
    )
    teams = _stream(
        "teams",
        ("system", "key"),
        (Column("system", required=True), Column("key", required=True), Column("team", required=True), TIER),
    )
    return agents, memberships, teams


def _customers() -> Stream:
    return _stream(
        "customers",
        ("customer", "kind", "identifier"),
        (
            Column("customer", required=True, personal=True),
            Column("kind", required=True, allowed=IDENTIFIER_KINDS),
            Column("identifier", required=True, personal=True),
            Column("is_shared", "BOOLEAN", optional=True),
        ),
    )


def _shifts(zone: str | None) -> Stream:
    return _stream(
        "shifts",
        ("agent", "starts_at"),
        (
            Column("agent", required=True),
            Column("starts_at", "TIMESTAMPTZ", required=True),
            Column("ends_at", "TIMESTAMPTZ", required=True),
            Column("activity", required=True, allowed=ACTIVITIES),
            Column("is_paid", "BOOLEAN", optional=True),
        ),
        impossible=(Impossible("ends_at <= starts_at", "ends_at", "is not after starts_at"),),
        zone=zone,
    )


def _calendars() -> tuple[Stream, ...]:
    calendars = _stream(
        "calendars",
        ("calendar", "weekday", "opens", "valid_from"),
        (
            Column("calendar", required=True),
            Column("time_zone", required=True),
            Column("weekday", required=True, allowed=WEEKDAYS, values=_in_any_case(WEEKDAYS)),
            Column("opens", required=True),
            Column("closes", required=True),
            VALID_FROM_OR_EVER,
            VALID_TO,
        ),
        impossible=(
            _unless("opens", _CLOCK_TIME, "is no time of day from 00:00 to 23:59, such as 09:00"),
            _unless("closes", f"{_CLOCK_TIME}|24:00", "is no time of day from 00:00 to 24:00, such as 17:30"),
            Impossible(
                "time_zone not in (select name from pg_timezone_names())",
                "time_zone",
                "is no time zone that is known, such as Europe/Berlin",
            ),
            ENDS_BEFORE_IT_BEGINS,
        ),
    )
    holidays = _stream(
        "holidays",
        ("calendar", "day"),
        (Column("calendar", required=True), Column("day", "DATE", required=True), Column("name")),
    )
    team_calendars = _stream(
        "team_calendars",
        ("team", "valid_from"),
        (Column("team", required=True), Column("calendar", required=True), VALID_FROM_OR_EVER),
    )
    return calendars, holidays, team_calendars


def _promises() -> tuple[Stream, ...]:
    targets = _stream(
        "sla_targets",
        ("priority", "valid_from"),
        (
            Column("priority", required=True),
            Column("first_response_seconds", "BIGINT", minimum=1),
            Column("resolution_seconds", "BIGINT", minimum=1),
            VALID_FROM,
        ),
    )
    policies = _stream(
        "sla_policies",
        ("policy", "priority", "target", "valid_from", "channel", "team", "topic"),
        (
            Column("policy", required=True),
            Column("position", "BIGINT", required=True, minimum=0),
            *(Column(name, optional=True) for name in ("channel", "team", "topic")),
            Column("priority", required=True),
            Column("target", required=True, allowed=SLA_TARGETS),
            Column("seconds", "BIGINT", required=True, minimum=1),
            Column("clock", required=True, allowed=SLA_CLOCKS),
            Column("pauses_on", optional=True, allowed=SLA_PAUSES, values={"on_hold pending": "pending on_hold"}),
            VALID_FROM,
        ),
    )
    limits = _stream(
        "compensation_limits",
        ("agent", "tier", "valid_from"),
        (
            TIER,
            Column("agent", optional=True),
            Column("limit_amount", "DOUBLE", required=True, minimum=0),
            VALID_FROM_OR_EVER,
        ),
    )
    return targets, policies, limits


def _unless(column: str, pattern: str, reason: str) -> Impossible:
    return Impossible(f"not regexp_full_match({column}, {literal(pattern)})", column, reason)


def _in_any_case(words: tuple[str, ...]) -> dict[str, str]:
    return {form: word for word in words for form in (word.title(), word.upper())}


def _stream(
    name: str,
    key: tuple[str, ...],
    columns: tuple[Column, ...],
    *,
    version: tuple[str, ...] = (),
    impossible: tuple[Impossible, ...] = (),
    zone: str | None = None,
) -> Stream:
    return Stream(
        name=name,
        columns=columns,
        key=key,
        version=version,
        read=READ_CSV,
        table=f"directory__{name}",
        time_zone=zone,
        impossible=impossible,
    )
