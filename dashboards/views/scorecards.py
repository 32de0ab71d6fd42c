"""Scorecards as pages ask for them: which metrics compare reps, over which days, and short forms of their figures."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from statistics import median
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboards.formats import scale_of, unit_word
from dashboards.periods import Span
from dashboards.state import ViewState
from transforms.requests import MetricRequest, ScorecardRequest

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore
    from transforms.catalogue import MetricDefinition

ORDER = (
    *("average_handle_time", "repeat_contact_rate", "resolution_time_median", "reopen_rate", "csat"),
    *("upsell_conversion", "transfer_rate", "escalation_rate", "first_response_time_median", "survey_offer_rate"),
    *("upsell_return_rate", "offer_rate", "compensation_rate", "wrongful_refusal_rate"),
)
"""Metrics in the order in which people read them, those of the grid first; others follow by name."""
MONTHS = 12
_DIGITS = 5


def compared_metrics(store: RememberedStore) -> tuple[str, ...]:
    """The metrics by which reps are compared and of which these sources record anything."""
    compared = [name for name, definition in store.catalogue.items() if definition.case_mix]
    whole = store.query(MetricRequest(tuple(compared)))[["metric", "value"]].rows() if compared else []
    recorded = {name for name, value in whole if value is not None}
    places = {name: place for place, name in enumerate(ORDER)}
    return tuple(sorted(recorded, key=lambda name: (places.get(name, len(ORDER)), name)))


def request(
    state: ViewState, span: Span, metrics: Iterable[str], agent: str | None = None, grain: str | None = None
) -> ScorecardRequest:
    """The scorecards of everybody whom the filters keep, or of one rep."""
    where = (*state.where, ("agent", (agent,))) if agent is not None else state.where
    return ScorecardRequest(metrics=tuple(metrics), start=span.start, end=span.end, where=where, grain=grain)


def whole_months(end: date) -> Span:
    """The last twelve whole months up to a day; a month that has begun would look like a change."""
    after = (end + timedelta(days=1)).replace(day=1)
    first = after.replace(year=after.year - 1)
    return Span(first, after - timedelta(days=1))


def months_of(span: Span) -> list[date]:
    """The first days of the months of a span."""
    assert span.start is not None
    assert span.end is not None
    return pl.date_range(span.start, span.end, "1mo", eager=True).to_list()


def axis(definition: MetricDefinition, values: Iterable[float | None], currency: str) -> dict[str, Any]:
    """One unit for figures that stand side by side: divisor, decimals and word, by their median."""
    known = [value for value in values if value is not None]
    middle = median(known) if known else None
    divisor, _, decimals = scale_of(definition.unit, middle)
    return {
        "metric": definition.name,
        "label": definition.label,
        "description": definition.description,
        "better": definition.better,
        "is_duration": definition.unit == "seconds",
        "divisor": divisor,
        "decimals": decimals,
        "unit": unit_word(definition.unit, middle or 0.0, currency),
    }


def short(value: float | None) -> float | None:
    """A figure with as many digits as a drawing can show; a page holds thousands of them."""
    return None if value is None else float(f"{value:.{_DIGITS}g}")


def people(store: RememberedStore) -> dict[str, dict[str, Any]]:
    """Agent to the row of the directory."""
    return {row["agent"]: row for row in store.agents().to_dicts()}
