"""Commands about the audit log: whether it is whole, and what it says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from dashboards.access.audit_archive import archive
from dashboards.access.audit_check import entries, verify
from dashboards.access.audit_log import AuditLog
from evenhand.cli.application import EXIT_FAILED, app, log, open_home
from evenhand.cli.days import minute_option, month_argument
from evenhand.cli.output import OutputFormat, Row, write_rows
from evenhand.operator import operator_name

audit_app = typer.Typer(no_args_is_help=True, help="What people did: sign-ins, looks at people, SQL, files, roles.")
app.add_typer(audit_app, name="audit")

_COLUMNS = ("seq", "at", "actor", "action", "outcome", "facts")
_OF_THE_CHAIN = {"prev", "hash"}


@audit_app.command("verify")
def verify_log(
    head: Annotated[str, typer.Option(help="A hash that was noted before and has to be in the log still.")] = "",
) -> None:
    """Check that no line of the audit log was changed, removed, moved or added; ends with 1 when one was."""
    home, _ = open_home()
    verdict = verify(AuditLog(home.folder), head)
    for note in verdict.notes:
        log.print(f"Note: {note}", markup=False)
    if verdict.findings:
        first = verdict.findings[0]
        place = f"{first.file}, line {first.line}" if first.line else first.file
        more = len(verdict.findings) - 1
        log.print("[bold red]The audit log is broken:[/] ", end="")
        log.print(": ".join(filter(None, (place, first.what))) + (f" (and {more} more)" if more else ""), markup=False)
        raise typer.Exit(EXIT_FAILED)
    before = f" after {verdict.archived:,} that were moved away" if verdict.archived else ""
    typer.echo(f"{verdict.lines:,} lines{before}, whole. Head {verdict.head}")


@audit_app.command("archive")
def archive_log(
    month: Annotated[date, month_argument(help="The last month that goes, like 2026-03.")],
    folder: Annotated[Path, typer.Argument(help="Where the files go; made where it is missing.")],
) -> None:
    """Move old months of the audit log away, and write into the log that they were, so that the rest verifies."""
    home, _ = open_home()
    moved = archive(AuditLog(home.folder), f"{month:%Y-%m}", folder, operator_name())
    typer.echo(f"Moved {len(moved.files)} files with the lines to {moved.line:,}, to {folder}. Last line {moved.hash}")


@audit_app.command("show")
def show_log(
    actor: Annotated[str, typer.Option(help="Only what this person did.")] = "",
    action: Annotated[str, typer.Option(help="Only this: sign_in, look, records, export, sql, role_change ...")] = "",
    since: Annotated[datetime | None, minute_option(help="From this day or minute on, UTC unless it says.")] = None,
    output_format: Annotated[OutputFormat, typer.Option("--format", help="table, csv or json.")] = OutputFormat.TABLE,
) -> None:
    """Show what the audit log says, oldest first; `evenhand audit verify` tells whether it is whole."""
    home, _ = open_home()
    wanted = {name: value for name, value in (("actor", actor), ("action", action)) if value}
    first = since.astimezone(UTC).isoformat(timespec="milliseconds") if since else ""
    rows = list(_said(AuditLog(home.folder), wanted, first))
    if output_format is OutputFormat.TABLE:
        rows = [row | {"seq": str(row["seq"]), "facts": _in_words(row["facts"])} for row in rows]
    write_rows(rows, _COLUMNS, output_format)


def _said(audit: AuditLog, wanted: dict[str, str], first: str) -> Iterator[Row]:
    for file, number, _, entry in entries(audit):
        if entry is None:
            log.print(f"{file.name}, line {number} is not as it was written and is left out.", markup=False)
        elif entry["at"] >= first and all(entry[name] == value for name, value in wanted.items()):
            yield _row(entry)


def _row(entry: dict[str, Any]) -> Row:
    facts = {name: value for name, value in entry.items() if name not in _OF_THE_CHAIN and name not in _COLUMNS}
    return {name: entry.get(name) for name in _COLUMNS} | {"facts": facts}


def _in_words(facts: dict[str, Any]) -> str:
    return " ".join(
        f"{name}={value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}"
        for name, value in facts.items()
    )
