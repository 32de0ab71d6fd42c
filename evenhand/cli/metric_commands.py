"""Commands about metrics: list, show, query. The numbers are those of the pages, because the same store answers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evenhand.cli.application import app, open_home
from evenhand.cli.output import OutputFormat, write_json, write_rows
from evenhand.cli.words import value_in_words
from evenhand.errors import WrongUsageError
from evenhand.generations import current_generation
from transforms.requests import MetricRequest

if TYPE_CHECKING:
    from transforms.metrics import MetricStore

metrics_app = typer.Typer(no_args_is_help=True, help="Metrics: what there are, what they mean, what they say.")
app.add_typer(metrics_app, name="metrics")

_DAY_FORMAT = ["%Y-%m-%d"]
_FormatOption = Annotated[OutputFormat, typer.Option("--format", help="table, csv or json.")]


@contextmanager
def _open_store() -> Iterator[MetricStore]:
    home, _ = open_home()
    generation = current_generation(home)
    # Imported here: starting the semantic layer takes seconds that the other commands need not wait for.
    from transforms.metrics import MetricStore

    store = MetricStore.open(generation.folder)
    try:
        yield store
    finally:
        store.close()


@metrics_app.command("list")
def list_metrics(
    everything: Annotated[bool, typer.Option("--all", help="Building blocks too.")] = False,
    output_format: _FormatOption = OutputFormat.TABLE,
) -> None:
    """List the metrics."""
    with _open_store() as store:
        shown = [metric for metric in store.catalogue.values() if everything or not metric.hidden]
    columns = ("family", "metric", "label", "unit", "better")
    rows = [
        {
            "family": metric.family,
            "metric": metric.name,
            "label": metric.label,
            "unit": metric.unit,
            "better": metric.better,
        }
        for metric in sorted(shown, key=lambda metric: (metric.family, metric.name))
    ]
    write_rows(rows, columns, output_format)


_SHOWN_FIELDS = (
    *("name", "label", "description", "unit", "better", "family", "n", "interval", "minimum_n"),
    *("population", "anchor", "attribution", "credit", "clock", "concept", "dialect", "definition_source"),
)


@metrics_app.command("show")
def show_metric(
    metric: Annotated[str, typer.Argument(help="Its name, as in `metrics list`.")],
    output_format: _FormatOption = OutputFormat.TABLE,
) -> None:
    """Show what a metric means: definition, population, dates, attribution, source."""
    with _open_store() as store:
        definition = store.catalogue.get(metric)
        if definition is None:
            raise WrongUsageError(f"There is no metric '{metric}'.", "`evenhand metrics list` names them all.")
        described = {field: getattr(definition, field) for field in _SHOWN_FIELDS}
        described["dimensions"] = ", ".join(store.dimensions)
    if output_format is OutputFormat.JSON:
        write_json(described)
    else:
        rows = [{"field": field, "value": str(value)} for field, value in described.items()]
        write_rows(rows, ("field", "value"), output_format)


@metrics_app.command("query")
def query_metrics(
    metrics: Annotated[list[str], typer.Argument(help="One metric or several.")],
    *,
    by: Annotated[str, typer.Option(help="Dimensions, comma between: team,channel.")] = "",
    start: Annotated[datetime | None, typer.Option("--from", formats=_DAY_FORMAT, help="First day.")] = None,
    end: Annotated[datetime | None, typer.Option("--to", formats=_DAY_FORMAT, help="Last day, included.")] = None,
    grain: Annotated[str | None, typer.Option(help="day, week, month, quarter or year.")] = None,
    where: Annotated[
        list[str] | None, typer.Option(help="dim=value, or dim=value,value for any of them; repeatable.")
    ] = None,
    output_format: _FormatOption = OutputFormat.TABLE,
    show_sql: Annotated[bool, typer.Option("--sql", help="Show the compiled SQL instead of running it.")] = False,
) -> None:
    """Ask for numbers: value, n and 95 % interval. In csv and json durations are seconds and rates fractions."""
    with _open_store() as store:
        try:
            request = MetricRequest(
                metrics=tuple(dict.fromkeys(metrics)),
                by=_names(by),
                grain=grain,
                start=_day(start),
                end=_day(end),
                where=_conditions(where or []),
            )
            if show_sql:
                typer.echo(store.sql(request), nl=False)
                return
            answer = store.query(request)
        except ValueError as error:
            raise WrongUsageError(f"{error}.", "See `evenhand metrics query --help`.") from error
        units = {name: definition.unit for name, definition in store.catalogue.items()}
        currency = str(store.generation.get("currency", ""))
    period = ("period",) if request.grain else ()
    columns = ("metric", *request.by, *period, "value", "n", "low", "high", "unit")
    rows = [{**row, "unit": units[row["metric"]]} for row in answer.to_dicts()]
    write_rows(rows, columns, output_format, in_words=lambda row, column: _in_words(row, column, currency))


def _in_words(row: dict[str, Any], column: str, currency: str) -> str:
    value = row.get(column)
    if column in {"value", "low", "high"}:
        return value_in_words(value, row["unit"], currency)
    if value is None:
        return "-"
    return f"{value:,}" if column == "n" else str(value)


def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _conditions(texts: list[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """A dimension that is named again adds values: any of them is meant, since no record has two."""
    wanted: dict[str, tuple[str, ...]] = {}
    for text in texts:
        dimension, _, values = (part.strip() for part in text.partition("="))
        listed = tuple(value.strip() for value in values.split(",") if value.strip())
        if not dimension or not listed:
            raise WrongUsageError(
                f"--where {text} is not understood.", "Write --where team=Billing or --where team=Billing,Returns."
            )
        wanted[dimension] = (*wanted.get(dimension, ()), *listed)
    return tuple(wanted.items())
