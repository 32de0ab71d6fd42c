"""An answer as a file: the statement of a past run of the reader's own, run once more, under what it was asked."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import TYPE_CHECKING

import polars as pl
from flask import abort, current_app

from dashboards.access.reader import current_reader
from dashboards.formats import count
from dashboards.sql import Answer
from dashboards.sql.page_answer import is_number, is_whole
from dashboards.sql.page_asked import AskedWrongError, read_asked
from dashboards.sql.page_console import Console, NoAnswerError
from dashboards.sql.page_queries import PastRun
from dashboards.state import ViewState
from dashboards.tables import Column, Kind, Table
from dashboards.views.scope import as_of

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore


def console() -> Console:
    """What the app of this request asks with."""
    found = current_app.config["EVENHAND_SQL"]
    assert isinstance(found, Console)
    return found


def answer_tables(store: RememberedStore, state: ViewState, address: Mapping[str, str]) -> list[Table]:
    """The rows of a run that the address names by `run`; the request ends where there are none."""
    past = _past(address)
    try:
        asked = read_asked({"statement": past.statement, "values": past.values, "ticket": past.ticket})
        assert asked is not None
        answer = console().run(store, current_reader(), asked, file="yes")
    except AskedWrongError as wrong:
        abort(400, str(wrong))
    except NoAnswerError as none:
        abort(503 if none.kind == "busy" else 400, none.words)
    return [_table(answer)]


def answer_lines(store: RememberedStore, state: ViewState, address: Mapping[str, str]) -> list[str]:
    """How much of the answer this is, how new the data are, and what was asked."""
    past = _past(address)
    values = [f"${name} = {value.get('text') or 'null'}" for name, value in past.values.items()]
    said = f"{as_of(store.generation)}, generation {store.generation['generation']}"
    return [_counted(past), said, *values, "Asked in SQL:", *past.statement.splitlines()]


def _counted(past: PastRun) -> str:
    if not past.is_truncated:
        return f"{count(past.rows)} {'row' if past.rows == 1 else 'rows'}"
    if past.total is None:
        return f"The first {count(past.rows)} rows; there are more"
    return f"The first {count(past.rows)} of {count(past.total)} rows"


def _past(address: Mapping[str, str]) -> PastRun:
    found = console().history.find(current_reader().name, str(address.get("run") or ""))
    if found is None:
        abort(404, "This run is not among your last ones any more. Run the statement again.")
    return found


def _table(answer: Answer) -> Table:
    frame = pl.read_ipc_stream(io.BytesIO(answer.arrow))
    columns = [Column(name, name, _kind(kind, at, answer)) for at, (name, kind) in enumerate(answer.columns)]
    return Table("answer", "Answer", columns, answer.rows, frame)


def _kind(kind: str, at: int, answer: Answer) -> Kind:
    # A number that is too long for a number of a file comes as text.
    if not is_number(kind) or any(isinstance(row[at], str) for row in answer.rows):
        return "text"
    return "integer" if is_whole(kind) else "number"
