"""One metric of each rep by month, with what would be expected of that month's cases: small charts on one axis."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboards.periods import Periods, last_day
from dashboards.state import ViewState
from dashboards.views.scorecards import axis, months_of, people, request, short, whole_months

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore
    from transforms.catalogue import MetricDefinition

_TOLD = ("value", "expected", "n", "reading")
ByPeriod = dict[date, dict[str, Any]]


def months(store: RememberedStore, state: ViewState, spans: Periods) -> tuple[dict[str, Any], list[str]]:
    """Months of each rep who has records in them, and all their readings."""
    definition, directory = store.catalogue[state.metric], people(store)
    span = whole_months(spans.shown.end or last_day(store.generation))
    cards = store.readings(request(state, span, (state.metric,), grain="month"))
    starts = months_of(span)
    drawn = [
        {
            "id": agent,
            "rep": directory.get(agent, {}).get("name") or agent,
            "team": directory.get(agent, {}).get("team") or "",
            "months": month_figures(rows, definition, starts),
        }
        for agent, rows in by_period(cards, "agent").items()
    ]
    shown = axis(definition, cards["value"], str(store.generation.get("currency", "")))
    return shown | {
        "span": span.words(),
        "starts": [start.isoformat() for start in starts],
        "reps": sorted(drawn, key=lambda one: (str(one["rep"]), str(one["id"]))),
    }, cards["reading"].to_list()


def by_period(cards: pl.DataFrame, key: str) -> dict[str, ByPeriod]:
    """The figures of scorecards by month: each value of a column, in order, to what is told by period."""
    found: dict[str, ByPeriod] = {}
    for name, period, *figures in cards[[key, "period", *_TOLD]].iter_rows():
        found.setdefault(name, {})[period] = dict(zip(_TOLD, figures, strict=True))
    return found


def month_figures(rows: ByPeriod, definition: MetricDefinition, starts: list[date]) -> list[list[Any] | None]:
    """Value, expected, n and reading of each month; None where there is no record, no value where there are few."""
    return [_figure(rows[start], definition) if start in rows else None for start in starts]


def _figure(row: dict[str, Any], definition: MetricDefinition) -> list[Any]:
    is_few = row["n"] < definition.least_n
    value, expected = (None, None) if is_few else (short(row["value"]), short(row["expected"]))
    return [value, expected, row["n"], row["reading"]]
