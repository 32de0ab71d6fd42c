"""How well the scorecards tell reps apart, and how often they are wrong, on departments whose truth is known.

    python -m tests.benchmarks.fairness --seeds 50

Each seed is simulated twice: with true differences between reps, and with none but the same different mixes of cases.
Both go the real way from files to scorecards. What is finished is kept and not done again until code changes.
"""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

import polars as pl

from tests.benchmarks.departments import REPOSITORY, Department, generation_of, marts_of
from tests.benchmarks.readings import readings_of
from tests.benchmarks.tables import all_promises_kept, report, write_between_markers

BUILT_FROM = ("ingest", "dbt_project/models", "dbt_project/macros", "tests/benchmarks/departments.py")
READ_BY = ("transforms", "evenhand", "tests/benchmarks/readings.py", "tests/benchmarks/true_ratios.py")


def main() -> int:
    """Runs what is missing, prints the tables; 1 where a promise is not kept."""
    options = _options()
    started = time.monotonic()
    jobs = [
        Department(seed, effects, options.contacts) for seed in range(1, options.seeds + 1) for effects in (0.0, 1.0)
    ]
    readings = pl.concat(run(jobs, options.cache.absolute(), options.processes))
    text = report(readings, f"{options.seeds} seeds, {options.contacts:,} contacts each")
    print(text)
    print(f"\n{(time.monotonic() - started) / 60:.0f} min")
    if options.write:
        write_between_markers(options.write, text)
    return 0 if all_promises_kept(readings) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=50)
    parser.add_argument("--contacts", type=int, default=30_000)
    parser.add_argument("--processes", type=int, default=multiprocessing.cpu_count())
    parser.add_argument("--cache", type=Path, default=REPOSITORY / ".venv" / "benchmark-fair")
    parser.add_argument("--write", type=Path, metavar="FILE", help="put the tables between the markers in this file")
    return parser.parse_args()


def run(jobs: list[Department], cache: Path, processes: int) -> list[pl.DataFrame]:
    """Readings of each department, those that were kept and those that are missing."""
    found = []
    # Spawned and not forked: polars and DuckDB have threads. An executor and not a pool, which would wait for ever for
    # what a worker was at when it was killed.
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn")) as workers:
        waiting = [workers.submit(_one, job, cache) for job in jobs]
        try:
            for done, finished in enumerate(as_completed(waiting), 1):
                job, frame, seconds = finished.result()
                print(f"{done:>4} of {len(jobs)}  {job.name}  {seconds:.0f} s", flush=True)
                found.append(frame)
        finally:
            workers.shutdown(cancel_futures=True)
    return found


def _one(department: Department, cache: Path) -> tuple[Department, pl.DataFrame, float]:
    started = time.monotonic()
    kept = cache / f"readings-{_hash_of((*BUILT_FROM, *READ_BY))}" / f"{department.name}.parquet"
    if not kept.exists():
        workspace = cache / multiprocessing.current_process().name
        marts = marts_of(department, cache / f"marts-{_hash_of(BUILT_FROM)}", workspace)
        kept.parent.mkdir(exist_ok=True)
        part = kept.with_suffix(".part")
        readings_of(generation_of(marts, workspace), department).write_parquet(part)
        part.rename(kept)
    return department, pl.read_parquet(kept), time.monotonic() - started


def _hash_of(paths: tuple[str, ...]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        whole = REPOSITORY / path
        files = [whole] if whole.is_file() else sorted(whole.rglob("*.*"))
        for file in files:
            if file.suffix in {".py", ".sql", ".yml"}:
                digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


if __name__ == "__main__":
    raise SystemExit(main())
