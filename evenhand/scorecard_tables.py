"""The tables of the scorecards, filled when dbt has built the marts and before anybody can read them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from evenhand.dbt_run import Progress
from transforms.comparisons import compared, comparison
from transforms.generations import DATABASE_FILE
from transforms.metrics import MetricStore
from transforms.requests import ScorecardRequest
from transforms.scorecards import worked_out


def fill_scorecard_tables(building: Path, semantic_manifest: Path, progress: Progress) -> None:
    """Fills `rep_days`, `case_mix_cells` and `rep_scorecards` of the file in a building folder."""
    # Rows wait in files: whoever reads the database cannot write to it, and together they may be too many to hold.
    with TemporaryDirectory(dir=building) as waiting:
        with _reading(building, semantic_manifest) as store:
            definitions = compared(store)
            steps = len(definitions) + 1
            for done, definition in enumerate(definitions):
                progress(done, steps, f"what to expect of {definition.name}")
                days, cells = comparison(store, definition)
                days.write_parquet(Path(waiting) / f"rep_days-{definition.name}.parquet")
                cells.write_parquet(Path(waiting) / f"case_mix_cells-{definition.name}.parquet")
        _insert(building, "rep_days", f"{waiting}/rep_days-*.parquet", "metric, day, agent, team, channel")
        _insert(building, "case_mix_cells", f"{waiting}/case_mix_cells-*.parquet", "all")
        with _reading(building, semantic_manifest) as store:
            progress(steps - 1, steps, "scorecards by month")
            request = ScorecardRequest(tuple(definition.name for definition in definitions), grain="month")
            worked_out(store, request).rename({"period": "month"}).write_parquet(f"{waiting}/rep_scorecards.parquet")
        _insert(building, "rep_scorecards", f"{waiting}/rep_scorecards.parquet", "metric, month, agent")
    progress(steps, steps, "scorecards")


@contextmanager
def _reading(building: Path, semantic_manifest: Path) -> Iterator[MetricStore]:
    store = MetricStore.open_building(building, semantic_manifest)
    try:
        yield store
    finally:
        store.close()


def _insert(building: Path, table: str, files: str, order: str) -> None:
    quoted = files.replace("'", "''")
    with duckdb.connect(str(building / DATABASE_FILE)) as connection:
        connection.execute(f"insert into main.{table} by name select * from read_parquet('{quoted}') order by {order}")
