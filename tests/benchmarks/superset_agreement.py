"""Whether both show the same numbers: a benchmark of different ones is worth nothing."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from dashboards.periods import periods_of
from dashboards.state import ViewState
from dashboards.views.overview import BOARD
from tests.benchmarks.overview_sides import Dashboard, Overview
from tests.benchmarks.superset_charts import AXES, CELLS, COMPARED, CONTACTS, SERIES, SHOWN, TOTALS
from transforms.metrics import MetricStore
from transforms.requests import MetricRequest

_CLOSE = 1e-9
_EXAMPLES = 5


def asked_numbers(store: MetricStore, state: ViewState) -> dict[tuple[Any, ...], float]:
    """The numbers of a state as metric queries answer them, under the same names as the charts'."""
    numbers = (number for kind, request in _requests(store, state) for number in _told(store, kind, request))
    return {key: float(value) for key, value in numbers if value is not None}


def _requests(store: MetricStore, state: ViewState) -> Iterator[tuple[str, MetricRequest]]:
    spans = periods_of(state, store.generation)
    yield SHOWN, MetricRequest((*BOARD.tiles, CONTACTS), (), None, spans.shown.start, spans.shown.end, state.where)
    if spans.compared:
        yield COMPARED, MetricRequest(BOARD.tiles, (), None, spans.compared.start, spans.compared.end, state.where)
    yield SERIES, MetricRequest(BOARD.tiles, (), "week", spans.trend.start, spans.trend.end, state.where)
    for kind, axes in ((CELLS, AXES), (TOTALS, AXES[1:])):
        yield kind, MetricRequest((state.metric,), axes, None, spans.shown.start, spans.shown.end)


def _told(store: MetricStore, kind: str, request: MetricRequest) -> Iterator[tuple[tuple[Any, ...], Any]]:
    keys = (*(("period",) if request.grain else ()), *request.by)
    for row in store.query(request).to_dicts():
        yield (row["metric"], kind, *(row[key] for key in keys)), row["value"]


def agrees(store: MetricStore, side: Dashboard, states: Sequence[ViewState], name: str) -> bool:
    """Compares every number of these states and prints what came of it."""
    compared, wrong = 0, []
    for state in states:
        ours, theirs = asked_numbers(store, state), side.numbers(state)
        compared += len(ours)
        # A sum of nothing is unknown to Superset and nought to Evenhand.
        wrong += [
            f"{key}: {ours.get(key)} here, {theirs.get(key)} in Superset, {state}"
            for key in sorted(ours.keys() | theirs.keys(), key=str)
            if not math.isclose(ours.get(key, 0.0), theirs.get(key, 0.0), rel_tol=_CLOSE, abs_tol=_CLOSE)
        ]
    print(f"{name}: {compared - len(wrong):,} of {compared:,} numbers agree with metric queries.", flush=True)
    for line in wrong[:_EXAMPLES]:
        print(f"  {line}")
    return not wrong


def check_page(page: Overview, store: MetricStore, states: Sequence[ViewState]) -> None:
    """RuntimeError unless the page shows what it was asked for: what it does not offer falls back silently."""
    for state in states:
        [answer] = page.ask(state)[1]
        shown = {name: parts["data"] for name, parts in answer.json()["response"].items()}
        asked = periods_of(state, store.generation).shown.words()
        got = shown["overview-scope"]
        chosen = shown["overview-heat"]["chosen"]
        is_asked = chosen == {"team": list(state.teams), "channel": list(state.channels)}
        is_same = got["generation"] == store.generation["generation"]
        if not (is_asked and is_same and got["period"] == asked and shown["overview-heat"]["metric"] == state.metric):
            raise RuntimeError(f"the page shows {got['period']}, {chosen}, {got['generation']} when asked for {state}")
