"""Commands about metrics: list, show, query. The numbers are those of the pages, because the same store answers."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from evenhand.cli.application import app
from evenhand.cli.metric_requests import (
    ByOption,
    FormatOption,
    FromOption,
    ToOption,
    WhereOption,
    asked,
    open_store,
    question,
    tell_unknown_words,
)
from evenhand.cli.output import OutputFormat, write_json, write_rows
from evenhand.cli.words import value_in_words
from evenhand.errors import WrongUsageError

metrics_app = typer.Typer(no_args_is_help=True, help="Metrics: what there are, what they mean, what they say.")
app.add_typer(metrics_app, name="metrics")


@metrics_app.command("list")
def list_metrics(
    everything: Annotated[bool, typer.Option("--all", help="Building blocks too.")] = False,
    output_format: FormatOption = OutputFormat.TABLE,
) -> None:
    """List the metrics."""
    with open_store() as store:
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
    *(
        "population",
        "anchor",
        "attribution",
        "credit",
        "clock",
        "concept",
        "dialect",
        "case_mix",
        "guard",
        "definition_source",
    ),
)


@metrics_app.command("show")
def show_metric(
    metric: Annotated[str, typer.Argument(help="Its name, as in `metrics list`.")],
    output_format: FormatOption = OutputFormat.TABLE,
) -> None:
    """Show what a metric means: definition, population, dates, attribution, source."""
    with open_store() as store:
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
    by: ByOption = "",
    start: FromOption = None,
    end: ToOption = None,
    grain: Annotated[str | None, typer.Option(help="day, week, month, quarter or year.")] = None,
    where: WhereOption = None,
    output_format: FormatOption = OutputFormat.TABLE,
    show_sql: Annotated[bool, typer.Option("--sql", help="Show the compiled SQL instead of running it.")] = False,
) -> None:
    """Ask for numbers: value, n and 95 % interval. In csv and json durations are seconds and rates fractions."""
    with open_store() as store:
        with asked("metrics query"):
            request = question(*metrics, by=by, grain=grain, start=start, end=end, where=where)
            if show_sql:
                typer.echo(store.sql(request), nl=False)
                return
            answer = store.query(request)
            if not answer["n"].sum():
                tell_unknown_words(store, request)
        units = {name: definition.unit for name, definition in store.catalogue.items()}
        currency = str(store.generation.get("currency", ""))
    period = ("period",) if request.grain else ()
    columns = ("metric", *request.by, *period, "value", "n", "low", "high", "unit")
    rows = [{**row, "unit": units[row["metric"]]} for row in answer.to_dicts()]
    write_rows(rows, columns, output_format, in_words=lambda row, column: in_words(row, column, currency))


def in_words(row: dict[str, Any], column: str, currency: str) -> str:
    """A cell of an answer as people read it."""
    value = row.get(column)
    if column in {"value", "low", "high"}:
        return value_in_words(value, row["unit"], currency)
    if value is None:
        return "-"
    return f"{value:,}" if column == "n" else str(value)
