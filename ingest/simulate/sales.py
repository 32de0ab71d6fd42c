"""Opportunities to sell and the offers made of them."""

from __future__ import annotations

import numpy as np
import polars as pl

from ingest.simulate.identities import TEAM_WORDS, lookup, zendesk_customer
from ingest.simulate.model import chance, vector
from ingest.simulate.month_work import DAY, MonthWork
from ingest.simulate.phone import ANSWERED
from ingest.simulate.vocabulary import CHANNELS, NEVER, PHONE, TOPICS
from ingest.simulate.writers import iso

OFFERS_HEADER = (
    "offer_id,offered_at,agent,team,channel,topic,customer,ticket_id,contact_id,"
    "product,result,value,currency,updated_at"
)
PRODUCTS = ("add-on", "accessory", "warranty")
_PRICES = np.array([19.0, 34.0, 59.0])
_RESULTS = ("accepted", "deferred", "declined", "none")
ACCEPTED, DEFERRED, DECLINED, UNUSED = range(4)


def sales_talks(cases: pl.DataFrame, calls: pl.DataFrame, conversations: pl.DataFrame) -> pl.DataFrame:
    """Every contact in which a rep spoke or wrote with a customer: the population of opportunities."""
    common = ("channel", "topic", "customer")
    logged = cases.filter(pl.col("call_id").is_not_null()).select("call_id", "ticket_id")
    by_phone = calls.filter(pl.col("outcome") == ANSWERED).join(logged, on="call_id", how="left", maintain_order="left")
    return pl.concat(
        [
            by_phone.select(
                *common, "ticket_id", "rep", "team", contact="call_id",
                at=pl.col("at") + pl.col("wait") + pl.col("talk")
            ),
            cases.filter(pl.col("call_id").is_null() & (pl.col("first_reply_at") < NEVER)).select(
                *common, "ticket_id", rep="entry_rep", team="entry_team", contact=pl.lit(None, dtype=pl.String),
                at="first_reply_at",
            ),
            conversations.filter(pl.col("talk_ends_at") < NEVER).select(
                *common, ticket_id=pl.lit(None, dtype=pl.Int64), rep="entry_rep", team="team",
                contact=pl.col("conversation_id").cast(pl.String), at="talk_ends_at",
            ),
        ],
        how="vertical_relaxed",
    )  # fmt: skip


def draw_offers(work: MonthWork, talks: pl.DataFrame) -> pl.DataFrame:
    """One row per opportunity, with the order and refund that follow from an accepted offer."""
    rng, model = work.rng, work.model
    likely = vector(model.opportunity_chance)[talks["topic"].to_numpy()]
    chosen = talks.filter(pl.lit(rng.random(len(talks))) < pl.lit(likely)).sort("at", "customer", "channel")
    size = len(chosen)
    phone = chosen["channel"].to_numpy() == PHONE
    offered = rng.random(size) < chance(model.offer_intercept + model.offer_phone * phone)
    logit = model.conversion_intercept + work.department.effects["conversion"][chosen["rep"].to_numpy()]
    accepted = rng.random(size) < chance(logit)
    deferred = rng.random(size) < model.deferred_share_of_rest
    result = np.where(accepted, ACCEPTED, np.where(deferred, DEFERRED, DECLINED))
    product = rng.integers(0, len(PRODUCTS), size)
    cents = np.rint(100 * _PRICES[product] * np.exp(0.35 * rng.standard_normal(size))).astype(np.int64)
    at = chosen["at"].to_numpy()
    refunded = rng.random(size) < model.refund_chance
    partly = np.where(rng.random(size) < 0.25, 0.5, 1.0)
    return chosen.with_columns(
        result=pl.Series(np.where(offered, result, UNUSED)),
        product=pl.Series(product),
        cents=pl.Series(cents),
        ordered_at=pl.Series(at + rng.integers(5, 1800, size)),
        refunded_at=pl.Series(np.where(refunded, at + rng.integers(3 * DAY, 28 * DAY, size), NEVER)),
        refunded_cents=pl.Series((cents * partly).astype(np.int64)),
        links_offer=pl.Series(rng.random(size) < 0.92),
    )


def euros(column: str) -> pl.Expr:
    """An amount in cents as euros."""
    cents = pl.col(column)
    return pl.format("{}.{}", cents // 100, (cents % 100).cast(pl.String).str.zfill(2))


def csv_row(cells: list[pl.Expr]) -> pl.Expr:
    """Cells in a line of CSV; unknown ones stay empty."""
    return pl.concat_str([pl.coalesce(cell.cast(pl.String), pl.lit("")) for cell in cells], separator=",")


def offer_lines(offers: pl.DataFrame, agents: list[str]) -> pl.Series:
    """CSV rows of offers and unused opportunities."""
    used = pl.col("result") != UNUSED
    cells = [
        pl.format("OF-{}", "offer_no"), iso("at"), lookup("rep", agents), lookup("team", TEAM_WORDS),
        lookup("channel", list(CHANNELS)), lookup("topic", list(TOPICS)), zendesk_customer(), pl.col("ticket_id"),
        pl.col("contact"), pl.when(used).then(lookup("product", list(PRODUCTS))), lookup("result", list(_RESULTS)),
        pl.when(used).then(euros("cents")), pl.lit("EUR"), iso("at"),
    ]  # fmt: skip
    return offers.select(line=csv_row(cells))["line"]
