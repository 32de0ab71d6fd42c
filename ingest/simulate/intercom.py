"""Conversations as Intercom exports: one JSON line per version, with its parts."""

from __future__ import annotations

import polars as pl

from ingest.simulate.department import REP_COUNT
from ingest.simulate.identities import (
    INTERCOM_OPERATOR,
    INTERCOM_TEAM_IDS,
    intercom_admin,
    intercom_contact,
    lookup,
    zendesk_customer,
)
from ingest.simulate.vocabulary import CHAT, ESCALATIONS, NEVER, PRIORITIES, TOPICS
from ingest.simulate.writers import Parts, glue

_ADMIN_IDS = [intercom_admin(rep) for rep in range(REP_COUNT)]
_MESSAGING_TYPES = ["whatsapp", "facebook", "instagram", "sms"]
_PARTS_PER_CONVERSATION = 32
_LIVE_INSTANTS = (
    "created_at", "first_reply_at", "handed_over_at", "talk_ends_at", "solved_at", "reopened_at", "solved_again_at",
    "asked_at", "answered_at", "bot_closed_at", "back_at",
)  # fmt: skip


def conversation_lines(conversations: pl.DataFrame, at: int) -> pl.DataFrame:
    """The state at an epoch second of every conversation begun by then: updated_at, conversation_id, line."""
    shown = conversations.filter(pl.col("created_at") <= at).with_columns(
        updated_at=pl.max_horizontal(pl.when(pl.col(name) <= at).then(pl.col(name)) for name in _LIVE_INSTANTS),
        entry_admin=lookup("entry_rep", _ADMIN_IDS),
        last_admin=lookup("resolver", _ADMIN_IDS),
        contact=intercom_contact(),
    )
    shown = shown.with_columns(parts=_parts(at), part_count=_part_count(at))
    parts = [*_head(at), *_middle(at), *_tail(at)]
    return shown.select("updated_at", "conversation_id", line=glue(parts)).sort("updated_at", "conversation_id")


def _if(condition: pl.Expr, yes: pl.Expr | str, no: pl.Expr | str = "null") -> pl.Expr:
    first = pl.lit(yes) if isinstance(yes, str) else yes.cast(pl.String)
    other = pl.lit(no) if isinstance(no, str) else no.cast(pl.String)
    return pl.when(condition).then(first).otherwise(other)


def _is_open(at: int) -> pl.Expr:
    reopened = (pl.col("reopened_at") <= at) & (pl.col("solved_again_at") > at)
    by_bot = (pl.col("bot_closed_at") <= at) & (pl.col("back_at") > at)
    return ((pl.col("solved_at") > at) & ~by_bot) | reopened


def _began() -> pl.Expr:
    """When people, not the bot alone, began to be asked for: NEVER if the bot was enough."""
    return pl.when(pl.col("bot_closed_at") < NEVER).then("back_at").otherwise("created_at")


def _head(at: int) -> Parts:
    app = pl.lit(pl.Series(_MESSAGING_TYPES)).gather(pl.col("customer") % 4)
    word = pl.when(pl.col("channel") == CHAT).then(pl.lit("conversation")).otherwise(app)
    author: Parts = ['{"type":"user","id":"', pl.col("contact"), '","name":null,"email":""}']
    return [
        '{"type":"conversation","id":"', pl.col("conversation_id"), '","created_at":', pl.col("created_at"),
        ',"updated_at":', pl.col("updated_at"), ',"waiting_since":null,"snoozed_until":null,"source":{"type":"', word,
        '","id":"', pl.col("conversation_id") + 7_000_000,
        '","delivered_as":"customer_initiated","subject":"","body":"<p>Hello</p>","author":', *author,
        ',"attachments":[],"url":null},"contacts":{"type":"contact.list","contacts":[{"type":"contact","id":"',
        pl.col("contact"), '","external_id":"', zendesk_customer(), '"}]},"open":', _if(_is_open(at), "true", "false"),
        ',"state":"', _if(_is_open(at), "open", "closed"),
        '","read":true,"tags":{"type":"tag.list","tags":[]},"priority":"',
        _if(pl.col("priority") < 2, "priority", "not_priority"), '"',
    ]  # fmt: skip


