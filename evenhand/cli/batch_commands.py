"""Commands that move data: demo, load, build, run."""

from __future__ import annotations

from typing import Annotated

import typer

from evenhand.build import BuildOutcome
from evenhand.build import build as build_generation
from evenhand.cli.application import app, log, open_home
from evenhand.cli.progress import build_progress
from evenhand.home import Home
from evenhand.settings import Settings


@app.command()
def build(
    full_refresh: Annotated[bool, typer.Option("--full-refresh", help="Build even when nothing is new.")] = False,
) -> None:
    """Build a new generation from what has been loaded, check it, publish it."""
    home, settings = open_home()
    _build(home, settings, full_refresh=full_refresh)


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
