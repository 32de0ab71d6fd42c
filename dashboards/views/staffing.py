"""Staffing: the agents a line needs by half hour, as a band between two models, and what given numbers achieve."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboards.formats import NO_VALUE, in_words
from dashboards.plan import DAYS, LEVERS, Plan, usual_plan
from dashboards.state import ViewState
from dashboards.views.arrivals import Arrivals, arrivals
from dashboards.views.heat import label
from transforms.staffing_day import INTERVAL_SECONDS, outcomes, staffed_day

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore

FEW_CALLS = 10
"""Below so many calls in all days together, a half hour's number of agents is marked as hardly known."""

_AROUND = 3
_SEVERAL = 1.1
_LIMITS = (
    "The lower end of a band is Erlang A, where callers give up after their patience: it promises too much. The upper "
    "end is Erlang C, where everybody waits forever: it asks for too much.",
    "Neither knows of other queues, of skills, or of work beside the line; both take calls as steady within a half "
    "hour and carry nothing over into the next. The calls are those of an average day.",
)


def logged(days: str) -> Callable[[RememberedStore, ViewState], dict[str, Any]]:
    """A view of what came in on these weekdays, the same for every plan: arrivals, the usual plan, and the scope."""

    def view(store: RememberedStore, state: ViewState) -> dict[str, Any]:
        _, said_days, weekdays = DAYS[days]
        seen = arrivals(store, state, weekdays)
        offered, word = int(seen.day["offered"].sum()) + seen.untimed, words_for(seen.line)
        said = {
            "compared": "",
            "volume": f"{offered:,} {word} on {seen.days:,} {_days(seen.days)}, {said_days}",
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
    half_hours = _half_hours(staffed, plan)
    return {
        "title": f"Agents needed, {label(seen.line).lower()}, {DAYS[plan.days][1]}",
        "subtitle": f"So that {plan.share} % of all {words_for(seen.line)} are answered within {plan.seconds} s",
        "word": words_for(seen.line),
        "target": plan.share / 100,
        "facts": _facts(seen, staffed, plan) if seen.days else [],
        "half_hours": half_hours,
        "at": _at(plan, half_hours),
        "notes": _notes(seen, staffed),
        "limits": list(_LIMITS),
        "empty": _empty(seen, staffed, plan),
    }


def words_for(line: str) -> str:
    """What comes in on a line: calls, chats."""
    return {"phone": "calls", "chat": "chats"}.get(line, "contacts")


def _half_hours(staffed: pl.DataFrame, plan: Plan) -> list[dict[str, Any]]:
    tried = _tried(staffed, plan)
    return [_half_hour(row, tried.get(row["half_hour"], [])) for row in staffed.to_dicts()]


def _half_hour(row: dict[str, Any], tried: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "at": row["half_hour"],
        "calls": row["calls"],
        "calls_text": NO_VALUE if row["calls"] is None else f"{row['calls']:,.1f}",
        "busy_text": NO_VALUE if row["busy_calls"] is None else f"{row['busy_calls']:,.0f}",
        "busy": row["busy_calls"],
        "offered": row["offered"],
        "is_few": row["offered"] < FEW_CALLS,
        "handle_text": in_words("seconds", row["handle_seconds"]),
        "is_own_handle_time": row["is_own_handle_time"],
        "patience_text": in_words("seconds", row["patience_seconds"]),
        "is_own_patience": row["is_own_patience"],
        "load_text": NO_VALUE if row["load"] is None else f"{row['load']:.2f}",
        "fewest": row["fewest"],
        "most": row["most"],
        "needed": band(row["fewest"], row["most"]),
        "rostered": band(row["roster_fewest"], row["roster_most"]),
        "was": in_words("ratio", row["service_level"]),
        "tried": tried,
    }


def _tried(staffed: pl.DataFrame, plan: Plan) -> dict[str, list[dict[str, Any]]]:
    """By half hour, what numbers of agents from a few below the band to a few above it would achieve."""
    lowest = (pl.coalesce("fewest", "most") - _AROUND).clip(lower_bound=1)
    each = (
        staffed.filter(pl.col("load") > 0, pl.col("most").is_not_null())
        .with_columns(agents=pl.int_ranges(lowest, pl.col("most") + _AROUND + 1))
        .explode("agents")
    )
    reached = outcomes(each, plan.assumed, each["agents"])
    found: dict[str, list[dict[str, Any]]] = {}
    for at, row in zip(
        each.select("half_hour", "agents", "fewest", "most").to_dicts(), reached.to_dicts(), strict=True
    ):
        found.setdefault(at["half_hour"], []).append(_outcome(at, row, plan.share / 100))
    return found


def _outcome(at: dict[str, Any], row: dict[str, Any], target: float) -> dict[str, Any]:
    low, high = row["service_level_low"], row["service_level_high"]
    return {
        "agents": at["agents"],
        "low": low,
        "high": high,
        "level": _shares(low, high),
        "verdict": _verdict(at, low, high, target),
        "given_up": _shares(row["abandonment"], row["abandonment"]),
        "wait": _waits(row["wait_low"], row["wait_high"]),
        "busy": _shares(row["occupancy_low"], row["occupancy_high"]),
    }


def _verdict(at: dict[str, Any], low: float, high: float | None, target: float) -> str:
    if low >= target:
        return "enough" if at["agents"] >= at["most"] else "too busy"
    return "maybe" if at["fewest"] is not None and at["agents"] >= at["fewest"] else "too few"


def band(low: float | None, high: float | None) -> str:
    """12–14, 3 when both ends agree, up to 14 when only the pessimistic end is known."""
    if high is None:
        return NO_VALUE
    if low is None:
        return f"up to {high:,.0f}"
    return f"{high:,.0f}" if low == high else f"{low:,.0f}–{high:,.0f}"


def _percent(*shares: float) -> list[str]:
    """Whole points, or tenths where an end would otherwise read as none or all of them."""
    decimals = 1 if any(0 < share < 0.01 or 0.99 < share < 1 for share in shares) else 0
    written = [f"{share * 100:.{decimals}f}" for share in shares]
    return [{"0.0": "under 0.1", "100.0": "over 99.9"}.get(text, text) for text in written]


def _shares(low: float | None, high: float | None) -> str:
    if low is None:
        return NO_VALUE if high is None else f"up to {_percent(high)[0]} %"
    if high is None:
        return f"at least {_percent(low)[0]} %"
    ends = _percent(low, high)
    return f"{ends[0]} %" if ends[0] == ends[1] else f"{ends[0]}–{ends[1]} %"


def _waits(low: float | None, high: float | None) -> str:
    if low is None:
        return f"up to {in_words('seconds', high)}" if high is not None else NO_VALUE
    if high is None:
        return f"{in_words('seconds', low)}, or no end"
    ends = [in_words("seconds", end) for end in (low, high)]
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


def _facts(seen: Arrivals, staffed: pl.DataFrame, plan: Plan) -> list[dict[str, str]]:
    busiest = staffed.filter(pl.col("most") == pl.col("most").max()).head(1).to_dicts()
    hours = {name: _hours(staffed[name]) for name in ("fewest", "most", "roster_fewest", "roster_most")}
    calls, patience = float(staffed.select(pl.col("calls").sum()).item()), seen.patience
    changed = f"{plan.volume:+d} %".replace("-", "−") if plan.volume else ""
    facts = [
        (
            "Busiest half hour",
            band(busiest[0]["fewest"], busiest[0]["most"]) if busiest else NO_VALUE,
            f"{busiest[0]['half_hour']}, {band(busiest[0]['roster_fewest'], busiest[0]['roster_most'])} rostered"
            if busiest
            else "",
        ),
        (
            "Agent hours a day",
            band(hours["fewest"], hours["most"]),
            f"{band(hours['roster_fewest'], hours['roster_most'])} rostered",
        ),
        (
            f"{words_for(seen.line).capitalize()} a day",
            f"{calls * (1 + plan.volume / 100):,.0f}",
            f"{changed} on {calls:,.0f} logged" if changed else f"mean of {seen.days:,} {_days(seen.days)}",
        ),
        ("Handle time", *_handle_time(seen, plan)),
        ("Patience", *_patience(patience)),
    ]
    return [{"label": name, "value": value, "note": note} for name, value, note in facts]


def _hours(agents: pl.Series) -> float | None:
    if agents.null_count() or agents.is_empty():
        return None
    return float(agents.sum()) * INTERVAL_SECONDS / 3600


def _days(count: int) -> str:
    return "day" if count == 1 else "days"


def _handle_time(seen: Arrivals, plan: Plan) -> tuple[str, str]:
    if seen.handle_seconds is None:
        return NO_VALUE, "not recorded"
    planned = in_words("seconds", seen.handle_seconds * (1 + plan.handling / 100))
    change = f"{plan.handling:+d} %".replace("-", "−")
    return planned, f"{change} on {in_words('seconds', seen.handle_seconds)}" if plan.handling else "mean, as logged"


def _patience(patience: dict[str, float | None]) -> tuple[str, str]:
    low = in_words("seconds", patience["low"])
    if patience["low"] is None:
        return NO_VALUE, "nobody waited"
    if patience["seconds"] is None:
        return f"at least {low}", "nobody gave up"
    return in_words("seconds", patience["seconds"]), f"{low} to {in_words('seconds', patience['high'])}"


def _at(plan: Plan, half_hours: list[dict[str, Any]]) -> str:
    if any(row["at"] == plan.at for row in half_hours):
        return plan.at
    busiest = max(half_hours, key=lambda row: row["most"] or 0, default=None)
    return busiest["at"] if busiest else ""


def _notes(seen: Arrivals, staffed: pl.DataFrame) -> list[str]:
    notes = []
    if seen.line == "chat":
        notes.append(_several_at_a_time(seen.concurrency))
    if seen.patience["seconds"] is None and seen.patience["low"] is not None:
        notes.append("Nobody gave up, so Erlang A takes the least patience that the waits allow.")
    if staffed.height and seen.patience["low"] is None:
        notes.append("Nobody waited, so patience is unknown and only the pessimistic end, Erlang C, can be told.")
    if seen.untimed:
        notes.append(f"{seen.untimed:,} {words_for(seen.line)} carry no time and are in no half hour.")
    return notes


def _several_at_a_time(chats: float | None) -> str:
    if chats is None:
        return (
            "The formulas give every chat an agent of its own; where agents hold several, fewer are needed than this."
        )
    if chats < _SEVERAL:
        return f"Agents had {chats:.1f} chats open at a time, so a chat takes an agent as a call does."
    return f"Agents had {chats:.1f} chats open at a time; the formulas give every chat its own and ask for too many."


def _empty(seen: Arrivals, staffed: pl.DataFrame, plan: Plan) -> str:
    if not staffed["offered"].sum():
        channel = "" if seen.line in ("phone", "chat") else f" {label(seen.line)} has no queue in which anybody waits."
        return f"There are no {words_for(seen.line)} on {DAYS[plan.days][1]} in this period and selection.{channel}"
    if staffed["most"].null_count() == staffed.height:
        return f"No handle time is recorded for these {words_for(seen.line)}, so nobody can say how much work they are."
    return ""
