"""Progress bars on stderr."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from evenhand.cli.application import log
from evenhand.dbt_run import Progress as NodeProgress


@contextmanager
def build_progress() -> Iterator[NodeProgress]:
    """A bar over dbt's models and tests."""
    with _bar() as bar:
        task = bar.add_task("Building: reading the project", total=None)

        def advance(done: int, total: int, name: str) -> None:
            bar.update(task, completed=done, total=total, description=f"Building: {name[:40]}")

        yield advance


@contextmanager
def steps_progress(doing: str) -> Iterator[Callable[[str, int, int], None]]:
    """A bar over named steps, such as files or months."""
    with _bar() as bar:
        task = bar.add_task(doing, total=None)

        def advance(name: str, number: int, total: int) -> None:
            bar.update(task, completed=number, total=total, description=f"{doing}: {name[:40]}")

        yield advance


def _bar() -> Progress:
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description:<52}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=log,
        transient=True,
        disable=not log.is_terminal,
    )
