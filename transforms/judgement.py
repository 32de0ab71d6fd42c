"""What a rep's sums say beside the department's: placed on one scale, drawn towards it, and read in words.

Everything is put on one scale first: the metric as it would be with the department's mix (`adjusted`), and how many
records that is worth (`evidence`). Readings in words, intervals and the lines of the funnel plot all come from these
two, so that a word and a chart cannot disagree. There is no rank.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt
import polars as pl

from transforms.case_mix import SHARE
from transforms.comparisons import LEAST_OTHERS, kind_of
from transforms.fair_durations import draw_durations, duration_errors, duration_limits, place_durations
from transforms.fair_shares import Columns, draw_shares, place_shares, share_errors, share_limits
from transforms.rep_rows import Column, RepRows

if TYPE_CHECKING:
    from transforms.catalogue import MetricDefinition

Definitions = Mapping[str, "MetricDefinition"]
Mask = npt.NDArray[np.bool_]
Step = Callable[[Columns], Columns]

MAYBE_Z, CLEAR_Z = 1.959964, 3.090232
"""Beyond these many standard errors chance goes once in 20 and twice in 1,000 times (95 and 99.8 % limits)."""
TOO_FEW = "too_few"
READINGS = ("clearly_below", "maybe_below", "as_expected", "maybe_above", "clearly_above", TOO_FEW)
"""From the lowest up; rows tell a reading by its place among them."""
_AS_EXPECTED = READINGS.index("as_expected")

_WORST: dict[str, Literal["high", "low"]] = {"lower": "high", "higher": "low"}
COMPARED = ("expected", "ratio", "ratio_low", "ratio_high", "adjusted")
DRAWN = ("shrunk", "shrunk_low", "shrunk_high", "reliability", "worst_tenth")
_POINTS_OF_A_LINE = 40


def durations_among(definitions: Definitions) -> tuple[str, ...]:
    """The metrics that compare durations; the others compare shares."""
    return tuple(name for name, definition in definitions.items() if kind_of(definition) != SHARE)


def placed(scaled: RepRows, definitions: Definitions) -> RepRows:
    """Sums of agents with `reference` and `spread` of the department, put on its scale; see `place_shares`.

    What is expected is first freed of the agent's own part in it: with the share h of own records (the leverage that
    1 − variance/own_variance tells) observed less expected is (1 − h) of the difference from the others, so
    O − (O − E)/(1 − h) is what the others have with the same cases, and V/(1 − h)² its variance.
    """
    is_duration = scaled.among(durations_among(definitions))
    others = _of_others(scaled, is_duration)
    return others.having(**_by_kind(others, is_duration, place_shares, place_durations))


def _by_kind(rows: RepRows, is_duration: Mask, of_shares: Step, of_durations: Step) -> dict[str, Column]:
    """What two ways of working out tell of the rows of shares and of durations, in one column each."""
    told: dict[str, Column] = {}
    for step, mask in ((of_shares, ~is_duration), (of_durations, is_duration)):
        at = np.flatnonzero(mask)
        for name, values in step({name: column[at] for name, column in rows.columns.items()}).items():
            told.setdefault(name, np.empty(len(rows), dtype=values.dtype))[at] = values
    return told


def _of_others(scaled: RepRows, is_duration: Mask) -> RepRows:
    own, observed, weight = scaled["own_variance"], scaled["observed"], scaled["weight"]
    others = np.divide(scaled["variance"], own, out=np.zeros(len(scaled)), where=own > 0)
    least = np.maximum(others, LEAST_OTHERS)
    freed = observed - (observed - scaled["expected"]) / least
    # Of few records the others may come out beyond none and all; there nothing is said, but nothing may break either.
    possible = np.where(is_duration, freed, np.clip(freed, 1e-9 * weight, weight))
    return scaled.having(others=others, expected=possible, variance=scaled["variance"] / least**2)


def judged(everybody: RepRows, shown: RepRows, definitions: Definitions) -> RepRows:
    """The agents shown with all that compares them, and the reading; `everybody` are all agents, both placed.

    Adds what `read` adds, and shrunk, shrunk_low, shrunk_high, reliability and worst_tenth. With too few records all
    that compares is not a number: fewer than the metric's `least_n`, hardly anybody else with such cases, or a share of
    which fewer than LEAST_EVENTS successes or failures are expected.
    """
    return _worded(_with_drawn(definitions, everybody, shown), definitions, (*COMPARED, *DRAWN))


def read(shown: RepRows, definitions: Definitions) -> RepRows:
    """As `judged`, without what is drawn towards the department: adds ratio_low, ratio_high, z and reading."""
    return _worded(shown, definitions, COMPARED)


def funnel_lines(definition: MetricDefinition, placed_agents: RepRows) -> pl.DataFrame:
    """Where readings change over the range of evidence of placed agents of one metric, in the unit of `adjusted`.

    Columns: metric, evidence, reference, low_95, high_95, low_clear, high_clear.
    """
    least, most = float(placed_agents["evidence"].min()), float(placed_agents["evidence"].max())
    grid = np.geomspace(max(1.0, least), max(2.0, most * 1.05), _POINTS_OF_A_LINE)
    reference, spread = float(placed_agents["reference"][0]), float(placed_agents["spread"][0])

    def limits(z: float) -> tuple[pl.Series, pl.Series]:
        is_share = kind_of(definition) == SHARE
        low, high = share_limits(grid, reference, z) if is_share else duration_limits(grid, reference, spread, z)
        return pl.Series(low), pl.Series(high)

    (low_95, high_95), (low_clear, high_clear) = limits(MAYBE_Z), limits(CLEAR_Z)
    return pl.DataFrame({"evidence": grid}).select(
        pl.lit(definition.name).alias("metric"),
        "evidence",
        pl.lit(reference).alias("reference"),
        low_95=low_95,
        high_95=high_95,
        low_clear=low_clear,
        high_clear=high_clear,
    )


def _with_drawn(definitions: Definitions, everybody: RepRows, shown: RepRows) -> RepRows:
    """Each agent's value drawn towards the department's, by what is known of all agents of the metric and period."""
    drawn = {name: np.full(len(shown), np.nan) for name in DRAWN}
    firsts = np.flatnonzero(np.diff(shown.groups, prepend=-1))
    ends = np.append(firsts[1:], len(shown))[: len(firsts)]
    among = shown.groups_in(everybody)[firsts]
    peers = (np.searchsorted(everybody.groups, among, side=side) for side in ("left", "right"))
    for first, end, *stretch in zip(firsts, ends, *peers, strict=True):
        definition = definitions[shown.metrics[shown.metric_of[first]]]
        draw = draw_shares if kind_of(definition) == SHARE else draw_durations
        of_all, of_shown = everybody.between(*stretch), shown.between(first, end)
        for name, told in draw(of_all, of_shown, _WORST.get(definition.better)).items():
            drawn[name][first:end] = told
    return shown.having(**drawn)


def _worded(figured: RepRows, definitions: Definitions, told: Sequence[str]) -> RepRows:
    is_duration = figured.among(durations_among(definitions))
    sure = figured.having(**_by_kind(figured, is_duration, share_errors, duration_errors))
    least = np.array([definitions[name].least_n for name in figured.metrics], dtype=np.int64)[figured.metric_of]
    enough = figured["can_say"] & (figured["records"] >= least) & (figured["others"] >= LEAST_OTHERS)
    size = np.abs(sure["z"])
    steps = np.where(size > CLEAR_Z, 2, np.where(size > MAYBE_Z, 1, 0)) * np.sign(sure["z"]).astype(np.int64)
    reading = np.where(enough, _AS_EXPECTED + steps, len(READINGS) - 1)
    return sure.having(reading=reading, **{name: np.where(enough, sure[name], np.nan) for name in told})
