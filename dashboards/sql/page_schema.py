"""The tables that a statement can read, with the words of the dbt project, for the list beside the editor."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import polars as pl

from transforms.generations import MANIFEST_FILE
from transforms.published_tables import published_columns

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore

Words = dict[str, tuple[str, dict[str, str]]]
_SHORT_TYPES = {"TIMESTAMP WITH TIME ZONE": "TIMESTAMPTZ"}


def known_tables(store: RememberedStore, database: Path) -> list[dict[str, Any]]:
    """The tables of the file that a reader's statements read: the generation's own, or one cut from it.

    Described ones by name, then the sums that are made from them: name, words, rows, whether it `is_made` from others,
    and columns as name, type and words.
    """
    columns = store.columns() if database.parent == store.folder else _columns_of(database)
    return _told(columns, _words(store.folder))


def known_metrics(store: RememberedStore) -> list[dict[str, str]]:
    """Names and labels of the metrics that people ask for."""
    shown = sorted(metric.name for metric in store.catalogue.values() if not metric.hidden)
    return [{"name": name, "label": store.catalogue[name].label} for name in shown]


@lru_cache(maxsize=8)
def _columns_of(database: Path) -> pl.DataFrame:
    # A file that was cut is never changed, and one of another generation has another name.
    with duckdb.connect(str(database), read_only=True) as connection:

        def run(statement: str, values: dict[str, Any]) -> pl.DataFrame:
            return pl.DataFrame(connection.sql(statement, params=values).to_arrow_table())

        return published_columns(run)


def _told(columns: pl.DataFrame, words: Words) -> list[dict[str, Any]]:
    tables: dict[str, dict[str, Any]] = {}
    for table, column, kind, rows in columns.iter_rows():
        described, of_columns = words.get(table, ("", {}))
        known = tables.setdefault(
            table, {"name": table, "words": described, "rows": rows, "is_made": table not in words, "columns": []}
        )
        known["columns"].append([column, _SHORT_TYPES.get(kind, kind), of_columns.get(column, "")])
    return sorted(tables.values(), key=lambda table: (table["is_made"], table["name"]))


@lru_cache(maxsize=4)
def _words(folder: Path) -> Words:
    """Model to its description and those of its columns; nothing where the project was not published with the data."""
    try:
        manifest = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))
        models = [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]
        return {model["name"]: (_plain(model), _of_columns(model)) for model in models}
    except (OSError, ValueError, KeyError):
        return {}


def _of_columns(model: dict[str, Any]) -> dict[str, str]:
    return {name: _plain(column) for name, column in model["columns"].items()}


def _plain(described: dict[str, Any]) -> str:
    return " ".join((described.get("description") or "").split())
