"""Under which numbers and addresses the department knows a customer."""

from __future__ import annotations

import polars as pl

from ingest.simulate.identities import (
    COMPANY_SIZE,
    customer_phone,
    intercom_contact,
    is_at_a_company,
    order_number,
    zendesk_customer,
)
from ingest.simulate.vocabulary import CHAT, MESSAGING
from ingest.simulate.writers import Parts, glue

HEADER = "customer,kind,identifier,is_shared"
_SECOND_ADDRESS_EVERY = 20
_UNNOTED_EVERY = 3


def known_customers(arrivals: pl.DataFrame, cases: pl.DataFrame) -> pl.DataFrame:
    """A month's customers, and the orders that they named: customer, chats, episode (null but for orders)."""
    chats = pl.col("channel").is_in([CHAT, MESSAGING]).any()
    people = arrivals.group_by("customer").agg(chats=chats).with_columns(episode=pl.lit(None, dtype=pl.Int64))
    orders = cases.filter("names_order").select("customer", "episode", chats=pl.lit(False))
    return pl.concat([people, orders.select(people.columns)])


def customer_lines(known: pl.DataFrame) -> pl.Series:
    """CSV rows that link every identifier to the customer's account."""
    people = known.group_by("customer").agg(pl.col("chats").any()).sort("customer")
    orders = known.filter(pl.col("episode").is_not_null()).unique(["customer", "episode"]).sort("customer", "episode")
    twice = people.filter(pl.col("customer") % _SECOND_ADDRESS_EVERY == 0)
    # Not every switchboard has been noticed; the rest shows by the strangers who call from it.
    is_noted = is_at_a_company() & ((pl.col("customer") // COMPANY_SIZE) % _UNNOTED_EVERY > 0)
    return pl.concat(
        [
            _rows(people, "account", zendesk_customer()),
            _rows(people, "email", pl.format("customer{}@example.com", "customer")),
            _rows(twice, "email", pl.format("c{}@example.net", "customer")),
            _rows(people, "phone", customer_phone(), is_noted),
            _rows(people.filter("chats"), "contact", intercom_contact()),
            _rows(orders, "order", order_number()),
        ]
    )


def _rows(some: pl.DataFrame, kind: str, identifier: pl.Expr, is_shared: pl.Expr | None = None) -> pl.Series:
    shared = pl.lit("") if is_shared is None else pl.when(is_shared).then(pl.lit("true")).otherwise(pl.lit(""))
    cells: Parts = [zendesk_customer(), f",{kind},", identifier, ",", shared]
    return some.select(line=glue(cells))["line"]
