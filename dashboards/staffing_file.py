"""The staffing page as CSV: one row per half hour, with the plan it was worked out for at the end."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import TYPE_CHECKING

from dashboards.plan import LEVERS, Plan, read_plan
from dashboards.state import ViewState
from dashboards.views.staffing import logged
from transforms.staffing_day import outcomes, staffed_day

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore

_COLUMNS = (
    *("half_hour", "offered", "calls", "busy_calls", "handle_seconds", "patience_seconds", "load"),
    *("fewest", "most", "roster_fewest", "roster_most"),
)
_REACHED = ("service_level_low", "service_level_high")


def staffing_csv(store: RememberedStore, state: ViewState, address: Mapping[str, object]) -> str:
    """The figures of the page: means of a day, seconds, shares as fractions, unknown left empty."""
    found = logged(read_plan(address, Plan()).days)(store, state)
    plan = read_plan(address, found["usual"])
    staffed = staffed_day(found["arrivals"].day, plan.assumed)
    reached = {end: outcomes(staffed, plan.assumed, staffed[end]) for end in ("fewest", "most")}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([*_COLUMNS, *(f"{name}_with_{end}" for end in reached for name in _REACHED)])
    for position, row in enumerate(staffed.select(_COLUMNS).rows()):
        writer.writerow([*row, *(lines[name][position] for lines in reached.values() for name in _REACHED)])
    said = found["scope"]
    writer.writerow([f"# {said['period']}, {', '.join(said['slices'])}, {said['volume']}"])
    writer.writerow(
        ["# " + ", ".join(f"{lever.label} {getattr(plan, name)} {lever.unit}" for name, lever in LEVERS.items())]
    )
    writer.writerow([f"# {said['as_of']}, generation {said['generation']}"])
    return "\ufeff" + text.getvalue()
