"""The command that cron runs: a page of the app as PDF, HTML file or mail."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from evenhand.cli.application import EXIT_FAILED, app, log, open_home
from evenhand.cli.days import day_option
from evenhand.errors import WrongUsageError
from evenhand.reports.log import DELIVERED
from evenhand.reports.request import ReportRequest, read_destination
from evenhand.reports.rights import parts_by_rights

_Several = list[str] | None


@app.command()
def report(
    *,
    page: Annotated[str, typer.Option(help="A page by its name: overview, teams, trends ... or reps/NAME.")],
    to: Annotated[list[str], typer.Option("--to", help="FILE.pdf, FILE.html or mail addresses; repeatable.")],
    team: Annotated[_Several, typer.Option(help="Only this team; repeatable.")] = None,
    channel: Annotated[_Several, typer.Option(help="Only this channel; repeatable.")] = None,
    topic: Annotated[_Several, typer.Option(help="Only this topic; repeatable.")] = None,
    period: Annotated[str, typer.Option(help="7d, 28d, 13w, 52w or all; else the page's own.")] = "",
    start: Annotated[date | None, day_option("--from", help="First day.")] = None,
    until: Annotated[date | None, day_option("--until", help="Last day, included.")] = None,
    compare: Annotated[str, typer.Option(help="previous or year.")] = "",
    metric: Annotated[str, typer.Option(help="The metric that the page opens with.")] = "",
    grain: Annotated[str, typer.Option(help="day, week or month, where the page has a trend.")] = "",
    rights_of: Annotated[
        str, typer.Option("--as", help="Account whose rights count; else that of each mail address.")
    ] = "",
) -> None:
    """Make a report of a page and write or mail it; meant for cron.

    A mail shows what the account with that address may see, a file what is asked for.

    Ends with 1 when the report failed, is empty or rests on old data, and says so by mail as well.
    """
    home, settings = open_home()
    if (start is None) != (until is None):
        raise WrongUsageError("A span of days needs both ends.", "Give --from and --until.")
    request = ReportRequest(
        page=page,
        teams=tuple(team or ()),
        channels=tuple(channel or ()),
        topics=tuple(topic or ()),
        period="" if start else period,
        start=start,
        end=until,
        compare=compare,
        metric=metric,
        grain=grain,
    )
    parts = parts_by_rights(home, read_destination(to), rights_of)
    # Imported here: it brings the pages, which other commands need not wait for.
    from evenhand.reports.run import ReportRun

    runs = [ReportRun(home, settings, request, part.destination, part.reader) for part in parts]
    for made in runs:
        made.run()
        for problem in made.problems:
            log.print(f"[bold red]Report {made.result}:[/] ", end="")
            log.print(problem, markup=False)
    if any(made.result != DELIVERED for made in runs):
        raise typer.Exit(EXIT_FAILED)
    typer.echo(f"Report {request.words} delivered, generation {runs[-1].generation}.")
