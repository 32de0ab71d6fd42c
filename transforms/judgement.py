"""What a rep's sums say beside the department's: placed on one scale, drawn towards it, and read in words.

Everything is put on one scale first: the metric as it would be with the department's mix (`adjusted`), and how many
records that is worth (`evidence`). Readings in words, intervals and the lines of the funnel plot all come from these
two, so that a word and a chart cannot disagree. There is no rank.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl

from transforms.case_mix import SHARE
from transforms.comparisons import LEAST_OTHERS, kind_of
from transforms.fair_durations import draw_durations, duration_limits, place_durations
from transforms.fair_shares import draw_shares, place_shares, share_limits

if TYPE_CHECKING:
    from transforms.catalogue import MetricDefinition

Definitions = Mapping[str, "MetricDefinition"]

MAYBE_Z, CLEAR_Z = 1.959964, 3.090232
"""Beyond these many standard errors chance goes once in 20 and twice in 1,000 times (95 and 99.8 % limits)."""
TOO_FEW = "too_few"
READINGS = ("clearly_below", "maybe_below", "as_expected", "maybe_above", "clearly_above", TOO_FEW)

_WORST: dict[str, Literal["high", "low"]] = {"lower": "high", "higher": "low"}
GROUP = ("metric", "period")
COMPARED = ("expected", "ratio", "ratio_low", "ratio_high", "adjusted")
DRAWN = ("shrunk", "shrunk_low", "shrunk_high", "reliability", "worst_tenth")
_POINTS_OF_A_LINE = 40


def durations_among(definitions: Definitions) -> tuple[str, ...]:
    """The metrics that compare durations; the others compare shares."""
    return tuple(name for name, definition in definitions.items() if kind_of(definition) != SHARE)


def placed(scaled: pl.DataFrame, definitions: Definitions) -> pl.DataFrame:
    """Sums of agents with `reference` and `spread` of the department, put on its scale; see `place_shares`.

    What is expected is first freed of the agent's own part in it: with the share h of own records (the leverage that
    1 − variance/own_variance tells) observed less expected is (1 − h) of the difference from the others, so
    O − (O − E)/(1 − h) is what the others have with the same cases, and V/(1 − h)² its variance.
    """
    is_duration = pl.col("metric").is_in(durations_among(definitions))
    others = _of_others(scaled, is_duration)
    shares, durations = place_shares(others.filter(~is_duration)), place_durations(others.filter(is_duration))
    return pl.concat([shares, durations.select(shares.columns)])


def _of_others(scaled: pl.DataFrame, is_duration: pl.Expr) -> pl.DataFrame:
    own = pl.col("own_variance")
    kept = pl.when(own > 0).then(pl.col("variance") / own).otherwise(0.0)
    freed = pl.col("observed") - (pl.col("observed") - pl.col("expected")) / pl.col("others").clip(LEAST_OTHERS)
    # Of few records the others may come out beyond none and all; there nothing is said, but nothing may break either.
    possible = pl.when(is_duration).then(freed).otherwise(freed.clip(1e-9 * pl.col("weight"), pl.col("weight")))
    return scaled.with_columns(others=kept).with_columns(
        expected=possible, variance=pl.col("variance") / pl.col("others").clip(LEAST_OTHERS) ** 2
    )


def judged(everybody: pl.DataFrame, shown: pl.DataFrame, definitions: Definitions) -> pl.DataFrame:
    """The agents shown with all that compares them, and the reading; `everybody` are all agents, both placed.

    Adds shrunk, shrunk_low, shrunk_high, reliability, worst_tenth and reading. With too few records all that compares
    is null: fewer than the metric's `least_n`, hardly anybody else with such cases, or a share of
    which fewer than LEAST_EVENTS successes or failures are expected.
    """
    return _worded(_with_drawn(definitions, everybody, shown), definitions, (*COMPARED, *DRAWN))


def read(shown: pl.DataFrame, definitions: Definitions) -> pl.DataFrame:
    """As `judged`, without what is drawn towards the department."""
    return _worded(shown, definitions, COMPARED)


def funnel_lines(definition: MetricDefinition, placed_agents: pl.DataFrame) -> pl.DataFrame:
    """Where readings change over the range of evidence of placed agents of one metric, in the unit of `adjusted`.

    Columns: metric, evidence, reference, low_95, high_95, low_clear, high_clear.
    """
    least, most = (float(getattr(placed_agents["evidence"], end)()) for end in ("min", "max"))
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


def _with_drawn(definitions: Definitions, everybody: pl.DataFrame, shown: pl.DataFrame) -> pl.DataFrame:
    """Each agent's value drawn towards the department's, by what is known of all agents of the metric and period."""
    peers = everybody.partition_by(GROUP, as_dict=True)
    parts = [shown.clear()]
    drawn = {name: [pl.Series(name, [], dtype=pl.Float64)] for name in DRAWN}
    for key, rows in shown.partition_by(GROUP, as_dict=True).items():
        definition = definitions[str(key[0])]
        draw = draw_shares if kind_of(definition) == SHARE else draw_durations
        found = draw(peers[key], rows, _WORST.get(definition.better))
        parts.append(rows)
        for name, told in drawn.items():
            told.append(found.get(name, pl.repeat(None, rows.height, dtype=pl.Float64, eager=True)).alias(name))
    return pl.concat(parts).with_columns(pl.concat(told) for told in drawn.values())


def _worded(figured: pl.DataFrame, definitions: Definitions, told: Sequence[str]) -> pl.DataFrame:
    least = {name: definition.least_n for name, definition in definitions.items()}
    enough = (
        pl.col("can_say")
        & (pl.col("records") >= pl.col("metric").replace_strict(least, return_dtype=pl.Int64))
        & (pl.col("others") >= LEAST_OTHERS)
    )
    side = pl.when(pl.col("z") > 0).then(pl.lit("above")).otherwise(pl.lit("below"))
    word = (
        pl.when(~enough)
        .then(pl.lit(TOO_FEW))
        .when(pl.col("z").abs() > CLEAR_Z)
        .then(pl.format("clearly_{}", side))
        .when(pl.col("z").abs() > MAYBE_Z)
        .then(pl.format("maybe_{}", side))
        .otherwise(pl.lit("as_expected"))
    )
    return figured.with_columns(*(pl.when(enough).then(pl.col(name)).alias(name) for name in told), reading=word)
