"""The figures of a page as CSV: the same queries as the screen, with filters, generation and data-as-of at the end."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dashboards.export_trends import HEADER, trend_rows
from dashboards.periods import periods_of
from dashboards.state import ViewState
from dashboards.views import breakdown, evidence, overview
from dashboards.views.records import ADDS, COLUMNS, Asked, frame_of, span_of
from dashboards.views.scope import as_of, scope
from dashboards.views.scorecards import compared_metrics, people, request
from transforms.requests import MetricRequest

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore
    from transforms.catalogue import MetricDefinition

# What a spreadsheet may take for a formula, also after blanks and in full width.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "|", "%", "＝", "＋", "－", "＠")

# Page to the slices it shows: metrics and the dimensions they are cut by.
_SLICES: dict[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]] = {
    "overview": ((overview.BOARD.tiles, ()), (overview.BOARD.tiles, ("team", "channel"))),
    "teams": ((breakdown.COLUMNS, ()), (breakdown.COLUMNS, ("team",))),
    "channels": ((breakdown.COLUMNS, ()), (breakdown.COLUMNS, ("channel",))),
}
REPS = "reps"
RECORDS = "records"
EVIDENCE = "evidence"
TRENDS = "trends"
PAGES = (*_SLICES, REPS, RECORDS, EVIDENCE, TRENDS)


def page_csv(store: RememberedStore, state: ViewState, page: str) -> str:
    """One row per metric and slice: durations in seconds, rates as fractions, as on the command line."""
    spans = periods_of(state, store.generation)
    dimensions = list(dict.fromkeys(name for _, by in _SLICES[page] for name in by))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["metric", *dimensions, "value", "n", "low", "high", "unit"])
    for metrics, by in _SLICES[page]:
        request = MetricRequest(metrics, by, None, spans.shown.start, spans.shown.end, state.where)
        for row in store.query(request).to_dicts():
            unit = store.catalogue[row["metric"]].unit
            slices = [row[name] if name in by else "(all)" for name in dimensions]
            writer.writerow(
                [row["metric"], *map(harmless, slices), row["value"], row["n"], row["low"], row["high"], unit]
            )
    writer.writerows(_footer(scope(store, state, spans)))
    return "\ufeff" + text.getvalue()


_CARD = (
    *("value", "n", "low", "high", "expected", "ratio", "ratio_low", "ratio_high", "adjusted"),
    *("shrunk", "shrunk_low", "shrunk_high", "reliability", "evidence", "reading"),
)


def trends_csv(store: RememberedStore, state: ViewState) -> str:
    """One row per series and week with its limits and signal, then the times to resolution of the period."""
    spans = periods_of(state, store.generation)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADER)
    writer.writerows([harmless(cell) for cell in row] for row in trend_rows(store, state))
    writer.writerows(_footer(scope(store, state, spans)))
    return "\ufeff" + text.getvalue()


def reps_csv(store: RememberedStore, state: ViewState, find: str, agent: str = "") -> str:
    """The scorecards of one rep, or of those whom the find box keeps: a row per rep and metric, by name."""
    directory, words = people(store), find.lower().split()
    shown = periods_of(state, store.generation).shown
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["rep", "team", "agent", "metric", *_CARD, "unit"])
    lines: list[list[Any]] = []
    for row in store.scorecards(request(state, shown, compared_metrics(store))).iter_rows(named=True):
        person = directory.get(row["agent"], {})
        name, team = str(person.get("name") or row["agent"]), str(person.get("team") or "")
        if agent in ("", row["agent"]) and all(word in f"{name} {team}".lower() for word in words):
            told = [harmless(cell) for cell in (name, team, row["agent"], row["metric"])]
            lines.append([*told, *_card(row, store.catalogue[row["metric"]]), store.catalogue[row["metric"]].unit])
    lines.sort(key=lambda line: (str(line[0]), str(line[2])))
    writer.writerows(lines)
    writer.writerows(_footer(scope(store, state, periods_of(state, store.generation))))
    return "\ufeff" + text.getvalue()


def _card(row: dict[str, Any], definition: MetricDefinition) -> list[Any]:
    """As on the screen: of too few records not even the value, because a figure that stands there will be used."""
    is_few = row["n"] < definition.least_n
    return [row[name] if name in ("n", "reading") or not is_few else None for name in _CARD]


def records_csv(store: RememberedStore, state: ViewState, asked: Asked | None) -> str:
    """The records behind a number, all of them, in the order of the screen; no line where there is no such metric."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["record", *COLUMNS, "agent", "metric", ADDS, "denominator", "n"])
    if asked:
        for row in frame_of(store, state, asked).to_dicts():
            told = [row["record"], *(row[name] for name in COLUMNS), row["agent"], asked.metric]
            writer.writerow([*map(harmless, told), row[ADDS], row["denominator"], row["n"]])
        said = {
            "period": span_of(store, state, asked).words(),
            "slices": [", ".join(state.teams) or "all teams", ", ".join(state.channels) or "all channels"],
            "as_of": as_of(store.generation),
            "generation": store.generation["generation"],
        }
        writer.writerows(_footer(said))
    return "\ufeff" + text.getvalue()


def evidence_csv(store: RememberedStore, state: ViewState) -> str:
    """One row per figure of the page on surveys and offers, shares as fractions."""
    shown = evidence.evidence(store, state)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["figure", "dimension", "category", "value", "n", "low", "high"])
    writer.writerows([harmless(cell) for cell in row] for row in evidence.evidence_rows(shown))
    writer.writerows(_footer(shown["scope"]))
    return "\ufeff" + text.getvalue()


def harmless(cell: Any) -> Any:
    """A text that a spreadsheet would take for a formula, with an apostrophe before it; numbers stay numbers."""
    if isinstance(cell, str) and cell.lstrip(" \x00").startswith(_FORMULA_STARTS):
        return f"'{cell}"
    return cell


def _footer(said: dict[str, Any]) -> Sequence[Sequence[str]]:
    return [
        [f"# {said['period']}" + (f", {', '.join(said['slices'])}")],
        [f"# {said['as_of']}, generation {said['generation']}"],
    ]
