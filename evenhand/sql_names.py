"""What can be named in a question: tables and columns with their descriptions from dbt, and metrics."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from evenhand.sql_query import SqlSession
from transforms.catalogue import MetricDefinition, read_catalogue
from transforms.generations import MANIFEST_FILE, SEMANTIC_MANIFEST_FILE


@dataclass(frozen=True)
class Described:
    """What dbt says of a table: itself, and its columns by name."""

    words: str = ""
    columns: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SqlNames:
    """The names of one generation."""

    columns: dict[str, list[tuple[str, str]]]
    """Table to its columns: name and DuckDB's type, in their order."""
    described: dict[str, Described]
    metrics: dict[str, MetricDefinition]

    def described_as(self, table: str) -> Described:
        """What dbt says of a table; nothing where it says nothing."""
        return self.described.get(table, Described())


def read_names(session: SqlSession) -> SqlNames:
    """All that can be named in questions to a session's generation."""
    columns: dict[str, list[tuple[str, str]]] = {}
    for table, column, kind in session.names(
        "select table_name, column_name, data_type from duckdb_columns() where schema_name = 'main' and not internal "
        "order by table_name, column_index"
    ):
        columns.setdefault(table, []).append((column, kind))
    folder = session.generation.folder
    metrics = read_catalogue(folder / SEMANTIC_MANIFEST_FILE).metrics
    return SqlNames(columns, read_descriptions(folder), {n: m for n, m in sorted(metrics.items()) if not m.hidden})


def read_descriptions(folder: Path) -> dict[str, Described]:
    """What dbt's manifest in a generation's folder says of each table; empty when there is none."""
    try:
        nodes = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))["nodes"].values()
        return {
            node["name"]: Described(
                " ".join(node["description"].split()),
                {name: " ".join(column["description"].split()) for name, column in node["columns"].items()},
            )
            for node in nodes
            if node["resource_type"] == "model"
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
