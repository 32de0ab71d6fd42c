"""The records behind a number, page by page: the same query that gave the number, record by record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from dashboards.formats import count, in_words
from dashboards.periods import Span, periods_of
from dashboards.state import Offered, ViewState, as_address, read_day, selection
from dashboards.views.heat import label
from dashboards.views.scope import slices_in_words
from transforms.requests import MetricRequest

if TYPE_CHECKING:
    import polars as pl

    from dashboards.remembered import RememberedStore
    from transforms.catalogue import MetricDefinition

PAGE_ROWS = 50
MOST_LISTED = 200_000
COLUMNS = {
    "key": "Record",
    "day": "Day",
    "team": "Team",
    "agent": "Rep",
    "channel": "Channel",
    "topic": "Topic",
    "priority": "Priority",
}
OF = "of_"
"""What a slice is called in the address of a file, where `team` is the filter of the page."""
ADDS = "numerator"
_ORDERS = (*COLUMNS, ADDS)


@dataclass(frozen=True)
class Asked:
    """Which records: of a metric and a slice, in the days of the page or in fewer, in an order, from a page on."""

    metric: str
    slices: tuple[tuple[str, str], ...] = ()
    """Dimension to the one value that the number stands for; none behind a number of the whole page."""
    start: date | None = None
    end: date | None = None
    order: str = "day"
    is_descending: bool = False
    page: int = 0


def read_asked(sent: Mapping[str, object], store: RememberedStore) -> Asked | None:
    """What a browser asks for, checked; None without such a metric or slice. Nonsense elsewhere is the default.

    A slice that cannot be applied is refused and not left out: the list would be of more than the number says.
    """
    metric = str(sent.get("metric") or "")
    slices = _slices(sent)
    if metric not in store.catalogue or any(name not in store.slices_of(metric) for name, _ in slices):
        return None
    start, end = read_day(sent.get("start")), read_day(sent.get("end"))
    is_span = bool(start and end and start <= end)
    order, page = str(sent.get("order") or ""), str(sent.get("page") or "0")
    return Asked(
        metric,
        slices,
        start if is_span else None,
        end if is_span else None,
        order if order in _ORDERS else "day",
        sent.get("descending") in (True, "1"),
        int(page) if page.isdecimal() and len(page) < 7 else 0,
    )


def _slices(sent: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    given = sent.get("slices")
    if not isinstance(given, dict):
        given = {key.removeprefix(OF): value for key, value in sent.items() if key.startswith(OF)}
    return tuple(sorted((str(name), str(value)) for name, value in given.items()))


def frame_of(store: RememberedStore, state: ViewState, asked: Asked) -> pl.DataFrame:
    """All records asked for, in the order asked for; the request is that of the number, its slice a filter more."""
    found = store.records(request_of(store, state, asked))
    by = [asked.order, *(name for name in ("day", "record") if name != asked.order)]
    return found.sort(by, descending=[asked.is_descending, *([False] * (len(by) - 1))], nulls_last=True)


def too_many(store: RememberedStore, state: ViewState, asked: Asked) -> str:
    """Why the records are not listed, in words; nothing where they are. So many are read by nobody and fill memory."""
    n = sum(store.query(request_of(store, state, asked))["n"])
    if n <= MOST_LISTED:
        return ""
    return f"These are {count(n)} records, and {count(MOST_LISTED)} are listed at most: choose fewer days or a part."


def request_of(store: RememberedStore, state: ViewState, asked: Asked) -> MetricRequest:
    """The question whose answer is the number, all of its slices as filters."""
    shown = span_of(store, state, asked)
    where = (*state.where, *((name, (value,)) for name, value in asked.slices))
    return MetricRequest((asked.metric,), (), None, shown.start, shown.end, where)


def span_of(store: RememberedStore, state: ViewState, asked: Asked) -> Span:
    """The days asked for: a month of a chart, or the days of the page."""
    if asked.start and asked.end:
        return Span(asked.start, asked.end)
    return periods_of(state, store.generation).shown


def records(store: RememberedStore, state: ViewState, offered: Offered, asked: Asked) -> dict[str, Any]:
    """One page of the list with its heading, how many there are, and the way to the whole of it as a file."""
    definition, words = store.catalogue[asked.metric], slice_words(store, asked)
    title = ", ".join([definition.label, *words])
    if trouble := too_many(store, state, asked):
        return {
            "title": title,
            "sentence": _scope(store, state, asked),
            "rows": [],
            "nothing": trouble,
            "pages": 1,
            "sql": sql_link(state, asked),
        }
    found = frame_of(store, state, asked)
    pages = max(1, -(-len(found) // PAGE_ROWS))
    at = min(asked.page, pages - 1)
    part = found.slice(at * PAGE_ROWS, PAGE_ROWS).to_dicts()
    currency, names = str(store.generation.get("currency", "")), names_of(store)
    return {
        "title": title,
        "sentence": f"{_counted(found)} · {_scope(store, state, asked)}",
        "columns": [{"name": name, "label": text} for name, text in (COLUMNS | {ADDS: adds_label(definition)}).items()],
        "rows": [_row(row, definition, currency, names) for row in part],
        "nothing": "No records of this metric in these days and this selection.",
        "order": asked.order,
        "descending": asked.is_descending,
        "page": at,
        "pages": pages,
        "download": download_link(state, offered, asked),
        "sql": sql_link(state, asked),
    }


def names_of(store: RememberedStore) -> dict[str, str]:
    """The name of each rep for whom the directory has one, by what the sources call the rep."""
    return {row["agent"]: str(row["name"]) for row in store.agents().to_dicts() if row["name"]}


def slice_words(store: RememberedStore, asked: Asked) -> list[str]:
    """The values of the slice, as a person says them."""
    return [in_plain(name, value, names_of(store)) for name, value in asked.slices]


def in_plain(dimension: str, value: str, names: Mapping[str, str]) -> str:
    """A value of a dimension as a person says it: a rep by name, Web form for web_form, a team as it is."""
    if dimension == "agent":
        return names.get(value, value)
    return value if dimension == "team" else label(value)


def _counted(found: pl.DataFrame) -> str:
    n, rows = int(float(found["n"].sum()) + 1e-6), len(found)
    word = "record" if rows == 1 else "records"
    # A share of a record counts as a share: the list is then longer than n.
    return f"{count(rows)} {word}" if n == rows else f"{count(rows)} {word}, which count as n {count(n)}"


def _scope(store: RememberedStore, state: ViewState, asked: Asked) -> str:
    return " · ".join([span_of(store, state, asked).words(), *slices_in_words(state, store.rule)])


def adds_label(definition: MetricDefinition) -> str:
    """The heading over what each record adds."""
    return {"ratio": "Counts as", "seconds": "Its time", "money": "Its amount"}.get(definition.unit, "Adds")


def _row(row: dict[str, Any], definition: MetricDefinition, currency: str, names: Mapping[str, str]) -> list[str]:
    return [
        row["key"] or row["record"],
        row["day"].isoformat() if row["day"] else "",
        *(in_plain(name, row[name], names) for name in ("team", "agent", "channel", "topic", "priority")),
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
    own = number_of(asked) | {"order": asked.order, "descending": "1" if asked.is_descending else ""}
    page = as_address(replace(state, metric=offered.metrics[0]), offered).removeprefix("?")
    kept = urlencode({key: value for key, value in own.items() if value})
    return "/download/records.csv?" + "&".join(part for part in (page, kept) if part)


def sql_link(state: ViewState, asked: Asked) -> str:
    """The address of the number behind a list as a statement."""
    parts = selection(state) | number_of(asked)
    return "/sql?" + urlencode({key: value for key, value in parts.items() if value})


def number_of(asked: Asked) -> dict[str, str]:
    """Which number of a page the records are behind, as an address writes it."""
    return {
        "metric": asked.metric,
        **{f"{OF}{name}": value for name, value in asked.slices},
        "start": asked.start.isoformat() if asked.start else "",
        "end": asked.end.isoformat() if asked.end else "",
    }
