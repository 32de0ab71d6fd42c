"""One metric of each rep by month, with what would be expected of that month's cases: small charts on one axis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from dashboards.periods import Periods, last_day
from dashboards.state import ViewState
from dashboards.views.scorecards import axis, months_of, people, request, short, whole_months

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore
    from transforms.catalogue import MetricDefinition


def months(store: RememberedStore, state: ViewState, spans: Periods) -> tuple[dict[str, Any], list[str]]:
    """Months of each rep who has records in them, and all their readings."""
    definition, directory = store.catalogue[state.metric], people(store)
    span = whole_months(spans.shown.end or last_day(store.generation))
    cards = store.readings(request(state, span, (state.metric,), grain="month"))
    starts = months_of(span)
    drawn = [
        {
            "id": agent,
            "rep": directory.get(str(agent), {}).get("name") or agent,
            "team": directory.get(str(agent), {}).get("team") or "",
            "months": month_figures(rows, definition, starts),
        }
        for (agent,), rows in cards.partition_by("agent", as_dict=True).items()
    ]
    shown = axis(definition, cards["value"], str(store.generation.get("currency", "")))
    return shown | {
        "span": span.words(),
        "starts": [start.isoformat() for start in starts],
        "reps": sorted(drawn, key=lambda one: (str(one["rep"]), str(one["id"]))),
    }, cards["reading"].to_list()


def month_figures(rows: pl.DataFrame, definition: MetricDefinition, starts: list[Any]) -> list[list[Any] | None]:
    """Value, expected, n and reading of each month; None where there is no record, no value where there are few."""
    found = {row["period"]: row for row in rows.iter_rows(named=True)}
    return [_figure(found[start], definition) if start in found else None for start in starts]


def _figure(row: dict[str, Any], definition: MetricDefinition) -> list[Any]:
    is_few = row["n"] < definition.least_n
    value, expected = (None, None) if is_few else (short(row["value"]), short(row["expected"]))
    return [value, expected, row["n"], row["reading"]]
