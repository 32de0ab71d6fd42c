"""Readings in words: how a rep's figure stands to what the others have with the same cases, and what chance does.

The words come from the reading that the scorecard gives, never from a figure beside it, so that they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from dashboards.formats import count, in_words
from dashboards.views.verdicts import tone
from transforms.judgement import TOO_FEW

if TYPE_CHECKING:
    from transforms.catalogue import MetricDefinition

WORDS = {
    "as_expected": "as expected",
    "maybe_above": "maybe above",
    "maybe_below": "maybe below",
    "clearly_above": "clearly above",
    "clearly_below": "clearly below",
    "too_few": "too few to say",
}
MAYBE_BY_CHANCE, CLEARLY_BY_CHANCE = 0.05, 0.002
"""How often the limits behind the two words are passed by chance alone."""

_CHANCE = {
    "as": "chance alone explains the difference",
    "maybe": "chance alone does as much less than once in 20 times",
    "clearly": "chance alone does as much less than once in 500 times",
}

# What a rep does where a metric says so: under what is expected, as expected, over it.
_DOES = {
    "average_handle_time": ("shorter contacts", "contacts as long as expected", "longer contacts"),
    "repeat_contact_rate": ("fewer customers come back", "no more repeats than expected", "more customers come back"),
    "resolution_time_median": ("faster resolutions", "resolutions as fast as expected", "slower resolutions"),
    "reopen_rate": ("fewer cases reopened", "no more reopened than expected", "more cases reopened"),
    "csat": ("fewer satisfied answers", "as many satisfied answers as expected", "more satisfied answers"),
    "survey_offer_rate": (
        "fewer customers asked for an answer",
        "as many customers asked for an answer as expected",
        "more customers asked for an answer",
    ),
    "upsell_conversion": ("fewer offers accepted", "as many offers accepted as expected", "more offers accepted"),
    "upsell_return_rate": ("fewer sales come back", "no more returns than expected", "more sales come back"),
    "compensation_rate": ("fewer compensations", "as many compensations as expected", "more compensations"),
    "wrongful_refusal_rate": (
        "fewer refusals against the rules",
        "no more refusals against the rules than expected",
        "more refusals against the rules",
    ),
}


def sides(reading: str) -> tuple[str, str]:
    """How sure a reading is and to which side: (clearly, above), (as, expected), (too, few)."""
    sure, _, side = reading.partition("_")
    return sure, side


def tone_of(reading: str, better: str) -> str:
    """better or worse for a clear reading where a direction is known, else plain."""
    sure, side = sides(reading)
    return tone(better, side == "above") if sure == "clearly" else "plain"


def sentence(definition: MetricDefinition, row: Mapping[str, Any], currency: str) -> str:
    """A scorecard row as a sentence: value, what would be expected, the reading, and what chance explains."""
    value = in_words(definition.unit, row["value"], currency)
    if row["reading"] == TOO_FEW:
        return f"{definition.label}: n {count(row['n'])} is too few to say."
    expected = in_words(definition.unit, row["expected"], currency)
    sure, _ = sides(row["reading"])
    return (
        f"{definition.label} is {value} where {expected} would be expected with these cases: "
        f"{WORDS[row['reading']]}; {_CHANCE[sure]}."
    )


def pair_sentence(
    first: MetricDefinition, first_reading: str, guard: MetricDefinition, guard_reading: str
) -> dict[str, str]:
    """A metric and its guard in one sentence, such as: shorter contacts, but more customers come back.

    `tone` is worse only where a gain is clear and the guard is clearly worse: one number bought with the other.
    """
    if TOO_FEW in (first_reading, guard_reading):
        few = first if first_reading == TOO_FEW else guard
        return {"text": f"{few.label}: too few to say, so the pair says nothing.", "tone": "plain"}
    gain, loss = _gain(first, first_reading), _gain(guard, guard_reading)
    joint = "but" if gain * loss < 0 else "and"
    text = f"{_does(first, first_reading)}, {joint} {_does(guard, guard_reading)}."
    is_bought = gain > 0 and sides(first_reading)[0] == "clearly" and tone_of(guard_reading, guard.better) == "worse"
    return {"text": text[:1].upper() + text[1:], "tone": "worse" if is_bought else "plain"}


def _gain(definition: MetricDefinition, reading: str) -> int:
    """1 on the side that people are pushed to, -1 on the other: a metric of no known direction is pushed down."""
    _, side = sides(reading)
    if side not in ("above", "below"):
        return 0
    return 1 if (side == "above") == (definition.better == "higher") else -1


def _does(definition: MetricDefinition, reading: str) -> str:
    name = definition.label[:1].lower() + definition.label[1:]
    below, expected, above = _DOES.get(
        definition.name, (f"{name} below expected", f"{name} as expected", f"{name} above expected")
    )
    sure, side = sides(reading)
    does = {"below": below, "above": above}.get(side, expected)
    return f"maybe {does}" if sure == "maybe" else does


def by_chance(readings: Iterable[str]) -> str:
    """How many of the readings shown would say maybe or clearly if all reps were alike, and how many do."""
    judged = [reading for reading in readings if reading != TOO_FEW]
    if not judged:
        return "No reading is shown: there are too few records to say."
    found = [sides(reading)[0] for reading in judged]
    maybe, clearly = found.count("maybe"), found.count("clearly")
    return (
        f"{count(len(judged))} {'reading is' if len(judged) == 1 else 'readings are'} shown: "
        f"{count(maybe)} “maybe” and {count(clearly)} “clearly”. If all reps were alike, chance alone would make "
        f"{_about(len(judged) * MAYBE_BY_CHANCE)} “maybe” (5 %) and "
        f"{_about(len(judged) * CLEARLY_BY_CHANCE)} “clearly” (0.2 %)."
    )


def _about(expected: float) -> str:
    return f"about {count(expected)}" if expected >= 1 else "less than 1"
