"""Staffing: the agents a line needs by half hour, as a band between two models, and what given numbers achieve."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboards.formats import NO_VALUE, count, in_words
from dashboards.localised import decimal
from dashboards.plan import DAYS, LEVERS, Plan, usual_plan
from dashboards.state import ViewState
from dashboards.views.arrivals import Arrivals, arrivals
from dashboards.views.bands import band, days_in_words, shares, waits, words_for
from dashboards.views.heat import label
from dashboards.views.staffing_facts import facts, notes
from transforms.staffing_day import outcomes, staffed_day

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore

FEW_CALLS = 10
"""Below so many calls in all days together, a half hour's number of agents is marked as hardly known."""

_AROUND = 3
_MOST_STEPS = 6
_LIMITS = (
    "The lower end of a band is Erlang A, where callers give up after their patience: it promises too much. The upper "
    "end is Erlang C, where everybody waits forever: it asks for too much.",
    "Neither knows of other queues, of skills, or of work beside the line; both take calls as steady within a half "
    "hour and carry nothing over into the next. The calls are those of an average day. Who was there in each half hour "
    "is not shown: agents' states are published by day, and do not name a channel.",
)


def logged(days: str) -> Callable[[RememberedStore, ViewState], dict[str, Any]]:
    """A view of what came in on these weekdays, the same for every plan: arrivals, the usual plan, and the scope."""

    def view(store: RememberedStore, state: ViewState) -> dict[str, Any]:
        _, said_days, weekdays = DAYS[days]
        seen = arrivals(store, state, weekdays)
        offered, word = int(seen.day["offered"].sum()) + seen.untimed, words_for(seen.line)
        said = {
            "compared": "",
            "uncompared": "",
            "volume": f"{count(offered)} {word} on {days_in_words(seen.days)}, {said_days}",
            "is_empty": False,
        }
        return {"arrivals": seen, "usual": usual_plan(store.generation), "scope": seen.scope | said}

    return view


def levers(plan: Plan, usual: Plan) -> dict[str, Any]:
    """The controls of a plan: groups of weekdays and numbers with their ranges, set to the plan."""
    return {
        "days": [{"value": key, "label": words} for key, (words, _, _) in DAYS.items()],
        "levers": [
            {
                "key": lever.key,
                "label": lever.label,
                "lowest": lever.lowest,
                "highest": lever.highest,
                "step": lever.step,
                "unit": lever.unit,
                "is_change": lever.is_change,
                "usual": getattr(usual, name),
            }
            for name, lever in LEVERS.items()
        ],
        "usual_days": usual.days,
    }


def chosen(plan: Plan) -> dict[str, Any]:
    """The plan by the keys of its controls."""
    return {"days": plan.days} | {lever.key: getattr(plan, name) for name, lever in LEVERS.items()}


def staffing(seen: Arrivals, plan: Plan) -> dict[str, Any]:
    """Facts of the day, and each half hour with its band of agents and what numbers around it would achieve."""
    staffed = staffed_day(seen.day, plan.assumed)
    return {
        "title": f"Agents needed, {label(seen.line).lower()}, {DAYS[plan.days][1]}",
        "subtitle": f"So that {plan.share} % of all {words_for(seen.line)} are answered within {plan.seconds} s",
        "word": words_for(seen.line),
        "target": plan.share / 100,
        "facts": facts(seen, staffed, plan) if seen.days else [],
        "half_hours": _half_hours(staffed, plan),
        "at": _at(staffed, plan),
        "notes": notes(seen, staffed),
        "limits": list(_LIMITS),
        "patience": seen.curve,
        "empty": _empty(seen, staffed, plan),
    }


def _half_hours(staffed: pl.DataFrame, plan: Plan) -> list[dict[str, Any]]:
    tried = _tried(staffed, plan)
    return [_half_hour(row, tried.get(row["half_hour"], [])) for row in staffed.to_dicts()]


