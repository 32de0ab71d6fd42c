"""Commands about alerts: check them, list them."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from evenhand.alerts.memory import Memory, read_memory
from evenhand.alerts.rules import AlertRule, read_rules
from evenhand.cli.application import EXIT_FAILED, app, log, open_home
from evenhand.cli.output import OutputFormat, write_rows
from evenhand.home import Home
from evenhand.settings import Settings

alerts_app = typer.Typer(no_args_is_help=True, help="Alerts on metrics, as alerts.toml in the data folder says.")
app.add_typer(alerts_app, name="alerts")

_COLUMNS = ("alert", "metric", "kind", "where", "state", "since", "said", "week", "undelivered")


@alerts_app.command("check")
def check() -> None:
    """Evaluate every rule over the newest whole week, and tell what began or ended since the last check.

    Ends with 1 when a rule cannot be evaluated or a message cannot be delivered; those are tried again next time.
    """
    if not run_check(*open_home()):
        raise typer.Exit(EXIT_FAILED)


def run_check(home: Home, settings: Settings) -> bool:
    """Checks the alerts and says what came of it; False when something needs attention."""
    # Imported here: it brings the pages' series, which other commands need not wait for.
    from evenhand.alerts.check import check_alerts

    report = check_alerts(home, settings)
    for line in report.told:
        typer.echo(f"Told {line}")
    for problem in report.problems:
        log.print("[bold red]Alert:[/] ", end="")
        log.print(problem, markup=False)
    typer.echo(f"{report.rules} alert rules checked, {len(report.told)} messages sent.")
    return not report.problems


@alerts_app.command("list")
def list_alerts(
    output_format: Annotated[OutputFormat, typer.Option("--format", help="table, csv or json.")] = OutputFormat.TABLE,
) -> None:
    """Show every rule and how it stood at the last check."""
    home, _ = open_home()
    rules, memory = read_rules(home), read_memory(home)
    write_rows([_row(rule, memory) for rule in rules], _COLUMNS, output_format)
    log.print(f"Last check: {memory.checked_at or 'none yet; run `evenhand alerts check`'}", markup=False)


def _row(rule: AlertRule, memory: Memory) -> dict[str, Any]:
    told = memory.of(rule)
    state = "cannot be evaluated" if told.problem else "on" if told.is_on else "quiet" if told.week else "not checked"
    return {
        "alert": rule.name,
        "metric": rule.metric,
        "kind": rule.kind,
        "where": rule.slices,
        "state": state,
        "since": told.since,
        "said": told.problem or told.words,
        "week": told.week,
        "undelivered": sum(message.rule == rule.name for message in memory.pending),
    }
