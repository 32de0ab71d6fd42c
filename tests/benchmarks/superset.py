"""The overview against the same overview in Apache Superset, on the same facts and the same random filters.

    python -m tests.benchmarks.superset --home HOME --evenhand http://127.0.0.1:8050

Evenhand must be serving that home. Superset is installed once into a cache folder and started for the comparison.
What is compared, and what is unfair about it in either direction: docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from statistics import quantiles
from typing import Any

from dashboards.periods import last_day
from dashboards.state import ViewState
from dashboards.views.overview import BOARD
from tests.benchmarks.departments import REPOSITORY
from tests.benchmarks.overview_sides import Dashboard, Overview, Side
from tests.benchmarks.overview_states import earlier, random_states
from tests.benchmarks.superset_agreement import agrees, check_page
from tests.benchmarks.superset_charts import AXES, Measured, measured
from tests.benchmarks.superset_copy import copied, tables_of
from tests.benchmarks.superset_server import NotInstalledError, SupersetServer, installed, running, version_of
from transforms.generations import DATABASE_FILE, SEMANTIC_MANIFEST_FILE, current_folder
from transforms.metrics import MetricStore
from transforms.requests import MetricRequest

SEED = 5
CONNECTIONS = 6
"""So many a browser opens to one server."""
WARM_UP = 3
OURS, FACTS, ROLLED = "Evenhand", "Superset, facts", "Superset, sums by day"


def main() -> int:
    """Prints the times of all, and a line of JSON for a table; 1 when the numbers differ."""
    options = _options()
    # Ended from outside, it still ends the Superset that it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    cache = options.cache.absolute()
    try:
        python = installed(cache)
    except NotInstalledError as cause:
        print(f"Apache Superset is not installed, so not compared: {cause}")
        return 0
    folder = current_folder(options.home)
    ways = _ways(folder)
    tables = {metric.table for metrics in ways.values() for metric in metrics.values()}
    # Copied first: one process opens a file in one way at a time.
    database = copied(folder / DATABASE_FILE, tables, cache)
    store = MetricStore.open(folder)
    try:
        with running(python, cache) as server:
            sides = _dashboards(store, server, server.datasets(database, tables), ways)
            return _compare(store, sides, options, python)
    finally:
        store.close()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, required=True, help="whose published generation both show")
    parser.add_argument("--evenhand", required=True, metavar="ADDRESS", help="where Evenhand serves that home")
    parser.add_argument("--views", type=int, default=40, help="how many filter states each is asked for")
    cache = REPOSITORY / ".venv" / "benchmark-superset"
    parser.add_argument("--cache", type=Path, default=cache, help="keeps Superset and its copy of the facts")
    return parser.parse_args()


def _compare(store: MetricStore, sides: Mapping[str, Dashboard], options: argparse.Namespace, python: Path) -> int:
    states = _states(store, options.views)
    # Days of their own, so that nothing of what is measured was asked before.
    before = earlier(states[:WARM_UP], len(states))
    page = Overview(options.evenhand)
    check_page(page, store, before)
    agreed = [agrees(store, side, before, name) for name, side in sides.items()]
    if not all(agreed):
        return 1
    load = os.getloadavg()[0]
    times = _measured({OURS: page, **sides}, states)
    versions = {name: version_of(python, name) for name in ("apache-superset", "duckdb", "duckdb-engine")}
    _report(times, _conditions(store, load) | {"superset": versions})
    return 0


def _ways(folder: Path) -> dict[str, dict[str, Measured]]:
    manifest = folder / SEMANTIC_MANIFEST_FILE
    ways = {FACTS: measured(manifest, rolled=False), ROLLED: measured(manifest, rolled=True)}
    if not {metric.table for metric in ways[ROLLED].values()} <= tables_of(folder / DATABASE_FILE):
        print("This generation keeps no sums by day, so Superset is asked on the facts alone.")
        del ways[ROLLED]
    return ways


def _states(store: MetricStore, views: int) -> list[ViewState]:
    teams, channels = (
        store.query(MetricRequest(("cases_opened",), (axis,))).filter(metric="cases_opened")[axis].to_list()
        for axis in AXES
    )
    return random_states(views, SEED, last_day(store.generation), teams, channels, BOARD.tiles)


def _dashboards(
    store: MetricStore, server: SupersetServer, datasets: Mapping[str, int], ways: Mapping[str, dict[str, Measured]]
) -> dict[str, Dashboard]:
    connections = [server.connection() for _ in range(CONNECTIONS)]
    return {name: Dashboard(metrics, datasets, connections, store.generation) for name, metrics in ways.items()}


def _measured(sides: Mapping[str, Side], states: Sequence[ViewState]) -> dict[str, list[tuple[float, int]]]:
    """Seconds and bytes of each state, one side after the other, each as often the first to be asked."""
    taken: dict[str, list[tuple[float, int]]] = {name: [] for name in sides}
    names = list(sides)
    for place, state in enumerate(states):
        turn = place % len(names)
        for name in (*names[turn:], *names[:turn]):
            seconds, answers = sides[name].ask(state)
            for answer in answers:
                answer.json()
            taken[name].append((seconds, sum(len(answer.body) for answer in answers)))
    return taken


def _conditions(store: MetricStore, load: float) -> dict[str, Any]:
    contacts = store.run("select count(*) as n from main.contact_handlings", {})["n"].item()
    return {
        "handled_contacts": contacts,
        "generation": store.generation["generation"],
        "cores": os.cpu_count(),
        "load_before": round(load, 1),
        "load_after": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "evenhand": version("evenhand"),
        "duckdb": version("duckdb"),
    }


def _report(times: Mapping[str, list[tuple[float, int]]], conditions: Mapping[str, Any]) -> None:
    figures = {name: _figures(taken) for name, taken in times.items()}
    ours = figures[OURS]["p95_ms"]
    for name, figure in figures.items():
        figure["times_ours_at_p95"] = round(figure["p95_ms"] / ours, 1)
        print(
            f"{name:<24} p50 {figure['p50_ms']:>7,.0f} ms   p95 {figure['p95_ms']:>7,.0f} ms   "
            f"{figure['times_ours_at_p95']:>5.1f} times   {figure['wire_kilobytes']:>5.1f} KB"
        )
    print(", ".join(f"{name} {value}" for name, value in conditions.items()))
    print(f"superset-benchmark: {json.dumps({'views': len(times[OURS]), **figures, **conditions})}")


def _figures(taken: Sequence[tuple[float, int]]) -> dict[str, float]:
    cuts = quantiles([seconds for seconds, _ in taken], n=20, method="inclusive")
    kilobytes = sum(size for _, size in taken) / len(taken) / 1024
    return {"p50_ms": round(1000 * cuts[9]), "p95_ms": round(1000 * cuts[18]), "wire_kilobytes": round(kilobytes, 1)}


if __name__ == "__main__":
    raise SystemExit(main())