def _half_hour(row: dict[str, Any], tried: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "at": row["half_hour"],
        "calls": row["calls"],
        "calls_text": NO_VALUE if row["calls"] is None else decimal(row["calls"], 1),
        "busy_text": NO_VALUE if row["busy_calls"] is None else count(row["busy_calls"]),
        "busy": row["busy_calls"],
        "offered": row["offered"],
        "is_few": row["offered"] < FEW_CALLS,
        "handle_text": in_words("seconds", row["handle_seconds"]),
        "is_own_handle_time": row["is_own_handle_time"],
        "patience_text": in_words("seconds", row["patience_seconds"]),
        "is_own_patience": row["is_own_patience"],
        "load_text": NO_VALUE if row["load"] is None else decimal(row["load"], 2),
        "fewest": row["fewest"],
        "most": row["most"],
        "needed": band(row["fewest"], row["most"]),
        "rostered": band(row["roster_fewest"], row["roster_most"]),
        "was": in_words("ratio", row["service_level"]),
        "tried": tried,
    }


def _tried(staffed: pl.DataFrame, plan: Plan) -> dict[str, list[dict[str, Any]]]:
    """By half hour, what numbers of agents from a few below the band to a few above it would achieve."""
    numbers = pl.struct("fewest", "most").map_elements(_numbers, return_dtype=pl.List(pl.Int64))
    busy = staffed.filter(pl.col("load") > 0, pl.col("most").is_not_null())
    each = busy.with_columns(agents=numbers).explode("agents")
    reached = outcomes(each, plan.assumed, each["agents"])
    found: dict[str, list[dict[str, Any]]] = {}
    for at, row in zip(
        each.select("half_hour", "agents", "fewest", "most").to_dicts(), reached.to_dicts(), strict=True
    ):
        found.setdefault(at["half_hour"], []).append(_outcome(at, row, plan.share / 100))
    return found


def _numbers(needed: dict[str, int | None]) -> list[int]:
    """The band, both ends included, and a little on either side: every number of a narrow one, some of a wide one."""
    most = needed["most"] or 0
    fewest = most if needed["fewest"] is None else needed["fewest"]
    step = max(1, -(-(most - fewest) // _MOST_STEPS))
    around = range(max(1, fewest - _AROUND * step), most + _AROUND * step + 1, step)
    return sorted({*around, fewest, most} - {0})


def _outcome(at: dict[str, Any], row: dict[str, Any], target: float) -> dict[str, Any]:
    low, high = row["service_level_low"], row["service_level_high"]
    return {
        "agents": at["agents"],
        "low": low,
        "high": high,
        "level": shares(low, high),
        "verdict": _verdict(at, low, high, target),
        "given_up": shares(row["abandonment"], row["abandonment"]),
        "wait": waits(row["wait_low"], row["wait_high"]),
        "busy": shares(row["occupancy_low"], row["occupancy_high"]),
    }


def _verdict(at: dict[str, Any], low: float, high: float | None, target: float) -> str:
    if low >= target:
        return "enough" if at["agents"] >= at["most"] else "too busy"
    return "maybe" if at["fewest"] is not None and at["agents"] >= at["fewest"] else "too few"


def _at(staffed: pl.DataFrame, plan: Plan) -> str:
    if plan.at in staffed["half_hour"].to_list():
        return plan.at
    busiest = staffed.sort("most", "load", descending=True, nulls_last=True).head(1)["half_hour"].to_list()
    return busiest[0] if busiest else ""


def _empty(seen: Arrivals, staffed: pl.DataFrame, plan: Plan) -> str:
    if not staffed["offered"].sum():
        channel = "" if seen.line in ("phone", "chat") else f" {label(seen.line)} has no queue in which anybody waits."
        return f"There are no {words_for(seen.line)} on {DAYS[plan.days][1]} in this period and selection.{channel}"
    if staffed["most"].null_count() == staffed.height:
        return f"No handle time is recorded for these {words_for(seen.line)}, so nobody can say how much work they are."
    return ""
