"""The batch job: dbt into a new generation, our audits, publish. Readers see nothing of it before the last step."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb

from evenhand.audits import AuditReport, audit
from evenhand.dbt_run import BuildFiles, Progress, run_dbt
from evenhand.errors import BuildError, tells_of_full_disk
from evenhand.fingerprint import fingerprint, versions
from evenhand.generations import (
    Generation,
    find_current,
    intact_generations,
    next_number,
    remove_leftovers,
)
from evenhand.home import Home
from evenhand.locks import exclusive_lock
from evenhand.publish import publish
from evenhand.settings import Settings
from evenhand.team_files import make_team_files
from ingest.errors import StoreBusyError
from ingest.raw_store import add_missing_tables
from ingest.raw_tables import raw_tables
from transforms.generations import DATABASE_FILE, SEMANTIC_MANIFEST_FILE


@dataclass(frozen=True)
class BuildOutcome:
    """What a build came to."""

    generation: Generation
    is_new: bool
    """False when nothing has changed since the current generation, which then stays."""
    warnings: tuple[str, ...]
    seconds: float


def build(home: Home, settings: Settings, progress: Progress, *, full_refresh: bool = False) -> BuildOutcome:
    """Builds and publishes what has been loaded, unless nothing has changed since the current generation."""
    started = time.monotonic()
    if not home.raw_file.exists():
        raise BuildError(
            f"Nothing has been loaded into {home.folder} yet.", "Run `evenhand load PATH`, or `evenhand demo`."
        )
    home.prepare()
    with _locked(home) as locks, _disk_full_told(home):
        remove_leftovers(home)
        _bring_up_to_date(home)
        made_from = fingerprint(home.raw_file, settings.dbt_variables() | {"currency": settings.currency})
        current = find_current(home)
        if current is not None and current.facts.get("fingerprint") == made_from and not full_refresh:
            return BuildOutcome(current, False, (), time.monotonic() - started)
        building = home.generations / f"{next_number(home)}.building"
        building.mkdir(mode=0o700)
        try:
            files = BuildFiles(building / DATABASE_FILE, home.raw_file, building / "work.duckdb")
            variables = settings.dbt_variables()
            from_dbt = run_dbt(files, home.dbt, variables, progress, full_refresh=full_refresh, held_locks=locks)
            # Imported here: the semantic layer takes seconds to start, which a build without news can do without.
            from evenhand.rollup_tables import make_rollups
            from evenhand.scorecard_tables import fill_scorecard_tables

            semantic_manifest = home.dbt / "target" / SEMANTIC_MANIFEST_FILE
            fill_scorecard_tables(building, semantic_manifest, progress)
            make_rollups(building, semantic_manifest, progress)
            report = _audit(home, files)
            warnings = (*from_dbt, *report.warnings)
            facts = _facts(report, settings, made_from, started)
            generation = publish(home, building, home.dbt / "target", facts)
            warnings += make_team_files(home, generation)
        finally:
            shutil.rmtree(building, ignore_errors=True)
    return BuildOutcome(generation, True, warnings, time.monotonic() - started)


def _bring_up_to_date(home: Home) -> None:
    """After an upgrade the models may read tables and columns that no load has made yet."""
    try:
        add_missing_tables(home.folder, raw_tables())
    except StoreBusyError as error:
        raise BuildError(
            f"{home.raw_file} cannot be read: {error.__cause__}.",
            "See `evenhand doctor`; a copy from your backup may be needed.",
        ) from error


@contextmanager
def _locked(home: Home) -> Iterator[tuple[int, int]]:
    with (
        exclusive_lock(
            home.build_lock, "Another build is running", "Wait until it has ended, then try again."
        ) as build_lock,
        exclusive_lock(
            home.raw_lock, "Files are being loaded right now", "Build again when the load has ended."
        ) as raw_lock,
    ):
        yield build_lock, raw_lock


@contextmanager
def _disk_full_told(home: Home) -> Iterator[None]:
    try:
        yield
    except (OSError, duckdb.Error) as error:
        if tells_of_full_disk(str(error)):
            raise BuildError(
                f"The disk under {home.folder} is full; what is published stays as it was.",
                "Free some space, then run `evenhand build` again.",
            ) from error
        raise


def _audit(home: Home, files: BuildFiles) -> AuditReport:
    before = intact_generations(home)
    report = audit(files.built, files.raw, files.work, before[-1].facts.get("rows") if before else None)
    if report.failures:
        listed = "\n".join(f"  {sentence}" for sentence in report.failures)
        raise BuildError(
            f"The audits refused the new generation; what is published stays as it was.\n{listed}",
            "Look at `evenhand status`, mend the files or the models, then build again.",
        )
    for scratch in files.work.parent.glob(f"{files.work.name}*"):
        scratch.unlink()
    return report


def _facts(report: AuditReport, settings: Settings, made_from: str, started: float) -> dict[str, object]:
    return {
        "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "data_as_of": report.data_as_of,
        "data_from": report.data_from,
        "rows": report.rows,
        "versions": versions(),
        "time_zone": settings.time_zone,
        "currency": settings.currency,
        "settings": settings.dbt_variables(),
        "fingerprint": made_from,
        "build_seconds": round(time.monotonic() - started, 1),
    }
