"""How far a satisfaction rate can be trusted: who was asked, who answered, and what that leaves open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from dashboards.formats import count, in_words, number
from dashboards.localised import decimal
from dashboards.views.heat import MINIMUM_N, NOT_RECORDED, label, ordered
from transforms.requests import MetricRequest
from transforms.survey_response import Raked, rake, representations, selective_asking, worst_case_bounds
from transforms.uplift import mantel_haenszel

if TYPE_CHECKING:
    from dashboards.periods import Span
    from dashboards.remembered import RememberedStore
    from dashboards.state import ViewState

RATES = ("survey_offer_rate", "csat_response_rate", "csat")
_YOUNG = "csat_sent_immature"
DIMENSIONS = ("topic", "channel", "priority", "team")
_CELLS = {"csat_sent": "asked", "csat_returned": "answered", "csat_returned_positive": "positive"}
_WAYS_OF_ASKING = ("channel", "source")
"""A chat may ask everybody by itself; within a way of asking, whoever is left out was left out by somebody."""
_ASKED = {
    "survey_occasions_troubled": "with_n",
    "survey_occasions_troubled_asked": "with_x",
    "survey_occasions_smooth": "without_n",
    "survey_occasions_smooth_asked": "without_x",
}


def survey_evidence(store: RememberedStore, state: ViewState, span: Span) -> dict[str, Any]:
    """Rates with intervals, the three readings of satisfaction, who answered beside who was asked, who is not asked."""
    rates = {row["metric"]: row for row in _ask(store, state, span, (*RATES, _YOUNG), ()).to_dicts()}
    cells = wide(_ask(store, state, span, tuple(_CELLS), DIMENSIONS), _CELLS, DIMENSIONS)
    raked = rake(cells, DIMENSIONS)
    return {
        "rates": [_rate(store, rates.get(name), name) for name in RATES],
        "readings": _readings(rates.get("csat"), cells, raked),
        "words": [*_still_open(rates.get(_YOUNG)), *_words(rates.get("csat"), cells, raked)],
        "margins": _margins(cells) if raked else [],
        "selective": _selective(store, state, span),
    }


def _still_open(row: dict[str, Any] | None) -> list[str]:
    young = int(row["value"] or 0) if row else 0
    return (
        [f"{count(young)} surveys are so young that an answer may still come; they lower the response rate."]
        if young
        else []
    )


def wide(answer: pl.DataFrame, names: dict[str, str], by: tuple[str, ...]) -> pl.DataFrame:
    """One row per combination of the dimensions, one column per building block, called as `names` says."""
    renamed = answer.with_columns(pl.col("metric").replace_strict(names, return_dtype=pl.String))
    found = renamed.group_by(*by, maintain_order=True).agg(
        pl.col("value").filter(pl.col("metric") == name).first().fill_null(0).alias(name) for name in names.values()
    )
    return found.sort(*by)


def _ask(
    store: RememberedStore, state: ViewState, span: Span, metrics: tuple[str, ...], by: tuple[str, ...]
) -> pl.DataFrame:
    return store.query(MetricRequest(metrics, by, None, span.start, span.end, state.where))


def _rate(store: RememberedStore, row: dict[str, Any] | None, name: str) -> dict[str, Any]:
    definition = store.catalogue[name]
    said = {"metric": name, "label": definition.label, "description": definition.description}
    return said | figures(row)


def figures(row: dict[str, Any] | None) -> dict[str, Any]:
    """A share with n and interval, as numbers and in words; too few are no share."""
    if row is None or row["value"] is None or row["n"] < MINIMUM_N:
        few = "too few to say" if row and row["n"] else "not recorded"
        return {"value": None, "low": None, "high": None, "n": row["n"] if row else 0, "text": few, "note": ""}
    return {key: row[key] for key in ("value", "low", "high", "n")} | {
        "text": in_words("ratio", row["value"]),
        "note": f"{between(row['low'], row['high'])}, n {count(row['n'])}",
    }


def between(low: float, high: float) -> str:
    """Two shares as one range: 77.0 to 80.1 %."""
    return f"{number('ratio', low)} to {number('ratio', high)} %"


def _readings(csat: dict[str, Any] | None, cells: pl.DataFrame, raked: Raked | None) -> list[dict[str, Any]]:
    plain = figures(csat)
    found = [{"name": "csat", "label": "As answered", **plain}]
    if raked is not None:
        weighted = {"value": raked.share, "low": raked.low, "high": raked.high, "n": round(raked.effective_n)}
        said = figures(weighted)
        note = said["note"].replace(", n ", ", as if n ")
        found.append({"name": "csat_raked", "label": "Weighted to those asked", **said, "note": note})
    asked = cells.select(pl.col(name).sum() for name in _CELLS.values())
    bounds = asked.select(worst_case_bounds(pl.col("positive"), pl.col("answered"), pl.col("asked"))).item()
    if bounds["low"] is not None:
        found.append({
            "name": "csat_worst_case", "label": "Whatever the silent think", "value": None, **bounds,
            "n": int(asked["asked"].item()), "text": between(bounds["low"], bounds["high"]),
            "note": f"all {count(int(asked['asked'].item()))} asked",
        })  # fmt: skip
    return found


def _words(csat: dict[str, Any] | None, cells: pl.DataFrame, raked: Raked | None) -> list[str]:
    if raked is None:
        return [_nothing_to_weight(csat, cells)]
    said = [
        "The weights give the answers the topics, channels, priorities and teams of those asked. Being unequal, they "
        f"make {count(raked.answered)} answers worth {count(raked.effective_n)} (design effect "
        f"{decimal(raked.design_effect, 2)})."
    ]
    if raked.coverage < 1:
        left = in_words("ratio", 1 - raked.coverage)
        said.append(f"From some categories nobody answered; {left} of those asked are in them and are not spoken for.")
    if raked.trimmed:
        said.append(f"{count(raked.trimmed)} answers would weigh more than five average ones and were cut to that.")
    if not raked.converged:
        said.append(f"The fit leaves a category {number('ratio', raked.largest_gap)} points off.")
    elsewhere = (csat["n"] if csat else 0) - cells["answered"].sum()
    if elsewhere > 0:
        said.append(
            f"{count(float(elsewhere))} more answers come from sources that log no surveys without one; they count in "
            "the first row alone."
        )
    return said


def _nothing_to_weight(csat: dict[str, Any] | None, cells: pl.DataFrame) -> str:
    if cells["asked"].sum() > 0:
        return "Nobody who was asked has answered, so there is nothing to weight."
    if csat is None or not csat["n"]:
        return "There are no satisfaction surveys in this period and selection."
    return (
        "No source here logs surveys without an answer, so nobody knows who stayed silent: there is no response rate, "
        "and nothing to weight."
    )


def _margins(cells: pl.DataFrame) -> list[dict[str, Any]]:
    return [_margin(dimension, table.to_dicts()) for dimension, table in representations(cells, DIMENSIONS).items()]


def _margin(dimension: str, told: list[dict[str, Any]]) -> dict[str, Any]:
    table = {row[dimension]: row for row in told}
    most = max((max(row["share_asked"] or 0, row["share_answered"] or 0) for row in table.values()), default=0)
    rows = [_category(dimension, table[name], most) for name in ordered(table)]
    return {"dimension": dimension, "heading": dimension.capitalize(), "rows": rows}


def _category(dimension: str, row: dict[str, Any], most: float) -> dict[str, Any]:
    word = ""
    if row["is_unlike"]:
        word = "answers more" if row["difference"] > 0 else "answers less"
    return row | {
        "name": row[dimension],
        "label": row[dimension] if dimension == "team" else label(row[dimension]),
        "most": most,
        "asked_text": in_words("ratio", row["share_asked"]),
        "answered_text": in_words("ratio", row["share_answered"]),
        "rate_text": in_words("ratio", row["response_rate"]),
        "word": word,
    }


def _selective(store: RememberedStore, state: ViewState, span: Span) -> dict[str, Any]:
    by = (*(("agent",) if store.rule.tells_agents else ()), *_WAYS_OF_ASKING)
    cells = wide(_ask(store, state, span, tuple(_ASKED), by), _ASKED, by)
    if not store.rule.tells_agents:
        return {"sentence": _together(cells), "reps": 0, "named": []}
    judged = selective_asking(cells.filter(pl.col("agent") != NOT_RECORDED), MINIMUM_N)
    known = judged.filter(pl.col("reading") != "too_few")
    named = [
        {
            "agent": row["agent"],
            "difference": row["difference"], "low": row["low"], "high": row["high"], "n": row["with_n"],
            "text": f"{row['agent']}: {_shares(row)}.",
        }
        for row in known.filter(pl.col("reading") == "asks_less").to_dicts()
    ]  # fmt: skip
    return {"sentence": _together(cells), "reps": known.height, "named": named}


def _shares(row: dict[str, Any]) -> str:
    after, otherwise = (in_words("ratio", row[name]) for name in ("share_with", "share_without"))
    return f"{after} after trouble (n {count(row['with_n'])}), {otherwise} otherwise (n {count(row['without_n'])})"


def _together(cells: pl.DataFrame) -> str:
    summed = cells.group_by(_WAYS_OF_ASKING).agg(pl.col(name).sum() for name in _ASKED.values())
    row = next(iter(mantel_haenszel(summed).to_dicts()), None)
    if row is None or min(row["with_n"], row["without_n"]) < MINIMUM_N:
        return "There are too few cases that were reopened or complained about to say whether reps ask less after them."
    reading = "no difference that chance does not explain"
    if row["high"] < 0:
        reading = "fewer than otherwise, so satisfaction looks better than it is"
    elif row["low"] > 0:
        reading = "more than otherwise"
    return (
        f"Customers asked, in the same channel and system: {_shares(row)}: {reading}. Trouble is a case that was "
        "reopened or is a complaint."
    )
