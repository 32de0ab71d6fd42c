"""The root of the command line: global options, and the one place where errors become messages and exit codes."""

from __future__ import annotations

import signal
import sys
from types import FrameType
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from typer.core import TyperGroup

from dashboards.access.audit_log import AuditError
from evenhand.errors import EvenhandError
from evenhand.fingerprint import package_version
from evenhand.home import Home
from evenhand.settings import Settings, read_settings
from ingest.errors import IngestError
from transforms.generations import GenerationError as UnreadableGenerationError

EXIT_FAILED = 1

log = Console(stderr=True, highlight=False, soft_wrap=True)
"""Progress, notes and errors; results alone go to stdout."""


class Commands(TyperGroup):
    """The group of all commands, which tells every failure in words."""

    def invoke(self, ctx: Any) -> Any:
        """Runs the command; without --debug no traceback reaches the user."""
        try:
            return super().invoke(ctx)
        except (typer.Exit, typer.Abort, KeyboardInterrupt, BrokenPipeError):
            raise
        except Exception as error:
            if ctx.params.get("debug") or _is_for_typer(error):
                raise
            _tell(error)
            raise typer.Exit(error.exit_code if isinstance(error, EvenhandError) else EXIT_FAILED) from error


def _is_for_typer(error: Exception) -> bool:
    """Whether typer itself shows this error (wrong options and arguments, exit code 2)."""
    return hasattr(error, "format_message")


def _tell(error: Exception) -> None:
    if isinstance(error, EvenhandError):
        what, next_step = error.what, error.next_step
    elif isinstance(error, (IngestError, UnreadableGenerationError, AuditError)):
        what, next_step = str(error), ""
    else:
        what = f"Something went wrong that should not: {type(error).__name__}: {error}"
        next_step = "Run the same command as `evenhand --debug ...` and report what it prints."
    log.print("[bold red]Error:[/] ", end="")
    log.print(what, markup=False)
    if next_step:
        log.print(next_step, markup=False)


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Service-quality analytics for customer-service departments: one tested definition for every number.",
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"evenhand {package_version('evenhand')}")
        raise typer.Exit


@app.callback()
def root(
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks.")] = False,
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Global options."""


def open_home() -> tuple[Home, Settings]:
    """The data folder and the settings of this environment."""
    settings = read_settings()
    return Home.at(settings.home), settings


def main() -> None:
    """Entry point of `evenhand` and `python -m evenhand`."""
    # A stop from outside (systemd, cron, kill) ends like Ctrl-C: leftovers are removed, no child stays behind.
    signal.signal(signal.SIGTERM, _stop)
    app()


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    sys.exit(128 + number)
