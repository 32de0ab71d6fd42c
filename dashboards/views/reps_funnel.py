"""One metric of all reps as a funnel: the more evidence, the less chance can move a figure from the reference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from dashboards.periods import Periods
from dashboards.state import ViewState
from dashboards.views.readings import WORDS
from dashboards.views.scorecards import axis, people, request, short
from transforms.judgement import TOO_FEW

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore

LINES = ("low_clear", "low_95", "high_95", "high_clear")


def funnel(store: RememberedStore, state: ViewState, spans: Periods) -> tuple[dict[str, Any], list[str]]:
    """Points (evidence, adjusted value, reading) with the limits that the readings come from, and the readings."""
    definition = store.catalogue[state.metric]
    asked = request(state, spans.shown, (state.metric,))
    cards, limits = store.readings(asked), store.scorecard_limits(asked)
    directory = people(store)
    can_say = pl.col("adjusted").is_not_null() & pl.col("evidence").is_not_null() & (pl.col("reading") != TOO_FEW)
    drawn = cards.filter(can_say).sort("evidence", "agent")
    shown = axis(definition, drawn["adjusted"], str(store.generation.get("currency", "")))
    return shown | {
        "taken_out": ", ".join(definition.case_mix),
        "points": [_point(row, directory.get(row["agent"], {})) for row in drawn.iter_rows(named=True)],
        "lines": {name: [short(value) for value in limits[name]] for name in ("evidence", *LINES)},
        "reference": short(limits["reference"].drop_nulls().first()),  # type: ignore[arg-type]
        "left_out": cards.height - drawn.height,
    }, cards["reading"].to_list()


def _point(row: dict[str, Any], person: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["agent"],
        "rep": person.get("name") or row["agent"],
        "team": person.get("team") or "",
        "n": row["n"],
        "reading": row["reading"],
        "word": WORDS[row["reading"]],
        **{name: short(row[name]) for name in ("evidence", "adjusted", "value", "expected")},
    }
