"""Cases as Zendesk exports: ticket versions in pages, audits as JSON lines."""

from __future__ import annotations

import polars as pl

from ingest.simulate.cases import LATER_INSTANTS
from ingest.simulate.identities import GROUP_IDS, customer_phone, lookup, zendesk_customer
from ingest.simulate.ticket_fields import AGENT_IDS, custom_fields
from ingest.simulate.vocabulary import ESCALATIONS, NEVER, PHONE, PRIORITIES, TOPICS
from ingest.simulate.writers import Parts, glue, iso

VIA = ["voice", "email", "chat", "native_messaging", "web", "api", "api", "api"]
_PAGE_ROWS = 1000
_EXPORT_LAG_SECONDS = 61
_INSTANTS = ("created_at", *LATER_INSTANTS, "deleted_at", "merged_at")


def snapshot(cases: pl.DataFrame, at: int) -> pl.DataFrame:
    """What an export at an epoch second says about the cases that exist by then."""
    seen = {name: pl.col(name) <= at for name in _INSTANTS}
    known = pl.max_horizontal(pl.when(seen[name]).then(pl.col(name)) for name in _INSTANTS)
    paused = pl.when("is_on_hold").then(pl.lit("hold")).otherwise(pl.lit("pending"))
    status = (
        pl.when(seen["deleted_at"]).then(pl.lit("deleted"))
        .when(seen["merged_at"] | seen["closed_at"]).then(pl.lit("closed"))
        .when(seen["solved_again_at"]).then(pl.lit("solved"))
        .when(seen["reopened_at"]).then(pl.lit("open"))
        .when(seen["solved_at"]).then(pl.lit("solved"))
        .when(seen["resumed_at"]).then(pl.lit("open"))
        .when(seen["paused_at"]).then(paused)
        .when(seen["assigned_at"]).then(pl.lit("open"))
        .otherwise(pl.lit("new"))
    )  # fmt: skip
    away = seen["detour_at"] & ~seen["returned_at"]
    holder = (
        pl.when(seen["escalated_at"]).then("expert")
        .when(seen["moved_at"]).then("moved_rep")
        .when(away).then(None)
        .when(seen["assigned_at"]).then("entry_rep")
    )  # fmt: skip
    team = (
        pl.when(seen["escalated_at"]).then(ESCALATIONS)
        .when(seen["moved_at"]).then("moved_team")
        .when(away).then("detour_team")
        .otherwise("entry_team")
    )  # fmt: skip
    return cases.filter(seen["created_at"]).with_columns(
        status=status, holder=holder, holding_team=team, updated_at=known, is_decided=seen["solved_at"],
        is_promised=seen["callback_promised_at"] | (seen["solved_at"] & (pl.col("callback_promised_at") < NEVER)),
        is_called_back=seen["callback_done_at"], is_answered=pl.col("answered_at") <= at,
        is_confirmed=seen["confirmed_at"], is_judged=pl.col("went_up_at") <= at,
    )  # fmt: skip


def ticket_lines(state: pl.DataFrame) -> pl.DataFrame:
    """One row per ticket version with its JSON and `generated_timestamp`, in the order of an export."""
    word = {name: pl.format('"{}"', lookup(name, words)) for name, words in _WORDS.items()}
    null = pl.lit("null")
    external = pl.when(pl.col("call_id").is_null()).then(null).otherwise(pl.format('"{}"', pl.col("call_id")))
    phone = pl.concat_str(pl.lit('{"from":{"phone":"'), customer_phone(), pl.lit('"},"to":{},"rel":null}'))
    origin = pl.when(pl.col("channel") == PHONE).then(phone).otherwise(follow_up_source())
    tags = pl.when((pl.col("merged_at") < NEVER) & (pl.col("status") == "closed"))
    assignee = lookup("holder", AGENT_IDS)
    kind = pl.when("is_complaint").then(pl.lit("problem")).otherwise(pl.lit("question"))
    parts: Parts = [
        '{"url":"https://evenhand-demo.zendesk.com/api/v2/tickets/', pl.col("ticket_id"),
        '.json","id":', pl.col("ticket_id"),
        ',"external_id":', external, ',"via":{"channel":', word["channel"],
        ',"source":', origin, "}",
        ',"created_at":"', iso("created_at"), '","updated_at":"', iso("updated_at"), '","type":"', kind,
        '","subject":"Inquiry about ', lookup("topic", list(TOPICS)),
        '","description":"Please see my message.","priority":', word["priority"],
        ',"status":"', pl.col("status"), '","requester_id":', zendesk_customer(), ',"submitter_id":', _author(),
        ',"assignee_id":', pl.coalesce(assignee, null), ',"organization_id":null,"group_id":',
        lookup("holding_team", GROUP_IDS),
        ',"problem_id":null,"has_incidents":false,"is_public":true,"due_at":null,"tags":[',
        tags.then(pl.lit('"closed_by_merge"')).otherwise(pl.lit("")), '],"custom_fields":', custom_fields(),
        ',"satisfaction_rating":null,"followup_ids":[],"brand_id":360000358316,"from_messaging_channel":false,"generated_timestamp":',
        pl.col("generated_timestamp"), "}",
    ]  # fmt: skip
    rows = state.with_columns(generated_timestamp=pl.col("updated_at") + 1)
    lines = rows.select("ticket_id", "generated_timestamp", line=glue(parts))
    return lines.sort("generated_timestamp", "ticket_id")


def follow_up_source() -> pl.Expr:
    """Where a ticket comes from: the closed one that it answers, or nowhere in particular."""
    answered = pl.concat_str([pl.lit('{"from":{"ticket_id":'), "parent", pl.lit('},"to":{},"rel":"follow_up"}')])
    return pl.coalesce(answered, pl.lit('{"from":{},"to":{},"rel":null}'))


_WORDS = {"channel": VIA, "priority": list(PRIORITIES)}


def _author() -> pl.Expr:
    by_agent = pl.col("channel").is_in([0, 7])
    return pl.when(by_agent).then(lookup("entry_rep", AGENT_IDS)).otherwise(zendesk_customer())


def ticket_pages(lines: pl.DataFrame, is_cursor_based: bool) -> pl.Series:
    """Pages of an incremental export, one JSON object a line, in either of its two forms."""
    pages = (
        lines.with_columns(page=pl.int_range(pl.len()) // _PAGE_ROWS)
        .group_by("page", maintain_order=True)
        .agg(
            text=pl.col("line").str.join(","),
            rows=pl.len(),
            end=pl.col("generated_timestamp").last(),
            ticket=pl.col("ticket_id").last(),
        )
        .with_columns(
            last=pl.when(pl.col("page") == pl.col("page").max()).then(pl.lit("true")).otherwise(pl.lit("false"))
        )
    )
    cursor = pl.format("{}.0||{}", pl.col("end"), pl.col("ticket")).str.encode("base64")
    site = "https://evenhand-demo.zendesk.com/api/v2/incremental/tickets"
    by_cursor: Parts = [
        '{"tickets":[', pl.col("text"), f'],"after_url":"{site}/cursor.json?cursor=', cursor,
        '","before_url":null,"after_cursor":"', cursor, '","before_cursor":null,"end_of_stream":', pl.col("last"), "}",
    ]  # fmt: skip
    by_time: Parts = [
        '{"tickets":[', pl.col("text"), '],"count":', pl.col("rows"), ',"end_of_stream":', pl.col("last"),
        f',"next_page":"{site}.json?start_time=', pl.col("end"), '","end_time":', pl.col("end"), "}",
    ]  # fmt: skip
    return pages.select(line=glue(by_cursor if is_cursor_based else by_time))["line"]
