"""One team's page as tables: its key figures, by channel and by topic, the scorecards of its people, and weeks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from dashboards.export_figures import compared, figures
from dashboards.export_reps import rep_tables
from dashboards.export_weeks import over_time
from dashboards.state import ViewState
from dashboards.tables import Table
from dashboards.views.board import recorded_tiles
from dashboards.views.team import BOARD, CUTS

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore


def team_tables(store: RememberedStore, state: ViewState, address: Mapping[str, str]) -> Iterator[Table]:
    """Figures, scorecards and weeks under the filters of the page, whose team is one of them."""
    tiles = recorded_tiles(store, BOARD)
    slices = ((tiles, ()), *((tiles, (cut,)) for cut in CUTS))
    yield figures(store, state, slices)
    yield from rep_tables(store, state, address)
    yield from compared(store, state, slices)
    yield from over_time(store, state, tiles)