def _middle(at: int) -> Parts:
    moved = pl.col("handed_over_at") <= at
    replied = pl.col("first_reply_at") <= at
    team = pl.when(moved & pl.col("is_escalated")).then(ESCALATIONS).otherwise("team")
    rated = pl.col("answered_at") <= at
    score = _if(rated, pl.col("score"))
    rating: list[pl.Expr] = [
        pl.lit('{"rating":'), score, pl.lit(',"remark":null,"created_at":'), pl.col("asked_at").cast(pl.String),
        pl.lit(',"contact":{"type":"contact","id":"'), pl.col("contact"),
        pl.lit('"},"teammate":{"type":"admin","id":"'),
        pl.col("last_admin"), pl.lit('"}}'),
    ]  # fmt: skip
    return [
        ',"admin_assignee_id":', _if(replied, pl.when(moved).then("last_admin").otherwise("entry_admin")),
        ',"team_assignee_id":',
        _if(_began() <= at, pl.format('"{}"', pl.lit(pl.Series(INTERCOM_TEAM_IDS)).gather(team))),
        ',"custom_attributes":{"topic":"', lookup("topic", list(TOPICS)), '","language":"en","urgency":"',
        lookup("priority", list(PRIORITIES)), '"},"sla_applied":null,"conversation_rating":',
        _if(pl.col("asked_at") <= at, pl.concat_str(rating)),
    ]  # fmt: skip


def _tail(at: int) -> Parts:
    def instant(name: str) -> pl.Expr:
        return _if(pl.col(name) <= at, pl.col(name))

    last_close = pl.coalesce(
        pl.when(pl.col("solved_again_at") <= at).then("solved_again_at"),
        pl.when(pl.col("solved_at") <= at).then("solved_at"),
        pl.when(pl.col("bot_closed_at") <= at).then("bot_closed_at"),
    )
    reopens = (pl.col("back_at") <= at).cast(pl.Int64) + (pl.col("reopened_at") <= at).cast(pl.Int64)
    first_close = pl.min_horizontal("solved_at", "bot_closed_at")
    wait = _if(pl.col("first_reply_at") <= at, pl.col("first_reply_at") - pl.col("created_at"))
    return [
        ',"statistics":{"type":"conversation_statistics","time_to_admin_reply":', wait,
        ',"first_contact_reply_at":', pl.col("created_at"),
        ',"first_assignment_at":', _if(_began() <= at, _began() + 2),
        ',"first_admin_reply_at":', instant("first_reply_at"),
        ',"first_close_at":', _if(first_close <= at, first_close),
        ',"last_close_at":', _if(last_close.is_not_null(), last_close),
        ',"count_reopens":', reopens,
        ',"count_assignments":', _if(pl.col("handed_over_at") <= at, "2", "1"),
        ',"count_conversation_parts":', pl.col("part_count"),
        '},"conversation_parts":{"type":"conversation_part.list","conversation_parts":[', pl.col("parts"),
        '],"total_count":', pl.col("part_count"), "}}",
    ]  # fmt: skip


_CUSTOMER = pl.concat_str([pl.lit('{"type":"user","id":"'), pl.col("contact"), pl.lit('"}')])
_BOT = pl.lit(f'{{"type":"bot","id":"{INTERCOM_OPERATOR}"}}')


def _admin(column: str) -> pl.Expr:
    return pl.concat_str([pl.lit('{"type":"admin","id":"'), pl.col(column), pl.lit('"}')])


