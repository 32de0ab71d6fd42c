"""What became of every report: a line of JSON each, kept for `evenhand status`."""

from __future__ import annotations

import json
import os
from typing import Any

from evenhand.home import Home
from evenhand.reports.request import Destination, ReportRequest

DELIVERED, OLD, EMPTY, FAILED = "delivered", "delivered on old data", "empty", "failed"


def write_run(home: Home, request: ReportRequest, destination: Destination, facts: dict[str, Any]) -> None:
    """Appends one run in a single write, so that two reports at the same time leave two whole lines."""
    line = {"page": request.page, "filters": request.address, "recipients": destination.words, **facts}
    home.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(home.reports, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, (json.dumps(line, ensure_ascii=False) + "\n").encode())
    finally:
        os.close(descriptor)


def last_runs(home: Home) -> tuple[list[dict[str, Any]], int]:
    """The last run of each report, by page, filters and recipients; and how many lines cannot be read."""
    newest: dict[str, dict[str, Any]] = {}
    unreadable = 0
    if not home.reports.exists():
        return [], 0
    for line in home.reports.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            run = json.loads(line)
            key = json.dumps([run["page"], run["filters"], run["recipients"]])
        except (ValueError, KeyError, TypeError):
            unreadable += 1
            continue
        newest.pop(key, None)
        newest[key] = run
    return list(newest.values()), unreadable
