"""The hours of the week: what came in when, and when it was answered worse than in the rest of the day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from dashboards.formats import count, scale_of
from dashboards.periods import Span
from dashboards.state import ViewState
from dashboards.views.heat import NOT_RECORDED, UNRATED, rated_cell
from transforms.intervals import standard_normal
from transforms.requests import MetricRequest

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore
    from transforms.metrics import MetricDefinition

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MAPPED = ("contacts_offered", "service_level", "abandonment_rate", "average_speed_of_answer")
SLOTS = {"full_hour": ("hour", 60), "half_hour": ("half hour", 30)}
"""Dimension to its word and its minutes."""
_Z95 = standard_normal(0.95)

Row = dict[str, Any]


def map_keys(store: RememberedStore) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What the page lets people choose of the map, and carries in its address."""
    slots = store.slices_of(MAPPED[0])
    return (("map", MAPPED), ("slot", tuple(slot for slot in SLOTS if slot in slots)))


def intervals(store: RememberedStore, state: ViewState, shown: Span) -> dict[str, Any]:
    """One metric by weekday and time of day, from one query; totals are pooled from the cells."""
    definition, slot = store.catalogue[state.choice("map")], state.choice("slot")
    request = MetricRequest((definition.name,), ("weekday", slot), None, shown.start, shown.end, state.where)
    found = store.query(request).to_dicts()
    timed = {(row["weekday"], row[slot]): row for row in found if NOT_RECORDED not in (row["weekday"], row[slot])}
    days = [day for day in WEEKDAYS if any(at == day for at, _ in timed)]
    times = _between({time for _, time in timed}, SLOTS[slot][1])
    word = SLOTS[slot][0]
    return {
        "title": f"{definition.label} by weekday and {word}",
        "subtitle": _subtitle(definition),
        "metric": definition.name,
        "metrics": [{"value": name, "label": store.catalogue[name].label} for name in MAPPED],
        "slot": slot,
        "slots": [{"value": name, "label": f"{words.capitalize()}s"} for name, (words, _) in SLOTS.items()],
        "untimed": _untimed(found, slot) if definition.n == definition.name else "",
        "least_n": definition.least_n,
        **_table(definition, timed, days, times),
    }


def _table(
    definition: MetricDefinition, timed: dict[tuple[str, str], Row], days: list[str], times: list[str]
) -> dict[str, Any]:
    known = sorted(row["value"] for row in timed.values() if row["value"] is not None)
    # One unit for the whole map: figures that stand side by side must be comparable at a glance.
    scale = scale_of(definition.unit, known[len(known) // 2] if known else None)
    most = known[-1] if known else 0

    def cell(row: Row | None, total: Row | None, of: float) -> dict[str, Any]:
        drawn = rated_cell(definition, row, total, scale)
        # Volumes carry no judgement: their size is drawn as a grey bar.
        is_bar = row is not None and definition.interval in UNRATED and of
        share = round(row["value"] / of, 3) if is_bar and row else 0
        # Hundreds of cells: what says nothing is not sent.
        return {key: said for key, said in (drawn | {"bar": share}).items() if said}

    by_day = {day: pooled(definition, [timed[key] for key in timed if key[0] == day]) for day in days}
    by_time = {time: pooled(definition, [timed[key] for key in timed if key[1] == time]) for time in times}
    whole = pooled(definition, timed.values())
    tops = [row["value"] for row in by_time.values() if row and row["value"] is not None]
    return {
        "unit": scale[1],
        "times": times,
        "rows": [
            {
                "day": day,
                "cells": [cell(timed.get((day, time)), by_day[day], most) for time in times],
                "total": cell(by_day[day], None, 0),
            }
            for day in days
        ],
        "totals": [cell(by_time[time], whole, max(tops, default=0)) for time in times],
        "whole": cell(whole, None, 0),
    }


def pooled(definition: MetricDefinition, rows: Iterable[Row]) -> Row | None:
    """The figure of several groups of records together, worked out from theirs; None without records.

    Counts add up. Shares and means are weighted by n; the interval of a mean comes from the variance within the groups,
    which their own intervals tell, and that between them. Quantiles cannot be had from those of parts.
    """
    met = [row for row in rows if row["value"] is not None]
    n = sum(row["n"] for row in met)
    if not n:
        return None
    if definition.n == definition.name:
        return {"value": sum(row["value"] for row in met), "n": n, "low": None, "high": None}
    value = sum(row["value"] * row["n"] for row in met) / n
    # A net promoter score is a mean of 100, 0 and -100.
    half = _half_width(met, value, n) if definition.interval in ("mean", "net_promoter") else None
    low, high = (value - half, value + half) if half is not None else (None, None)
    return {"value": value, "n": n, "low": low, "high": high}


def _half_width(rows: Sequence[Row], mean: float, n: int) -> float | None:
    if n < 2:
        return None
    squares = 0.0
    for row in rows:
        error = (row["high"] - row["low"]) / 2 / _Z95 if row["low"] is not None else 0.0
        squares += error**2 * row["n"] * (row["n"] - 1) + row["n"] * (row["value"] - mean) ** 2
    return _Z95 * float((squares / (n - 1) / n) ** 0.5)


def _between(times: set[str], minutes: int) -> list[str]:
    """All times from the first to the last of these, so that one without a contact is seen as one."""
    every = [f"{minute // 60:02}:{minute % 60:02}" for minute in range(0, 24 * 60, minutes)]
    return every[every.index(min(times)) : every.index(max(times)) + 1] if times else []


def _subtitle(definition: MetricDefinition) -> str:
    if definition.interval in UNRATED:
        return "All such weekdays of the period together. Volumes carry no judgement: the grey shows their size."
    return (
        "Colour only where a time differs clearly from the rest of its day: three standard errors, which chance alone "
        "passes in one cell of 370."
    )


def _untimed(found: list[Row], slot: str) -> str:
    """How many contacts carry no time and so stand in no cell, in words."""
    left_out = int(sum(row["value"] or 0 for row in found if row[slot] == NOT_RECORDED))
    if not left_out:
        return ""
    return f"{count(left_out)} contacts have no time recorded and stand in no cell."
