"""Cases as Zendesk ticket audits: who changed what, and who wrote to whom."""

from __future__ import annotations

import polars as pl

from ingest.simulate.identities import GROUP_IDS, lookup, zendesk_customer
from ingest.simulate.ticket_fields import AGENT_IDS
from ingest.simulate.vocabulary import ESCALATIONS, NEVER, PRIORITIES
from ingest.simulate.writers import iso
from ingest.simulate.zendesk import VIA, follow_up_source

_AUDITS_PER_TICKET = 16
_EVENTS_PER_AUDIT = 8
_SYSTEM = pl.lit("-1")

_NO_SOURCE = pl.lit('{"from":{},"to":{},"rel":null}')

Events = list[tuple[str, pl.Expr]]


def audit_lines(cases: pl.DataFrame) -> pl.DataFrame:
    """All audits that the cases will ever have: at, order, line."""
    rows = cases.with_columns(
        customer_id=zendesk_customer(),
        via=lookup("channel", VIA),
        entry_id=lookup("entry_rep", AGENT_IDS),
        moved_id=lookup("moved_rep", AGENT_IDS),
        expert_id=lookup("expert", AGENT_IDS),
        detour_id=lookup("detour_rep", AGENT_IDS),
        is_by_agent=pl.col("channel").is_in([0, 7]),
    )
    rows = rows.with_columns(
        before_id=pl.when(pl.col("moved_at") < pl.col("escalated_at")).then("moved_id").otherwise("entry_id"),
        before_team=pl.when(pl.col("moved_at") < pl.col("escalated_at")).then("moved_team").otherwise("entry_team"),
    )
    kinds = [
        _created,
        _assigned,
        _sent_away,
        _sent_back,
        _moved,
        _replied,
        _paused,
        _resumed,
        _escalated,
        _solved,
        _reopened,
    ]
    return pl.concat([frame for kind in kinds for frame in [kind(rows)]] + [*_endings(rows)])


def _holder(at: str) -> pl.Expr:
    return (
        pl.when(pl.col("escalated_at") <= pl.col(at)).then("expert_id")
        .when(pl.col("moved_at") <= pl.col(at)).then("moved_id")
        .otherwise("entry_id")
    )  # fmt: skip


def _change(field: str, before: pl.Expr, after: pl.Expr) -> tuple[str, pl.Expr]:
    return "Change", pl.concat_str(
        [pl.lit(f'"field_name":"{field}","previous_value":'), before, pl.lit(',"value":"'), after, pl.lit('"')]
    )


def _status(before: str, after: str) -> tuple[str, pl.Expr]:
    return _change("status", pl.lit(f'"{before}"'), pl.lit(after))


def _comment(author: pl.Expr, text: str, is_public: bool = True) -> tuple[str, pl.Expr]:
    public = "true" if is_public else "false"
    head = pl.lit(f'"public":{public},"body":"{text}","author_id":')
    return "Comment", pl.concat_str([head, author])


def _create(field: str, value: pl.Expr) -> tuple[str, pl.Expr]:
    return "Create", pl.concat_str([pl.lit(f'"field_name":"{field}","value":"'), value, pl.lit('"')])


def _audit(
    rows: pl.DataFrame, number: int, at: str, author: pl.Expr, events: Events, *, via: pl.Expr | None = None,
    source: pl.Expr | None = None,
) -> pl.DataFrame:  # fmt: skip
    """One audit per row; an event whose text is null is left out. `source` is the JSON of what led to it."""
    base = (pl.col("ticket_id") * _AUDITS_PER_TICKET + number) * _EVENTS_PER_AUDIT + 9_000_000_000
    texts = [
        pl.concat_str(
            [pl.lit('{"id":'), (base + place).cast(pl.String), pl.lit(f',"type":"{kind}",'), text, pl.lit("}")]
        )
        for place, (kind, text) in enumerate(events, start=1)
    ]
    pieces = [
        pl.lit('{"id":'), base.cast(pl.String), pl.lit(',"ticket_id":'), pl.col("ticket_id").cast(pl.String),
        pl.lit(',"created_at":"'), iso(at), pl.lit('","author_id":'), author,
        pl.lit(',"metadata":{"system":{},"custom":{}},"events":['),
        pl.concat_str(texts, separator=",", ignore_nulls=True), pl.lit('],"via":{"channel":"'),
        pl.col("via") if via is None else via, pl.lit('","source":'), _NO_SOURCE if source is None else source,
        pl.lit("}}"),
    ]  # fmt: skip
    return rows.filter(pl.col(at) < NEVER).select(
        at=pl.col(at),
        order=pl.col("ticket_id") * _AUDITS_PER_TICKET + number,
        line=pl.concat_str(pieces),
    )


