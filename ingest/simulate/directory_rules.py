"""What the department has promised and allowed: opening hours, targets, limits."""

from __future__ import annotations

from datetime import date, timedelta

from ingest.simulate.vocabulary import ESCALATIONS, TEAMS
from ingest.simulate.work_calendar import CLOSES_HOUR, OPENS_HOUR, TIME_ZONE, WorkCalendar

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DEPARTMENT, _EXPERTS, _ALWAYS = "department", "escalations", "around the clock"
_TARGET_HOURS = {"urgent": (1, 8), "high": (4, 36), "normal": (12, 72), "low": (24, 120)}
"""First response and resolution by the clock on the wall."""
_BUSINESS_HOURS = {
    # first response, next response, resolution; a business day of the department has twelve hours
    "urgent": (1, 1, 6), "high": (3, 4, 18), "normal": (8, 10, 36), "low": (16, 18, 72),
}  # fmt: skip
_TIGHTENED = {"high": 2, "normal": 6}
"""Hours to the first response since the promise was renewed."""
APPROVAL_LIMITS_EUR = {1: (40.0, 50.0), 2: (120.0, 150.0)}
"""What each tier may give away on its own, first and after the limits were raised."""

Table = tuple[str, list[str]]


def rule_tables(calendar: WorkCalendar, chosen_agent: str) -> dict[str, Table]:
    """Header and rows of each file; `chosen_agent` may give away more than the tier."""
    return {
        "calendars": ("calendar,time_zone,weekday,opens,closes,valid_from,valid_to", _calendars(calendar)),
        "holidays": ("calendar,day,name", _holidays(calendar)),
        "team_calendars": ("team,calendar,valid_from", [f"*,{_DEPARTMENT},", f"{TEAMS[ESCALATIONS]},{_EXPERTS},"]),
        "sla_targets": ("priority,first_response_seconds,resolution_seconds,valid_from", _targets(calendar)),
        "sla_policies": (
            "policy,position,channel,team,topic,priority,target,seconds,clock,pauses_on,valid_from",
            _policies(calendar),
        ),
        "compensation_limits": ("tier,agent,limit_amount,valid_from", _limits(calendar, chosen_agent)),
    }


def limits_raised_on(calendar: WorkCalendar) -> date:
    """The day from which the second figure of each limit is in force."""
    return calendar.last_day - timedelta(days=200)


def hours_widened_on(calendar: WorkCalendar) -> date:
    """The day from which the escalations team keeps longer hours."""
    return calendar.last_day - timedelta(days=240)


def promise_renewed_on(calendar: WorkCalendar) -> date:
    """The day from which first responses are promised sooner."""
    return calendar.last_day - timedelta(days=260)


def _calendars(calendar: WorkCalendar) -> list[str]:
    widened = hours_widened_on(calendar)
    rows = [(_DEPARTMENT, day, f"{OPENS_HOUR:02}:00", f"{CLOSES_HOUR:02}:00", "", "") for day in _WEEKDAYS[:6]]
    rows += [(_EXPERTS, day, "09:00", "17:00", "", str(widened)) for day in _WEEKDAYS[:5]]
    rows += [(_EXPERTS, day, "08:00", "18:00", str(widened), "") for day in _WEEKDAYS[:5]]
    rows += [(_ALWAYS, day, "00:00", "24:00", "", "") for day in _WEEKDAYS]
    return [",".join((name, TIME_ZONE, *rest)) for name, *rest in rows]


def _holidays(calendar: WorkCalendar) -> list[str]:
    shown = [day for day in calendar.holidays if calendar.first_day.year <= day.year <= calendar.last_day.year + 1]
    return [f"{name},{day},{calendar.holidays[day]}" for name in (_DEPARTMENT, _EXPERTS) for day in shown]


def _targets(calendar: WorkCalendar) -> list[str]:
    return [
        f"{priority},{first * 3600},{resolution * 3600},{calendar.first_day.replace(day=1)}"
        for priority, (first, resolution) in _TARGET_HOURS.items()
    ]


def _policies(calendar: WorkCalendar) -> list[str]:
    since, renewed = calendar.first_day.replace(day=1), promise_renewed_on(calendar)
    # The customer's own delay is not ours; ours to a supplier is.
    pauses = {"first_response": "", "next_response": "pending", "resolution": "pending"}
    rows = []
    for priority, hours in _BUSINESS_HOURS.items():
        for (target, pauses_on), count in zip(pauses.items(), hours, strict=True):
            rows.append(f"service promise,10,,,,{priority},{target},{count * 3600},business,{pauses_on},{since}")
        if priority in _TIGHTENED:
            seconds = _TIGHTENED[priority] * 3600
            rows.append(f"service promise,10,,,,{priority},first_response,{seconds},business,,{renewed}")
        # Experts hold what waits for others; their promise stops for both kinds of waiting.
        seconds = hours[-1] * 2 * 3600
        row = f"experts,5,,{TEAMS[ESCALATIONS]},,{priority},resolution,{seconds},business,pending on_hold,{since}"
        rows.append(row)
        rows.append(f"messaging,7,messaging,,,{priority},first_response,{4 * 3600},calendar,,{since}")
    return rows


def _limits(calendar: WorkCalendar, chosen_agent: str) -> list[str]:
    raised = limits_raised_on(calendar)
    rows = []
    for tier, (before, after) in APPROVAL_LIMITS_EUR.items():
        rows += [f"{tier},,{before:.2f},", f"{tier},,{after:.2f},{raised}"]
    return [*rows, f",{chosen_agent},{CHOSEN_LIMIT_EUR:.2f},"]


CHOSEN_LIMIT_EUR = 200.0
