"""Metric answers kept within one generation, which never changes: a click on a tile asks only what it moves."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

    from transforms.catalogue import MetricDefinition
    from transforms.metrics import MetricStore
    from transforms.requests import MetricRequest

KEPT_FRAMES = 512


class RememberedStore:
    """A metric store that answers a question it has heard before without asking the database again."""

    def __init__(self, store: MetricStore) -> None:
        self._store = store
        self._frames: OrderedDict[MetricRequest, pl.DataFrame] = OrderedDict()
        self._lock = threading.Lock()

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

    def query(self, request: MetricRequest) -> pl.DataFrame:
        """As the metric store answers it; frames cannot be changed, so they can be shared."""
        with self._lock:
            if request in self._frames:
                self._frames.move_to_end(request)
                return self._frames[request]
        answered = self._store.query(request)
        with self._lock:
            self._frames[request] = answered
            while len(self._frames) > KEPT_FRAMES:
                self._frames.popitem(last=False)
        return answered

    def sql(self, request: MetricRequest) -> str:
        """The compiled SQL of a request."""
        return self._store.sql(request)

    def table(self, name: str) -> pl.DataFrame:
        """A whole published table."""
        return self._store.table(name)

    def close(self) -> None:
        """Ends all reading of the generation."""
        self._store.close()