def _created(rows: pl.DataFrame) -> pl.DataFrame:
    by_agent = pl.col("is_by_agent")
    status = pl.when(by_agent).then(pl.lit("open")).otherwise(pl.lit("new"))
    asked = _comment(pl.col("customer_id"), "Please see my message.")
    events = [
        _create("status", status),
        _create("group_id", lookup("entry_team", GROUP_IDS)),
        _create("priority", lookup("priority", list(PRIORITIES))),
        ("Create", pl.when(by_agent).then(_create("assignee_id", pl.col("entry_id"))[1])),
        ("Comment", pl.when(~by_agent).then(asked[1])),
    ]
    author = pl.when(by_agent).then("entry_id").otherwise("customer_id")
    return _audit(rows, 0, "created_at", author, events, source=follow_up_source())


def _assigned(rows: pl.DataFrame) -> pl.DataFrame:
    written = rows.filter(~pl.col("is_by_agent"))
    events = [_change("assignee_id", pl.lit("null"), pl.col("entry_id")), _status("new", "open")]
    return _audit(written, 1, "assigned_at", pl.col("entry_id"), events, via=pl.lit("web"))


def _group_change(before: pl.Expr, after: pl.Expr) -> tuple[str, pl.Expr]:
    def group(team: pl.Expr) -> pl.Expr:
        return pl.lit(pl.Series(GROUP_IDS)).gather(team)

    kind, text = _change("group_id", pl.format('"{}"', group(before)), group(after))
    return kind, pl.when(before != after).then(text)


def _moved(rows: pl.DataFrame) -> pl.DataFrame:
    events = [
        _group_change(pl.col("entry_team"), pl.col("moved_team")),
        _change("assignee_id", pl.format('"{}"', pl.col("entry_id")), pl.col("moved_id")),
    ]
    return _audit(rows, 2, "moved_at", pl.col("entry_id"), events, via=pl.lit("web"))


def _replied(rows: pl.DataFrame) -> pl.DataFrame:
    """The first public reply, and the solution where both are one."""
    at_once = pl.col("first_reply_at") == pl.col("solved_at")
    holder = _holder("first_reply_at")
    events = [
        _comment(holder, "Thank you for contacting us."),
        ("Change", pl.when(at_once).then(_status("open", "solved")[1])),
    ]
    return _audit(rows, 3, "first_reply_at", holder, events, via=pl.lit("web"))


def _paused(rows: pl.DataFrame) -> pl.DataFrame:
    word = pl.when("is_on_hold").then(pl.lit("hold")).otherwise(pl.lit("pending"))
    return _audit(
        rows, 4, "paused_at", _holder("paused_at"), [_change("status", pl.lit('"open"'), word)], via=pl.lit("web")
    )


def _resumed(rows: pl.DataFrame) -> pl.DataFrame:
    held = pl.col("is_on_hold")
    before = pl.when(held).then(pl.lit('"hold"')).otherwise(pl.lit('"pending"'))
    author = pl.when(held).then(_holder("resumed_at")).otherwise("customer_id")
    answer = _comment(pl.col("customer_id"), "Here is what you asked for.")
    events = [("Comment", pl.when(~held).then(answer[1])), _change("status", before, pl.lit("open"))]
    return _audit(rows, 5, "resumed_at", author, events, via=pl.lit("email"))


