"""Commands that move data: demo, load, build, run."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evenhand.build import build as build_generation
from evenhand.cli.alert_commands import run_check
from evenhand.cli.application import EXIT_FAILED, app, log, open_home
from evenhand.cli.days import day_option
from evenhand.cli.load_report import print_load_report
from evenhand.cli.progress import build_progress, steps_progress
from evenhand.demo import Department, simulate_once
from evenhand.home import Home
from evenhand.settings import Settings

if TYPE_CHECKING:
    from evenhand.build import BuildOutcome
    from ingest.report import LoadReport

_FullRefresh = Annotated[bool, typer.Option("--full-refresh", help="Build even when nothing is new.")]


@app.command()
def demo(
    contacts: Annotated[int, typer.Option(min=1_000, help="Contacts of the simulated department.")] = 150_000,
    seed: Annotated[int, typer.Option(min=0, help="Another seed makes another department.")] = 7,
    end: Annotated[date | None, day_option(help="Last day of its data; yesterday where it is new.")] = None,
) -> None:
    """Simulate a department, load its files, build and publish. Doing it again does only what is missing."""
    home, settings = open_home()
    # Imported here: the simulator brings numpy, which the other commands need not wait for.
    from ingest.simulate import simulate

    last_day = end or datetime.now(UTC).date() - timedelta(days=1)

    def write_files(folder: Path, truth: Path) -> None:
        with steps_progress("Simulating") as progress:
            simulate(folder, contacts=contacts, seed=seed, end=last_day, truth=truth, progress=progress)

    department = Department(contacts, seed, last_day)
    if simulate_once(home, department, write_files, is_any_end=end is None):
        log.print(f"Simulated {contacts:,} contacts into {home.demo}.", markup=False)
    config = home.demo / "sources.toml"
    report = _load(home, sorted(set(home.demo.iterdir()) - {config}), config=config)
    _build(home, settings)
    # Its files hold some dirt on purpose, to have something to show.
    _end(report.succeeded)


@app.command()
def load(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH", help="Files or folders.")],
    source: Annotated[str | None, typer.Option(help="Take the files as this source's, and no other's.")] = None,
    config: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="A sources.toml instead of the one in the home.")
    ] = None,
) -> None:
    """Load files or folders into the raw tables. The same bytes load nothing a second time.

    Ends with 1 when a file failed or was empty, or a record was set aside; all that is sound is loaded.
    """
    home, _ = open_home()
    _end(_load(home, paths, source=source, config=config).complete)


@app.command()
def build(full_refresh: _FullRefresh = False) -> None:
    """Build a new generation from what has been loaded, check it, publish it."""
    home, settings = open_home()
    _build(home, settings, full_refresh=full_refresh)


@app.command()
def run(full_refresh: _FullRefresh = False) -> None:
    """Load the inbox, build, check the alerts if there are any: the nightly job.

    A file that fails is told, the others are published.
    """
    home, settings = open_home()
    home.prepare()
    report = _load(home, [home.inbox])
    _build(home, settings, full_refresh=full_refresh)
    is_told = run_check(home, settings) if home.alerts.exists() else True
    _end(report.complete and is_told)


def _load(home: Home, paths: list[Path], *, source: str | None = None, config: Path | None = None) -> LoadReport:
    from ingest.load import load_paths

    home.prepare()
    with steps_progress("Loading") as progress:
        report = load_paths(home.folder, paths, config=config, only_source=source, progress=progress)
    print_load_report(report)
    return report


def _build(home: Home, settings: Settings, *, full_refresh: bool = False) -> None:
    with build_progress() as progress:
        outcome = build_generation(home, settings, progress, full_refresh=full_refresh)
    _tell_outcome(outcome)


def _tell_outcome(outcome: BuildOutcome) -> None:
    for warning in outcome.warnings:
        log.print(f"Warning: {warning}", markup=False)
    number, as_of = outcome.generation.number, outcome.generation.facts.get("data_as_of")
    if outcome.is_new:
        typer.echo(f"Published generation {number}, data as of {as_of}, in {outcome.seconds:.0f} s.")
    else:
        typer.echo(f"Nothing new since generation {number} (data as of {as_of}); it stays current.")


def _end(is_done: bool) -> None:
    if not is_done:
        raise typer.Exit(EXIT_FAILED)
