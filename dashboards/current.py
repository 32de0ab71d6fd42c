"""The generation that pages read: followed by its pointer, opened once a process, let go when nobody reads it."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dashboards.remembered import RememberedStore
from transforms.generations import current_folder


class CurrentGeneration:
    """Hands out the store of the generation that `CURRENT` names; one view keeps one generation to its end."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._lock = threading.Lock()
        self._stores: dict[Path, RememberedStore] = {}
        self._readers: dict[Path, int] = {}
        self._process = os.getpid()

    @contextmanager
    def store(self) -> Iterator[RememberedStore]:
        """The store to read from; GenerationError when there is none that can be read."""
        folder = current_folder(self._home)
        with self._lock:
            self._forget_after_fork()
            if folder not in self._stores:
                # Imported when first needed: the semantic layer takes seconds to start, and must do so after the fork.
                from transforms.metrics import MetricStore

                self._stores[folder] = RememberedStore(MetricStore.open(folder))
                self._readers[folder] = 0
            self._readers[folder] += 1
            store = self._stores[folder]
        try:
            yield store
        finally:
            with self._lock:
                self._readers[folder] -= 1
                self._close_drained(folder)

    def close(self) -> None:
        """Ends all reading."""
        with self._lock:
            for store in self._stores.values():
                store.close()
            self._stores, self._readers = {}, {}

    def _close_drained(self, newest: Path) -> None:
        for folder in [f for f, readers in self._readers.items() if readers == 0 and f != newest]:
            self._stores.pop(folder).close()
            del self._readers[folder]

    def _forget_after_fork(self) -> None:
        # A DuckDB connection must not cross a fork: its threads are gone and closing it kills the process.
        if self._process != os.getpid():
            self._stores, self._readers, self._process = {}, {}, os.getpid()
