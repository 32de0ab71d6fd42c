"""The staffing page as a table: one row per half hour, with the plan it was worked out for at the end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dashboards.plan import LEVERS, Plan, read_plan
from dashboards.state import ViewState
from dashboards.tables import Column, Table
from dashboards.views.staffing import logged
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


def staffing_tables(store: RememberedStore, state: ViewState, address: Mapping[str, str]) -> list[Table]:
    """The figures of the page: means of a day, seconds, shares as fractions, unknown left empty."""
    found = logged(read_plan(address, Plan()).days)(store, state)
    plan = read_plan(address, found["usual"])
    staffed = staffed_day(found["arrivals"].day, plan.assumed)
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
    return [Table("half_hours", "Half hours", (*_COLUMNS, *columns), rows)]


def staffing_lines(store: RememberedStore, state: ViewState, address: Mapping[str, str]) -> list[str]:
    """What was logged, the plan, and how new the data are."""
    found = logged(read_plan(address, Plan()).days)(store, state)
    plan, said = read_plan(address, found["usual"]), found["scope"]
    return [
        f"{said['period']}, {', '.join(said['slices'])}, {said['volume']}",
        ", ".join(f"{lever.label} {getattr(plan, name)} {lever.unit}" for name, lever in LEVERS.items()),
        f"{said['as_of']}, generation {said['generation']}",
    ]
