"""Commands for questions of one's own: sql, export-db."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from evenhand.cli.application import app, open_home
from evenhand.cli.output import OutputFormat, write_rows
from evenhand.cli.progress import steps_progress
from evenhand.cli.words import bytes_in_words
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


@app.command("export-db")
def export_db(
    file: Annotated[Path, typer.Argument(help="The DuckDB file to write, outside the data folder.")],
    team: Annotated[list[str] | None, typer.Option(help="Only rows of this team; repeatable.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file if it is there.")] = False,
) -> None:
    """Write a copy of the published tables for other tools: DBeaver, Jupyter, R, Excel."""
    # Imported here: the semantic layer takes seconds to start, which no other command needs to wait for.
    from evenhand.database_copy import export_database

    home, _ = open_home()
    generation = current_generation(home)
    with steps_progress("Copying") as progress:
        copied = export_database(home, generation, file, tuple(team or ()), progress, is_forced=force)
    what = f"{copied.tables} tables of generation {generation.number}, {bytes_in_words(copied.bytes)}"
    typer.echo(f"Wrote {what}, to {file}. It stays as it is when a new generation is published.")
