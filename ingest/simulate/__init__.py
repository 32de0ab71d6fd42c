"""A simulated customer-service department that writes the files real systems export."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from ingest.simulate.department import build_department
from ingest.simulate.directory import write_directory
from ingest.simulate.dirt import copy_under_another_name
from ingest.simulate.randomness import Randomness
from ingest.simulate.report import SimulationReport, write_truth
from ingest.simulate.simulation import build_simulation
from ingest.simulate.work_calendar import WorkCalendar

__all__ = ["SimulationReport", "simulate"]

DEFAULT_CONTACTS = 150_000
DEFAULT_SEED = 7
CONTACTS_PER_EXPORT = 150_000
"""About how many contacts are held in memory at once; larger departments export several times a month."""
DEFAULT_END = date(2026, 6, 30)


def simulate(
    folder: Path,
    *,
    contacts: int = DEFAULT_CONTACTS,
    seed: int = DEFAULT_SEED,
    end: date = DEFAULT_END,
    truth: Path | None = None,
    rep_effects: float = 1.0,
    progress: Callable[[str, int, int], None] | None = None,
) -> SimulationReport:
    """Write 18 months of exports up to `end` into `folder`, and what is really so into `truth`.

    The same arguments give the same bytes. `rep_effects` scales the true differences between reps (0 = all alike,
    with different case mixes all the same). `progress` is told the month (or its part), how many are done and how
    many there are.
    `truth` defaults to a folder of that name beside `folder`; nothing in it is meant for the loader.
    """
    exports_per_month = 1 + contacts // CONTACTS_PER_EXPORT // 18
    randomness, calendar = Randomness(seed), WorkCalendar(end, exports_per_month)
    department = build_department(randomness, calendar, rep_effects)
    report = SimulationReport(
        folder=folder,
        truth=truth or folder.parent / "truth",
        sources_toml=folder / "sources.toml",
        contacts=contacts,
        first_day=calendar.first_day,
        last_day=calendar.last_day,
        incidents=(calendar.phone_outage, calendar.shipment_problem),
    )
    simulation = build_simulation(randomness, calendar, department, report)
    for done, month in enumerate(calendar.months, start=1):
        simulation.run_month(month)
        if progress is not None:
            progress(month.name, done, len(calendar.months))
    simulation.write_orders()
    simulation.write_shifts()
    simulation.write_customers()
    report.files.append(copy_under_another_name(folder / f"surveys/survey_responses-{calendar.months[0].name}.csv"))
    report.dirty["duplicate_files"] += 1
    report.files += write_directory(folder, department, calendar)
    settings = {"contacts": contacts, "seed": seed, "rep_effects": rep_effects}
    write_truth(
        report,
        department=department,
        calendar=calendar,
        model=simulation.model,
        settings=settings,
        handled=simulation.handled,
    )
    return report
