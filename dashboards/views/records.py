"""The records behind a number, page by page: the same query that gave the number, record by record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from dashboards.formats import in_words
from dashboards.periods import Span, periods_of
from dashboards.state import Offered, ViewState, as_address, read_day
from dashboards.views.heat import label
from transforms.requests import MetricRequest

if TYPE_CHECKING:
    import polars as pl

    from dashboards.remembered import RememberedStore
    from transforms.catalogue import MetricDefinition

PAGE_ROWS = 50
COLUMNS = {"key": "Record", "day": "Day", "channel": "Channel", "topic": "Topic", "priority": "Priority"}
ADDS = "numerator"
_ORDERS = (*COLUMNS, ADDS)


@dataclass(frozen=True)
class Asked:
    """Which records: of a metric and a rep, in the days of the page or in fewer, in an order, from a page on."""

    metric: str
    agent: str
    start: date | None = None
    end: date | None = None
    order: str = "day"
    is_descending: bool = False
    page: int = 0


def read_asked(sent: Mapping[str, object], catalogue: Mapping[str, MetricDefinition]) -> Asked | None:
    """What a browser asks for, checked; None without such a metric. Nonsense in the rest falls to the default."""
    metric = str(sent.get("metric") or "")
    if metric not in catalogue:
        return None
    start, end = read_day(sent.get("start")), read_day(sent.get("end"))
    is_span = bool(start and end and start <= end)
    order, page = str(sent.get("order") or ""), str(sent.get("page") or "0")
    return Asked(
        metric,
        str(sent.get("agent") or ""),
        start if is_span else None,
        end if is_span else None,
        order if order in _ORDERS else "day",
        sent.get("descending") in (True, "1"),
        int(page) if page.isdecimal() and len(page) < 7 else 0,
    )


def frame_of(store: RememberedStore, state: ViewState, asked: Asked) -> pl.DataFrame:
    """All records asked for, in the order asked for; the request is that of the number, with the rep as a filter."""
    shown = span_of(store, state, asked)
    where = (*state.where, ("agent", (asked.agent,)))
    found = store.records(MetricRequest((asked.metric,), (), None, shown.start, shown.end, where))
    by = [asked.order, *(name for name in ("day", "record") if name != asked.order)]
    return found.sort(by, descending=[asked.is_descending, *([False] * (len(by) - 1))], nulls_last=True)


def span_of(store: RememberedStore, state: ViewState, asked: Asked) -> Span:
    """The days asked for: a month of a chart, or the days of the page."""
    if asked.start and asked.end:
        return Span(asked.start, asked.end)
    return periods_of(state, store.generation).shown


def records(store: RememberedStore, state: ViewState, offered: Offered, asked: Asked) -> dict[str, Any]:
    """One page of the list with its heading, how many there are, and the way to the whole of it as a file."""
    definition, found = store.catalogue[asked.metric], frame_of(store, state, asked)
    pages = max(1, -(-len(found) // PAGE_ROWS))
    at = min(asked.page, pages - 1)
    part = found.slice(at * PAGE_ROWS, PAGE_ROWS).to_dicts()
    currency = str(store.generation.get("currency", ""))
    return {
        "title": f"{definition.label}, {name_of(store, asked.agent)}",
        "sentence": f"{_counted(found)} · {_scope(store, state, asked)}",
        "columns": [{"name": name, "label": text} for name, text in (COLUMNS | {ADDS: adds_label(definition)}).items()],
        "rows": [_row(row, definition, currency) for row in part],
        "order": asked.order,
        "descending": asked.is_descending,
        "page": at,
        "pages": pages,
        "download": download_link(state, offered, asked),
    }


def name_of(store: RememberedStore, agent: str) -> str:
    """A rep's name where the directory has one, else what the sources call the rep."""
    people = {row["agent"]: row["name"] for row in store.table("agents").to_dicts()}
    return str(people.get(agent) or agent)


def _counted(found: pl.DataFrame) -> str:
    n, rows = int(float(found["n"].sum()) + 1e-6), len(found)
    word = "record" if rows == 1 else "records"
    # A share of a record counts as a share: the list is then longer than n.
    return f"{rows:,} {word}" if n == rows else f"{rows:,} {word}, which count as n {n:,}"


def _scope(store: RememberedStore, state: ViewState, asked: Asked) -> str:
    chosen = [", ".join(state.teams) or "all teams", ", ".join(map(label, state.channels)) or "all channels"]
    return " · ".join([span_of(store, state, asked).words(), *chosen])


def adds_label(definition: MetricDefinition) -> str:
    """The heading over what each record adds."""
    return {"ratio": "Counts as", "seconds": "Its time", "money": "Its amount"}.get(definition.unit, "Adds")


def _row(row: dict[str, Any], definition: MetricDefinition, currency: str) -> list[str]:
    return [
        row["key"] or row["record"],
        row["day"].isoformat() if row["day"] else "",
        label(row["channel"]),
        label(row["topic"]),
        label(row["priority"]),
        adds(row, definition, currency),
    ]


def adds(row: Mapping[str, Any], definition: MetricDefinition, currency: str) -> str:
    """What one record adds to the number, in words: yes or no to a share, its own figure to anything else."""
    above, below = row["numerator"], row["denominator"]
    if definition.unit != "ratio":
        return in_words(definition.unit, above, currency)
    if below == 1 and above in (0, 1, None):
        return "yes" if above else "no"
    return f"{above or 0:,.4g} of {below or 0:,.4g}"


def download_link(state: ViewState, offered: Offered, asked: Asked) -> str:
    """The address of the same list as a file, under the filters of the page."""
    own = {
        "metric": asked.metric,
        "agent": asked.agent,
        "start": asked.start.isoformat() if asked.start else "",
        "end": asked.end.isoformat() if asked.end else "",
        "order": asked.order,
        "descending": "1" if asked.is_descending else "",
    }
    page = as_address(replace(state, view=offered.views[0]), offered).removeprefix("?")
    kept = urlencode({key: value for key, value in own.items() if value})
    return "/download/records.csv?" + "&".join(part for part in (page, kept) if part)
