"""The satisfaction page as tables: those of its board, and the share of each score."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from dashboards.export_boards import of_satisfaction, tables_of
from dashboards.periods import periods_of
from dashboards.state import ViewState
from dashboards.tables import Column, Table, interval, texts
from dashboards.views.satisfaction import BOARD
from dashboards.views.scores import scores

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore

_SCORES = (
    *texts(questionnaire="Questionnaire", score="Score"),
    *(Column("share", "Share of answers", "number", "ratio"), *interval("ratio"), Column("n", "n", "integer")),
)


def satisfaction_tables(store: RememberedStore, state: ViewState, address: Mapping[str, str]) -> Iterator[Table]:
    """Shares with their intervals, as the bars of the page show them."""
    yield from tables_of(BOARD, of_satisfaction)(store, state, address)
    rows = [
        [one["title"], bar["score"], bar["share"], bar["low"], bar["high"], one["n"]]
        for one in scores(store, state, periods_of(state, store.generation).shown)
        for bar in one["bars"]
    ]
    yield Table("score_shares", "Share of each score", _SCORES, rows)
