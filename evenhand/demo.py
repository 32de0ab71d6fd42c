"""The simulated department: made once for a data folder, and never mixed with real data or another department."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from evenhand.errors import EvenhandError
from evenhand.home import Home

Department = dict[str, int]
"""What a simulated department is made from: contacts and seed."""


def simulate_once(home: Home, wanted: Department, write_files: Callable[[Path, Path], None]) -> bool:
    """Has the department's files and the truth behind them written, unless they are there; False when they are.

    EvenhandError when the folder holds other data.
    """
    there = _department_in(home)
    if there == wanted:
        return False
    if there is not None:
        raise EvenhandError(
            f"{home.folder} holds another simulated department ({_words(there)}); two in one folder would be mixed up.",
            f"Point EVENHAND_HOME at an empty folder, or ask for the same one: `evenhand demo {_options(there)}`.",
        )
    if home.raw_file.exists():
        raise EvenhandError(
            f"{home.folder} holds data that is not simulated, and the demo would be mixed into it.",
            "Point EVENHAND_HOME at an empty folder for the demo.",
        )
    home.prepare()
    home.demo.mkdir(mode=0o700, exist_ok=True)
    write_files(home.demo, home.demo_truth)
    # Written last: a department that was interrupted half way is simulated again.
    _marker(home).write_text(json.dumps(wanted) + "\n", encoding="utf-8")
    return True


def _marker(home: Home) -> Path:
    return home.folder / "demo.json"


def _department_in(home: Home) -> Department | None:
    try:
        return dict(json.loads(_marker(home).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise EvenhandError(
            f"{_marker(home)} cannot be read: {error}.", "Remove the demo's data folder and start again."
        ) from error


def _words(department: Department) -> str:
    return ", ".join(f"{name} {value}" for name, value in department.items())


def _options(department: Department) -> str:
    return " ".join(f"--{name} {value}" for name, value in department.items())
