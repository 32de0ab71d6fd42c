"""The months of the department, one after the other, each written before the next begins."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from ingest.simulate.arrivals import draw_arrivals
from ingest.simulate.audits import audit_lines
from ingest.simulate.cases import LATER_INSTANTS, open_cases, run_cases
from ingest.simulate.chats import run_conversations
from ingest.simulate.customers import HEADER as CUSTOMERS_HEADER
from ingest.simulate.customers import customer_lines, known_customers
from ingest.simulate.demand import Demand, draw_demand
from ingest.simulate.department import REP_COUNT, Department
from ingest.simulate.dirt import break_call_lines, break_survey_lines
from ingest.simulate.intercom import conversation_lines
from ingest.simulate.links import CLOSED_SCHEMA, closed_tickets, link_follow_ups, merge_duplicates, recently_closed
from ingest.simulate.model import Ints, Model
from ingest.simulate.month_work import MonthWork
from ingest.simulate.orders import HEADER as ORDERS_HEADER
from ingest.simulate.orders import LINES_HEADER as ORDER_LINES_HEADER
from ingest.simulate.orders import draw_orders, order_line_rows, order_rows
from ingest.simulate.phone import draw_calls, redial
from ingest.simulate.queue_log import queue_log_lines
from ingest.simulate.randomness import Randomness
from ingest.simulate.report import SimulationReport, count_handled
from ingest.simulate.sales import OFFERS_HEADER, draw_offers, offer_lines, sales_talks
from ingest.simulate.shifts import HEADER as SHIFTS_HEADER
from ingest.simulate.shifts import planned_shifts, shift_lines
from ingest.simulate.surveys import HEADER as SURVEYS_HEADER
from ingest.simulate.surveys import instrument_renewed_at, rate_conversations, send_surveys, survey_lines
from ingest.simulate.vocabulary import CHANNELS, NEVER, TOPICS
from ingest.simulate.work_calendar import Month, WorkCalendar
from ingest.simulate.writers import Outbox, write_lines
from ingest.simulate.zendesk import snapshot, ticket_lines, ticket_pages

if TYPE_CHECKING:
    from collections.abc import Sequence

_RERUN_SECONDS = 2 * 86400
"""An export begins this long before its month, so that consecutive files overlap."""


@dataclass
class Simulation:
    """State that one month hands to the next."""

    randomness: Randomness
    calendar: WorkCalendar
    model: Model
    department: Department
    demand: Demand
    report: SimulationReport
    next_ids: dict[str, int] = field(
        default_factory=lambda: {"ticket": 1001, "call": 1, "conversation": 500_001, "offer": 1, "sale": 1}
    )
    handled: Ints = field(default_factory=lambda: np.zeros((REP_COUNT, len(TOPICS), len(CHANNELS)), dtype=np.int64))
    live_cases: list[pl.DataFrame] = field(default_factory=list)
    live_conversations: list[pl.DataFrame] = field(default_factory=list)
    unanswered: list[pl.DataFrame] = field(default_factory=list)
    orders: list[pl.DataFrame] = field(default_factory=list)
    shifts: list[pl.DataFrame] = field(default_factory=list)
    customers: list[pl.DataFrame] = field(default_factory=list)
    closed: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=CLOSED_SCHEMA))
    audits: Outbox = field(default_factory=Outbox)
    offers: Outbox = field(default_factory=Outbox)

    def run_month(self, month: Month) -> None:
        """Simulate one month and write its files."""
        roster = self.department.roster(self.calendar, month)

        def work(part: str) -> MonthWork:
            rng = self.randomness.generator(part, month.index)
            return MonthWork(rng, self.calendar, self.demand, self.department, roster, self.model)

        arrivals = draw_arrivals(work("arrivals"), month)
        calls = redial(work("redials"), arrivals, draw_calls(work("phone"), arrivals))
        calls = self._numbered(calls, "call").with_columns(call_id=pl.format("{}.{}", "at", "call_id"))
        rng = self.randomness.generator("queue_log", month.index)
        shifts = planned_shifts(roster.plan)
        self.shifts.append(shifts)
        lines = queue_log_lines(rng, calls, shifts, self.department, self.calendar)
        cases = self._numbered(run_cases(work("cases"), open_cases(work("opening"), arrivals, calls)), "ticket")
        cases = link_follow_ups(work("follow_ups"), merge_duplicates(work("merges"), cases), self.closed)
        self.closed = recently_closed(pl.concat([self.closed, closed_tickets(cases)]), month.ends_at)
        self.customers.append(known_customers(arrivals, cases))
        talks = run_conversations(work("chats"), arrivals)
        talks = self._numbered(rate_conversations(work("ratings"), talks), "conversation")
        surveys = send_surveys(work("surveys"), cases, self.calendar)
        spoken = sales_talks(cases, calls, talks)
        offers = self._numbered(draw_offers(work("sales"), spoken), "offer")
        self.orders.append(self._numbered(draw_orders(work("orders"), spoken, offers), "sale"))
        self._count(cases, calls, talks)
        self._write_calls(month, lines)
        self._write_cases(month, cases)
        self._write_conversations(month, talks)
        self._write_surveys(month, surveys)
        self._write_offers(month, offers)

    def write_shifts(self) -> None:
        """Write the working days of all months as they were planned."""
        lines = shift_lines(pl.concat(self.shifts), list(self.department.agents))
        self._write("directory/directory_shifts.csv", "directory__shifts", lines, SHIFTS_HEADER)

    def write_customers(self) -> None:
        """Write under which numbers and addresses the department knows its customers."""
        lines = customer_lines(pl.concat(self.customers))
        self._write("directory/directory_customers.csv", "directory__customers", lines, CUSTOMERS_HEADER)

    def write_orders(self) -> None:
        """Write the orders of all months as they stand at the end."""
        orders = pl.concat(self.orders).filter(pl.col("ordered_at") < self.calendar.ends_at)
        rows = order_rows(orders, self.calendar.ends_at, list(self.department.agents))
        self._write("sales/orders.csv", "sales__orders", rows, ORDERS_HEADER)
        rows = order_line_rows(orders, self.calendar.ends_at)
        self._write("sales/sales_order_lines.csv", "sales__order_lines", rows, ORDER_LINES_HEADER)

    def _numbered(self, rows: pl.DataFrame, kind: str) -> pl.DataFrame:
        first = self.next_ids[kind]
        self.next_ids[kind] += len(rows)
        name = f"{kind}_no" if kind in {"offer", "sale"} else f"{kind}_id"
        return rows.with_columns(pl.int_range(first, first + len(rows), dtype=pl.Int64, eager=True).alias(name))

    def _write(
        self, name: str, table: str, lines: pl.Series, header: str | None = None, records: int | None = None
    ) -> Path:
        path = write_lines(self.report.folder / name, lines, header)
        self.report.files.append(path)
        self.report.records[table] += len(lines) if records is None else records
        return path

    def _count(self, cases: pl.DataFrame, calls: pl.DataFrame, talks: pl.DataFrame) -> None:
        answered = calls.filter(pl.col("outcome") == 2).select("rep", "topic", "channel")
        written = cases.filter(pl.col("call_id").is_null()).select("topic", "channel", rep="entry_rep")
        chats = talks.filter(~pl.col("gives_up") & ~pl.col("is_bot_only")).select("topic", "channel", rep="entry_rep")
        for rows in (answered, written, chats):
            reps, topics, channels = (rows[name].to_numpy() for name in ("rep", "topic", "channel"))
            self.handled += count_handled(reps, topics, channels, REP_COUNT)

    def _write_calls(self, month: Month, lines: pl.Series) -> None:
        lines, broken = break_call_lines(lines, month.index)
        self.report.dirty["asterisk__queue_log"] += broken
        # Rotated logs are compressed, the newest is not.
        suffix = "" if month.ends_at == self.calendar.ends_at else ".gz"
        self._write(f"asterisk/queue_log-{month.name}{suffix}", "asterisk__queue_log", lines)

    def _write_cases(self, month: Month, cases: pl.DataFrame) -> None:
        last_second = month.ends_at - 1
        known = pl.concat([*self.live_cases, cases])
        state = snapshot(known, last_second).filter(pl.col("updated_at") >= month.starts_at - _RERUN_SECONDS)
        lines = ticket_lines(state)
        is_cursor_based = month.index >= len(self.calendar.months) // 2
        pages = ticket_pages(lines, is_cursor_based)
        self._write(f"zendesk/tickets-{month.name}.json", "zendesk__tickets", pages, records=len(lines))
        self.live_cases = [_still_moving(known, ("created_at", *LATER_INSTANTS, "deleted_at", "merged_at"), month)]
        self.audits.add(audit_lines(cases))
        audits = self.audits.take(month.ends_at)
        if audits is not None:
            lines_now = audits.sort("at", "order")["line"]
            self._write(f"zendesk/ticket_audits-{month.name}.jsonl", "zendesk__ticket_audits", lines_now)

    def _write_conversations(self, month: Month, talks: pl.DataFrame) -> None:
        known = pl.concat([*self.live_conversations, talks])
        lines = conversation_lines(known, month.ends_at - 1)
        lines = lines.filter(pl.col("updated_at") >= month.starts_at - _RERUN_SECONDS)
        self._write(f"intercom/conversations-{month.name}.jsonl", "intercom__conversations", lines["line"])
        instants = ("created_at", "solved_at", "solved_again_at", "asked_at", "answered_at", "back_at")
        self.live_conversations = [_still_moving(known, instants, month)]

    def _write_surveys(self, month: Month, surveys: pl.DataFrame) -> None:
        truth = self.report.truth / "satisfaction" / f"{month.name}.parquet"
        truth.parent.mkdir(parents=True, exist_ok=True)
        surveys.select("ticket_id", "resolver", "true_chance", "is_satisfied").write_parquet(truth)
        known = pl.concat([*self.unanswered, surveys])
        self.unanswered = [known.filter(pl.max_horizontal("sent_at", _real("answered_at")) >= month.ends_at)]
        sent = known.filter(pl.col("sent_at") < month.ends_at)
        agents, renewed_at = list(self.department.agents), instrument_renewed_at(self.calendar)
        lines = survey_lines(sent, month.ends_at - 1, agents, renewed_at)
        rows, broken = break_survey_lines(lines["line"], month.index)
        self.report.dirty["surveys__responses"] += broken
        self._write(f"surveys/survey_responses-{month.name}.csv", "surveys__responses", rows, SURVEYS_HEADER)

    def _write_offers(self, month: Month, offers: pl.DataFrame) -> None:
        self.offers.add(offers)
        made = self.offers.take(month.ends_at)
        if made is not None:
            lines = offer_lines(made.sort("at", "offer_no"), list(self.department.agents))
            self._write(f"sales/offers-{month.name}.csv", "sales__offers", lines, OFFERS_HEADER)


def build_simulation(
    randomness: Randomness, calendar: WorkCalendar, department: Department, report: SimulationReport
) -> Simulation:
    """A simulation that stands before its first month."""
    model = Model()
    demand = draw_demand(randomness, calendar, model, report.contacts)
    return Simulation(randomness, calendar, model, department, demand, report)


def _real(name: str) -> pl.Expr:
    return pl.when(pl.col(name) < NEVER).then(pl.col(name))


def _still_moving(rows: pl.DataFrame, instants: Sequence[str], month: Month) -> pl.DataFrame:
    """Rows to which something happens in the overlap with the next export or later."""
    return rows.filter(pl.max_horizontal(_real(name) for name in instants) >= month.ends_at - _RERUN_SECONDS)
