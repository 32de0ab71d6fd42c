"""Follow-up: calls back that were promised, and cases that grow old, as of the last moment of the data."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import polars as pl

from dashboards.formats import DAY, count, number
from dashboards.localised import day, moment
from dashboards.periods import Span, periods_of
from dashboards.state import Offered, ViewState
from dashboards.views.breakdown import metric_cell
from dashboards.views.heat import NOT_RECORDED, label, ordered
from dashboards.views.scope import as_of, scope
from dashboards.views.scorecards import people
from transforms.open_work import CUSTOMER, OTHERS, UNKNOWN, US
from transforms.requests import MetricRequest

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore
    from transforms.catalogue import MetricDefinition

BANDS = (("under 1 day", 0), ("1–3 days", 1), ("3–7 days", 3), ("7–14 days", 7), ("14–30 days", 14), ("30 days on", 30))
"""Ages of open cases: words and the least whole days; the next band begins where one ends."""
AGE, WAIT, SHOW = "age", "wait", "show"
EVERY = "all"
CHOICES = (
    (AGE, (EVERY, *(str(least) for _, least in BANDS))),
    (WAIT, (EVERY, US, CUSTOMER, OTHERS, UNKNOWN)),
    (SHOW, ("25", "100", "500")),
)
"""Which of the open cases are listed, and how many rows of both lists: keys of the address, the default first."""
PROMISES = ("callbacks_promised", "callback_promises_kept_rate", "callbacks_late", "callbacks_overdue")
WAIT_WORDS = {US: "us", CUSTOMER: "the customer", OTHERS: "somebody else", UNKNOWN: "not recorded"}


def offered_for_follow_up(store: RememberedStore, shared: Offered) -> Offered:
    """The filters of all pages, and which of the open cases are listed."""
    return replace(shared, metrics=("backlog",), choices=CHOICES)


def follow_up(store: RememberedStore, state: ViewState) -> dict[str, Any]:
    """Both queues, oldest first, with the counts over them, which are those of the metrics."""
    spans = periods_of(state, store.generation)
    moment = last_moment(store.generation)
    cases = with_age(store.open_cases(state.where), moment)
    promises = store.open_promises(state.where)
    told = _promises(store, state, spans.shown, promises, moment)
    return {
        "scope": scope(store, state, spans)
        | {
            "compared": "",
            "uncompared": "",
            "is_empty": False,
            "volume": f"{count(told['overdue'])} calls back overdue, {count(cases.height)} cases open",
        },
        "queues": {
            "moment": as_of(store.generation).removeprefix("Data to "),
            "show": int(state.choice(SHOW)),
            "shows": [int(one) for one in CHOICES[2][1]],
            "promises": told,
            "cases": _cases(store, state, cases),
        },
    }


def last_moment(generation: dict[str, Any]) -> datetime | None:
    """When the data end, in the reporting time zone; None where nothing has a date."""
    text = generation.get("data_as_of")
    zone = ZoneInfo(str(generation.get("time_zone") or "UTC"))
    return datetime.fromisoformat(text).astimezone(zone) if isinstance(text, str) else None


def with_age(cases: pl.DataFrame, moment: datetime | None) -> pl.DataFrame:
    """Open cases with their age in days, and the least days of its band; null where nobody knows when they began."""
    seconds = pl.lit(moment.timestamp() if moment else None, pl.Float64) - pl.col("opened_at").dt.epoch("s")
    # A case that is dated after the end of the data is new, whatever its clock says.
    known = cases.with_columns(age=(seconds / DAY).clip(0))
    band = pl.lit(None, pl.Int64)
    for _, least in BANDS:
        band = pl.when(pl.col("age") >= least).then(least).otherwise(band)
    return known.with_columns(band=band)


def due_words(seconds: float) -> str:
    """How long ago something was due, or how soon it is: 3 d 4 h, 2 h 5 min, 12 min."""
    minutes = int(abs(seconds)) // 60
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return f"{count(days)} d {hours} h"
    return f"{hours} h {rest} min" if hours else f"{rest} min"


def _promises(
    store: RememberedStore, state: ViewState, shown: Span, waiting: pl.DataFrame, moment: datetime | None
) -> dict[str, Any]:
    listed, directory = listed_promises(shown, waiting), people(store)
    overdue = listed.filter("is_overdue").height
    request = MetricRequest(PROMISES, (), None, shown.start, shown.end, state.where)
    total = {row["metric"]: row for row in store.query(request).to_dicts()}
    by_team: dict[str, dict[str, Any]] = {}
    for row in store.query(replace(request, by=("team",))).to_dicts():
        by_team.setdefault(row["team"], {})[row["metric"]] = row
    return {
        "overdue": overdue,
        "due": listed.height - overdue,
        "older": waiting.filter("is_overdue").height - overdue,
        "columns": [_heading(store, name) for name in PROMISES],
        "total": _row(store, None, total),
        "teams": [_row(store, team, by_team[team]) for team in ordered(by_team)],
        "items": [_promise(row, moment, directory) for row in listed.head(int(state.choice(SHOW))).to_dicts()],
        "listed": listed.height,
    }


def listed_promises(shown: Span, waiting: pl.DataFrame) -> pl.DataFrame:
    """Those overdue that were promised for the days shown, then all that are not due yet; oldest first.

    Of the overdue ones those come first whose case is still open: the others can only be apologised for.
    """
    is_overdue = pl.col("is_overdue")
    is_shown = pl.lit(shown.start is None) | pl.col("promised_on").is_between(shown.start, shown.end)
    return waiting.filter(~is_overdue | is_shown).sort(
        ~is_overdue, ~pl.col("is_open") & is_overdue, "promised_at", "case_id"
    )


def listed_cases(state: ViewState, cases: pl.DataFrame) -> pl.DataFrame:
    """The open cases of the age and with the holder-up that are asked for."""
    age, wait = state.choice(AGE), state.choice(WAIT)
    is_of_age = pl.lit(True) if age == EVERY else pl.col("band") == int(age)
    return cases.filter(pl.lit(wait == EVERY) | (pl.col("waiting_on") == wait), is_of_age)


def _heading(store: RememberedStore, metric: str) -> dict[str, str]:
    definition = store.catalogue[metric]
    return {"metric": metric, "label": definition.label, "description": definition.description}


def _row(store: RememberedStore, team: str | None, found: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {"team": team, "cells": [_cell(store.catalogue[metric], found.get(metric)) for metric in PROMISES]}


def _cell(definition: MetricDefinition, row: dict[str, Any] | None) -> dict[str, Any]:
    """A count as it is, however small; a share with its interval and n, and below the least n its n alone."""
    if definition.unit == "count":
        value = row["value"] if row else 0
        return {"text": number("count", value), "value": value, "note": "", "is_few": False}
    cell = metric_cell(definition, row, "")
    notes = cell["notes"][-1:] if cell["is_few"] else cell["notes"]
    return {"text": cell["text"], "value": cell["value"], "note": " · ".join(notes), "is_few": cell["is_few"]}


def _promise(row: dict[str, Any], now: datetime | None, directory: dict[str, dict[str, Any]]) -> dict[str, Any]:
    away = (now - row["promised_at"]).total_seconds() if now else 0.0
    said = f"overdue for {due_words(away)}" if row["is_overdue"] else f"due in {due_words(away)}"
    at = row["promised_at"].astimezone(now.tzinfo) if now else row["promised_at"]
    return {
        "said": said,
        "is_overdue": row["is_overdue"],
        "when": moment(at),
        "case": "open" if row["is_open"] else "resolved",
        **_who(row, directory),
    }


def _who(row: dict[str, Any], directory: dict[str, dict[str, Any]]) -> dict[str, Any]:
    agent = row["agent"]
    return {
        "key": row["case_key"] or row["case_id"],
        "agent": "" if agent == NOT_RECORDED else agent,
        "holder": "nobody" if agent == NOT_RECORDED else str(directory.get(agent, {}).get("name") or agent),
        "team": row["team"],
        "kind": f"{label(row['channel'])}, {label(row['topic']).lower()}",
        "priority": label(row["priority"]),
    }


def _cases(store: RememberedStore, state: ViewState, cases: pl.DataFrame) -> dict[str, Any]:
    """Ages by team over all open cases, and the list of those that are asked for."""
    age, wait = state.choice(AGE), state.choice(WAIT)
    waiting = cases.filter(pl.lit(wait == EVERY) | (pl.col("waiting_on") == wait))
    listed, directory = listed_cases(state, cases), people(store)
    counts = {(team, band): n for team, band, n in waiting.group_by("team", "band").len().iter_rows()}
    of_wait = dict(cases.group_by("waiting_on").len().iter_rows())
    steps: list[int | None] = [least for _, least in BANDS]
    if waiting["band"].null_count():
        steps.append(None)
    words = [*(text for text, _ in BANDS), "age unknown"]
    teams = ordered(waiting["team"].unique().to_list())
    return {
        "total": cases.height,
        "age": age,
        "wait": wait,
        "waits": [[one, WAIT_WORDS[one], of_wait.get(one, 0)] for one in WAIT_WORDS if of_wait.get(one)],
        "bands": [{"label": words[place], "key": str(step)} for place, step in enumerate(steps)],
        "teams": [{"team": team, "counts": [counts.get((team, step), 0) for step in steps]} for team in teams],
        "items": [_case(row, directory) for row in listed.head(int(state.choice(SHOW))).to_dicts()],
        "listed": listed.height,
    }


def _case(row: dict[str, Any], directory: dict[str, dict[str, Any]]) -> dict[str, Any]:
    opened = row["opened_at"]
    return {
        "age": "–" if row["age"] is None else due_words(row["age"] * DAY),
        "when": day(opened) if opened else "not recorded",
        "waiting": WAIT_WORDS[row["waiting_on"]],
        **_who(row, directory),
    }
