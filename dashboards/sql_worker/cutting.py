"""Copying the rows of some teams into a new file, in a process of its own."""

from __future__ import annotations

import json
import os
import sys

import duckdb

WITHOUT_TEAM = {"time_spine", "data_freshness"}
"""Tables without a team that go along whole: the calendar, and until when sources are loaded. Any other stays out."""


def main() -> None:
    """Makes the file that the JSON on stdin asks for: `published`, `draft`, `teams`."""
    told = json.loads(sys.stdin.read())
    cut(told["published"], told["draft"], told["teams"])


def cut(published: str, draft: str, teams: list[str]) -> None:
    """Writes the new file `draft`, with every table of `published` that says of each row which team it belongs to."""
    with duckdb.connect(draft, config={"memory_limit": "1GB", "threads": 2}) as connection:
        connection.execute(f"attach {_quoted(published)} as published (read_only)")
        connection.execute("begin")
        for table, has_team, comment in _tables(connection):
            if has_team:
                chosen = f"select * from published.main.{_name(table)} where team in (select unnest($teams))"
                connection.execute(f"create table {_name(table)} as {chosen}", {"teams": teams})
            elif table in WITHOUT_TEAM:
                connection.execute(f"create table {_name(table)} as from published.main.{_name(table)}")
            else:
                continue
            _keep_comments(connection, table, comment)
        connection.execute("commit")
        connection.execute("detach published")
        connection.execute("force checkpoint")
    descriptor = os.open(draft, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


def _tables(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, bool, str | None]]:
    return connection.execute(
        "select table_name, bool_or(c.column_name = 'team'), any_value(t.comment) from duckdb_tables() t "
        "join duckdb_columns() c using (database_name, schema_name, table_name) "
        "where database_name = 'published' and schema_name = 'main' group by table_name order by table_name"
    ).fetchall()


def _keep_comments(connection: duckdb.DuckDBPyConnection, table: str, comment: str | None) -> None:
    if comment:
        connection.execute(f"comment on table {_name(table)} is {_quoted(comment)}")
    columns = connection.execute(
        "select column_name, comment from duckdb_columns() where database_name = 'published' and schema_name = 'main' "
        "and table_name = $1 and comment is not null",
        [table],
    ).fetchall()
    for column, text in columns:
        connection.execute(f"comment on column {_name(table)}.{_name(column)} is {_quoted(text)}")


def _name(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
