"""Our own checks of a built file, after dbt's tests and before anybody can read it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

REQUIRED_MARTS = (
    "case_openings",
    "first_responses",
    "case_resolutions",
    "sla_outcomes",
    "backlog_days",
    "queue_entries",
    "contact_handlings",
    "survey_responses",
    "offers",
    "complaints",
    "agents",
    "teams",
    "rep_days",
    "rep_scorecards",
    "case_mix_cells",
    "case_outcomes",
    "data_loads",
    "data_rejects",
    "data_findings",
    "data_freshness",
)
_FACTS = REQUIRED_MARTS[: REQUIRED_MARTS.index("agents")]
_LARGEST_DROP = 0.5


@dataclass(frozen=True)
class AuditReport:
    """What the audits found in one built file."""

    failures: tuple[str, ...]
    """Sentences; with any of them the file is not published."""
    warnings: tuple[str, ...]
    rows: dict[str, int]
    """Rows of each published table."""
    data_as_of: str | None
    """Newest instant in the data, ISO in UTC."""
    data_from: str | None
    """Oldest instant in the data, ISO in UTC."""


def audit(database: Path, raw_file: Path, work_file: Path, previous_rows: dict[str, int] | None = None) -> AuditReport:
    """Audits a built file against the raw rows, the intermediate layer and the generation before it."""
    with duckdb.connect(config={"autoinstall_known_extensions": False}) as connection:
        connection.execute("set TimeZone = 'UTC'")
        for path, name in ((database, "built"), (raw_file, "raw_db"), (work_file, "work")):
            connection.execute(f"attach '{_quoted(path)}' as {name} (read_only)")
        rows = {table: _count(connection, f"built.main.{table}") for table in _tables(connection, "built", "main")}
        failures = [
            *_missing_marts(rows),
            *_numbers_that_are_none(connection),
            *_lost_raw_rows(connection),
            *_lost_cases(connection),
        ]
        return AuditReport(tuple(failures), tuple(_drops(rows, previous_rows or {})), rows, *_span(connection))


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _count(connection: duckdb.DuckDBPyConnection, relation: str, condition: str = "true") -> int:
    row = connection.execute(f"select count(*) from {relation} where {condition}").fetchone()
    assert row is not None
    return int(row[0])


def _tables(connection: duckdb.DuckDBPyConnection, database: str, schema: str) -> list[str]:
    found = connection.execute(
        """
        select table_name from information_schema.tables
        where table_catalog = ? and table_schema = ? order by table_name
        """,
        [database, schema],
    ).fetchall()
    return [name for (name,) in found]


def _missing_marts(rows: dict[str, int]) -> list[str]:
    missing = [mart for mart in REQUIRED_MARTS if mart not in rows]
    failures = [f"the table {mart} is missing" for mart in missing]
    if not missing and not any(rows[mart] for mart in _FACTS):
        failures.append("every table of facts is empty, although files were loaded")
    return failures


def _numbers_that_are_none(connection: duckdb.DuckDBPyConnection) -> list[str]:
    columns = connection.execute(
        """
        select table_name, column_name from information_schema.columns
        where table_catalog = 'built' and table_schema = 'main' and data_type in ('DOUBLE', 'FLOAT')
        order by table_name, column_name
        """
    ).fetchall()
    failures = []
    for table, column in columns:
        bad = _count(connection, f"built.main.{table}", f'not isfinite("{column}")')
        if bad:
            failures.append(f"{table}.{column} has {bad} values that are infinite or no number")
    return failures


def _lost_raw_rows(connection: duckdb.DuckDBPyConnection) -> list[str]:
    tables = _tables(connection, "raw_db", "raw")
    if not tables:
        return ["raw.duckdb has no tables"]
    stored = " union all ".join(f"select source from raw_db.raw.{table}" for table in tables)
    differences = connection.execute(
        f"""
        with
        stored as (select source, count(*) as stored_rows from ({stored}) group by source),
        told as (
            select source, sum(loaded) as told_rows
            from raw_db.ledger.files where status = 'loaded' group by source
        )
        select coalesce(stored.source, told.source), coalesce(told_rows, 0)::bigint, coalesce(stored_rows, 0)
        from stored full join told on stored.source = told.source
        where coalesce(told_rows, 0) <> coalesce(stored_rows, 0)
        order by 1
        """
    ).fetchall()
    return [
        f"the ledger says {told} rows of source {source} were loaded, the raw tables hold {stored}"
        for source, told, stored in differences
    ]


def _lost_cases(connection: duckdb.DuckDBPyConnection) -> list[str]:
    if "int_cases" not in _tables(connection, "work", "main"):
        return ["the intermediate table int_cases is missing"]
    cases = _count(connection, "work.main.int_cases")
    excluded = _count(connection, "work.main.int_cases", "exclusion is not null")
    if "case_openings" not in _tables(connection, "built", "main"):
        return []
    opened = _count(connection, "built.main.case_openings")
    if opened + excluded == cases:
        return []
    return [f"{cases} cases came in, but {opened} opened and {excluded} excluded ones came out"]


def _drops(rows: dict[str, int], previous_rows: dict[str, int]) -> list[str]:
    return [
        f"{table} has {rows.get(table, 0)} rows, the generation before had {before}"
        for table, before in sorted(previous_rows.items())
        if rows.get(table, 0) < before * (1 - _LARGEST_DROP)
    ]


def _span(connection: duckdb.DuckDBPyConnection) -> tuple[str | None, str | None]:
    """The newest and the oldest instant of all sources."""
    if "data_freshness" not in _tables(connection, "built", "main"):
        return None, None
    row = connection.execute(
        """
        select
            strftime(max(latest_at), '%Y-%m-%dT%H:%M:%SZ'),
            strftime(min(earliest_at), '%Y-%m-%dT%H:%M:%SZ')
        from built.main.data_freshness
        """
    ).fetchone()
    return (row[0], row[1]) if row else (None, None)
