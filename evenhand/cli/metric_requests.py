"""How a question about metrics is put on the command line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from evenhand.cli.application import log, open_home
from evenhand.cli.days import day_option
from evenhand.cli.output import OutputFormat
from evenhand.errors import WrongUsageError
from evenhand.generations import current_generation
from transforms.requests import MetricRequest

if TYPE_CHECKING:
    from transforms.metrics import MetricStore

_WORDS_TOLD = 20
FormatOption = Annotated[OutputFormat, typer.Option("--format", help="table, csv or json.")]
ByOption = Annotated[str, typer.Option(help="Dimensions, comma between: team,channel.")]
FromOption = Annotated[date | None, day_option("--from", help="First day.")]
ToOption = Annotated[date | None, day_option("--to", help="Last day, included.")]
WhereOption = Annotated[
    list[str] | None, typer.Option(help="dim=value, or dim=value,value for any of them; repeatable.")
]


@contextmanager
def open_store() -> Iterator[MetricStore]:
    """The metrics of the current generation."""
    home, _ = open_home()
    generation = current_generation(home)
    # Imported here: starting the semantic layer takes seconds that the other commands need not wait for.
    from transforms.metrics import MetricStore

    store = MetricStore.open(generation.folder)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def asked(command: str) -> Iterator[None]:
    """Tells a question that cannot be answered as wrong usage of the command that put it."""
    try:
        yield
    except ValueError as error:
        raise WrongUsageError(f"{error}.", f"See `evenhand {command} --help`.") from error


def tell_unknown_words(store: MetricStore, request: MetricRequest) -> None:
    """Notes filters that no record meets at any time, since nought may then be no news but a slip of the pen."""
    for dimension, wanted in request.where:
        met = store.query(MetricRequest(request.metrics, by=(dimension,)))[dimension].unique().to_list()
        unknown = [word for word in wanted if word not in met]
        if unknown:
            known = ", ".join(sorted(str(word) for word in met)[:_WORDS_TOLD])
            log.print(f"Note: no record has {dimension}={','.join(unknown)}; there are: {known}", markup=False)


def question(
    *metrics: str,
    by: str = "",
    grain: str | None = None,
    start: date | None = None,
    end: date | None = None,
    where: list[str] | None = None,
) -> MetricRequest:
    """The question that options ask; ValueError or WrongUsageError when it cannot be one."""
    return MetricRequest(
        metrics=tuple(dict.fromkeys(metrics)),
        by=_names(by),
        grain=grain,
        start=start,
        end=end,
        where=_conditions(where or []),
    )


def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))


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
