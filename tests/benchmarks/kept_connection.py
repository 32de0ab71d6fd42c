"""HTTP as a browser speaks it: one kept connection, compressed answers; several of them side by side."""

from __future__ import annotations

import gzip
import http.client
import json
import threading
import time
import urllib.parse
from collections.abc import Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any

_PATIENCE = 600.0


@dataclass(frozen=True)
class Answer:
    """What came back, as it came over the wire."""

    status: int
    body: bytes
    headers: http.client.HTTPMessage

    def json(self) -> Any:
        """Its content; RuntimeError where the server refused."""
        text = gzip.decompress(self.body) if self.headers.get("Content-Encoding") == "gzip" else self.body
        if self.status != http.client.OK and self.status != http.client.CREATED:
            raise RuntimeError(f"answered {self.status}: {text[:2000].decode(errors='replace')}")
        return json.loads(text)


class KeptConnection:
    """A connection to one server that stays open between requests."""

    def __init__(self, address: str, headers: dict[str, str] | None = None) -> None:
        parts = urllib.parse.urlsplit(address)
        self._connection = http.client.HTTPConnection(parts.hostname or "127.0.0.1", parts.port, timeout=_PATIENCE)
        self._headers = {"Accept-Encoding": "gzip", "Content-Type": "application/json", **(headers or {})}

    def get(self, path: str) -> Answer:
        """Asks for a path."""
        return self._ask("GET", path, None)

    def post(self, path: str, content: Any) -> Answer:
        """Sends JSON to a path."""
        return self._ask("POST", path, json.dumps(content).encode())

    def _ask(self, method: str, path: str, body: bytes | None) -> Answer:
        try:
            return self._answer(method, path, body)
        except ConnectionError:
            # A server ends what has been idle for some seconds; a browser then opens another one.
            self._connection.close()
            return self._answer(method, path, body)

    def _answer(self, method: str, path: str, body: bytes | None) -> Answer:
        self._connection.request(method, path, body, self._headers)
        answered = self._connection.getresponse()
        return Answer(answered.status, answered.read(), answered.headers)


def post_all(connections: Sequence[KeptConnection], path: str, contents: Sequence[Any]) -> tuple[float, list[Answer]]:
    """Sends everything over the connections, each taking the next as it is free; seconds until the last answer."""
    waiting: SimpleQueue[int] = SimpleQueue()
    for place in range(len(contents)):
        waiting.put(place)
    answers: dict[int, Answer] = {}

    def work(connection: KeptConnection) -> None:
        try:
            while True:
                place = waiting.get_nowait()
                answers[place] = connection.post(path, contents[place])
        except Empty:
            return

    threads = [threading.Thread(target=work, args=(connection,)) for connection in connections]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - started
    return seconds, [answers[place] for place in range(len(contents))]
