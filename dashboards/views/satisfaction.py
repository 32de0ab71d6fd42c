"""Satisfaction: what customers say when they are asked, how many answer, and how far that carries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from dashboards.formats import count, in_words
from dashboards.periods import Span, periods_of
from dashboards.state import Offered, ViewState
from dashboards.views.board import BoardSpec, board, offered_on
from dashboards.views.scores import scores
from dashboards.views.slices import slices
from dashboards.views.survey_evidence import between
from transforms.requests import MetricRequest
from transforms.survey_response import worst_case_bounds

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore

BOARD = BoardSpec(
    tiles=(
        "csat",
        "dsat",
        "csat_score_mean",
        "nps",
        "ces_mean",
        "csat_response_rate",
        "survey_offer_rate",
        "repeat_contact_rate",
    ),
    default_metric="csat",
)
DIMENSIONS = ("channel", "topic")
_ASKED = ("csat_sent", "csat_returned", "csat_returned_positive")


def satisfaction(store: RememberedStore, state: ViewState) -> dict[str, Any]:
    """Everything on the page: the board, the scores, the chosen metric by channel and topic, and how far it carries."""
    shown = periods_of(state, store.generation).shown
    return board(store, state, BOARD) | {
        "caution": _caution(store, state, shown),
        "scores": scores(store, state, shown),
        "slices": slices(store, state, shown, DIMENSIONS),
    }


def offered_on_satisfaction(store: RememberedStore, shared: Offered) -> Offered:
    """The metrics of the board."""
    return offered_on(BOARD)(store, shared)


def _caution(store: RememberedStore, state: ViewState, shown: Span) -> str:
    """How many answered, and what satisfaction would be if all who were silent were content, or none of them."""
    request = MetricRequest(_ASKED, start=shown.start, end=shown.end, where=state.where)
    found = {row["metric"]: int(row["value"] or 0) for row in store.query(request).to_dicts()}
    asked, answered, positive = (found.get(name, 0) for name in _ASKED)
    if not asked:
        return "No source logs who was asked here and stayed silent, so nobody knows whom the answers stand for."
    bounds = pl.select(worst_case_bounds(pl.lit(positive), pl.lit(answered), pl.lit(asked))).item()
    return (
        f"{count(answered)} of {count(asked)} surveys sent were answered ({in_words('ratio', answered / asked)}). Of "
        f"all who were asked, anything from {between(bounds['low'], bounds['high'])} may be satisfied, whatever the "
        "silent think: the intervals of this page cover chance, not silence."
    )
