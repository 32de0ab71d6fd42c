"""The words of the coaching list: what stands out, what moved, and how much of it chance alone would show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from dashboards.formats import count
from dashboards.views.readings import CLEARLY_BY_CHANCE, WORDS, sides
from transforms.changes import LASTING
from transforms.judgement import TOO_FEW

_MOVED = {
    "clearly": "the change is more than chance",
    "maybe": "the change may be chance",
    "no": "the change is within chance",
    "unknown": "",
}


def standing_words(row: Mapping[str, Any], is_compared: bool) -> str:
    """A row of changes as half a sentence, such as: clearly above now, as expected before; the change may be chance."""
    now, before, run = WORDS[row["reading"]], WORDS[row["reading_before"]], row["run"]
    if row["standing"] == LASTING:
        said = f"{now} for {run} months in a row" if run > 1 else f"{now}, as before"
        return f"{said}; now further off than chance moves it" if _is_further(row) else said
    if not is_compared:
        return f"{now} for {run} months in a row" if run > 1 else now
    said = f"{now} in both periods" if row["reading"] == row["reading_before"] else f"{now} now, {before} before"
    moved = _MOVED[row["change"].partition("_")[0]]
    return f"{said}; {moved}" if moved else said


def _is_further(row: Mapping[str, Any]) -> bool:
    """Whether what was clear already moved clearly away from what is expected."""
    return (sides(row["reading"])[1], row["change"]) in (("above", "clearly_up"), ("below", "clearly_down"))


def chance_words(rows: pl.DataFrame, metrics: int, is_compared: bool) -> list[str]:
    """How much of a list of rows from `changes` chance alone would put there, for readings and for changes."""
    counts = rows.group_by("reading", "change", "standing").len().rows()
    judged = sum(n for reading, _, _, n in counts if reading != TOO_FEW)
    if not judged:
        return ["There are too few records in this period to say anything of anybody."]
    clear = sum(n for reading, _, _, n in counts if sides(reading)[0] == "clearly")
    by_chance = judged * CLEARLY_BY_CHANCE
    figures = "1 figure" if metrics == 1 else f"{metrics} figures"
    people = rows.lazy().filter(pl.col("reading") != TOO_FEW).select(pl.col("agent").n_unique()).collect().item()
    said = (
        f"{count(people)} people by {figures} gave {count(judged)} readings of enough cases. "
        f"If all were alike, chance alone would make {_about(by_chance)} of them clear (0.2 %); {_are(clear)}"
    )
    said += f", so {_share(by_chance, clear)} of the clear ones would be chance." if clear else "."
    if not is_compared:
        return [said]
    moves = sum(n for _, change, _, n in counts if change != "unknown")
    moved = sum(n for _, change, _, n in counts if sides(change)[0] == "clearly")
    found = f"Of {count(moves)} changes between the periods, chance alone would make " + (
        f"{_about(moves * CLEARLY_BY_CHANCE)} clear; {_are(moved)}."
    )
    twice = sum(n for _, _, standing, n in counts if standing == LASTING)
    again = f" Clear in both on one side is chance once in 500,000 readings; {_are(twice)}." if twice else ""
    return [said, found + again]


def _are(people: int) -> str:
    return "none is" if people == 0 else f"{count(people)} is" if people == 1 else f"{count(people)} are"


def _share(by_chance: float, clear: int) -> str:
    share = min(1.0, by_chance / clear)
    return "less than 1 %" if share < 0.01 else f"about {count(share * 100)} % at most"


def _about(expected: float) -> str:
    return f"about {count(expected)}" if expected >= 1 else "less than 1"
