"""The command that compares reps: the same scorecards as the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from evenhand.cli.application import app
from evenhand.cli.metric_requests import FormatOption, FromOption, ToOption, WhereOption, asked, open_store, question
from evenhand.cli.output import OutputFormat, write_rows
from evenhand.cli.words import value_in_words
from evenhand.errors import WrongUsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from transforms.metrics import MetricStore
    from transforms.requests import ScorecardRequest

_GRAINS = ("week", "month")
_TOLD = ("metric", "period", "agent", "value", "n", "expected", "ratio", "shrunk", "reliability", "reading")
_IN_UNITS = ("value", "expected", "shrunk")


@app.command()
def scorecard(
    metrics: Annotated[
        list[str] | None, typer.Argument(metavar="[METRIC]...", help="Metrics that reps are compared by; else all.")
    ] = None,
    *,
    grain: Annotated[str | None, typer.Option(help="week or month; else the whole span.")] = None,
    start: FromOption = None,
    end: ToOption = None,
    where: WhereOption = None,
    output_format: FormatOption = OutputFormat.TABLE,
) -> None:
    """Compare reps with what the others have with the same kind of cases, and say what chance explains.

    csv and json tell intervals, evidence and the probability of being among the worst tenth too; docs/fairness.md says
    what each column means. Rows are in the order of names: there is no rank.
    """
    with open_store() as store, asked("scorecard"):
        if grain is not None and grain not in _GRAINS:
            raise WrongUsageError(f"--grain {grain} is not understood.", f"Write {' or '.join(_GRAINS)}.")
        known = [name for name, definition in store.catalogue.items() if definition.case_mix]
        rows = store.scorecards(_request(metrics or known, grain, start, end, where))
        columns = rows.columns
        if output_format is OutputFormat.TABLE:
            columns = [name for name in _TOLD if name in columns]
        write_rows(rows.to_dicts(), columns, output_format, in_words=_in_words(store))


def _request(
    metrics: list[str], grain: str | None, start: date | None, end: date | None, where: list[str] | None
) -> ScorecardRequest:
    from transforms.requests import ScorecardRequest

    told = question(*metrics, grain=grain, start=start, end=end, where=where)
    return ScorecardRequest(told.metrics, told.start, told.end, told.where, told.grain)


def _in_words(store: MetricStore) -> Callable[[dict[str, Any], str], str]:
    currency = str(store.generation.get("currency", ""))

    def told(row: dict[str, Any], column: str) -> str:
        value = row[column]
        if value is None:
            return "-"
        if column in _IN_UNITS:
            return value_in_words(value, store.catalogue[row["metric"]].unit, currency)
        if column in ("ratio", "reliability"):
            return f"{value:.2f}"
        if column == "n":
            return f"{value:,}"
        return str(value).replace("_", " ") if column == "reading" else str(value)

    return told
