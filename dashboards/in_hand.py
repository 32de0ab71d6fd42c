"""Who is being answered right now, so that what is made for later stands back.

A process that warms itself up has one core's worth of work for a minute. It stops between two questions while somebody
is answered, and for as long after that as a browser takes to ask for the next part of a page.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, g

QUIET_SECONDS = 0.4
"""So long nobody has been answered before work for later goes on."""
MOST_SECONDS = 10.0
"""So long such work waits at most: where somebody always asks, it would never be done."""
_LOOK_SECONDS = 0.02


class _InHand:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests = 0
        self._ended = -QUIET_SECONDS

    def add(self, requests: int) -> None:
        with self._lock:
            self._requests += requests
            self._ended = time.monotonic()

    @property
    def is_quiet(self) -> bool:
        with self._lock:
            return self._requests == 0 and time.monotonic() - self._ended >= QUIET_SECONDS


_in_hand = _InHand()
_for_later = threading.local()


def count_requests(server: Flask) -> None:
    """Counts what this process is asked until each answer stands."""

    @server.before_request
    def begin() -> None:
        g.is_in_hand = True
        _in_hand.add(1)

    @server.teardown_request
    def end(_: BaseException | None) -> None:
        if g.pop("is_in_hand", False):
            _in_hand.add(-1)


@contextmanager
def working_for_later() -> Iterator[None]:
    """Within it this thread stands back for people wherever `stand_back` is called."""
    _for_later.is_so = True
    try:
        yield
    finally:
        _for_later.is_so = False


def stand_back() -> None:
    """Waits while somebody is answered, in a thread that works for later; in any other it does nothing."""
    if not getattr(_for_later, "is_so", False):
        return
    until = time.monotonic() + MOST_SECONDS
    while not _in_hand.is_quiet and time.monotonic() < until:
        time.sleep(_LOOK_SECONDS)
