"""Metric answers kept within one generation, which never changes: a click on a tile asks only what it moves."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from dashboards.memory import Memory

if TYPE_CHECKING:
    import polars as pl

    from transforms.catalogue import MetricDefinition
    from transforms.metrics import MetricStore
    from transforms.requests import MetricRequest, ScorecardRequest
    from transforms.resolution_curves import CaseWindow

T = TypeVar("T")

KEPT_FRAMES = 512
KEPT_LISTS = 16
"""Lists of records are long; a person reads a few of them page by page."""


class RememberedStore:
    """A metric store that answers a question it has heard before without asking the database again."""

    def __init__(self, store: MetricStore) -> None:
        self._store = store
        self._memory = Memory(KEPT_FRAMES)
        self._lists = Memory(KEPT_LISTS)

    @property
    def folder(self) -> Path:
        """The folder of the generation."""
        return self._store.folder

    @property
    def generation(self) -> dict[str, Any]:
        """What generation.json says."""
        return self._store.generation

    @property
    def catalogue(self) -> dict[str, MetricDefinition]:
        """Metric name to its definition."""
        return self._store.catalogue

    def slices_of(self, metric: str) -> tuple[str, ...]:
        """What a metric can be cut by."""
        return self._store.slices_of(metric)

    def query(self, request: MetricRequest) -> pl.DataFrame:
        """As the metric store answers it; frames cannot be changed, so they can be shared."""
        answered: pl.DataFrame = self._memory.recall(request, lambda: self._store.query(request))
        return answered

    def records(self, request: MetricRequest) -> pl.DataFrame:
        """The records behind a number, as the metric store lists them."""
        listed: pl.DataFrame = self._lists.recall(request, lambda: self._store.records(request))
        return listed

    def scorecards(self, request: ScorecardRequest) -> pl.DataFrame:
        """As the metric store answers it."""
        answered: pl.DataFrame = self._memory.recall(request, lambda: self._store.scorecards(request))
        return answered

    def scorecard_limits(self, request: ScorecardRequest) -> pl.DataFrame:
        """As the metric store answers it."""
        answered: pl.DataFrame = self._memory.recall(("limits", request), lambda: self._store.scorecard_limits(request))
        return answered

    def cases_at_risk(self, window: CaseWindow) -> pl.DataFrame:
        """As the metric store lists them."""
        listed: pl.DataFrame = self._lists.recall(window, lambda: self._store.cases_at_risk(window))
        return listed

    def work_out(self, make: Callable[..., T], *asked: Hashable) -> T:
        """What a function of the transforms makes of the generation and of what is asked."""
        made: T = self._memory.recall((make, *asked), lambda: make(self._store, *asked))
        return made

    def sql(self, request: MetricRequest) -> str:
        """The compiled SQL of a request."""
        return self._store.sql(request)

    def table(self, name: str) -> pl.DataFrame:
        """A whole published table."""
        return self._store.table(name)

    def close(self) -> None:
        """Ends all reading of the generation."""
        self._store.close()
