"""The figures of a page as CSV: the same queries as the screen, with filters, generation and data-as-of at the end."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dashboards.periods import last_day, periods
from dashboards.state import ViewState
from dashboards.views import breakdown, overview, reps
from dashboards.views.records import ADDS, COLUMNS, Asked, frame_of, span_of
from dashboards.views.scope import as_of, scope
from transforms.requests import MetricRequest

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore

# What a spreadsheet may take for a formula, also after blanks and in full width.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "|", "%", "＝", "＋", "－", "＠")

# Page to the slices it shows: metrics and the dimensions they are cut by.
_SLICES: dict[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]] = {
    "overview": ((overview.TILES, ()), (overview.TILES, ("team", "channel"))),
    "teams": ((breakdown.COLUMNS, ()), (breakdown.COLUMNS, ("team",))),
    "channels": ((breakdown.COLUMNS, ()), (breakdown.COLUMNS, ("channel",))),
}
REPS = "reps"
RECORDS = "records"
PAGES = (*_SLICES, REPS, RECORDS)


def page_csv(store: RememberedStore, state: ViewState, page: str) -> str:
    """One row per metric and slice: durations in seconds, rates as fractions, as on the command line."""
    spans = periods(state, last_day(store.generation))
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


def reps_csv(store: RememberedStore, state: ViewState, find: str) -> str:
    """One row per rep, as on the screen: those that the find box keeps, and no figure where there are too few."""
    shown = reps.reps(store, state)
    words = find.lower().split()
    metrics = [column["metric"] for column in shown["columns"]]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    parts = [f"{metric}{part}" for metric in metrics for part in ("", "_n", "_low", "_high")]
    writer.writerow(["rep", "team", *parts])
    for row in shown["rows"]:
        if all(word in f"{row['rep']} {row['team']}".lower() for word in words):
            figures = [_figure(row.get(metric)) for metric in metrics]
            writer.writerow([harmless(row["rep"]), harmless(row["team"]), *(cell for part in figures for cell in part)])
    writer.writerows(_footer(shown["scope"]))
    return "\ufeff" + text.getvalue()


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
            "slices": [*state.teams, *state.channels],
            "as_of": as_of(store.generation),
            "generation": store.generation["generation"],
        }
        writer.writerows(_footer(said))
    return "\ufeff" + text.getvalue()


def _figure(figure: dict[str, Any] | None) -> tuple[Any, ...]:
    if figure is None:
        return ("", 0, "", "")
    value = figure["text"] if figure["value"] is None else figure["value"]
    return (value, figure["n"], figure["low"], figure["high"])


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
