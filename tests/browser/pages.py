"""Every page there is, from the app's own registry: a new page is tested from the day it is registered."""

from __future__ import annotations

from functools import cache
from pathlib import Path

EXAMPLES = {
    "/reps/<agent>": "/reps/emil.martin",
    "/teams/<of>": "/teams/Billing",
}
"""One address for each page whose path has a part to be filled in."""

DIMENSIONS = {"/reps": "agent", "/teams": "team"}
"""What the last part of such a path is a value of."""


@cache
def addresses() -> tuple[str, ...]:
    """One address per page, in the order of the navigation; the app is made of no home, so nothing is read."""
    from dashboards.app import create_app
    from dashboards.registered import pages

    create_app(Path("no home"))
    return tuple(_address(entry["path"], entry["path_template"]) for entry in pages())


def _address(path: str, template: str | None) -> str:
    assert template is None or template in EXAMPLES, f"{template} needs an example in tests/browser/pages.py"
    return EXAMPLES[template] if template else path


def of_path(path: str) -> dict[str, str]:
    """The dimension whose one value a page is about, as its path names it; nothing for a page about all."""
    folder, _, value = path.rpartition("/")
    return {DIMENSIONS[folder]: value} if folder in DIMENSIONS else {}


def short(address: str) -> str:
    """A page's name in the name of its test."""
    return address.strip("/").replace("/", "-") or "overview"
