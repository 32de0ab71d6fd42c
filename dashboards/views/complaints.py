"""Complaints and policy: how many come and are answered in time, what customers are given, and by which rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards.formats import count, in_words
from dashboards.periods import Span, periods_of
from dashboards.state import Offered, ViewState
from dashboards.views.board import BoardSpec, board, known, offered_on
from dashboards.views.breakdown import metric_cell
from dashboards.views.slices import slices
from transforms.catalogue import LEAST_RECORDS
from transforms.requests import MetricRequest

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore

BOARD = BoardSpec(
    tiles=(
        "complaint_rate",
        "complaint_timely_rate",
        "upheld_rate",
        "compensation_rate",
        "compensation_amount",
        "wrongful_refusal_rate",
        "leakage_rate",
        "authority_compliance_rate",
    ),
    default_metric="complaint_rate",
)
DIMENSIONS = ("topic", "channel")
OPEN = ("complaints_outstanding", "complaints_overdue")
CLOSINGS = (
    "complaint_within_3_business_days_rate",
    "complaint_within_4_weeks_rate",
    "complaint_4_to_8_weeks_rate",
    "complaint_over_8_weeks_rate",
)
POLICY = (
    "policy_eligible_decisions",
    "policy_ineligible_decisions",
    "policy_wrongful_refusals",
    "policy_leaks",
    "policy_decisions",
)

Rows = dict[str, dict[str, Any]]


def complaints(store: RememberedStore, state: ViewState) -> dict[str, Any]:
    """Everything on the page: the board, what is open, how long it took, decisions by rule, the metric by topic."""
    shown = periods_of(state, store.generation).shown
    # What is open is open whenever it came; only the filters count.
    ever = Span(None, None)
    return board(store, state, BOARD) | {
        "cards": {
            "open": _open(store, _asked(store, state, ever, known(store, OPEN))),
            "closings": _closings(store, _asked(store, state, shown, (*CLOSINGS, "complaints_closed"))),
            "policy": _policy(_asked(store, state, shown, POLICY)),
        },
        "slices": slices(store, state, shown, DIMENSIONS),
    }


def offered_on_complaints(store: RememberedStore, shared: Offered) -> Offered:
    """The metrics of the board."""
    return offered_on(BOARD)(store, shared)


def _asked(store: RememberedStore, state: ViewState, shown: Span, metrics: tuple[str, ...]) -> Rows:
    request = MetricRequest(metrics, start=shown.start, end=shown.end, where=state.where)
    return {row["metric"]: row for row in store.query(request).to_dicts()}


def _open(store: RememberedStore, found: Rows) -> dict[str, Any]:
    """How many complaints are open at the end of the data, and how many of them can no longer be answered in time."""
    counts = {name: int(found[name]["value"] or 0) for name in OPEN if name in found}
    first = str(store.generation.get("data_from") or "")[:10]
    last = str(store.generation.get("data_as_of") or "")[:10]
    return {
        "figures": [
            {"metric": name, "label": store.catalogue[name].label, "text": count(number)}
            for name, number in counts.items()
        ],
        "span": [first, last],
    }


def _closings(store: RememberedStore, found: Rows) -> dict[str, Any]:
    """How long closed complaints took; the shares of 4 weeks, 8 weeks and more make a whole."""
    closed = found.get("complaints_closed")
    return {
        "n": int(closed["value"] or 0) if closed else 0,
        "rows": [
            {"metric": name, "label": store.catalogue[name].label}
            | metric_cell(store.catalogue[name], found.get(name), "")
            for name in CLOSINGS
        ],
    }


def _policy(found: Rows) -> dict[str, Any]:
    """The two-by-two of what the policy allows and what was granted; a row's shares are those of its requests."""
    eligible, ineligible, refused, leaked, decided = (int(found[name]["value"] or 0) for name in POLICY)
    return {
        "n": decided,
        "rows": [
            _policy_row("The policy allows it", "wrongful_refusal_rate", (eligible - refused, refused), 1),
            _policy_row("The policy does not allow it", "leakage_rate", (leaked, ineligible - leaked), 0),
        ],
    }


def _policy_row(words: str, metric: str, counts: tuple[int, int], against: int) -> dict[str, Any]:
    """A row with what was granted and refused, shares only of enough; `against` is the place that breaks the rules.

    `metric` is the rate whose records the row holds, each marked with whether it breaks the rules.
    """
    whole = sum(counts)
    shares = [in_words("ratio", number / whole) if whole >= LEAST_RECORDS else "" for number in counts]
    return {
        "label": words,
        "metric": metric,
        "total": count(whole),
        "cells": [
            {"count": count(number), "share": share, "is_against": place == against}
            for place, (number, share) in enumerate(zip(counts, shares, strict=True))
        ],
    }
