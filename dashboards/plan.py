"""What a staffing plan takes for granted, as it stands in the address of its page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from urllib.parse import urlencode

from transforms.staffing import Target
from transforms.staffing_day import Assumptions

_WORKING_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
DAYS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "mon-fri": ("Mon–Fri", "Mondays to Fridays", _WORKING_DAYS),
    **{name[:3].lower(): (name[:3], f"{name}s", (name,)) for name in (*_WORKING_DAYS, "Saturday", "Sunday")},
    "all": ("All days", "all days of the week", ()),
}
"""Key of a group of weekdays to its short and long words and its days; none stands for all."""


@dataclass(frozen=True)
class Lever:
    """A number that may be set: its key in the address, its words, its range and its unit."""

    key: str
    label: str
    lowest: int
    highest: int
    step: int
    unit: str
    is_change: bool = False


LEVERS = {
    "volume": Lever("vol", "Calls", -50, 50, 5, "%", is_change=True),
    "handling": Lever("aht", "Handle time", -30, 30, 5, "%", is_change=True),
    "share": Lever("sl", "Answered in time", 50, 99, 1, "%"),
    "seconds": Lever("in", "In time is within", 1, 300, 1, "s"),
    "shrinkage": Lever("off", "Shrinkage", 0, 50, 1, "%"),
    "occupancy": Lever("busy", "Busy at most", 60, 100, 1, "%"),
}
"""Field of a plan to its lever."""


@dataclass(frozen=True)
class Plan:
    """Weekdays and numbers of a plan; every part has been checked against its range."""

    days: str = "mon-fri"
    at: str = ""
    """The half hour that is looked at closely; none asked for is the busiest."""
    volume: int = 0
    handling: int = 0
    share: int = 80
    seconds: int = 20
    shrinkage: int = 30
    occupancy: int = 85

    @property
    def assumed(self) -> Assumptions:
        """The plan in the form that the formulas take."""
        target = Target(self.share / 100, self.seconds, self.occupancy / 100)
        return Assumptions(target, self.volume / 100, self.handling / 100, self.shrinkage / 100)


def usual_plan(generation: Mapping[str, object]) -> Plan:
    """The plan of the plain address: in time means what the department's service level means by it."""
    settings = generation.get("settings")
    promised = settings.get("service_level_threshold_seconds") if isinstance(settings, dict) else None
    if not isinstance(promised, int | float):
        return Plan()
    lever = LEVERS["seconds"]
    return Plan(seconds=min(max(round(promised), lever.lowest), lever.highest))


def read_plan(address: Mapping[str, object], usual: Plan) -> Plan:
    """The plan that an address asks for. The address is a user's input: what is out of range is as usual."""
    days, at = str(address.get("days") or ""), str(address.get("at") or "")
    numbers = {name: _within(lever, address.get(lever.key), getattr(usual, name)) for name, lever in LEVERS.items()}
    return Plan(days if days in DAYS else usual.days, at if _is_half_hour(at) else "", **numbers)


def plan_address(plan: Plan, usual: Plan) -> str:
    """The part of an address that tells the plan; what is usual is left out."""
    keys = {"days": "days", "at": "at"} | {name: lever.key for name, lever in LEVERS.items()}
    told = {
        keys[part.name]: getattr(plan, part.name)
        for part in fields(plan)
        if getattr(plan, part.name) != getattr(usual, part.name)
    }
    return urlencode(told)


def _within(lever: Lever, asked: object, usual: int) -> int:
    try:
        number = int(str(asked))
    except ValueError:
        return usual
    return number if lever.lowest <= number <= lever.highest else usual


def _is_half_hour(text: str) -> bool:
    hour, colon, minute = text.partition(":")
    return colon == ":" and hour.isdecimal() and len(hour) == 2 and int(hour) < 24 and minute in ("00", "30")
