"""One team's page as tables: its key figures, by channel and by topic, and the scorecards of its people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dashboards.export_figures import figures
from dashboards.export_reps import rep_tables
from dashboards.state import ViewState
from dashboards.tables import Table
from dashboards.views.board import recorded_tiles
from dashboards.views.team import BOARD, CUTS

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore


def team_tables(store: RememberedStore, state: ViewState, address: Mapping[str, str]) -> list[Table]:
    """Figures and scorecards under the filters of the page, whose team is one of them."""
    tiles = recorded_tiles(store, BOARD)
    slices = ((tiles, ()), *((tiles, (cut,)) for cut in CUTS))
    return [figures(store, state, slices), *rep_tables(store, state, address)]
