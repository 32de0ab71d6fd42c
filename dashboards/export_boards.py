"""The figures of pages with a board as files: the board first, then what else the page shows, a table each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from dashboards.export import Tables
from dashboards.export_figures import Slices, compared, figures
from dashboards.export_weeks import over_time
from dashboards.state import ViewState
from dashboards.tables import Table
from dashboards.views import complaints, sales, satisfaction
from dashboards.views.board import BoardSpec, known, recorded_tiles
from dashboards.views.heat import AXES
from dashboards.views.intervals import MAPPED
from dashboards.views.scores import ANSWERS
from dashboards.views.service import QUEUES, READINGS

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore

Named = Callable[[ViewState], Mapping[str, Slices]]
"""Title of a table to the metrics and dimensions that it holds, in a state of the page."""


def tables_of(spec: BoardSpec, more: Named) -> Tables:
    """The tables of a page with a board."""

    def tables(store: RememberedStore, state: ViewState, address: Mapping[str, str]) -> Iterator[Table]:
        tiles = recorded_tiles(store, spec)
        board: Slices = ((tiles, ()), (tiles, AXES))
        for title, slices in ({"Figures": board} | dict(more(state))).items():
            yield replace(figures(store, state, _known(store, slices), title), name=title.lower().replace(" ", "_"))
        yield from compared(store, state, board)
        yield from over_time(store, state, tiles)

    return tables


def _known(store: RememberedStore, slices: Slices) -> Slices:
    return tuple((known(store, metrics), by) for metrics, by in slices)


def of_service(state: ViewState) -> dict[str, Slices]:
    """The map of the week with its totals, the queues, and the service level by other definitions."""
    slot = state.choice("slot")
    return {
        "Week": ((MAPPED, ()), *((MAPPED, by) for by in (("weekday",), (slot,), ("weekday", slot)))),
        "Queues": ((QUEUES, ()), (QUEUES, ("team",))),
        "Service level": ((READINGS, ()),),
    }


def of_satisfaction(state: ViewState) -> dict[str, Slices]:
    """The chosen metric by channel and topic, and the scores."""
    answers = (tuple(ANSWERS), ("scale", "score"))
    return _by_dimension(state, satisfaction.DIMENSIONS) | {"Scores": (answers,)}


def of_sales(state: ViewState) -> dict[str, Slices]:
    """The chosen metric by channel and topic, the steps to a sale, purchases with and without an offer, products."""
    return _by_dimension(state, sales.DIMENSIONS) | {
        "Steps": ((sales.STEPS, ()), (sales.MONEY, ()), (sales.PURCHASES, ())),
        "Products": ((sales.PRODUCTS, ("product",)),),
    }


def of_complaints(state: ViewState) -> dict[str, Slices]:
    """The chosen metric by topic and channel, how long closed complaints took, and decisions by rule."""
    return _by_dimension(state, complaints.DIMENSIONS) | {
        "Closed": ((complaints.CLOSINGS, ()),),
        "Decisions": ((complaints.POLICY, ()),),
    }


def _by_dimension(state: ViewState, dimensions: tuple[str, ...]) -> dict[str, Slices]:
    return {f"By {one}": (((state.metric,), (one,)),) for one in dimensions}
