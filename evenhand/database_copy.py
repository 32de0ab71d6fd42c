"""A copy of the published tables for other tools: one DuckDB file that needs nothing of ours to be understood."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from dashboards.access.audit_log import AuditLog
from dashboards.sql.cuts import CutError, cut_for
from evenhand.errors import EvenhandError, WrongUsageError, tells_of_full_disk
from evenhand.generations import Generation
from evenhand.home import Home
from evenhand.locks import shared_lock
from evenhand.operator import operator_name
from evenhand.sql_names import Described, read_descriptions
from transforms.metrics import MetricRequest, MetricStore
from transforms.sealed import check_sealed

Told = Callable[[str, int, int], None]
"""Gets the name of a table, how many are done, and how many there are."""
_OLDEST_READER = "v1.0.0"
"""Drivers of other tools are often older than ours; files in our own form they could not open."""
_TELL_TEAMS = ("case_openings", "case_resolutions", "contact_handlings")
"""Whoever serves customers stands in one of these tables."""
_ABOUT = ("generation", "data_as_of", "data_from", "built_at", "time_zone", "currency")


@dataclass(frozen=True)
class Copied:
    """What was written."""

    tables: int
    bytes: int


def export_database(
    home: Home, generation: Generation, target: Path, teams: Sequence[str], told: Told, *, is_forced: bool
) -> Copied:
    """Writes what dbt declares of a generation to `target`, readable by its owner only, and an audit line before.

    With `teams`, their rows alone. The tables `about` and `about_metrics` say what they are. WrongUsageError for a
    place that is taken or ours, EvenhandError when it cannot be written; the place is then as it was.
    """
    target = target.expanduser().absolute()
    _check_place(home, target, is_forced)
    check_sealed(generation.folder)
    _check_teams(generation, teams)
    metrics = _metrics(generation)
    with shared_lock(generation.reader_lock, f"Generation {generation.number} is being removed", "Try again."):
        folder = Path(tempfile.mkdtemp(prefix=".evenhand-", dir=target.parent))
        try:
            draft = folder / target.name
            source = cut_for(home.folder, generation.folder, teams) if teams else generation.database
            tables = _write(draft, source, generation, teams=teams, metrics=metrics, told=told)
            return _put(home, draft, target, generation=generation, teams=teams, tables=tables)
        except (duckdb.Error, OSError, CutError) as error:
            next_step = "Make room, or name another place." if tells_of_full_disk(str(error)) else ""
            raise EvenhandError(f"{target} could not be written: {error}.", next_step) from error
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _check_place(home: Home, target: Path, is_forced: bool) -> None:
    if target.resolve().is_relative_to(home.folder.resolve()):
        raise WrongUsageError(f"{target} lies in the data folder.", "Name a place outside of it.")
    if not target.parent.is_dir():
        raise WrongUsageError(f"There is no folder {target.parent}.", "Make it first, or name another place.")
    if target.is_dir() or (target.exists() and not is_forced):
        raise WrongUsageError(f"{target} is there already.", "Name another file, or overwrite it with --force.")


def _metrics(generation: Generation) -> list[tuple[str, ...]]:
    """Name, label, unit, what it counts, its population, and SQL that gives its value over all days."""
    store = MetricStore.open(generation.folder)
    try:
        return [
            (name, metric.label, metric.unit, metric.description, metric.population, _plain_sql(store, name))
            for name, metric in sorted(store.catalogue.items())
            if not metric.hidden
        ]
    finally:
        store.close()


def _check_teams(generation: Generation, teams: Sequence[str]) -> None:
    """A slip of the pen would give a copy without rows, which looks like a quiet team."""
    if not teams:
        return
    told = " union ".join(f"select team from {table} where team is not null" for table in _TELL_TEAMS)
    with duckdb.connect(str(generation.database), read_only=True) as connection:
        known = {team for (team,) in connection.execute(told).fetchall()}
    wrong = [team for team in teams if team not in known]
    if wrong:
        raise WrongUsageError(f"There is no team {', '.join(wrong)}.", f"There are: {', '.join(sorted(known))}.")


def _plain_sql(store: MetricStore, metric: str) -> str:
    # Without the name of the published database, which the copy does not have.
    return store.sql(MetricRequest((metric,))).replace('"evenhand"."main".', "")


def _write(
    draft: Path,
    source: Path,
    generation: Generation,
    *,
    teams: Sequence[str],
    metrics: list[tuple[str, ...]],
    told: Told,
) -> int:
    described = read_descriptions(generation.folder)
    with duckdb.connect(str(draft), config={"storage_compatibility_version": _OLDEST_READER}) as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(f"attach {_text(str(source))} as published (read_only)")
        tables = _tables(connection, described)
        for done, (table, columns) in enumerate(tables.items()):
            told(table, done, len(tables))
            connection.execute(f'create table "{table}" as from published.main."{table}"')
            _comment(connection, table, columns, described.get(table, Described()))
        _write_about(connection, generation, teams, metrics)
        connection.execute("detach published")
    return len(tables)


def _tables(connection: duckdb.DuckDBPyConnection, described: dict[str, Described]) -> dict[str, list[str]]:
    """Tables to their columns; sums and draws that only make pages fast are declared nowhere and stay out."""
    found: dict[str, list[str]] = {}
    for table, column in connection.execute(
        "select table_name, column_name from duckdb_columns() where database_name = 'published' and not internal "
        "order by table_name, column_index"
    ).fetchall():
        if table in described or not described:
            found.setdefault(table, []).append(column)
    return found


def _comment(connection: duckdb.DuckDBPyConnection, table: str, columns: list[str], described: Described) -> None:
    if described.words:
        connection.execute(f'comment on table "{table}" is {_text(described.words)}')
    for column in columns:
        if words := described.columns.get(column):
            connection.execute(f'comment on column "{table}"."{column}" is {_text(words)}')


def _write_about(
    connection: duckdb.DuckDBPyConnection, generation: Generation, teams: Sequence[str], metrics: list[tuple[str, ...]]
) -> None:
    facts = generation.facts
    about = [(name, str(facts.get(name) or "unknown")) for name in _ABOUT]
    about += [(name, json.dumps(value)) for name, value in sorted((facts.get("settings") or {}).items())]
    about += [
        ("teams", json.dumps(sorted(teams)) if teams else "all"),
        ("times", "instants are UTC, dates are days of time_zone; durations are seconds"),
        ("metrics", "about_metrics says what each metric means and holds SQL that gives its value on these tables"),
    ]
    connection.execute("create table about (name varchar, value varchar)")
    connection.executemany("insert into about values (?, ?)", about)
    columns = "metric varchar, label varchar, unit varchar, description varchar, population varchar, sql varchar"
    connection.execute(f"create table about_metrics ({columns})")
    if metrics:
        connection.executemany("insert into about_metrics values (?, ?, ?, ?, ?, ?)", metrics)


def _put(home: Home, draft: Path, target: Path, *, generation: Generation, teams: Sequence[str], tables: int) -> Copied:
    draft.chmod(0o600)
    size = draft.stat().st_size
    descriptor = os.open(draft, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    facts = {"file": str(target), "teams": list(teams), "generation": generation.number}
    AuditLog(home.folder).write(operator_name(), "export", "ok", **facts, tables=tables, bytes=size)
    os.replace(draft, target)
    return Copied(tables, size)


def _text(words: str) -> str:
    return "'" + words.replace("'", "''") + "'"
