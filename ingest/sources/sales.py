"""Orders, their lines and offers as CSV, from any shop or order system.

    order_id,ordered_at,agent,customer,ticket_id,status,currency,amount,refunded_amount
    O-1,2026-03-02T09:05:00Z,rosa.rossi,ann@example.com,35436,paid,EUR,49.90,0

    offer_id,offered_at,agent,ticket_id,product,result,value,currency
    F-1,2026-03-02T09:03:00Z,rosa.rossi,35436,warranty,accepted,49.90,EUR

    order_id,line_no,product,kind,quantity,refunded_quantity
    O-1,1,lamp,primary,1,0

An order line is of kind primary or addon, for the share of sales to which something was added.
An offer's result is accepted, declined, deferred or none; none is an opportunity that was not used.
Time zone: as written in each value, else `[sales] time_zone` of sources.toml.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ingest.canonical import OFFER_RESULTS
from ingest.sources.declared_csv import READ_CSV, header_recogniser, zone_setting
from ingest.types import Column, Impossible, Source, Stream

if TYPE_CHECKING:
    from collections.abc import Mapping

ORDER_LINE_KINDS = ("primary", "addon")


def source(settings: Mapping[str, Any]) -> Source:
    """Build the source; `time_zone` is its only setting."""
    zone = zone_setting("sales", settings)
    streams = {"*orders*.csv*": _orders(zone), "*offers*.csv*": _offers(zone), "*order_lines*.csv*": _order_lines(zone)}
    return Source("sales", tuple(streams.values()), header_recogniser(streams))


def _orders(zone: str | None) -> Stream:
    return Stream(
        name="orders",
        columns=(
            Column("order_id", required=True),
            # Tickets and calls name an order by its hashed number, as it may lead to a person.
            Column("order_key", origin="order_id", optional=True, personal=True),
            Column("ordered_at", "TIMESTAMPTZ", required=True),
            Column("agent", optional=True),
            Column("customer", optional=True, personal=True),
            *(Column(name, optional=True) for name in ("ticket_id", "offer_id", "status", "currency")),
            Column("amount", "DOUBLE"),
            Column("refunded_amount", "DOUBLE", optional=True, minimum=0),
            Column("refunded_at", "TIMESTAMPTZ", optional=True),
            Column("updated_at", "TIMESTAMPTZ", optional=True),
        ),
        key=("order_id",),
        version=("updated_at",),
        read=READ_CSV,
        table="sales__orders",
        time_zone=zone,
        instant="ordered_at",
    )


def _offers(zone: str | None) -> Stream:
    return Stream(
        name="offers",
        columns=(
            Column("offer_id", required=True),
            Column("offered_at", "TIMESTAMPTZ", required=True),
            *(Column(name, optional=True) for name in ("agent", "team", "channel", "topic")),
            Column("customer", optional=True, personal=True),
            *(Column(name, optional=True) for name in ("ticket_id", "contact_id", "product")),
            Column("result", required=True, allowed=OFFER_RESULTS),
            Column("value", "DOUBLE", optional=True),
            Column("currency", optional=True),
            Column("updated_at", "TIMESTAMPTZ", optional=True),
        ),
        key=("offer_id",),
        version=("updated_at",),
        read=READ_CSV,
        table="sales__offers",
        time_zone=zone,
        instant="offered_at",
    )


def _order_lines(zone: str | None) -> Stream:
    return Stream(
        name="order_lines",
        columns=(
            Column("order_id", required=True),
            Column("line_no", "BIGINT", required=True, minimum=0),
            Column("product"),
            Column("kind", required=True, allowed=ORDER_LINE_KINDS),
            Column("quantity", "DOUBLE", required=True, minimum=0),
            Column("refunded_quantity", "DOUBLE", optional=True, minimum=0),
            Column("updated_at", "TIMESTAMPTZ", optional=True),
        ),
        key=("order_id", "line_no"),
        version=("updated_at",),
        read=READ_CSV,
        table="sales__order_lines",
        time_zone=zone,
        impossible=(
            Impossible("refunded_quantity > quantity", "refunded_quantity", "is more than the quantity of the line"),
        ),
    )
