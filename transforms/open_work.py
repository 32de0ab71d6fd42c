"""What is still to be done as of the data's last moment: cases that are open, and calls back that were promised."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import polars as pl

from transforms.conditions import spell_conditions
from transforms.generations import GenerationError
from transforms.requests import MetricRequest

if TYPE_CHECKING:
    from transforms.metrics import MetricStore

Filters = tuple[tuple[str, tuple[str, ...]], ...]

US, CUSTOMER, OTHERS, UNKNOWN = "us", "customer", "others", "unknown"
WAITING_ON = {"new": US, "open": US, "pending": CUSTOMER, "on_hold": OTHERS}
"""Whom a case waits for by its status; any other status, or none, tells nothing."""

_DIMENSIONS = "team, channel, agent, topic, priority, source"

OPEN_CASES = "open_cases"
"""The table of all of them, made by the build: to find thousands among ten million takes a third of a second."""

# The days of the stock and of its records are those of `MetricStore`, so that the list is as long as the number.
OPEN_CASES_STATEMENT = f"""
with held as (
    select case_id, case_key, {_DIMENSIONS}
    from main.backlog_spells
    where first_on <= (select max(backlog_on) from main.backlog_days)
        and left_on > (select max(backlog_on) from main.backlog_days)
)

select held.*, openings.opened_at, openings.status
from held
left join main.case_openings as openings on held.case_id = openings.case_id
"""

_SOME_OPEN_CASES = f"""
select * from main.{OPEN_CASES}
where true {{conditions}}
order by opened_at nulls last, case_id
"""

# A promise whose time is behind the last record of its source is overdue, or its source notes no attempts at all.
_OPEN_PROMISES = """
with waiting as (
    select case_id, case_key, promised_at, promised_on, is_overdue, {dimensions}
    from main.callback_promises
    where called_at is null {conditions}
),

still_open as (
    select distinct case_id
    from main.backlog_spells
    where left_on > (select max(backlog_on) from main.backlog_days)
)

select
    waiting.* exclude (is_overdue),
    coalesce(waiting.is_overdue, false) as is_overdue,
    still_open.case_id is not null as is_open
from waiting
left join main.data_freshness as freshness on waiting.source = freshness.source
left join still_open on waiting.case_id = still_open.case_id
where waiting.is_overdue or waiting.promised_at >= freshness.latest_at
order by waiting.promised_at, waiting.case_id
"""


def open_cases(store: MetricStore, where: Filters) -> pl.DataFrame:
    """The cases behind `backlog` at the end of the data's last day, oldest first.

    case_id, case_key, the shared dimensions of whoever holds it, opened_at, status, and waiting_on: us, customer,
    others or unknown.
    """
    found = _asked(store, _SOME_OPEN_CASES, "backlog", where)
    waiting = pl.col("status").replace_strict(WAITING_ON, default=UNKNOWN, return_dtype=pl.String).fill_null(UNKNOWN)
    return found.with_columns(waiting_on=waiting)


def open_promises(store: MetricStore, where: Filters) -> pl.DataFrame:
    """Calls back that were promised and not tried: those of `callbacks_overdue`, and those not due yet; oldest first.

    case_id, case_key, promised_at, promised_on, the shared dimensions of whoever had the case when the call was due,
    is_overdue, and is_open: whether the case is.
    """
    return _asked(store, _OPEN_PROMISES, "callbacks_overdue", where)


def _asked(store: MetricStore, statement: str, metric: str, where: Filters) -> pl.DataFrame:
    conditions, values = spell_conditions(MetricRequest((metric,), where=where), store.dimensions)
    try:
        return store.run(statement.format(dimensions=_DIMENSIONS, conditions=conditions), values)
    except duckdb.CatalogException as cause:
        raise GenerationError(
            f"{store.folder} was built by an older version ({cause}); run 'evenhand build'"
        ) from cause
