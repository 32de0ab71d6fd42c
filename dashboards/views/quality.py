"""What was loaded, what was set aside, what the data lack or contradict, and how new they are."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import polars as pl

from dashboards.formats import count
from dashboards.localised import day, moment
from dashboards.views.scope import as_of

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore

MOST_ROWS = 500
DAYS_BEHIND = 2
"""A source may lag over a quiet Sunday; beyond that its numbers are partial."""
_LISTS = ("assumptions",)
_HEADINGS = {
    "sentence": "What it means",
    "earliest_at": "First record",
    "latest_at": "Last record",
    "loaded_at": "When loaded",
    "rejected_at": "When set aside",
    "rejected": "Set aside",
    "file_name": "File",
    "column_name": "Column",
}

# What a person reads; the keys stay in the published tables.
SHOWN = {
    "data_findings": ("source", "rule", "records", "sentence"),
    "data_freshness": ("source", "earliest_at", "latest_at", "loaded_at"),
    "data_rejects": ("source", "stream", "file_name", "line", "column_name", "reason", "rejected_at"),
    "data_loads": (
        *("source", "stream", "file_name", "status", "records", "loaded", "rejected"),
        *("earliest_at", "latest_at", "loaded_at", "reason", "assumptions"),
    ),
}


def quality(store: RememberedStore) -> dict[str, Any]:
    """Tables of the data-quality page, each with columns, rows as text, and a total in words."""
    tables = {name: store.table(name).select(pl.col(columns)) for name, columns in SHOWN.items()}
    loads, findings = tables["data_loads"], tables["data_findings"]
    zone = ZoneInfo(str(store.generation.get("time_zone") or "UTC"))
    return {
        "as_of": as_of(store.generation),
        "data_as_of": store.generation.get("data_as_of"),
        "generation": store.generation["generation"],
        "states": states(loads, store.table("data_freshness"), zone),
        "summary": [
            {"label": "Files loaded", "text": count(loads.filter(status="loaded").height)},
            {"label": "Files failed", "text": count(loads.filter(status="failed").height)},
            {"label": "Records loaded", "text": count(int(loads["loaded"].sum() or 0))},
            {"label": "Records set aside", "text": count(int(loads["rejected"].sum() or 0))},
        ],
        "findings": _table(findings.sort("records", descending=True), ("finding", "findings"), zone),
        "freshness": _table(tables["data_freshness"].sort("source"), ("source", "sources"), zone),
        "rejects": _table(tables["data_rejects"], ("record set aside", "records set aside"), zone),
        "loads": _table(
            loads.sort(pl.col("status") == "loaded", "loaded_at", descending=[False, True]), ("file", "files"), zone
        ),
    }


def states(loads: pl.DataFrame, freshness: pl.DataFrame, zone: ZoneInfo) -> list[str]:
    """What makes the data less than whole, in words: nothing loaded, files that failed, sources that end early.

    Nothing where all is well. How old the newest record is depends on when it is read, so the page adds that itself.
    """
    if loads.filter(status="loaded").is_empty():
        return ["No file has been loaded yet, so every page is empty. Put exports into the inbox and load them."]
    told = []
    failed = loads.filter(status="failed")
    if failed.height:
        sources = ", ".join(sorted(failed["source"].unique()))
        files = "1 file" if failed.height == 1 else f"{count(failed.height)} files"
        told.append(
            f"{files} could not be loaded ({sources}): what they hold is missing everywhere. Why, is told below."
        )
    dated = freshness.drop_nulls("latest_at").sort("latest_at")
    if dated.is_empty():
        return [*told, "No source has a single dated record, so no period can be shown."]
    newest = dated["latest_at"][-1]
    for source, latest in dated.select("source", "latest_at").iter_rows():
        behind = (newest - latest).days
        if behind > DAYS_BEHIND:
            told.append(
                f"{source} ends on {day(latest.astimezone(zone))}, {count(behind)} days before the newest record: "
                "what comes from it is missing since, and weeks after that look quieter than they were."
            )
    return told


def _table(frame: pl.DataFrame, words: tuple[str, str], zone: ZoneInfo) -> dict[str, Any]:
    shown = frame.head(MOST_ROWS)
    return {
        "columns": [
            {"name": name, "label": label_of(name), "is_number": dtype.is_numeric(), "is_moment": dtype.is_temporal()}
            for name, dtype in frame.schema.items()
        ],
        "rows": [[_text(name, value, zone) for name, value in row.items()] for row in shown.iter_rows(named=True)],
        "total": f"{count(frame.height)} {words[frame.height != 1]}"
        + (f", the first {MOST_ROWS} shown" if frame.height > MOST_ROWS else ""),
    }


def label_of(name: str) -> str:
    """A column name as a heading, in the words of those who read it."""
    text = _HEADINGS.get(name, name.replace("_", " "))
    return text[:1].upper() + text[1:]


def _text(column: str, value: Any, zone: ZoneInfo) -> str:
    if value is None:
        return ""
    if column in _LISTS:
        return " ".join(json.loads(value))
    if isinstance(value, datetime):
        return moment(value.astimezone(zone))
    if isinstance(value, int) and not isinstance(value, bool):
        return count(value)
    return str(value)
