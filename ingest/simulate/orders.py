"""Orders taken in contacts: goods, what was added to them, and what of it came back."""

from __future__ import annotations

import numpy as np
import polars as pl

from ingest.simulate.identities import lookup, zendesk_customer
from ingest.simulate.month_work import DAY, MonthWork
from ingest.simulate.sales import ACCEPTED, PRODUCTS, csv_row, euros
from ingest.simulate.vocabulary import NEVER
from ingest.simulate.writers import iso

HEADER = (
    "order_id,ordered_at,agent,customer,ticket_id,offer_id,status,currency,"
    "amount,refunded_amount,refunded_at,updated_at"
)
LINES_HEADER = "order_id,line_no,product,kind,quantity,refunded_quantity"
_GOODS = ("lamp", "kettle", "router")
_GOODS_CENTS = np.array([3900, 5400, 8900])


def draw_orders(work: MonthWork, talks: pl.DataFrame, offers: pl.DataFrame) -> pl.DataFrame:
    """The orders of a month: those that followed from an offer, and those that customers came with.

    `goods` says what was bought beside or without an add-on (null = nothing), `offer_no` which offer led to it.
    """
    rng, model = work.rng, work.model
    accepted = offers.filter(pl.col("result") == ACCEPTED)
    with_goods = pl.Series(rng.random(len(accepted)) < model.goods_with_addon_chance)
    own = talks.filter(pl.lit(rng.random(len(talks))) < model.order_chance).sort("at", "customer", "channel")
    size = len(own)
    returned = rng.random(size) < model.refund_chance
    at = own["at"].to_numpy()
    plain = own.select(
        "rep", "customer", "ticket_id",
        ordered_at=pl.Series(at + rng.integers(5, 1800, size)),
        refunded_at=pl.Series(np.where(returned, at + rng.integers(3 * DAY, 28 * DAY, size), NEVER)),
        offer_no=pl.lit(None, dtype=pl.Int64), product=pl.lit(None, dtype=pl.Int64), links_offer=pl.lit(False),
        addon_cents=pl.lit(0, dtype=pl.Int64), addon_refunded_cents=pl.lit(0, dtype=pl.Int64),
    )  # fmt: skip
    added = accepted.select(
        "rep", "customer", "ticket_id", "ordered_at", "refunded_at", "offer_no", "product", "links_offer",
        addon_cents="cents", addon_refunded_cents="refunded_cents",
    )  # fmt: skip
    orders = pl.concat([added, plain], how="vertical_relaxed")
    has_goods = pl.concat([with_goods, pl.Series(np.ones(size, dtype=bool))])
    goods = rng.integers(0, len(_GOODS), len(orders))
    return orders.with_columns(
        goods=pl.when(has_goods).then(pl.Series(goods)),
        goods_cents=pl.when(has_goods).then(pl.Series(_GOODS_CENTS[goods])).otherwise(0),
        quantity=pl.Series(1 + (rng.random(len(orders)) < 0.12)),
    )


def _order_id() -> pl.Expr:
    return pl.coalesce(pl.format("OR-{}", "offer_no"), pl.format("OP-{}", "sale_no"))


def _seen(orders: pl.DataFrame, ends_at: int) -> pl.DataFrame:
    """Orders as they stand at an epoch second. What was added is given back alone, goods as a whole."""
    returned = pl.col("refunded_at") < ends_at
    goods_cents = pl.col("goods_cents") * pl.col("quantity")
    gives_back_goods = returned & pl.col("offer_no").is_null()
    refunded = pl.when(gives_back_goods).then(goods_cents).when(returned).then("addon_refunded_cents").otherwise(0)
    return orders.with_columns(
        is_returned=returned,
        gives_back_goods=gives_back_goods,
        gives_back_addon=returned & (pl.col("addon_refunded_cents") == pl.col("addon_cents")),
        cents=goods_cents + pl.col("addon_cents"),
        refunded_cents=refunded,
    ).with_columns(order_id=_order_id())


def order_rows(orders: pl.DataFrame, ends_at: int, agents: list[str]) -> pl.Series:
    """CSV rows of the orders."""
    returned = pl.col("is_returned")
    status = pl.when(returned).then(pl.lit("refunded")).otherwise(pl.lit("paid"))
    cells = [
        pl.col("order_id"), iso("ordered_at"), lookup("rep", agents), zendesk_customer(), pl.col("ticket_id"),
        pl.when("links_offer").then(pl.format("OF-{}", "offer_no")), status, pl.lit("EUR"), euros("cents"),
        euros("refunded_cents"), pl.when(returned).then(iso("refunded_at")),
        pl.when(returned).then(iso("refunded_at")).otherwise(iso("ordered_at")),
    ]  # fmt: skip
    return _seen(orders, ends_at).select(line=csv_row(cells))["line"]


def order_line_rows(orders: pl.DataFrame, ends_at: int) -> pl.Series:
    """CSV rows of what the orders consist of."""
    seen = _seen(orders, ends_at).with_row_index("place")
    goods, added = seen.filter(pl.col("goods").is_not_null()), seen.filter(pl.col("offer_no").is_not_null())
    back = pl.when("gives_back_goods").then("quantity").otherwise(0)
    line_no = pl.when(pl.col("goods").is_null()).then(1).otherwise(2)
    rows = [
        goods.select("place", line_no=pl.lit(1), line=csv_row([
            pl.col("order_id"), pl.lit("1"), lookup("goods", list(_GOODS)), pl.lit("primary"), pl.col("quantity"), back,
        ])),
        added.select("place", line_no=line_no, line=csv_row([
            pl.col("order_id"), line_no, lookup("product", list(PRODUCTS)), pl.lit("addon"), pl.lit("1"),
            pl.col("gives_back_addon").cast(pl.Int64),
        ])),
    ]  # fmt: skip
    return pl.concat(rows, how="vertical_relaxed").sort("place", "line_no")["line"]
