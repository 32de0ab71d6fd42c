"""The simulated department: made once for a data folder, and never mixed with real data or another department."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

from evenhand.errors import EvenhandError
from evenhand.home import Home


@dataclass(frozen=True)
class Department:
    """What a simulated department is made from."""

    contacts: int
    seed: int
    end: date

    @property
    def options(self) -> str:
        """As the command line takes them."""
        return f"--contacts {self.contacts} --seed {self.seed} --end {self.end}"


def simulate_once(
    home: Home, wanted: Department, write_files: Callable[[Path, Path], None], *, is_any_end: bool = False
) -> bool:
    """Has the department's files and the truth behind them written, unless they are there; False when they are.

    With `is_any_end` one that is there may have ended on another day. EvenhandError when the folder holds other data.
    """
    there = _department_in(home)
    if there is not None:
        if there == (replace(wanted, end=there.end) if is_any_end else wanted):
            return False
        raise EvenhandError(
            f"{home.folder} holds another simulated department ({there.options}); two in one folder would be mixed up.",
            f"Point EVENHAND_HOME at an empty folder, or ask for the same one: `evenhand demo {there.options}`.",
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
    _marker(home).write_text(json.dumps(asdict(wanted), default=str) + "\n", encoding="utf-8")
    return True


def _marker(home: Home) -> Path:
    return home.folder / "demo.json"


def _department_in(home: Home) -> Department | None:
    try:
        told = json.loads(_marker(home).read_text(encoding="utf-8"))
        return Department(told["contacts"], told["seed"], date.fromisoformat(told["end"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EvenhandError(
            f"{_marker(home)} cannot be read: {error}.", "Remove the demo's data folder and start again."
        ) from error
