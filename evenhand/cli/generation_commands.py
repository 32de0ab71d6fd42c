"""Commands about what is published: status, rollback."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from evenhand.cli.application import app, log, open_home
from evenhand.cli.output import OutputFormat, print_table, stdout_console, write_json
from evenhand.cli.words import bytes_in_words
from evenhand.rollback import roll_back
from evenhand.status import read_status


@app.command()
def status(
    output_format: Annotated[OutputFormat, typer.Option("--format", help="table or json.")] = OutputFormat.TABLE,
) -> None:
    """Show generations, data as of, freshness, loads, quarantine, the last run of each report, and disk."""
    if output_format is OutputFormat.CSV:
        raise typer.BadParameter("status is a table or json", param_hint="--format")
    home, _ = open_home()
    facts = read_status(home)
    if output_format is OutputFormat.JSON:
        write_json(facts)
    else:
        _print_status(facts)


def _print_status(facts: dict[str, Any]) -> None:
    console = stdout_console()
    console.print(f"Home        {facts['home']}", markup=False)
    console.print(f"Published   {facts['current'] or 'nothing'}, data as of {facts['data_as_of'] or 'unknown'}")
    console.print(f"Build       {'running' if facts['is_building'] else 'not running'}")
    disk = facts["disk"]
    console.print(f"Disk        {bytes_in_words(disk['used_bytes'])} used, {bytes_in_words(disk['free_bytes'])} free")
    for problem in facts["problems"]:
        console.print(f"Problem     {problem}", markup=False)
    for title, columns in _SECTIONS.items():
        rows = facts[title]
        if rows:
            console.print()
            print_table(rows, columns, title=title.replace("_", " ").capitalize(), in_words=_cell)


_SECTIONS = {
    "generations": ("generation", "is_current", "is_in_use", "built_at", "data_as_of", "rows", "bytes"),
    "loads": ("source", "stream", "files", "records", "loaded", "rejected", "earliest_at", "latest_at", "loaded_at"),
    "failed_files": ("source", "stream", "file_name", "reason", "tried_at"),
    "reports": ("page", "filters", "recipients", "when", "result", "problems"),
    "quarantine": ("source", "stream", "column_name", "reason", "records", "first_file"),
}


def _cell(row: dict[str, Any], column: str) -> str:
    value = row[column]
    if value is None:
        return "-"
    if column == "bytes":
        return bytes_in_words(value)
    if isinstance(value, dict):
        return " ".join(f"{key}={part}" for key, part in value.items()) or "-"
    if isinstance(value, list):
        return " ".join(map(str, value)) or "-"
    if isinstance(value, bool):
        return "yes" if value else ""
    return f"{value:,}" if isinstance(value, int) else str(value)


@app.command()
def rollback(
    generation: Annotated[str | None, typer.Argument(help="Its number; left out, the one before the current.")] = None,
) -> None:
    """Make an earlier generation current again."""
    home, _ = open_home()
    chosen = roll_back(home, generation)
    log.print(f"Readers get generation {chosen.number} from now on, data as of {chosen.facts.get('data_as_of')}.")
    log.print("The next `evenhand build` publishes a new generation after all of them.", markup=False)
