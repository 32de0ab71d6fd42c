"""One metric by any two of its dimensions: what is asked of the store, and what of it is kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from dashboards.periods import Span
from dashboards.state import Offered, ViewState
from dashboards.views.heat import ordered
from transforms.catalogue import FAMILIES
from transforms.requests import MetricRequest

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore
    from transforms.catalogue import MetricDefinition

GRAINS = ("week", "day", "month", "quarter")
TIME = "time"
NOTHING = "none"
SHARED = ("team", "channel", "topic", "priority", "source")
REPS = "agent"
TOTAL = "total"
MOST_ROWS, MOST_COLUMNS = 60, 30
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

Key = str | date | None
Row = dict[str, Any]


@dataclass(frozen=True)
class Cut:
    """A metric, what its rows are, and what its columns are: a dimension, time, or nothing."""

    metric: str
    by: str
    across: str
    grain: str | None = None
    """The length of time that a column stands for, where columns are time."""


@dataclass(frozen=True)
class Figures:
    """Answers by row, by column, by both and of the whole; each is asked for, none is added up from the others."""

    cells: dict[tuple[Key, Key], Row]
    rows: dict[Key, Row]
    columns: dict[Key, Row]
    whole: Row | None


def dimensions_of(store: RememberedStore, metric: str) -> tuple[str, ...]:
    """What a metric may be cut by here: reps only where it is a plain number, for rates of reps are no fair comparison.

    A stock can be looked up record by record by the shared dimensions alone.
    """
    definition = store.catalogue[metric]
    own = [name for name in store.slices_of(metric) if name not in (*SHARED, REPS)]
    reps = (REPS,) if definition.unit == "count" and REPS in store.slices_of(metric) else ()
    return (*SHARED, *(() if definition.is_semi_additive else own), *reps)


def cut_of(store: RememberedStore, state: ViewState) -> Cut:
    """What the state asks for, as far as the metric has it: rows are teams otherwise, and columns nothing."""
    known = dimensions_of(store, state.metric)
    by, across = state.choice("by"), state.choice("across")
    by = by if by in known else SHARED[0]
    if across == TIME:
        return Cut(state.metric, by, TIME, state.grain)
    is_known = across in known and across not in (by, REPS)
    return Cut(state.metric, by, across if is_known else NOTHING)


def offered_for_explore(store: RememberedStore, shared: Offered) -> Offered:
    """Every metric that people ask for, by family, and every dimension that some of them has."""
    metrics = visible(store)
    own = {name for metric in metrics for name in dimensions_of(store, metric.name)} - {*SHARED, REPS}
    names = (shared.metrics[0], *(m.name for m in metrics if m.name != shared.metrics[0]))
    by = (*SHARED, *sorted(own), *((REPS,) if store.rule.tells_agents else ()))
    across = ("channel", *(name for name in by if name not in ("channel", REPS)), TIME, NOTHING)
    sorts = (TOTAL, *shared.teams, *shared.channels, *shared.topics)
    return replace(shared, metrics=names, choices=(("by", by), ("across", across)), grains=GRAINS, sorts=sorts)


def visible(store: RememberedStore) -> list[MetricDefinition]:
    """The metrics that people ask for, by family and label."""
    shown = [metric for metric in store.catalogue.values() if not metric.hidden]
    return sorted(shown, key=lambda m: (FAMILIES.index(m.family) if m.family in FAMILIES else len(FAMILIES), m.label))


def figures(store: RememberedStore, state: ViewState, cut: Cut, span: Span) -> Figures:
    """The cells of a cut with its totals, under the filters of the page."""
    column = "period" if cut.grain else cut.across

    def asked(is_by_row: bool, is_by_column: bool) -> list[Row]:
        by = ((cut.by,) if is_by_row else ()) + ((cut.across,) if is_by_column and not cut.grain else ())
        grain = cut.grain if is_by_column else None
        return store.query(MetricRequest((cut.metric,), by, grain, span.start, span.end, state.where)).to_dicts()

    whole = asked(is_by_row=False, is_by_column=False)
    rows = {row[cut.by]: row for row in asked(is_by_row=True, is_by_column=False)}
    if cut.across == NOTHING:
        return Figures({}, rows, {}, next(iter(whole), None))
    cells = {(row[cut.by], row[column]): row for row in asked(is_by_row=True, is_by_column=True)}
    columns = {row[column]: row for row in asked(is_by_row=False, is_by_column=True)}
    return Figures(cells, rows, columns, next(iter(whole), None))


def kept_rows(found: Figures) -> list[Key]:
    """The rows that are shown, those with most records where there are too many, in the order in which people read."""
    return in_reading_order(_largest(found.rows, MOST_ROWS))


def kept_columns(found: Figures, cut: Cut) -> list[Key]:
    """The columns that are shown: of times the latest, of anything else those with most records."""
    if cut.grain:
        times: list[Key] = [*sorted(key for key in found.columns if isinstance(key, date))]
        return times[-MOST_COLUMNS:]
    return in_reading_order(_largest(found.columns, MOST_COLUMNS))


def _largest(totals: dict[Key, Row], most: int) -> list[Key]:
    return sorted(totals, key=lambda key: (-totals[key]["n"], str(key)))[:most]


def in_reading_order(keys: Iterable[Key]) -> list[Key]:
    """Days of the week from Monday on, everything else by name, what is not known at the end."""
    known = [str(key) for key in keys if key is not None]
    if known and set(known) <= set(_WEEKDAYS):
        told: list[Key] = [day for day in _WEEKDAYS if day in known]
    else:
        told = [*ordered(known)]
    return told + [None] * (len([*keys]) - len(known))
