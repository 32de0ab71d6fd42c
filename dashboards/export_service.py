"""The service page as tables: those of its board, and how busy the agents were."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from dashboards.export_boards import of_service, tables_of
from dashboards.export_figures import figures
from dashboards.state import ViewState
from dashboards.tables import Table
from dashboards.views.service import BOARD, OCCUPANCY

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore


def service_tables(store: RememberedStore, state: ViewState, address: Mapping[str, str]) -> Iterator[Table]:
    """The occupancy stands by itself: agents are on the queue of all channels at once, so teams alone can filter it."""
    yield from tables_of(BOARD, of_service)(store, state, address)
    by_team = replace(state, channels=(), topics=())
    occupancy = figures(store, by_team, (((OCCUPANCY,), ()), ((OCCUPANCY,), ("team",))), "Occupancy of all channels")
    yield replace(occupancy, name="occupancy")
