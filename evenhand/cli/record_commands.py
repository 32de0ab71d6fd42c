"""Commands about the records behind a metric: which were counted, and where two readings of one word part."""

from __future__ import annotations

from typing import Annotated, Any

import polars as pl
import typer

from evenhand.cli.application import log
from evenhand.cli.metric_commands import in_words, metrics_app
from evenhand.cli.metric_requests import (
    ByOption,
    FormatOption,
    FromOption,
    ToOption,
    WhereOption,
    asked,
    open_store,
    question,
)
from evenhand.cli.output import OutputFormat, write_json, write_rows
from evenhand.cli.words import value_in_words

LINES_FOR_PEOPLE = 40
"""A table longer than this is not read; csv and json are never cut."""


@metrics_app.command("records")
def list_records(
    metric: Annotated[str, typer.Argument(help="Its name, as in `metrics list`.")],
    *,
    start: FromOption = None,
    end: ToOption = None,
    where: WhereOption = None,
    output_format: FormatOption = OutputFormat.TABLE,
) -> None:
    """List the records that a number counts, with what each adds to numerator and denominator."""
    with open_store() as store, asked("metrics records"):
        _write(store.records(question(metric, start=start, end=end, where=where)), output_format)


@metrics_app.command("diff")
def compare_readings(
    first: Annotated[str, typer.Argument(help="A metric.")],
    second: Annotated[str, typer.Argument(help="Another reading of the same thing.")],
    *,
    by: ByOption = "",
    start: FromOption = None,
    end: ToOption = None,
    where: WhereOption = None,
    output_format: FormatOption = OutputFormat.TABLE,
) -> None:
    """Compare two readings of one word: both numbers for each group, then the records that cause the gap."""
    with open_store() as store, asked("metrics diff"):
        request = question(first, second, by=by, start=start, end=end, where=where)
        groups = _side_by_side(store.query(request), first, second, request.by)
        gap = store.differences(first, second, request)
        units = {"value_first": store.catalogue[first].unit, "value_second": store.catalogue[second].unit}
        currency = str(store.generation.get("currency", ""))
    if output_format is OutputFormat.JSON:
        write_json({"groups": groups.to_dicts(), "records": gap.to_dicts()})
        return
    if output_format is OutputFormat.CSV:
        write_rows(gap.to_dicts(), gap.columns, output_format)
        return
    typer.echo(f"first: {first}, second: {second}")

    def told(row: dict[str, Any], column: str) -> str:
        if column == "gap" and units["value_first"] == units["value_second"]:
            return _gap_in_words(row["gap"], units["value_first"], currency)
        unit = units.get(column)
        return in_words({"value": row[column], "unit": unit}, "value", currency) if unit else in_words(row, column, "")

    write_rows(groups.to_dicts(), groups.columns, output_format, in_words=told)
    typer.echo(f"\n{len(gap):,} records are counted differently")
    _write(gap, output_format)


def _gap_in_words(gap: float | None, unit: str, currency: str) -> str:
    """A difference with its sign; of shares in points, since a percentage of a percentage would be another number."""
    if gap is None:
        return "-"
    size = f"{abs(gap) * 100:.2f} pts" if unit == "ratio" else value_in_words(abs(gap), unit, currency)
    return f"{'-' if gap < 0 else '+'}{size}"


def _side_by_side(answer: pl.DataFrame, first: str, second: str, by: tuple[str, ...]) -> pl.DataFrame:
    """One row per group: value and n of both metrics, and the first less the second."""
    kept = [*by, "value", "n"]
    one, two = (answer.filter(pl.col("metric") == name).select(kept) for name in (first, second))
    marked = one.rename({"value": "value_first", "n": "n_first"})
    other = two.rename({"value": "value_second", "n": "n_second"})
    together = (
        marked.join(other, on=list(by), how="full", coalesce=True, nulls_equal=True).sort(by)
        if by
        else pl.concat([marked, other], how="horizontal")
    )
    return together.with_columns(gap=pl.col("value_first") - pl.col("value_second"))


def _write(records: pl.DataFrame, output_format: OutputFormat) -> None:
    shown = records.head(LINES_FOR_PEOPLE) if output_format is OutputFormat.TABLE else records
    write_rows(shown.to_dicts(), shown.columns, output_format)
    if len(shown) < len(records):
        log.print(f"{len(records) - len(shown):,} more; --format csv writes all of them")
