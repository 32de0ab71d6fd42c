"""What a staffing page says in single figures and sentences: the busiest half hour, the hours of a day, patience."""

from __future__ import annotations

import polars as pl

from dashboards.formats import NO_VALUE, count, in_words
from dashboards.localised import decimal
from dashboards.plan import Plan
from dashboards.views.arrivals import Arrivals
from dashboards.views.bands import band, days_in_words, words_for
from transforms.staffing_day import INTERVAL_SECONDS

_SEVERAL = 1.1


def facts(seen: Arrivals, staffed: pl.DataFrame, plan: Plan) -> list[dict[str, str]]:
    """The key figures of a day: label, value and a note each."""
    shown = [
        ("Busiest half hour", *_busiest(staffed)),
        ("Agent hours a day", *_agent_hours(seen, staffed)),
        (f"{words_for(seen.line).capitalize()} a day", *_calls(seen, staffed, plan)),
        ("Handle time", *_handle_time(seen, plan)),
        ("Patience", *_patience(seen.patience)),
    ]
    return [{"label": name, "value": value, "note": note} for name, value, note in shown]


def _busiest(staffed: pl.DataFrame) -> tuple[str, str]:
    if staffed["most"].null_count() == staffed.height:
        return NO_VALUE, ""
    row = staffed.sort("most", "load", descending=True, nulls_last=True).row(0, named=True)
    needed = f"{band(row['fewest'], row['most'])} {'agent' if row['most'] == 1 else 'agents'}"
    return needed, f"{row['half_hour']}, {band(row['roster_fewest'], row['roster_most'])} rostered"


def _agent_hours(seen: Arrivals, staffed: pl.DataFrame) -> tuple[str, str]:
    hours = {name: _hours(staffed[name]) for name in ("fewest", "most", "roster_fewest", "roster_most")}
    rostered = f"{band(hours['roster_fewest'], hours['roster_most'])} rostered"
    # States of agents do not say for which channel they were there.
    logged = "" if seen.queue_hours is None else f", {count(seen.queue_hours)} logged on all queues"
    return band(hours["fewest"], hours["most"]), rostered + logged


def _calls(seen: Arrivals, staffed: pl.DataFrame, plan: Plan) -> tuple[str, str]:
    logged = float(staffed.select(pl.col("calls").sum()).item())
    planned = count(logged * (1 + plan.volume / 100))
    return (
        planned,
        f"{_change(plan.volume)} on {count(logged)} logged" if plan.volume else f"mean of {days_in_words(seen.days)}",
    )


def _change(points: int) -> str:
    return f"{points:+d} %".replace("-", "−")


def _hours(agents: pl.Series) -> float | None:
    if agents.null_count() or agents.is_empty():
        return None
    return float(agents.sum()) * INTERVAL_SECONDS / 3600


def _handle_time(seen: Arrivals, plan: Plan) -> tuple[str, str]:
    if seen.handle_seconds is None:
        return NO_VALUE, "not recorded"
    planned = in_words("seconds", seen.handle_seconds * (1 + plan.handling / 100))
    logged = in_words("seconds", seen.handle_seconds)
    return planned, f"{_change(plan.handling)} on {logged}" if plan.handling else "mean, as logged"


def _patience(patience: dict[str, float | None]) -> tuple[str, str]:
    low = in_words("seconds", patience["low"])
    if patience["low"] is None:
        return NO_VALUE, "nobody waited"
    if patience["seconds"] is None:
        return f"at least {low}", "nobody gave up"
    return in_words("seconds", patience["seconds"]), f"{low} to {in_words('seconds', patience['high'])}"


def notes(seen: Arrivals, staffed: pl.DataFrame) -> list[str]:
    """What has to be known about this selection in particular, in sentences."""
    notes = []
    if seen.line == "chat":
        notes.append(_several_at_a_time(seen.concurrency))
    if seen.patience["seconds"] is None and seen.patience["low"] is not None:
        notes.append("Nobody gave up, so Erlang A takes the least patience that the waits allow.")
    if staffed.height and seen.patience["low"] is None:
        notes.append("Nobody waited, so patience is unknown and only the pessimistic end, Erlang C, can be told.")
    if seen.untimed:
        notes.append(f"{count(seen.untimed)} {words_for(seen.line)} carry no time and are in no half hour.")
    return notes


def _several_at_a_time(chats: float | None) -> str:
    if chats is None:
        return (
            "The formulas give every chat an agent of its own; where agents hold several, fewer are needed than this."
        )
    if chats < _SEVERAL:
        return f"Agents had {decimal(chats, 1)} chats open at a time, so a chat takes an agent as a call does."
    open_chats = decimal(chats, 1)
    return f"Agents had {open_chats} chats open at a time; the formulas give every chat its own and ask for too many."
