"""Days, minutes and months as commands are told them, with words for whoever writes them otherwise."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, TypeVar

import typer

T = TypeVar("T", date, datetime)


def day_option(*names: str, help: str) -> Any:
    """An option that takes a day."""
    read = _reader("day", "2026-06-30", date.fromisoformat)
    return typer.Option(*names, parser=read, metavar="YYYY-MM-DD", help=help)


def minute_option(*names: str, help: str) -> Any:
    """An option that takes a day or a minute of it, of UTC unless it names its zone."""
    read = _reader("day or minute", "2026-06-30 or 2026-06-30T14:05", _moment)
    return typer.Option(*names, parser=read, metavar="YYYY-MM-DD[THH:MM]", help=help)


def month_argument(help: str) -> Any:
    """An argument that takes a month, as the first day of it."""
    read = _reader("month", "2026-03", lambda text: date.fromisoformat(f"{text}-01"))
    return typer.Argument(parser=read, metavar="YYYY-MM", help=help)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _reader(what: str, example: str, read: Callable[[str], T]) -> Callable[[str], T]:
    def parse(text: str) -> T:
        try:
            return read(text)
        except ValueError:
            raise typer.BadParameter(f"there is no {what} {text!r}; write it like {example}") from None

    return parse
