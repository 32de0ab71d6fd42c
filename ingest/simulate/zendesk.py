"""Cases as Zendesk exports: ticket versions in pages, audits as JSON lines."""

from __future__ import annotations

import polars as pl

from ingest.simulate.cases import LATER_INSTANTS
from ingest.simulate.department import REP_COUNT
from ingest.simulate.identities import GROUP_IDS, customer_phone, lookup, zendesk_agent, zendesk_customer
from ingest.simulate.vocabulary import ESCALATIONS, NEVER, OUTCOMES, PRIORITIES, TOPICS
from ingest.simulate.writers import Parts, glue, iso

AGENT_IDS = [zendesk_agent(rep) for rep in range(REP_COUNT)]
FIELDS = {
    "topic": 360_000_000_001,
    "channel": 360_000_000_002,
    "complaint": 360_000_000_003,
    "policy_eligible": 360_000_000_004,
    "policy_outcome": 360_000_000_005,
    "compensation": 360_000_000_006,
    "callback_promised_at": 360_000_000_007,
    "callback_done_at": 360_000_000_008,
    "callback_reached": 360_000_000_009,
}
"""Custom fields of the department's Zendesk: what they mean and their ids."""

VIA = ["voice", "email", "chat", "native_messaging", "web", "api", "api", "api"]
_CHANNEL_FIELD = [None, None, None, None, None, "fax", "post", "in_person"]
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
    holder = (
        pl.when(seen["escalated_at"]).then("expert")
        .when(seen["moved_at"]).then("moved_rep")
        .when(seen["assigned_at"]).then("entry_rep")
    )  # fmt: skip
    team = (
        pl.when(seen["escalated_at"]).then(ESCALATIONS)
        .when(seen["moved_at"]).then("moved_team")
        .otherwise("entry_team")
    )  # fmt: skip
    return cases.filter(seen["created_at"]).with_columns(
        status=status, holder=holder, holding_team=team, updated_at=known, is_decided=seen["solved_at"],
        is_promised=seen["callback_promised_at"] | (seen["solved_at"] & (pl.col("callback_promised_at") < NEVER)),
        is_called_back=seen["callback_done_at"],
    )  # fmt: skip


def ticket_lines(state: pl.DataFrame) -> pl.DataFrame:
    """One row per ticket version with its JSON and `generated_timestamp`, in the order of an export."""
    word = {name: pl.format('"{}"', lookup(name, words)) for name, words in _WORDS.items()}
    null = pl.lit("null")
    external = pl.when(pl.col("call_id").is_null()).then(null).otherwise(pl.format('"{}"', pl.col("call_id")))
    phone = pl.concat_str(pl.lit('{"phone":"'), customer_phone(), pl.lit('"}'))
    origin = pl.when(pl.col("channel") == 0).then(phone).otherwise(pl.lit("{}"))
    tags = pl.when((pl.col("merged_at") < NEVER) & (pl.col("status") == "closed"))
    assignee = lookup("holder", AGENT_IDS)
    kind = pl.when("is_complaint").then(pl.lit("problem")).otherwise(pl.lit("question"))
    parts: Parts = [
        '{"url":"https://evenhand-demo.zendesk.com/api/v2/tickets/', pl.col("ticket_id"),
        '.json","id":', pl.col("ticket_id"),
        ',"external_id":', external, ',"via":{"channel":', word["channel"],
        ',"source":{"from":', origin, ',"to":{},"rel":null}}',
        ',"created_at":"', iso("created_at"), '","updated_at":"', iso("updated_at"), '","type":"', kind,
        '","subject":"Inquiry about ', lookup("topic", list(TOPICS)),
        '","description":"Please see my message.","priority":', word["priority"],
        ',"status":"', pl.col("status"), '","requester_id":', zendesk_customer(), ',"submitter_id":', _author(),
        ',"assignee_id":', pl.coalesce(assignee, null), ',"organization_id":null,"group_id":',
        lookup("holding_team", GROUP_IDS),
        ',"problem_id":null,"has_incidents":false,"is_public":true,"due_at":null,"tags":[',
        tags.then(pl.lit('"closed_by_merge"')).otherwise(pl.lit("")), '],"custom_fields":', _custom_fields(),
        ',"satisfaction_rating":null,"followup_ids":[],"brand_id":360000358316,"from_messaging_channel":false,"generated_timestamp":',
        pl.col("generated_timestamp"), "}",
    ]  # fmt: skip
    rows = state.with_columns(generated_timestamp=pl.col("updated_at") + 1)
    lines = rows.select("ticket_id", "generated_timestamp", line=glue(parts))
    return lines.sort("generated_timestamp", "ticket_id")


_WORDS = {"channel": VIA, "priority": list(PRIORITIES)}


def _author() -> pl.Expr:
    by_agent = pl.col("channel").is_in([0, 7])
    return pl.when(by_agent).then(lookup("entry_rep", AGENT_IDS)).otherwise(zendesk_customer())


def _custom_fields() -> pl.Expr:
    def quoted(value: pl.Expr) -> pl.Expr:
        return pl.coalesce(pl.format('"{}"', value), pl.lit("null"))

    def flag(value: pl.Expr) -> pl.Expr:
        return pl.when(value).then(pl.lit("true")).otherwise(pl.lit("false"))

    decided = pl.col("is_complaint") & pl.col("is_decided")
    cents = pl.col("compensation_cents")
    euros = pl.format("{}.{}", cents // 100, (cents % 100).cast(pl.String).str.zfill(2))
    promised = pl.col("is_promised")
    values = {
        "topic": quoted(lookup("topic", list(TOPICS))),
        "channel": quoted(pl.lit(pl.Series(_CHANNEL_FIELD)).gather("channel")),
        "complaint": flag(pl.col("is_complaint")),
        "policy_eligible": pl.when("is_complaint").then(flag(pl.col("is_eligible"))).otherwise(pl.lit("null")),
        "policy_outcome": quoted(pl.when(decided).then(lookup("policy_outcome", list(OUTCOMES)))),
        "compensation": quoted(pl.when(decided & (cents > 0)).then(euros)),
        "callback_promised_at": quoted(pl.when(promised).then(iso("callback_promised_at"))),
        "callback_done_at": quoted(pl.when("is_called_back").then(iso("callback_done_at"))),
        "callback_reached": pl.when("is_called_back")
        .then(flag(pl.col("is_callback_reached")))
        .otherwise(pl.lit("null")),
    }
    pieces: list[pl.Expr] = []
    for name, value in values.items():
        opening = "[" if not pieces else ","
        pieces += [pl.lit(f'{opening}{{"id":{FIELDS[name]},"value":'), value, pl.lit("}")]
    return pl.concat_str([*pieces, pl.lit("]")])


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
