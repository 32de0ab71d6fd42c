"""A home with as many contacts as wanted: a simulated department on the real way, and its facts set side by side.

Loading and building ten million simulated contacts would measure the loader. Here the published facts of 150,000 are
copied, each copy with keys of its own and moved within its weeks, and its reps parted into nine groups. What is built
beside the facts (sums by day, ranks, the draw of cases) is made by the build's own function.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb

from evenhand.generations import sha256_of
from evenhand.rollup_tables import make_rollups
from tests.simulated import LAST_DAY
from transforms.generations import DATABASE_FILE, GENERATION_FILE, READER_LOCK_FILE, SEMANTIC_MANIFEST_FILE
from transforms.sealed import note_sealed

REPOSITORY = Path(__file__).parents[2]
OF_ONE_COPY = 150_000
REP_GROUPS = 9
_SHARED = {"team", "channel", "agent", "topic", "source"}
# Stocks and scorecards are already sums over cases; they grow with the reps and not with the contacts.
_BY_REP = ("rep_days", "rep_scorecards", "backlog_days", "agents", "agent_days")
_MADE_AGAIN = ("daily_", "ranked_", "binned_", "cells_", "rollup_", "drawn_", "open_cases")


def large_home(contacts: int, cache: Path) -> Path:
    """The home folder, made once; a notice says how far it is."""
    home = cache / f"home-{contacts}"
    if (home / "CURRENT").exists():
        return home
    one = cache / "department"
    _evenhand(one, "demo", "--contacts", str(OF_ONE_COPY), "--end", LAST_DAY)
    published = one / "generations" / (one / "CURRENT").read_text(encoding="utf-8").strip()
    folder = home / "generations" / published.name
    shutil.rmtree(home, ignore_errors=True)
    folder.mkdir(parents=True)
    for path in published.iterdir():
        if path.name != DATABASE_FILE:
            shutil.copy(path, folder / path.name)
    (folder / READER_LOCK_FILE).touch()
    _grow(published / DATABASE_FILE, folder / DATABASE_FILE, max(1, round(contacts / OF_ONE_COPY)))
    make_rollups(folder, folder / SEMANTIC_MANIFEST_FILE, lambda _done, _steps, what: print(f"  {what}", flush=True))
    seal(folder)
    (home / "CURRENT").write_text(published.name, encoding="utf-8")
    return home


def seal(folder: Path) -> None:
    """States the hash that the grown file has, as publishing does."""
    facts = json.loads((folder / GENERATION_FILE).read_text(encoding="utf-8"))
    sha256 = sha256_of(folder / DATABASE_FILE)
    (folder / GENERATION_FILE).write_text(json.dumps(facts | {"sha256": sha256}), encoding="utf-8")
    note_sealed(folder, sha256)


def _evenhand(home: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "evenhand", *arguments]
    subprocess.run(command, env=os.environ | {"EVENHAND_HOME": str(home)}, cwd=REPOSITORY, check=True)


def _grow(source: Path, target: Path, copies: int) -> None:
    with duckdb.connect(str(target)) as connection:
        connection.execute(f"attach '{source}' as one (read_only)")
        tables = connection.execute(
            "select table_name from duckdb_tables() where database_name = 'one' order by table_name"
        ).fetchall()
        for (table,) in tables:
            if not table.startswith(_MADE_AGAIN):
                print(f"  {table}", flush=True)
                _copy(connection, table, copies)
        # In the order of the build, which finds the days of one metric side by side.
        connection.execute("create or replace table main.rep_days as from main.rep_days order by metric, day")


def _copy(connection: duckdb.DuckDBPyConnection, table: str, copies: int) -> None:
    kinds = dict(
        connection.execute(
            "select column_name, data_type from duckdb_columns() where database_name = 'one' and table_name = ? "
            "order by column_index",
            [table],
        ).fetchall()
    )
    day = next((name for name, kind in kinds.items() if kind == "DATE"), None)
    is_fact = kinds.keys() >= _SHARED and table not in _BY_REP
    times = copies if is_fact else min(copies, REP_GROUPS) if table in _BY_REP else 1
    connection.execute(f"create table main.{table} as select * from one.main.{table} limit 0")
    moved = f"cast((isodow({day}) - 1 + copy) % 7 as integer) - cast(isodow({day}) - 1 as integer)"
    columns = ", ".join(_column(name, kind, is_fact, times) for name, kind in kinds.items())
    if day is None or times == 1:
        connection.execute(
            f"insert into main.{table} select {columns} from one.main.{table}, range({times}) as c(copy)"
        )
        return
    # Some weeks at a time, so that ten million rows are put into the order of their days within the memory there is.
    weeks = f"date_trunc('month', date_trunc('week', {day}))"
    parts = connection.execute(f"select distinct {weeks} as part from one.main.{table} order by part").fetchall()
    for (part,) in parts:
        connection.execute(
            f"insert into main.{table} select {columns} from (select *, {moved if is_fact else 0} as moved "
            f"from one.main.{table}, range({times}) as copies(copy) where {weeks} is not distinct from $part) "
            f"order by {day} + moved",
            {"part": part},
        )


def _column(name: str, kind: str, is_fact: bool, times: int) -> str:
    if name == "agent" and times > 1:
        return (
            f"case when agent = 'not recorded' or copy % {REP_GROUPS} = 0 then agent "
            f"else agent || '.' || (copy % {REP_GROUPS}) end as agent"
        )
    if is_fact and kind == "VARCHAR" and name.endswith(("_id", "_key")):
        return f"{name} || '-' || copy as {name}"
    if is_fact and kind == "DATE":
        return f"{name} + moved as {name}"
    if is_fact and kind == "TIMESTAMP WITH TIME ZONE":
        return f"{name} + to_days(moved) as {name}"
    return f'"{name}"'
