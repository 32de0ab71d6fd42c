"""Commands that help to write the directory's files: holidays."""

from __future__ import annotations

from typing import Annotated

import typer

from evenhand.cli.application import app
from evenhand.cli.output import OutputFormat, write_rows


@app.command()
def holidays(
    calendar: Annotated[str, typer.Argument(help="Name of the calendar that is closed on these days.")],
    country: Annotated[str, typer.Option(help="Code of the country, such as DE.")],
    first_year: Annotated[int, typer.Option("--from", min=1990, max=2099, help="First year.")],
    last_year: Annotated[int, typer.Option("--to", min=1990, max=2099, help="Last year.")],
    region: Annotated[str | None, typer.Option(help="Code of a state or region, such as BY.")] = None,
) -> None:
    """Write the public holidays of a country as a directory_holidays file to stdout."""
    from evenhand.public_holidays import COLUMNS, holiday_rows

    write_rows(holiday_rows(calendar, country, region, first_year, last_year), COLUMNS, OutputFormat.CSV)
