"""Both queues of the follow-up page as tables: all of their rows, oldest first, and the promises kept by team."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

from dashboards.export_figures import figures
from dashboards.periods import periods_of
from dashboards.state import ViewState
from dashboards.tables import Column, Table, texts
from dashboards.views.follow_up import PROMISES as KEPT
from dashboards.views.follow_up import last_moment, listed_cases, listed_promises, with_age

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore

_WHO = texts(team="Team", agent="Agent", channel="Channel", topic="Topic", priority="Priority", source="Source")
CASES = (
    *texts(case="Case"),
    Column("opened_on", "Opened", "date"),
    Column("age", "Age in days", "number"),
    *texts(status="Status", waiting_on="Waiting on"),
    *_WHO,
)
PROMISES = (
    *texts(case="Case"),
    Column("promised_on", "Promised for", "date"),
    Column("promised_time", "At"),
    *texts(state="State", case_state="Case is"),
    *_WHO,
)


def follow_up_tables(store: RememberedStore, state: ViewState, address: Mapping[str, str]) -> list[Table]:
    """The open cases under the filters and choices of the page, then the calls back that wait and how many are kept."""
    moment = last_moment(store.generation)
    zone = moment.tzinfo if moment else None
    cases = listed_cases(state, with_age(store.open_cases(state.where), moment))
    waiting = listed_promises(periods_of(state, store.generation).shown, store.open_promises(state.where))
    return [
        Table("open_cases", "Open cases", CASES, [_case(row, zone) for row in cases.iter_rows(named=True)]),
        Table("callbacks", "Calls back", PROMISES, [_promise(row, zone) for row in waiting.iter_rows(named=True)]),
        figures(store, state, ((KEPT, ()), (KEPT, ("team",))), "Promises by team"),
    ]


def _case(row: dict[str, Any], zone: tzinfo | None) -> list[Any]:
    opened = row["opened_at"].astimezone(zone).date() if row["opened_at"] else None
    return [row["case_key"] or row["case_id"], opened, row["age"], row["status"], row["waiting_on"], *_who(row)]


def _promise(row: dict[str, Any], zone: tzinfo | None) -> list[Any]:
    # Workbooks know no time zones: the moment is told as the page tells it.
    promised = row["promised_at"].astimezone(zone)
    said = ["overdue" if row["is_overdue"] else "due", "open" if row["is_open"] else "resolved"]
    return [row["case_key"] or row["case_id"], promised.date(), f"{promised:%H:%M}", *said, *_who(row)]


def _who(row: dict[str, Any]) -> list[Any]:
    return [row[column.name] for column in _WHO]
