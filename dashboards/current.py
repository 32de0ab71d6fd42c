"""The generation that pages read: followed by its pointer, opened once a process, let go when nobody reads it."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dashboards.read_from import note_generation
from dashboards.remembered import RememberedStore
from transforms.generations import GenerationError, current_folder, numbered_folders
from transforms.sealed import FileState, check_sealed, may_tell_of_damage, state_of

_TRIES = 5


@dataclass
class _Opened:
    """A generation that this process has open."""

    folder: Path
    store: RememberedStore
    state: tuple[FileState, ...]
    """Of its files when they were last found to be what was published."""
    readers: int = 0
    is_doubted: bool = False


class CurrentGeneration:
    """Hands out the store of the generation that `CURRENT` names; one view keeps one generation to its end.

    While that one cannot be read, the last good one is handed out, and `notice` says so.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        self._lock = threading.Lock()
        self._opened: dict[Path, _Opened] = {}
        self._refused: dict[Path, tuple[tuple[FileState, ...], str]] = {}
        self._serving: Path | None = None
        self._process = os.getpid()
        self.notice = ""
        """Why the generation that was last handed out is not the one that is named; empty when it is."""

    @contextmanager
    def store(self) -> Iterator[RememberedStore]:
        """The store to read from; GenerationError when there is none that can be read, or when it proves damaged."""
        with self._lock:
            self._forget_after_fork()
            opened = self._chosen()
            note_generation(opened.folder.name, self.notice)
            self._serving = opened.folder
            opened.readers += 1
        try:
            yield opened.store
        except Exception as error:
            if may_tell_of_damage(error):
                self._doubt(opened, error)
            raise
        finally:
            with self._lock:
                opened.readers -= 1
                self._close_drained()

    def close(self) -> None:
        """Ends all reading."""
        with self._lock:
            for opened in self._opened.values():
                opened.store.close()
            self._opened, self._serving = {}, None

    def _chosen(self) -> _Opened:
        for _ in range(_TRIES):
            named, trouble = self._named()
            if named:
                try:
                    found = self._usable(named)
                except GenerationError as error:
                    trouble = str(error)
                else:
                    self.notice = ""
                    return found
            # What was named a moment ago may be gone by now because newer ones were published.
            if self._named()[0] == named:
                break
        return self._last_good(named, trouble)

    def _named(self) -> tuple[Path | None, str]:
        try:
            return current_folder(self._home), ""
        except GenerationError as error:
            return None, str(error)

    def _usable(self, folder: Path) -> _Opened:
        """The generation, opened if it is not; GenerationError when it is not whole."""
        state = state_of(folder)
        refused_as, reason = self._refused.get(folder, (None, ""))
        if refused_as == state:
            raise GenerationError(reason)
        known = self._opened.get(folder)
        if known and known.state == state:
            return known
        try:
            check_sealed(folder)
            known = known or _Opened(folder, _open(folder), state)
        except GenerationError as error:
            self._refused[folder] = (state, str(error))
            raise
        known.state = state
        self._opened[folder] = known
        return known

    def _last_good(self, named: Path | None, trouble: str) -> _Opened:
        for folder in self._others(named):
            try:
                found = self._usable(folder)
            except GenerationError:
                continue
            as_of = found.store.generation.get("data_as_of") or "unknown"
            self.notice = f"{trouble}. Until then you see generation {folder.name}, data as of {as_of}."
            return found
        raise GenerationError(trouble)

    def _others(self, named: Path | None) -> list[Path]:
        """What may stand in: the one that was served, then the newest before the named one, then newer ones."""
        folders = [folder for folder in reversed(numbered_folders(self._home)) if folder != named]
        folders.sort(key=lambda folder: named is not None and folder.name > named.name)
        return sorted(folders, key=lambda folder: folder != self._serving)

    def _doubt(self, opened: _Opened, error: Exception) -> None:
        """Reads the whole file again, once; GenerationError when it is damaged, for then it is not served any more."""
        if opened.is_doubted:
            return
        opened.is_doubted = True
        try:
            check_sealed(opened.folder, afresh=True)
        except GenerationError as damage:
            with self._lock:
                self._refused[opened.folder] = (state_of(opened.folder), str(damage))
            raise damage from error

    def _close_drained(self) -> None:
        for folder, opened in list(self._opened.items()):
            if opened.readers == 0 and folder != self._serving:
                opened.store.close()
                del self._opened[folder]

    def _forget_after_fork(self) -> None:
        # A DuckDB connection must not cross a fork: its threads are gone and closing it kills the process.
        if self._process != os.getpid():
            self._opened, self._serving, self._process = {}, None, os.getpid()


def _open(folder: Path) -> RememberedStore:
    # Imported when first needed: the semantic layer takes seconds to start, and must do so after the fork.
    from transforms.metrics import MetricStore

    return RememberedStore(MetricStore.open(folder))
