"""The staffing page as a table: one row per half hour, with the plan it was worked out for at the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from dashboards.plan import LEVERS, Plan, read_plan
from dashboards.state import ViewState
from dashboards.tables import Column, Table, interval, texts
from dashboards.views.arrivals import Arrivals
from dashboards.views.staffing import logged, staffing
from transforms.staffing_day import outcomes, staffed_day

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore

_COLUMNS = (
    Column("half_hour", "Half hour from"),
    Column("offered", "Calls on all days", "integer"),
    Column("calls", "Calls a day", "number"),
    Column("busy_calls", "Calls on a busy day", "number"),
    Column("handle_seconds", "Handle time", "number", "seconds"),
    Column("patience_seconds", "Patience", "number", "seconds"),
    Column("load", "Agents at work without a break", "number"),
    Column("fewest", "Agents needed, fewest", "integer"),
    Column("most", "Agents needed, most", "integer"),
    Column("roster_fewest", "Agents on the roster, fewest", "integer"),
    Column("roster_most", "Agents on the roster, most", "integer"),
)
_REACHED = {"service_level_low": "Answered in time, low", "service_level_high": "Answered in time, high"}


_TRIED = (
    Column("half_hour", "Half hour from"),
    Column("agents", "Agents", "integer"),
    Column("low", "Answered in time, low", "number", "ratio"),
    Column("high", "Answered in time, high", "number", "ratio"),
    *texts(given_up="Give up", wait="Average wait", busy="Time busy", verdict="Reading"),
)
_PATIENCE = (
    Column("seconds", "Seconds of waiting", "number", "seconds"),
    Column("waiting", "Share still waiting", "number", "ratio"),
    *interval("ratio"),
    Column("assumed", "As Erlang A takes it", "number", "ratio"),
)


def staffing_tables(store: RememberedStore, state: ViewState, address: Mapping[str, str]) -> Iterator[Table]:
    """The half hours of the page, what numbers of agents around the band would achieve, and callers' patience."""
    found = logged(read_plan(address, Plan()).days)(store, state)
    seen, plan = found["arrivals"], read_plan(address, found["usual"])
    yield _half_hours(seen, plan)
    half_hours = staffing(seen, plan)["half_hours"]
    tried = [[row["at"], *(one[column.name] for column in _TRIED[1:])] for row in half_hours for one in row["tried"]]
    yield Table("tried", "Agents tried", _TRIED, tried)
    if seen.curve:
        drawn = zip(*(seen.curve[name] for name in ("seconds", "seen", "assumed")), strict=True)
        yield Table("patience", "Patience", _PATIENCE, [[at, *told, assumed] for at, told, assumed in drawn])


def _half_hours(seen: Arrivals, plan: Plan) -> Table:
    """Means of a day, seconds, shares as fractions, unknown left empty."""
    staffed = staffed_day(seen.day, plan.assumed)
    reached = {end: outcomes(staffed, plan.assumed, staffed[end]) for end in ("fewest", "most")}
    columns = [
        Column(f"{name}_with_{end}", f"{label}, with the {end}", "number", "ratio")
        for end in reached
        for name, label in _REACHED.items()
    ]
    rows = [
        [*row, *(lines[name][position] for lines in reached.values() for name in _REACHED)]
        for position, row in enumerate(staffed.select(column.name for column in _COLUMNS).rows())
    ]
    return Table("half_hours", "Half hours", (*_COLUMNS, *columns), rows)


def staffing_lines(store: RememberedStore, state: ViewState, address: Mapping[str, str]) -> list[str]:
    """What was logged, the plan, and how new the data are."""
    found = logged(read_plan(address, Plan()).days)(store, state)
    plan, said = read_plan(address, found["usual"]), found["scope"]
    return [
        f"{said['period']}, {', '.join(said['slices'])}, {said['volume']}",
        ", ".join(f"{lever.label} {getattr(plan, name)} {lever.unit}" for name, lever in LEVERS.items()),
        f"{said['as_of']}, generation {said['generation']}",
    ]