def _team_target() -> pl.Expr:
    team = pl.when("is_escalated").then(ESCALATIONS).otherwise("team")
    escalated = pl.lit(pl.Series(INTERCOM_TEAM_IDS)).gather(team)
    return pl.concat_str([pl.lit('{"type":"team","id":"'), escalated, pl.lit('"}')])


def _timeline() -> list[tuple[pl.Expr, str, pl.Expr, pl.Expr | None, pl.Expr]]:
    """Every part that can be: instant, type, author, assigned to, whether it happens in this conversation."""
    created, replied, ends = pl.col("created_at"), pl.col("first_reply_at"), pl.col("talk_ends_at")
    always, moved, by_bot = pl.lit(True), pl.col("handed_over_at") < NEVER, pl.col("bot_closed_at") < NEVER
    talk = ends - replied
    holder = pl.concat_str(
        [pl.lit('{"type":"admin","id":"'), pl.when(moved).then("last_admin").otherwise("entry_admin"), pl.lit('"}')]
    )
    closer = pl.when("gives_up").then(_BOT).otherwise(_admin("last_admin"))
    entry, last = _admin("entry_admin"), _admin("last_admin")
    first_team = pl.concat_str([pl.lit('{"type":"team","id":"'), lookup("team", INTERCOM_TEAM_IDS), pl.lit('"}')])
    return [
        (created + 1, "comment", _BOT, None, always),
        (created + 9, "comment", _BOT, None, by_bot),
        (pl.col("bot_closed_at"), "close", _BOT, None, by_bot),
        (pl.col("back_at"), "open", _CUSTOMER, None, always),
        (pl.col("back_at") + 1, "comment", _CUSTOMER, None, always),
        (_began() + 2, "assignment", _BOT, first_team, _began() < NEVER),
        (replied - 2, "assignment", entry, entry, always),
        (replied, "comment", entry, None, always),
        (replied + talk * 2 // 10, "comment", _CUSTOMER, None, always),
        (replied + talk * 3 // 10, "comment", entry, None, pl.col("turns") >= 2),
        (replied + talk * 4 // 10, "comment", _CUSTOMER, None, pl.col("turns") >= 2),
        (pl.col("handed_over_at"), "assignment", entry, _team_target(), moved & pl.col("is_escalated")),
        (pl.col("handed_over_at") + 1, "assignment", entry, last, moved),
        (replied + talk * 7 // 10, "comment", holder, None, pl.col("turns") >= 3),
        (ends, "comment", holder, None, ~pl.col("is_escalated")),
        (pl.col("solved_at") - 1, "comment", last, None, pl.col("is_escalated")),
        (pl.col("solved_at"), "close", closer, None, ~pl.col("is_bot_only")),
        (pl.col("reopened_at"), "open", _CUSTOMER, None, always),
        (pl.col("solved_again_at") - 1, "comment", last, None, always),
        (pl.col("solved_again_at"), "close", last, None, always),
    ]


def _parts(at: int) -> pl.Expr:
    texts = []
    for place, (instant, kind, author, target, happens) in enumerate(_timeline()):
        part_id = (pl.col("conversation_id") * _PARTS_PER_CONVERSATION + place).cast(pl.String)
        body = '"<p>Thank you.</p>"' if kind == "comment" else "null"
        text = pl.concat_str([
            pl.lit('{"type":"conversation_part","id":"'), part_id,
            pl.lit(f'","part_type":"{kind}","body":{body},"created_at":'),
            instant.cast(pl.String), pl.lit(',"author":'), author, pl.lit(',"assigned_to":'),
            pl.lit("null") if target is None else target, pl.lit("}"),
        ])  # fmt: skip
        texts.append(pl.when(happens & (instant <= at)).then(text))
    return pl.concat_str(texts, separator=",", ignore_nulls=True)


def _part_count(at: int) -> pl.Expr:
    return pl.sum_horizontal((happens & (instant <= at)).cast(pl.Int64) for instant, _, _, _, happens in _timeline())
