"""What a load did, in words: one line for each stream, and each file that needs somebody's attention."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import typer

from evenhand.cli.application import log
from evenhand.cli.output import print_table

if TYPE_CHECKING:
    from ingest.report import FileReport, LoadReport

_COLUMNS = ("source", "stream", "files", "records", "loaded", "rejected")


def print_load_report(report: LoadReport) -> None:
    """Totals to stdout; failed and skipped files, rejects and assumptions to stderr."""
    for file in report.files:
        _tell_file(file)
    for sentence, files in _assumptions(report).items():
        log.print(f"Assumed for {files} file(s): {sentence}", markup=False)
    rows = _by_stream(report)
    if rows:
        print_table(rows, _COLUMNS)
    typer.echo(_summary(report))
    if report.rejected:
        log.print(
            "Records that were set aside are kept with file, line and reason: see `evenhand status`. "
            "Mend the file and load it again; what is loaded already is not loaded twice.",
            markup=False,
        )


def _tell_file(file: FileReport) -> None:
    if file.status == "failed":
        log.print("[bold red]Failed:[/] ", end="")
        log.print(file.reason, markup=False)
    elif file.status in {"skipped", "empty"}:
        log.print(f"{file.status.capitalize()}: {file.reason or f'{file.name} has no records'}", markup=False)
    for sentence in file.set_aside:
        log.print(f"Set aside: {file.name}, {sentence}.", markup=False)
    if file.rejected > len(file.set_aside):
        log.print(f"... and {file.rejected - len(file.set_aside):,} more of {file.name}.", markup=False)


def _assumptions(report: LoadReport) -> Counter[str]:
    return Counter(sentence for file in report.files for sentence in file.assumptions)


def _by_stream(report: LoadReport) -> list[dict[str, Any]]:
    totals: dict[tuple[str, str], dict[str, Any]] = {}
    for file in report.files:
        if file.status != "loaded":
            continue
        key = (file.source or "", file.stream or "")
        total = totals.setdefault(key, dict(zip(_COLUMNS, (*key, 0, 0, 0, 0), strict=True)))
        total["files"] += 1
        for column in ("records", "loaded", "rejected"):
            total[column] += getattr(file, column)
    return [totals[key] for key in sorted(totals)]


def _summary(report: LoadReport) -> str:
    paths: dict[str, set[str]] = {}
    for file in report.files:
        paths.setdefault(file.status, set()).add(str(file.path))
    if not paths:
        return "No files found."
    parts = [f"{len(files)} file(s) {status}" for status, files in sorted(paths.items())]
    return f"{', '.join(parts)}; {report.loaded:,} rows loaded, {report.rejected:,} records set aside."
