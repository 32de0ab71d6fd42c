"""Commands for questions of one's own: sql, export-db."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from evenhand.cli.application import app, open_home
from evenhand.cli.output import OutputFormat, write_rows
from evenhand.errors import WrongUsageError
from evenhand.generations import current_generation
from evenhand.home import Home
from evenhand.sql_query import SqlSession


@app.command()
def sql(
    query: Annotated[
        str | None, typer.Argument(help="One SELECT on the published tables; left out, a shell or what is piped in.")
    ] = None,
    output_format: Annotated[OutputFormat, typer.Option("--format", help="table, csv or json.")] = OutputFormat.TABLE,
) -> None:
    """Ask the published tables in SQL, read-only: one question, several from a pipe, or in a shell."""
    home, _ = open_home()
    if query is not None:
        _ask(home, query, output_format, is_single=True)
    elif sys.stdin.isatty():
        from evenhand.cli.sql_shell import run_shell

        run_shell(home, output_format)
    else:
        _ask(home, sys.stdin.read(), output_format, is_single=False)


def _ask(home: Home, text: str, output_format: OutputFormat, *, is_single: bool) -> None:
    if not text.strip():
        example = 'Give one, as in `evenhand sql "show tables"`, or call it on a terminal.'
        raise WrongUsageError("There is no question.", example)
    with SqlSession(home, current_generation(home)) as session:
        for statement in [text] if is_single else session.statements(text):
            answer = session.ask(statement)
            write_rows(answer.rows.to_dicts(), answer.rows.columns, output_format)
