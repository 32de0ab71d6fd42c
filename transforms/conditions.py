"""Which rows a metric query counts, in the words of the semantic layer; values stay apart and travel as parameters."""

from __future__ import annotations

from typing import Any

from transforms.catalogue import Catalogue
from transforms.requests import MetricRequest

_DAY = "{{ TimeDimension('metric_time', 'day') }}"
_PERIOD_LENGTH = {"week": "7 day", "month": "1 month", "quarter": "3 month", "year": "1 year"}


def row_conditions(
    request: MetricRequest, catalogue: Catalogue, metrics: tuple[str, ...]
) -> tuple[list[str], dict[str, Any]]:
    """Conditions for the days and filters of a request, with a mark for each value, and the values by name."""
    conditions: list[str] = []
    values: dict[str, Any] = {}
    if request.start:
        conditions.append(f"{_DAY} >= {_mark('start')}")
        values["start"] = request.start
    if request.end:
        conditions.append(f"{_DAY} <= {_mark('end')}")
        values["end"] = request.end
    for position, (dimension, wanted) in enumerate(request.where):
        name = catalogue.group_by_name(dimension, metrics)
        named = {f"w{position}_{number}": value for number, value in enumerate(wanted)}
        kind = "Entity" if name in catalogue.entities else "Dimension"
        conditions.append(f"{{{{ {kind}('{name}') }}}} in ({', '.join(map(_mark, named))})")
        values |= named
    return conditions, values


def snapshot_condition(grain: str | None) -> str:
    """Ties a stock to the last day of each period, or to the day named `snapshot` where that comes first.

    Left to itself the semantic layer takes the last day that has a row after filtering, so a team with nothing open
    at the end of the period would show what it had open on some earlier day.
    """
    snapshot = f"cast({_mark('snapshot')} as date)"
    if grain is None:
        return f"{_DAY} = {snapshot}"
    period_end = f"cast(date_trunc('{grain}', {_DAY}) + interval {_PERIOD_LENGTH[grain]} - interval 1 day as date)"
    return f"{_DAY} = least({period_end}, {snapshot})"


def spell_conditions(request: MetricRequest, dimensions: tuple[str, ...]) -> tuple[str, dict[str, Any]]:
    """The filters of a request on the spells behind a stock, as SQL, and the values by name."""
    conditions: list[str] = []
    values: dict[str, Any] = {}
    for position, (dimension, wanted) in enumerate(request.where):
        if dimension not in dimensions:
            raise ValueError(f"the records of {request.metrics[0]} cannot be filtered by '{dimension}'")
        conditions.append(f"and list_contains($w{position}, {dimension})")
        values[f"w{position}"] = list(wanted)
    return " ".join(conditions), values


def with_parameters(statement: str) -> str:
    """Compiled SQL with a parameter for each mark, so that no value is ever read as SQL or as a template."""
    return statement.replace("'evenhand:", "$").replace(":evenhand'", "")


def _mark(name: str) -> str:
    return f"'evenhand:{name}:evenhand'"
