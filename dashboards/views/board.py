"""A board: key figures, the weeks of the one that is looked at, and the same by two dimensions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from dashboards.periods import Periods, Span, periods_of
from dashboards.state import DEFAULT_GRAIN, Offered, ViewState
from dashboards.views.heat import heat_map
from dashboards.views.hints import hint
from dashboards.views.scope import scope
from dashboards.views.series import WeeklySeries, weekly_series
from dashboards.views.standing import standing
from dashboards.views.tiles import TOO_FEW, tile
from dashboards.views.trend import trend, trend_of_points
from dashboards.views.trend_points import GRAINS, trend_points
from transforms.requests import MetricRequest

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore
    from transforms.metrics import MetricDefinition


@dataclass(frozen=True)
class BoardSpec:
    """What a board is about."""

    tiles: tuple[str, ...]
    """Its metrics, in the order of the tiles; those of one fact are answered together, so few facts are fast."""
    default_metric: str
    """Which of them is looked at when none is asked for."""
    watched: tuple[str, ...] = ()
    """Metrics without a tile named when they stand out; of the facts of the tiles they cost next to nothing."""


def board(store: RememberedStore, state: ViewState, spec: BoardSpec) -> dict[str, Any]:
    """Scope, tiles, trend and heat map of a page."""
    spans = periods_of(state, store.generation)
    tiles = recorded_tiles(store, spec)
    series = weekly_series(store, (*tiles, *known(store, spec.watched)), spans, state.where)
    shown = _tiles(store, state, spans, {name: series[name] for name in tiles})
    return {
        "scope": scope(store, state, spans),
        "tiles": shown,
        "standing": standing(store, series, {one["metric"] for one in shown if one["verdict"]["word"] == TOO_FEW}),
        "unrecorded": _unrecorded(store, spec, tiles),
        "trend": _trend(store, state, spans, series[state.metric]),
        "heat": heat_map(store, state, spans.shown),
    }


def offered_on(spec: BoardSpec) -> Callable[[RememberedStore, Offered], Offered]:
    """What a page with this board can be asked for, from what all pages can."""

    def offered(store: RememberedStore, shared: Offered) -> Offered:
        return replace(shared, metrics=metrics_of(store, spec), grains=GRAINS)

    return offered


def metrics_of(store: RememberedStore, spec: BoardSpec) -> tuple[str, ...]:
    """What a board can be asked to look at; the first one is shown when none is asked for."""
    return tuple(sorted(recorded_tiles(store, spec), key=lambda name: name != spec.default_metric))


def known(store: RememberedStore, metrics: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the metrics that this generation has, which may be older than the app."""
    return tuple(name for name in metrics if name in store.catalogue)


def is_list_of(definition: MetricDefinition) -> bool:
    """Whether the list of records of a metric is as long as its number says.

    A part of a whole, such as the abandoned of the offered, is listed with the whole, since its n is that.
    """
    return definition.unit != "count" or definition.n == definition.name


def recorded_tiles(store: RememberedStore, spec: BoardSpec) -> tuple[str, ...]:
    """The metrics of a board that these sources ever record; all of them where they record none."""
    offered = known(store, spec.tiles)
    whole = store.query(MetricRequest(offered))
    recorded = set(whole.filter(whole["value"].is_not_null())["metric"])
    return tuple(name for name in offered if name in recorded) or offered


def _unrecorded(store: RememberedStore, spec: BoardSpec, tiles: tuple[str, ...]) -> str:
    """What these sources never record, in words instead of empty tiles."""
    missing = [store.catalogue[name].label for name in known(store, spec.tiles) if name not in tiles]
    return f"Not recorded by any source: {', '.join(missing)}." if missing else ""


def _trend(store: RememberedStore, state: ViewState, spans: Periods, weeks: WeeklySeries) -> dict[str, Any]:
    """The metric that is looked at, by the length of time that the state asks for."""
    definition, currency = store.catalogue[state.metric], str(store.generation.get("currency", ""))
    if state.grain == DEFAULT_GRAIN:
        return trend(definition, weeks, currency)
    points = trend_points(store, (state.metric,), state.grain, spans.shown, state.where)
    return trend_of_points(definition, state.grain, points[state.metric], currency)


def _tiles(
    store: RememberedStore, state: ViewState, spans: Periods, series: dict[str, WeeklySeries]
) -> list[dict[str, Any]]:
    names = tuple(series)
    now = _values(store, names, spans.shown, state)
    before = _values(store, names, spans.compared, state) if spans.compared else {}
    currency = str(store.generation.get("currency", ""))
    return [
        tile(store, now[name], before.get(name), series[name], spans.shown)
        | {"hint": hint(store.catalogue[name], currency, state)}
        for name in names
    ]


def _values(store: RememberedStore, names: tuple[str, ...], span: Span, state: ViewState) -> dict[str, dict[str, Any]]:
    found = store.query(MetricRequest(names, start=span.start, end=span.end, where=state.where))
    return {row["metric"]: row for row in found.to_dicts()}
