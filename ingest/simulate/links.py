"""Tickets that belong together: duplicates merged into one, and new tickets that answer a closed one."""

from __future__ import annotations

import polars as pl

from ingest.simulate.cases import LATER_INSTANTS
from ingest.simulate.month_work import DAY, MonthWork
from ingest.simulate.vocabulary import EMAIL, NEVER, WEB_FORM

_FOLLOW_UP_DAYS = 60
CLOSED_SCHEMA = {"ticket_id": pl.Int64, "customer": pl.Int64, "topic": pl.Int64, "closed_at": pl.Int64}


def merge_duplicates(work: MonthWork, cases: pl.DataFrame) -> pl.DataFrame:
    """Merge some second messages about a matter into its first ticket, while that is still in work.

    Adds `survivor` (a ticket id) and `merged_at`; nothing happens to a merged ticket afterwards.
    """
    rng, size = work.rng, len(cases)
    drawn = cases.with_columns(
        luck=pl.Series(rng.random(size)), merged_at=pl.col("assigned_at") + pl.Series(rng.integers(60, 5400, size))
    ).sort("customer", maintain_order=True)
    same_customer = pl.col("customer") == pl.col("customer").shift(1)
    earlier = {name: pl.col(name).shift(1) for name in ("topic", "ticket_id", "assigned_at", "solved_at", "deleted_at")}
    duplicate = (
        same_customer & (pl.col("topic") == earlier["topic"]) & (pl.col("luck") < work.model.merge_chance)
        & (pl.col("contact_ends_at") == NEVER) & (pl.col("deleted_at") == NEVER) & (earlier["deleted_at"] == NEVER)
        & (pl.col("merged_at") < pl.col("first_reply_at"))
        & (pl.col("merged_at") < earlier["solved_at"]) & (earlier["assigned_at"] < pl.col("merged_at"))
    ).fill_null(value=False)  # fmt: skip
    drawn = drawn.with_columns(is_duplicate=duplicate)
    # What was merged away itself can take in nothing.
    merges = pl.col("is_duplicate") & ~pl.col("is_duplicate").shift(1, fill_value=False)
    drawn = drawn.with_columns(
        survivor=pl.when(merges).then(earlier["ticket_id"]),
        merged_at=pl.when(merges).then("merged_at").otherwise(NEVER),
    )
    cut = [pl.when(pl.col(name) < pl.col("merged_at")).then(name).otherwise(NEVER).alias(name)
           for name in LATER_INSTANTS]  # fmt: skip
    return drawn.with_columns(cut).drop("luck", "is_duplicate").sort("ticket_id")


def link_follow_ups(work: MonthWork, cases: pl.DataFrame, closed: pl.DataFrame) -> pl.DataFrame:
    """Add `parent`: the closed ticket that a customer's new message answers, where it answers one."""
    writes = pl.col("channel").is_in([EMAIL, WEB_FORM]) & pl.col("survivor").is_null()
    luck = pl.Series(work.rng.random(len(cases)))
    answers = cases.filter(writes & (luck < work.model.follow_up_chance)).sort("created_at")
    parents = pl.concat([closed, closed_tickets(cases)]).rename({"ticket_id": "parent"})
    found = answers.select("ticket_id", "customer", "topic", "created_at").join_asof(
        parents.sort("closed_at"), left_on="created_at", right_on="closed_at", by=["customer", "topic"],
        strategy="backward", tolerance=_FOLLOW_UP_DAYS * DAY, check_sortedness=False,
    ).select("ticket_id", "parent")  # fmt: skip
    return cases.join(found, on="ticket_id", how="left", maintain_order="left")


def closed_tickets(cases: pl.DataFrame) -> pl.DataFrame:
    """What a later message can be an answer to."""
    stays = (pl.col("closed_at") < NEVER) & (pl.col("merged_at") == NEVER) & (pl.col("deleted_at") == NEVER)
    return cases.filter(stays).select("ticket_id", "customer", "topic", "closed_at")


def recently_closed(closed: pl.DataFrame, at: int) -> pl.DataFrame:
    """Those that a message after an epoch second may still answer."""
    return closed.filter(pl.col("closed_at") > at - _FOLLOW_UP_DAYS * DAY)
