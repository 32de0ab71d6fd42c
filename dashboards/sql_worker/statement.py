"""What may be asked: one SELECT. The check is for clear words; what holds is the confinement around it."""

from __future__ import annotations

import json
from typing import Any

import duckdb

_READING = {"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"}
_PIVOT = (
    "A bare PIVOT needs a second statement to find its columns. Name them and wrap it: "
    "SELECT * FROM (PIVOT t ON k IN ('a', 'b') USING sum(v))."
)


class NotAskableError(Exception):
    """A statement that is not answered here; the words say which and what to write instead."""


def check(connection: duckdb.DuckDBPyConnection, text: str) -> duckdb.Statement:
    """The one reading statement in the text; NotAskableError for anything else, duckdb.Error for what is no SQL."""
    statements = connection.extract_statements(text)
    if not statements:
        raise NotAskableError("There is no statement here. Write a SELECT.")
    if len(statements) > 1:
        raise NotAskableError(
            f"These are {len(statements)} statements. Ask one at a time, without a semicolon between."
        )
    kind = _kind(statements[0])
    if kind == "MULTI":
        raise NotAskableError(_PIVOT)
    if kind != "SELECT":
        raise NotAskableError(
            f"{kind} is not answered here, only SELECT is (with FROM, VALUES, DESCRIBE, SHOW and SUMMARIZE): "
            "the published tables can be read and not changed."
        )
    for node in sorted(_nodes(_tree(connection, text)) - _READING):
        word = node.removesuffix("_NODE").removesuffix("_QUERY")
        raise NotAskableError(f"{word} inside a WITH is not answered here: tables can be read and not changed.")
    return statements[0]


def _kind(statement: duckdb.Statement) -> str:
    try:
        return statement.type.name
    except ValueError:  # DuckDB knows kinds that its Python package has no name for
        return "This"


def _tree(connection: duckdb.DuckDBPyConnection, text: str) -> Any:
    row = connection.execute("select json_serialize_sql($1)", [text]).fetchone()
    try:
        tree = json.loads(row[0]) if row else None
    except RecursionError:
        raise NotAskableError("The statement is nested too deeply to be read.") from None
    if not isinstance(tree, dict) or tree.get("error"):
        raise NotAskableError("Only a plain SELECT is answered here.")
    return tree


def _nodes(tree: Any) -> set[str]:
    """Kinds of every query in the tree, at whatever depth."""
    found, waiting = set(), [tree]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            kind = part.get("type")
            if isinstance(kind, str) and kind.endswith("_NODE"):
                found.add(kind)
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)
    return found


def tables_of(connection: duckdb.DuckDBPyConnection, text: str) -> list[str]:
    """The tables that the statement names, for the log; none where DuckDB cannot tell."""
    try:
        return sorted(connection.get_table_names(text, qualified=True))
    except duckdb.Error:
        return []
