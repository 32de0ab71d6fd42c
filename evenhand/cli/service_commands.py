"""Commands about this installation: serve, doctor."""

from __future__ import annotations

from typing import Annotated

import typer

from evenhand.cli.application import EXIT_FAILED, app, log, open_home
from evenhand.cli.output import OutputFormat, write_rows
from evenhand.doctor import examine
from evenhand.findings import Verdict
from evenhand.serve import serve as serve_app


@app.command()
def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="Address to listen on; others than 127.0.0.1 need users and TLS.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option(min=1, max=65_535, help="Port to listen on.")] = 8050,
    workers: Annotated[int | None, typer.Option(min=1, help="Worker processes; left out, one for each core.")] = None,
) -> None:
    """Serve the app on http://127.0.0.1:8050."""
    home, settings = open_home()
    is_debug = bool(context.find_root().params.get("debug"))
    serve_app(home, host, port, workers, announce=_announce, settings=settings, is_debug=is_debug)


def _announce(address: str) -> None:
    typer.echo(f"Evenhand answers on {address}")
    log.print("Ctrl-C ends it.")


@app.command()
def doctor(
    output_format: Annotated[OutputFormat, typer.Option("--format", help="table, csv or json.")] = OutputFormat.TABLE,
) -> None:
    """Check Python, packages, settings, data folder, dbt, what is published, disk, accounts, keys and the audit log."""
    home, settings = open_home()
    findings = examine(home, settings)
    rows = [{"check": f.check, "verdict": f.verdict.value, "detail": f.detail} for f in findings]
    write_rows(rows, ("check", "verdict", "detail"), output_format)
    if any(finding.verdict is Verdict.FAILED for finding in findings):
        raise typer.Exit(EXIT_FAILED)