def _escalated(rows: pl.DataFrame) -> pl.DataFrame:
    before = pl.col("before_id")
    events = [
        _comment(before, "Please take over.", is_public=False),
        _group_change(pl.col("before_team"), pl.lit(ESCALATIONS)),
        _change("assignee_id", pl.format('"{}"', before), pl.col("expert_id")),
    ]
    return _audit(rows, 6, "escalated_at", before, events, via=pl.lit("web"))


def _solved(rows: pl.DataFrame) -> pl.DataFrame:
    later = rows.filter(pl.col("first_reply_at") != pl.col("solved_at"))
    holder = _holder("solved_at")
    in_contact = pl.col("is_by_agent") & (pl.col("solved_at") <= pl.col("contact_ends_at") + 100)
    answer = _comment(holder, "This is now solved.")
    events = [("Comment", pl.when(~in_contact).then(answer[1])), _status("open", "solved")]
    return _audit(later, 7, "solved_at", holder, events, via=pl.lit("web"))


def _reopened(rows: pl.DataFrame) -> pl.DataFrame:
    events = [_comment(pl.col("customer_id"), "It is still not right."), _status("solved", "open")]
    return _audit(rows, 8, "reopened_at", pl.col("customer_id"), events, via=pl.lit("email"))


def _sent_away(rows: pl.DataFrame) -> pl.DataFrame:
    """To a team that will not work on it; a new group has no assignee at first."""
    events = [
        _group_change(pl.col("entry_team"), pl.col("detour_team")),
        _change("assignee_id", pl.format('"{}"', pl.col("entry_id")), pl.lit("")),
    ]
    return _audit(rows, 13, "detour_at", pl.col("entry_id"), events, via=pl.lit("web"))


def _sent_back(rows: pl.DataFrame) -> pl.DataFrame:
    events = [
        _comment(pl.col("detour_id"), "Not ours.", is_public=False),
        _group_change(pl.col("detour_team"), pl.col("entry_team")),
        _change("assignee_id", pl.lit("null"), pl.col("entry_id")),
    ]
    return _audit(rows, 14, "returned_at", pl.col("detour_id"), events, via=pl.lit("web"))


def _endings(rows: pl.DataFrame) -> list[pl.DataFrame]:
    """Solved again, closed by the automation, deleted, merged."""
    holder = _holder("solved_again_at")
    again = [_comment(holder, "We have corrected it."), _status("open", "solved")]
    return [
        _audit(rows, 9, "solved_again_at", holder, again, via=pl.lit("web")),
        _audit(rows, 10, "closed_at", _SYSTEM, [_status("solved", "closed")], via=pl.lit("rule")),
        _audit(rows, 11, "deleted_at", pl.col("entry_id"), [_status("open", "deleted")], via=pl.lit("web")),
        *_merged(rows.filter(pl.col("survivor").is_not_null())),
    ]


def _merged(rows: pl.DataFrame) -> list[pl.DataFrame]:
    """A merge leaves its mark on both tickets: one is closed, the other says what it took in."""
    entry, web = pl.col("entry_id"), pl.lit("web")
    taken_in = pl.concat_str([pl.lit('{"from":{"ticket_ids":['), "ticket_id", pl.lit(']},"to":{},"rel":"merge"}')])
    note = _comment(entry, "Another request was closed and merged into this one.", is_public=False)
    survivors = rows.with_columns(source=taken_in).with_columns(ticket_id="survivor")
    closing: Events = [_status("open", "closed"), ("Change", _MERGE_TAG)]
    mark = pl.lit('{"from":{},"to":{},"rel":"merge"}')
    return [
        _audit(rows, 12, "merged_at", entry, closing, via=web, source=mark),
        _audit(survivors, 15, "merged_at", entry, [note], via=web, source=pl.col("source")),
    ]


_MERGE_TAG = pl.lit('"field_name":"tags","previous_value":[],"value":["closed_by_merge"]')
