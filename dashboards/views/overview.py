"""The overview: is service getting better or worse, where, and since when?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards.state import ViewState
from dashboards.views.board import BoardSpec, board

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore

BOARD = BoardSpec(
    tiles=(
        "cases_opened",
        "first_response_time_median",
        "resolution_time_median",
        "service_level",
        "average_handle_time",
        "csat",
        "escalation_rate",
        "reopen_rate",
    ),
    default_metric="csat",
    watched=(
        "complaint_rate",
        "reassignment_rate",
        "abandonment_rate",
        "average_speed_of_answer",
        "transfer_rate",
        "dsat",
        "csat_response_rate",
    ),
)


def overview(store: RememberedStore, state: ViewState) -> dict[str, Any]:
    """Everything on the page: scope, tiles, trend, heat map."""
    return board(store, state, BOARD)
