"""How the patience of callers runs out: the share that still holds on after so many seconds of waiting."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboards.formats import in_words
from dashboards.localised import decimal
from dashboards.periods import Span
from dashboards.views.bands import words_for
from transforms.requests import MetricRequest
from transforms.survival import risk_table, survival_curve, survival_quantile

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore

MOST_CALLS = 100_000
"""A curve needs every wait by itself; of more than so many it is not drawn."""

_WAITS = ("wait_seconds", "abandoned_with_known_wait")
_STILL_TELLING = 30
_STEPS = 60


def patience_curve(store: RememberedStore, span: Span, where: Any) -> pl.DataFrame:
    """Kaplan-Meier curve of patience, answered callers censored: time (s), at_risk, ended, survival, low, high.

    As far as thirty callers were still waiting; beyond, a single one would move it. No rows where nobody waited.
    """
    asked = MetricRequest(("known_waits",), (), None, span.start, span.end, where)
    count = store.query(asked)["value"].sum()
    waits = _waits(store, asked) if 0 < count <= MOST_CALLS else pl.DataFrame(schema=dict.fromkeys(_WAITS, pl.Float64))
    curve = survival_curve(risk_table(waits[_WAITS[0]], waits[_WAITS[1]] > 0))
    return curve.filter(pl.col("at_risk") >= _STILL_TELLING)


def _waits(store: RememberedStore, asked: MetricRequest) -> pl.DataFrame:
    found = store.record_values(asked.only(_WAITS))
    # A caller whose wait is not known tells nothing about patience.
    return found.filter(pl.col(_WAITS[0]).is_not_null()).with_columns(pl.col(_WAITS[1]).fill_null(0))


def patience_view(curve: pl.DataFrame, mean: float | None, line: str) -> dict[str, Any] | None:
    """The curve for drawing, with the exponential one that Erlang A goes by; None where there is nothing to draw."""
    if curve.is_empty() or not curve["ended"].sum():
        return None
    end = float(curve["time"][-1])
    edges = [end * step / _STEPS for step in range(_STEPS + 1)]
    return {
        "title": f"How long {'callers' if line == 'phone' else 'customers'} hold on",
        "subtitle": f"Share that would still wait; answered {words_for(line)} count for as long as they waited",
        "end": end,
        "seen": _read_off(curve, edges),
        "assumed": [math.exp(-edge / mean) if mean else None for edge in edges],
        "steps": [in_words("seconds", edge) for edge in edges],
        "seconds": edges,
        "said": _in_words(curve, end),
    }


def _read_off(curve: pl.DataFrame, edges: list[float]) -> list[list[float | None]]:
    steps = curve.select("time", "survival", "low", "high")
    read = pl.DataFrame({"time": edges}).join_asof(steps, on="time", strategy="backward")
    return [list(row) for row in read.select(pl.col("survival").fill_null(1.0), "low", "high").rows()]


def _in_words(curve: pl.DataFrame, end: float) -> str:
    for share, words in ((0.5, "Half have"), (0.25, "A quarter have"), (0.1, "One in ten has")):
        reached = survival_quantile(curve, share)
        if reached.value is not None:
            return f"{words} given up after {in_words('seconds', reached.value)} of waiting."
    left = float(curve["survival"][-1])
    return (
        f"{decimal(left * 100)} % hold on for {in_words('seconds', end)}, the longest wait that is seen often enough."
    )
