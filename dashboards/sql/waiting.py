"""Processes of queries: started ahead, asked once, killed when their time is over."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from dashboards.sql_worker import frames
from dashboards.sql_worker.limits import MOST_BYTES

_ROOT = str(Path(__file__).parents[2])
_PROGRAM = "import sys; sys.path.append(sys.argv[2]); from dashboards.sql_worker.process import main; main()"
# Nothing of the app's own environment goes along: neither settings nor secrets.
_ENVIRONMENT = {"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin", "MALLOC_ARENA_MAX": "2"}
_MOST_MESSAGE_BYTES = MOST_BYTES + 1_000_000
_SECONDS_OF_STARTING = 15.0
_SECONDS_BETWEEN_LOOKS = 0.05
_KEPT = 2


class EndedError(Exception):
    """The process ended, or said what cannot be read, before it answered."""


class OverdueError(Exception):
    """The deadline passed."""


class StoppedError(Exception):
    """Whoever asked wants the answer no longer."""


class QueryProcess:
    """One process that reads one file and answers one question."""

    def __init__(self, database: Path | None, seconds: float, is_confined: bool, program: str = _PROGRAM) -> None:
        told = {"database": str(database or ""), "seconds": seconds, "is_confined": is_confined}
        self.database = database
        self._unread = bytearray()
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-c", program, json.dumps(told), _ROOT],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_ENVIRONMENT,
            cwd="/",
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        """Its number, for the tests that measure it."""
        return self._process.pid

    def is_alive(self) -> bool:
        """Whether it can still be asked."""
        return self._process.poll() is None

    def wait_until_ready(self) -> None:
        """EndedError with its words when it could not shut itself in or open the file; OverdueError when it hangs."""
        message = self.receive(time.monotonic() + _SECONDS_OF_STARTING, lambda: False)
        if not message.get("ready"):
            raise EndedError(str(message.get("failed", "it did not start")))

    def send(self, statement: str, values: Mapping[str, Any]) -> None:
        """Asks the question; EndedError when nobody is there to hear it."""
        assert self._process.stdin is not None
        try:
            frames.write(self._process.stdin.fileno(), frames.pack({"statement": statement, "values": dict(values)}))
        except OSError as error:
            raise EndedError("it was gone before it was asked") from error

    def receive(self, deadline: float, is_stopped: Callable[[], bool]) -> dict[str, Any]:
        """The next message, until a time of `time.monotonic`; EndedError, OverdueError or StoppedError without one."""
        length = int.from_bytes(self._take(frames.LENGTH_BYTES, deadline, is_stopped), "big")
        if not 0 < length <= _MOST_MESSAGE_BYTES:
            raise EndedError("it sent a message of impossible length")
        try:
            message = json.loads(self._take(length, deadline, is_stopped))
        except (ValueError, RecursionError) as error:
            raise EndedError("it sent what is no message") from error
        if not isinstance(message, dict):
            raise EndedError("it sent what is no message")
        return message

    def _take(self, count: int, deadline: float, is_stopped: Callable[[], bool]) -> bytes:
        assert self._process.stdout is not None
        pipe = self._process.stdout.fileno()
        poll = select.poll()  # select() itself knows no descriptors above 1,023
        poll.register(pipe, select.POLLIN)
        while len(self._unread) < count:
            if is_stopped():
                raise StoppedError
            if (left := deadline - time.monotonic()) <= 0:
                raise OverdueError
            if not poll.poll(1000 * min(left, _SECONDS_BETWEEN_LOOKS)):
                continue
            piece = os.read(pipe, 1 << 20)
            if not piece:
                # Its own clock, or the kernel's, may have struck while this process had to wait for a processor.
                raise OverdueError if time.monotonic() >= deadline else EndedError("it ended")
            self._unread += piece
        taken = bytes(self._unread[:count])
        del self._unread[:count]
        return taken

    def kill(self) -> None:
        """Kills it and everything of its group, without waiting for their end."""
        if self._process.returncode is None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, 9)

    def end(self) -> None:
        """Kills it and leaves no zombie."""
        self.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                with suppress(OSError):
                    pipe.close()


class WaitingProcesses:
    """Processes that are ready before anybody asks; made in the serving process, after it was forked."""

    def __init__(self, start: Callable[[Path], QueryProcess]) -> None:
        self._start = start
        self._waiting: dict[Path, QueryProcess] = {}
        self._starting: set[Path] = set()
        self._starters: list[threading.Thread] = []
        self._forget()

    def take(self, database: Path) -> QueryProcess:
        """A ready one for this file, started now when none waits; EndedError or OverdueError when it does not start."""
        self._forget_after_fork()
        with self._lock:
            found = self._waiting.pop(database, None)
        if found and found.is_alive():
            return found
        if found:
            found.end()
        return self._started(database)

    def replace(self, used: QueryProcess, database: Path) -> None:
        """Ends the one that was asked, and starts another one in the background."""
        used.kill()
        self.prepare(database, used)

    def prepare(self, database: Path, used: QueryProcess | None = None) -> None:
        """Starts one in the background, unless one waits; those of other generations are ended."""
        self._forget_after_fork()
        with self._lock:
            is_wanted = not (database in self._waiting or database in self._starting or self._is_closed)
            ended = [used] if used else []
            if is_wanted:
                self._starting.add(database)
                ended += [self._waiting.pop(kept) for kept in self._outdated_by(database)]
            if not (is_wanted or ended):
                return
            starter = threading.Thread(target=self._prepare, args=(database, ended, is_wanted), daemon=True)
            self._starters = [running for running in self._starters if running.is_alive()] + [starter]
            starter.start()

    def close(self) -> None:
        """Ends all that wait."""
        self._forget_after_fork()
        with self._lock:
            self._is_closed = True
            waiting, starters = list(self._waiting.values()), self._starters
            self._waiting = {}
        for process in waiting:
            process.end()
        for starter in starters:
            starter.join()

    def _outdated_by(self, database: Path) -> list[Path]:
        same = [kept for kept in self._waiting if generation_of(kept) == generation_of(database)]
        kept = same[max(0, len(same) - _KEPT + 1) :]
        return [path for path in self._waiting if path not in kept]

    def _prepare(self, database: Path, ended: list[QueryProcess], is_wanted: bool) -> None:
        for process in ended:
            process.end()
        if not is_wanted:
            return
        try:
            started = self._started(database)
        except (EndedError, OverdueError, OSError):
            started = None  # whoever asks next starts one and is told why it fails
        with self._lock:
            self._starting.discard(database)
            if started and not self._is_closed:
                self._waiting[database] = started
                return
        if started:
            started.end()

    def _started(self, database: Path) -> QueryProcess:
        process = self._start(database)
        try:
            process.wait_until_ready()
        except (EndedError, OverdueError):
            process.end()
            raise
        return process

    def _forget(self) -> None:
        self._owner = os.getpid()
        self._lock = threading.Lock()
        self._waiting, self._starting, self._starters = {}, set(), []
        self._is_closed = False

    def _forget_after_fork(self) -> None:
        # What waited belongs to the process that was forked; two that ask one of them would mix their answers.
        if self._owner != os.getpid():
            self._forget()


def generation_of(database: Path) -> str:
    """The generation that a published file, or one cut from it, belongs to."""
    below = {"generations", "cuts"}
    parts = database.parts
    return next((parts[at + 1] for at in range(len(parts) - 2, 0, -1) if parts[at] in below), str(database.parent))
