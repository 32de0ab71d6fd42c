"""What came in on one line, by half hour of the day: calls, handle times, waits and patience, from the metrics."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboards.formats import HOUR
from dashboards.periods import Span, periods_of
from dashboards.state import ViewState
from dashboards.views.heat import NOT_RECORDED
from dashboards.views.patience import patience_curve, patience_view
from dashboards.views.scope import scope
from transforms.patience import mean_patience
from transforms.requests import MetricRequest

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore

LINES = ("phone", "chat")
ENOUGH = 30
"""Below so many records a half hour borrows its handle time or patience from the whole day."""

_METRICS = (
    *("contacts_offered", "average_handle_time", "average_patience", "service_level"),
    *("wait_seconds", "abandoned_with_known_wait"),
)
_BUSY_DAY = 0.9


@dataclass(frozen=True)
class Arrivals:
    """A line as it was: half hours from the first to the last with a call, the day as a whole, and what was asked.

    `day` has half_hour, offered (calls of all days together), calls (mean of an open day), busy_calls (those of the day
    that is busier than nine in ten), handle_seconds, patience_seconds, is_own_handle_time and is_own_patience (false
    where it is that of the whole day), and service_level as it was. `patience` has seconds, low and high.
    """

    scope: dict[str, Any]
    line: str
    days: int
    day: pl.DataFrame
    handle_seconds: float | None
    patience: dict[str, float | None]
    untimed: int
    """Calls that carry no time and so are in no half hour."""
    concurrency: float | None
    """Chats that an agent had open at a time; None for calls."""
    queue_hours: float | None
    """Hours of a day that agents were on the queue of any channel; None where no source tells their states."""
    curve: dict[str, Any] | None
    """How patience runs out, as `patience_view` draws it."""


def arrivals(store: RememberedStore, state: ViewState, weekdays: tuple[str, ...]) -> Arrivals:
    """The line that the filters ask for: phone, unless only another channel is chosen."""
    line = _line(state.channels)
    asked = replace(state, channels=(line,))
    spans = periods_of(asked, store.generation)
    on_days = (("weekday", weekdays),) if weekdays else ()
    where = (*asked.where, *on_days)
    by_half_hour = _wide(store, spans.shown, ("half_hour",), where)
    whole = (_wide(store, spans.shown, (), where).to_dicts() or [{}])[0]
    open_days = _open_days(store, spans.shown, (("channel", (line,)), *on_days))
    patience = _patience(whole)
    timed = by_half_hour.filter(pl.col("half_hour") != NOT_RECORDED)
    busy = _busy_days(store, spans.shown, where, open_days)
    return Arrivals(
        scope=scope(store, asked, spans),
        line=line,
        days=open_days,
        day=_day(timed, open_days, whole.get("average_handle_time"), patience).join(busy, "half_hour", how="left"),
        handle_seconds=whole.get("average_handle_time"),
        patience=patience,
        untimed=_count(by_half_hour) - _count(timed),
        concurrency=_concurrency(store, spans.shown, asked) if line == "chat" else None,
        queue_hours=_queue_hours(store, spans.shown, asked, weekdays),
        curve=patience_view(patience_curve(store, spans.shown, where), patience["seconds"], line),
    )


def _line(channels: tuple[str, ...]) -> str:
    return next((line for line in LINES if line in channels), channels[0] if channels else LINES[0])


def _wide(store: RememberedStore, span: Span, by: tuple[str, ...], where: Any) -> pl.DataFrame:
    """One row per slice, one column per metric, and the n of the handle time."""
    long = store.query(MetricRequest(_METRICS, by, None, span.start, span.end, where))
    timed = long.filter(pl.col("metric") == "average_handle_time").select(
        *by, pl.lit("handle_times").alias("metric"), pl.col("n").cast(pl.Float64).alias("value")
    )
    both = pl.concat([long.select(*by, "metric", "value"), timed])
    columns = [*_METRICS, "handle_times"]
    if by:
        wide = both.pivot("metric", on_columns=columns, index=list(by), values="value")
    else:
        wide = pl.DataFrame({name: both.filter(pl.col("metric") == name)["value"] for name in columns})
    return wide.with_columns(pl.col("contacts_offered").fill_null(0))


def _count(frame: pl.DataFrame) -> int:
    return int(frame.select(pl.col("contacts_offered").sum()).item())


def _open_days(store: RememberedStore, span: Span, where: Any) -> int:
    """Days on which anybody called the line, whichever team: a team without a call on an open day had none."""
    return store.query(MetricRequest(("contacts_offered",), (), "day", span.start, span.end, where))[
        "period"
    ].n_unique()


def _busy_days(store: RememberedStore, span: Span, where: Any, open_days: int) -> pl.DataFrame:
    """By half hour, the calls of the day that is busier than nine in ten; days without a call count as well."""
    daily = store.query(MetricRequest(("contacts_offered",), ("half_hour",), "day", span.start, span.end, where))
    place = max(0, math.ceil(_BUSY_DAY * open_days) - 1)
    counts = daily.group_by("half_hour").agg(pl.col("value").sort())
    busy = [
        ([0.0] * max(0, open_days - len(values)) + values)[place] if open_days else None
        for values in counts["value"].to_list()
    ]
    return counts.select("half_hour", busy_calls=pl.Series(busy, dtype=pl.Float64))


def _patience(whole: dict[str, Any]) -> dict[str, float | None]:
    one = pl.DataFrame(
        {"d": [whole.get("abandoned_with_known_wait")], "w": [whole.get("wait_seconds")]},
        schema={"d": pl.Float64, "w": pl.Float64},
    )
    found: dict[str, float | None] = one.select(mean_patience(pl.col("d").fill_null(0), pl.col("w"))).item()
    return found


def _day(
    timed: pl.DataFrame, days: int, handle_seconds: float | None, patience: dict[str, float | None]
) -> pl.DataFrame:
    names = _between(timed["half_hour"])
    frame = pl.DataFrame({"half_hour": names}, schema={"half_hour": pl.String}).join(timed, "half_hour", how="left")
    is_own_handle = pl.col("handle_times").fill_null(0) >= ENOUGH
    is_own_patience = pl.col("abandoned_with_known_wait").fill_null(0) >= ENOUGH
    # Where nobody gave up, the least that patience can be is what the optimistic model gets.
    pooled = patience["seconds"] if patience["seconds"] is not None else patience["low"]
    offered = pl.col("contacts_offered").fill_null(0)
    return frame.select(
        "half_hour",
        offered=offered.cast(pl.Int64),
        calls=offered / days if days else pl.lit(None, pl.Float64),
        handle_seconds=pl.when(is_own_handle).then("average_handle_time").otherwise(pl.lit(handle_seconds, pl.Float64)),
        is_own_handle_time=is_own_handle,
        patience_seconds=pl.when(is_own_patience).then("average_patience").otherwise(pl.lit(pooled, pl.Float64)),
        is_own_patience=is_own_patience,
        service_level=pl.col("service_level"),
    )


def _between(half_hours: pl.Series) -> list[str]:
    """All half hours from the first to the last of these, so that an hour without a call is seen as one."""
    if half_hours.is_empty():
        return []
    every = [f"{hour:02}:{minute}" for hour in range(24) for minute in ("00", "30")]
    return every[every.index(str(half_hours.min())) : every.index(str(half_hours.max())) + 1]


def _concurrency(store: RememberedStore, span: Span, state: ViewState) -> float | None:
    value = store.query(MetricRequest(("chat_concurrency",), (), None, span.start, span.end, state.where))["value"]
    found: float | None = value.item() if len(value) else None
    return found


def _queue_hours(store: RememberedStore, span: Span, state: ViewState, weekdays: tuple[str, ...]) -> float | None:
    where = tuple((name, values) for name, values in state.where if name == "team")
    daily = store.query(MetricRequest(("on_queue_seconds",), (), "day", span.start, span.end, where))
    names = pl.col("period").dt.strftime("%A")
    known = daily.filter(pl.col("value") > 0, names.is_in(weekdays) if weekdays else pl.lit(True))["value"]
    return float(known.sum()) / known.len() / HOUR if known.len() else None
