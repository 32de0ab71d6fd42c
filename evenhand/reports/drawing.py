"""The browser's process as its owner sees it: started early, asked once, and gone at the end whatever happens."""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dashboards.access.entrance import BEARER_COOKIE
from evenhand.reports.page import ReportPage
from evenhand.reports.request import ReportError

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_SECONDS_TO_END = 5
_LINES_OF_A_CRASH = 3


@dataclass(frozen=True)
class Picture:
    """One card of the page."""

    title: str
    png: bytes
    width: int
    """In CSS pixels; the picture itself is sharper."""


@dataclass(frozen=True)
class Drawing:
    """The page as PDF, and its cards as pictures."""

    pdf: bytes
    pictures: tuple[Picture, ...]
    is_cut: bool = False
    """Whether the page has more cards than there are pictures."""


def find_browser(named: Path | None) -> str:
    """The Chromium to draw with; ReportError with what to do when there is none."""
    for candidate in (str(named),) if named else _BROWSERS:
        if found := shutil.which(candidate):
            return found
    raise ReportError(
        f"There is no browser to draw with: {named or ', '.join(_BROWSERS)} is not there.",
        "Install Chromium (`apt install chromium`), or name it in EVENHAND_CHROMIUM.",
    )


class BrowserProcess:
    """One headless Chromium behind a process of ours."""

    def __init__(self, process: subprocess.Popen[str], folder: Path) -> None:
        self._process = process
        self._folder = folder

    def draw(self, origin: str, page: ReportPage, is_pictured: bool, seconds: float, token: str = "") -> Drawing:
        """Draws a page of the app, which lets the token in; ReportError when that fails or takes too long."""
        job: dict[str, Any] = {"url": origin + page.path, "folder": str(self._folder), "is_pictured": is_pictured}
        job["cookies"] = [{"name": BEARER_COOKIE, "value": token, "url": origin}] if token else []
        told = self._ask(json.dumps(job), seconds)
        if "error" in told:
            raise ReportError(told["error"], told["next_step"])
        pictures = tuple(
            Picture(card["title"], Path(card["file"]).read_bytes(), card["width"]) for card in told["cards"]
        )
        return Drawing(Path(told["pdf"]).read_bytes(), pictures, told["is_cut"])

    def _ask(self, line: str, seconds: float) -> dict[str, Any]:
        assert self._process.stdin
        assert self._process.stdout
        with suppress(BrokenPipeError):
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()
        answer = _read_line(self._process, seconds)
        if answer:
            told: dict[str, Any] = json.loads(answer)
            return told
        crash = (self._folder / "browser.log").read_text(encoding="utf-8", errors="replace").strip().splitlines()
        words = " ".join(crash[-_LINES_OF_A_CRASH:]) or "no message"
        raise ReportError(f"The browser ended before the page was drawn: {words}.")


def _read_line(process: subprocess.Popen[str], seconds: float) -> str:
    assert process.stdout
    ready, _, _ = select.select([process.stdout], [], [], max(0.0, seconds))
    if not ready:
        raise ReportError(f"The browser had not drawn the page after {seconds:.0f} s.", "Try a shorter period.")
    return process.stdout.readline()


@contextmanager
def browser_process(executable: str, seconds: float) -> Iterator[BrowserProcess]:
    """Starts the browser; at the end, whatever happened, it is gone and so is everything it wrote."""
    with tempfile.TemporaryDirectory(prefix="evenhand-report-") as name:
        folder = Path(name)
        with (folder / "browser.log").open("w") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "evenhand.reports.browser", executable, str(seconds)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env=os.environ | {"TMPDIR": name},
                # Ctrl-C is for us: we end it in order.
                start_new_session=True,
            )
            try:
                yield BrowserProcess(process, folder)
            finally:
                _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    with suppress(BrokenPipeError):
        if process.stdin:
            process.stdin.close()
    try:
        process.wait(_SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        # Its Chromium hangs on a pipe of that process and ends with it.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    if process.stdout:
        process.stdout.close()
