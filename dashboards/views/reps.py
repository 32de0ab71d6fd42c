"""Reps: each beside what the others have with the same cases, as a grid, a funnel plot, or months. No rank."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from dashboards.periods import Periods, periods_of
from dashboards.state import Offered, ViewState
from dashboards.views.heat import NOT_RECORDED
from dashboards.views.readings import by_chance
from dashboards.views.reps_funnel import funnel
from dashboards.views.reps_months import months
from dashboards.views.scope import scope
from dashboards.views.scorecards import axis, compared_metrics, people, request, short
from transforms.judgement import TOO_FEW
from transforms.requests import MetricRequest

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore
    from transforms.catalogue import MetricDefinition

VIEWS = ("grid", "funnel", "months")
WORK = ("contacts_handled", "cases_resolved")
"""How much somebody has done comes first: the rest cannot be read without it."""
COMPARED_AT_FIRST = 6
_DRAWN = ("value", "low", "high", "expected")
WIDE = 8.0
"""Durations that differ by more than this factor are drawn on a logarithmic axis."""


def offered_for_reps(store: RememberedStore, shared: Offered) -> Offered:
    """What the page of reps can be asked for: its metrics and its views, and no topic.

    Scorecards by topic are worked out from the records, which takes longer than a filter may.
    """
    return replace(shared, metrics=compared_metrics(store) or shared.metrics, views=VIEWS, topics=())


def reps(store: RememberedStore, state: ViewState) -> dict[str, Any]:
    """The sentence on top, and the one view that is asked for; the other two are None."""
    spans = periods_of(state, store.generation)
    compared = compared_metrics(store)
    views = dict.fromkeys(VIEWS)
    drawn, readings = _drawn(store, state, spans, compared) if compared else ({}, [])
    return {
        "scope": scope(store, state, spans) | {"compared": "", "uncompared": ""},
        "sentence": _sentence(store, _asked(state, compared), readings),
        "metrics": [{"value": name, "label": store.catalogue[name].label} for name in compared],
        **views,
        **drawn,
    }


def _drawn(
    store: RememberedStore, state: ViewState, spans: Periods, compared: tuple[str, ...]
) -> tuple[dict[str, Any], list[str]]:
    if state.view == "funnel":
        shown, readings = funnel(store, state, spans)
    elif state.view == "months":
        shown, readings = months(store, state, spans)
    else:
        shown, readings = _grid(store, state, spans, _asked(state, compared))
    return {state.view: shown}, readings


def _asked(state: ViewState, compared: tuple[str, ...]) -> tuple[str, ...]:
    """The metrics of the view: the usual ones of the grid with the chosen one, or the chosen one alone."""
    if not compared or state.view != "grid":
        return (state.metric,) if compared else ()
    usual = compared[:COMPARED_AT_FIRST]
    return usual if state.metric in usual else (state.metric, *usual)


def _sentence(store: RememberedStore, metrics: tuple[str, ...], readings: list[str]) -> str:
    if not metrics:
        return "These sources record nothing by which reps could be compared."
    return (
        "Compared with what all the others have for the same kind of cases "
        f"({taken_out([store.catalogue[name] for name in metrics])} taken out). {by_chance(readings)}"
    )


def taken_out(definitions: list[MetricDefinition]) -> str:
    """What a comparison takes out: tier, channel, topic, priority, of Transfer rate also team."""
    common = [part for part in definitions[0].case_mix if all(part in one.case_mix for one in definitions)]
    more = [
        f"of {one.label.lower()} also {', '.join(part for part in one.case_mix if part not in common)}"
        for one in definitions
        if set(one.case_mix) - set(common)
    ]
    return ", ".join([*common, *more])


def _grid(
    store: RememberedStore, state: ViewState, spans: Periods, metrics: tuple[str, ...]
) -> tuple[dict[str, Any], list[str]]:
    cards = store.readings(request(state, spans.shown, metrics))
    asked = MetricRequest(WORK, ("agent",), None, spans.shown.start, spans.shown.end, state.where)
    rows = _rows(store, store.query(asked), cards)
    currency = str(store.generation.get("currency", ""))
    columns = [_work_column(store.catalogue[name], rows) for name in WORK]
    of_metrics = cards.partition_by("metric", as_dict=True)
    columns += [
        _compared_column(store.catalogue[name], of_metrics.get((name,), cards.clear()), currency) for name in metrics
    ]
    return {"columns": columns, "rows": rows}, cards["reading"].to_list()


def _rows(store: RememberedStore, work: pl.DataFrame, cards: pl.DataFrame) -> list[dict[str, Any]]:
    directory = people(store)
    rows: dict[str, dict[str, Any]] = {}

    def row_of(agent: str) -> dict[str, Any]:
        if agent not in rows:
            person = directory.get(agent, {})
            named = {"rep": person.get("name") or agent, "team": person.get("team") or ""}
            rows[agent] = {"id": agent, **named, "figures": {}}
        return rows[agent]

    for agent, metric, value in work[["agent", "metric", "value"]].iter_rows():
        row_of(agent)["figures"][metric] = [value]
    least = {name: store.catalogue[name].least_n for name in set(cards["metric"])}
    for agent, metric, *figures in cards[["agent", "metric", "n", "reading", *_DRAWN]].iter_rows():
        row_of(agent)["figures"][metric] = _figure(*figures, least=least[metric])
    return sorted(rows.values(), key=lambda row: (row["id"] == NOT_RECORDED, row["rep"]))


def _figure(n: int, reading: str, value: float | None, *around: float | None, least: int) -> list[Any]:
    """Value, n, interval, expected, reading. A rate of three calls is not shown: a figure that stands there is used."""
    if n < least:
        return [None, n, None, None, None, TOO_FEW]
    return [short(value), n, *map(short, around), reading]


def _compared_column(definition: MetricDefinition, cards: pl.DataFrame, currency: str) -> dict[str, Any]:
    enough = cards["n"].to_numpy() >= definition.least_n
    drawn = {name: cards[name].to_numpy()[enough] for name in _DRAWN}
    known = np.concatenate([figures[~np.isnan(figures)] for figures in drawn.values()])
    # One axis for the whole column, or the intervals could not be compared.
    ends = (float(known.min()), float(known.max())) if len(known) else None
    values = drawn["value"]
    return axis(definition, values[~np.isnan(values)].tolist(), currency) | {
        "is_work": False,
        "axis": [short(ends[0]), short(ends[1])] if ends else None,
        # Durations of minutes and of days on one axis: by their ratio, or all but the longest would be one point.
        "is_log": bool(ends and definition.unit == "seconds" and ends[0] > 0 and ends[1] > WIDE * ends[0]),
    }


def _work_column(definition: MetricDefinition, rows: list[dict[str, Any]]) -> dict[str, Any]:
    counts = [row["figures"][definition.name][0] for row in rows if definition.name in row["figures"]]
    return axis(definition, counts, "") | {"is_work": True, "axis": None, "is_log": False}
