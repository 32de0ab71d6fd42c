"""The menus of kept statements: what a wish comes to, and what there is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboards.formats import count
from dashboards.kept_file import KeptFileError, done
from dashboards.sql.page_asked import LONGEST_STATEMENT, is_text
from dashboards.sql.page_queries import SqlHistory, SqlQueries


def kept(queries: SqlQueries, history: SqlHistory, reader: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    """What came of a wish in words, then the queries that the reader sees and what the reader ran last."""

    def save(name: str) -> None:
        statement = str(asked.get("statement") or "")
        if len(statement) > LONGEST_STATEMENT or not is_text(statement):
            raise KeptFileError(f"A statement is text of at most {count(LONGEST_STATEMENT)} letters.")
        queries.save(reader, name, statement, asked.get("is_shared") is True)

    said = done(asked, save, lambda name: queries.delete(reader, name))
    return {"said": said} | _listed(queries, history, reader)


def _listed(queries: SqlQueries, history: SqlHistory, reader: str) -> dict[str, Any]:
    try:
        seen = [
            {"name": one.name, "statement": one.statement, "owner": one.owner, "is_shared": one.is_shared}
            | {"is_own": one.owner == reader}
            for one in queries.seen_by(reader)
        ]
        ran = [
            {"ticket": run.ticket, "statement": run.statement, "values": run.values, "ran_at": run.ran_at}
            | {"outcome": run.outcome, "rows": run.rows}
            for run in history.of(reader)
        ]
    except KeptFileError as trouble:
        return {"queries": [], "history": [], "said": str(trouble)}
    return {"queries": seen, "history": ran}
