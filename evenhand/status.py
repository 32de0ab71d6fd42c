"""What operations asks in the morning: what is published, how fresh it is, what was loaded, what was set apart."""

from __future__ import annotations

import shutil
from typing import Any

from evenhand.errors import BusyError, GenerationError
from evenhand.generations import Generation, current_generation, intact_generations, is_in_use
from evenhand.home import Home
from evenhand.locks import is_held
from evenhand.raw_ledger import read_loads
from evenhand.reports.log import last_runs


def read_status(home: Home) -> dict[str, Any]:
    """Everything `evenhand status` shows, ready for JSON; a problem is told in words instead of raised."""
    current, problems = _current(home)
    loads, busy = _loads(home)
    reports, torn = last_runs(home)
    lines = [f"{torn} of the lines in {home.reports} cannot be read."] if torn else []
    return {
        "home": str(home.folder),
        "current": current.number if current else None,
        "data_as_of": current.facts.get("data_as_of") if current else None,
        "problems": [*problems, *busy, *lines],
        "is_building": is_held(home.build_lock),
        "generations": [_describe(generation, current) for generation in intact_generations(home)],
        **loads,
        "reports": reports,
        "disk": {"used_bytes": _used_bytes(home), "free_bytes": _free_bytes(home)},
    }


def _current(home: Home) -> tuple[Generation | None, list[str]]:
    try:
        return current_generation(home), []
    except GenerationError as error:
        return None, [str(error)]


def _loads(home: Home) -> tuple[dict[str, Any], list[str]]:
    try:
        return dict(read_loads(home)), []
    except BusyError as error:
        return {"loads": [], "failed_files": [], "quarantine": []}, [str(error)]


def _describe(generation: Generation, current: Generation | None) -> dict[str, Any]:
    return {
        "generation": generation.number,
        "is_current": current is not None and generation.number == current.number,
        "built_at": generation.facts.get("built_at"),
        "data_as_of": generation.facts.get("data_as_of"),
        "rows": sum((generation.facts.get("rows") or {}).values()),
        "bytes": generation.bytes(),
        "is_in_use": is_in_use(generation),
    }


def _used_bytes(home: Home) -> int:
    return sum(file.lstat().st_size for file in home.folder.rglob("*") if file.is_file())


def _free_bytes(home: Home) -> int:
    folder = next(path for path in (home.folder, *home.folder.parents) if path.exists())
    return shutil.disk_usage(folder).free
