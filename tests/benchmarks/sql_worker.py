"""What it costs that a query is answered by a process apart, shut in and already waiting.

    python -m tests.benchmarks.sql_worker --home data

Each question is asked in turns of a connection that is open in this process, and of the sandbox.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles

import duckdb

from dashboards.access.reader import LOCAL
from dashboards.sql import Sandbox
from transforms.generations import DATABASE_FILE, current_folder

AT_MOST_MILLISECONDS = 20.0
QUESTIONS = {
    "one number": "select count(*) from case_openings",
    "cases by team and month": "select team, date_trunc('month', opened_on) as month, count(*), count(*) filter (is_escalated) "
    "from case_openings group by all order by all",
    "median by agent": "select agent, median(talk_seconds), count(*) from contact_handlings group by 1 order by 3 desc",
    "two facts joined": "select r.team, avg(r.resolution_seconds), avg(s.score) from case_resolutions r "
    "join survey_responses s using (case_id) group by 1 order by 1",
    "500 rows": "select * from contact_handlings order by handled_at desc limit 500",
}
NOT_JUDGED = {"10,000 rows of 27 columns": "select * from contact_handlings limit 10_000"}


def main() -> int:
    """Prints the times; 1 where the middle of any judged question is too far above the bare one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, default=Path("data"))
    parser.add_argument("--times", type=int, default=40, help="how often each question is asked")
    options = parser.parse_args()
    database = (current_folder(options.home.absolute()) / DATABASE_FILE).resolve()
    own = Path(tempfile.mkdtemp(prefix="evenhand-benchmark-"))
    sandbox = Sandbox(own)
    print(f"load before: {os.getloadavg()[0]:.1f}")
    try:
        with duckdb.connect(str(database), read_only=True, config={"threads": 2}) as bare:
            worst = _compare(bare, sandbox, database, options.times)
    finally:
        sandbox.close()
        shutil.rmtree(own)
    print(f"load after: {os.getloadavg()[0]:.1f}; at most {worst:.1f} ms over the bare query at p50")
    return int(worst > AT_MOST_MILLISECONDS)


def _compare(bare: duckdb.DuckDBPyConnection, sandbox: Sandbox, database: Path, times: int) -> float:
    print("| question | bare p50 | sandbox p50 | over it p50 | over it p95 |\n|---|---|---|---|---|")
    worst = 0.0
    for name, statement in (QUESTIONS | NOT_JUDGED).items():
        pairs = []
        for _ in range(times):
            _wait_until_one_waits(sandbox, database)
            apart = _milliseconds(lambda: sandbox.run(LOCAL, database, statement, {}, "benchmark"))  # noqa: B023
            alone = _milliseconds(lambda: bare.execute(statement).fetchall())  # noqa: B023
            pairs.append((alone, apart))
        over = [apart - alone for alone, apart in pairs]
        alone, apart = (median(column) for column in zip(*pairs, strict=True))
        print(
            f"| {name} | {alone:.1f} | {apart:.1f} | {median(over):.1f} | {quantiles(over, n=20)[-1]:.1f} |", flush=True
        )
        worst = max(worst, median(over)) if name in QUESTIONS else worst
    return worst


def _wait_until_one_waits(sandbox: Sandbox, database: Path) -> None:
    sandbox.prepare(LOCAL, database)
    while database not in sandbox._processes._waiting:
        time.sleep(0.01)


def _milliseconds(ask: Callable[[], object]) -> float:
    started = time.perf_counter()
    ask()
    return 1000 * (time.perf_counter() - started)


if __name__ == "__main__":
    raise SystemExit(main())
