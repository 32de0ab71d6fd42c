"""Sales: what is offered, what is sold, what comes back, and what that says of the offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards.formats import count, in_words
from dashboards.periods import Span, periods_of
from dashboards.state import Offered, ViewState
from dashboards.views.board import BoardSpec, board, is_list_of, known, offered_on
from dashboards.views.breakdown import metric_cell
from dashboards.views.heat import NOT_RECORDED, label, ordered
from dashboards.views.slices import slices
from transforms.catalogue import LEAST_RECORDS
from transforms.requests import MetricRequest

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore

BOARD = BoardSpec(
    tiles=(
        "offers_made",
        "offer_rate",
        "upsell_conversion",
        "conversion_of_opportunities",
        "upsell_revenue",
        "revenue_per_contact",
        "upsell_return_rate",
        "attach_rate",
    ),
    default_metric="upsell_conversion",
)
DIMENSIONS = ("channel", "topic")
PRODUCTS = (
    "offers_made",
    "upsell_conversion",
    "upsell_revenue_gross",
    "upsell_revenue",
    "upsell_return_rate",
)
"""What is shown of each product; `offers_made` says which ones were offered at all."""
STEPS = ("opportunities", "opportunities_used", "opportunities_sold")
_STEP_WORDS = ("Opportunities to sell", "An offer was made", "The offer was accepted")
_GROSS_AND_NET = ("upsell_revenue_gross", "upsell_revenue")
_YOUNG = "sales_immature"
MONEY = (*_GROSS_AND_NET, _YOUNG)
PURCHASES = ("purchase_rate_with_offer", "purchase_rate_without_offer")

Rows = dict[str, dict[str, Any]]


def sales(store: RememberedStore, state: ViewState) -> dict[str, Any]:
    """Everything on the page: the board, from opportunity to sale, products, and what may not be concluded."""
    shown = periods_of(state, store.generation).shown
    return board(store, state, BOARD) | {
        "caution": _caution(_asked(store, state, shown, PURCHASES)),
        "cards": {
            **_steps(store, _asked(store, state, shown, (*STEPS, *known(store, MONEY)))),
            "products": _products(store, state, shown),
        },
        "slices": slices(store, state, shown, DIMENSIONS),
    }


def offered_on_sales(store: RememberedStore, shared: Offered) -> Offered:
    """The metrics of the board."""
    return offered_on(BOARD)(store, shared)


def _asked(store: RememberedStore, state: ViewState, shown: Span, metrics: tuple[str, ...]) -> Rows:
    request = MetricRequest(metrics, start=shown.start, end=shown.end, where=state.where)
    return {row["metric"]: row for row in store.query(request).to_dicts()}


def _caution(found: Rows) -> str:
    """What customers bought with an offer and without one, and why the difference is not what the offer did."""
    both = [found[name] for name in PURCHASES]
    said = "Who is offered something is chosen by somebody, so more sales after offers do not show that offers sell."
    if not all(row["value"] is not None and row["n"] >= LEAST_RECORDS for row in both):
        return said
    shares = [f"{in_words('ratio', row['value'])} (n {count(row['n'])})" for row in both]
    return (
        "How many opportunities were followed by a purchase within three days? "
        f"With an offer {shares[0]}, without one {shares[1]}. {said}"
    )


def _steps(store: RememberedStore, found: Rows) -> dict[str, Any]:
    """From the opportunity to the sale, each step as a share of the first; then the money, before refunds and after."""
    counts = [int(found[name]["value"] or 0) for name in STEPS]
    steps = [
        {
            "metric": name,
            "label": words,
            "count": count(number),
            "is_list": is_list_of(store.catalogue[name]),
            "share": number / counts[0] if counts[0] else 0,
            "of_first": in_words("ratio", number / counts[0]) if counts[0] and name != STEPS[0] else "",
        }
        for name, words, number in zip(STEPS, _STEP_WORDS, counts, strict=True)
    ]
    return {"steps": steps if counts[0] else [], "money": _money(store, found)}


def _money(store: RememberedStore, found: Rows) -> str:
    gross, net = (found.get(name, {}).get("value") for name in _GROSS_AND_NET)
    if not gross or net is None:
        return ""
    currency = str(store.generation.get("currency", ""))
    young = int(found[_YOUNG]["value"] or 0) if _YOUNG in found else 0
    before, back, left = (in_words("money", amount, currency) for amount in (gross, gross - net, net))
    return (
        f"Sold for {before} before refunds. {back} ({in_words('ratio', (gross - net) / gross)}) was given back so far, "
        f"which leaves {left} net."
        + (f" {count(young)} of these sales are so young that a refund may still come." if young else "")
    )


def _products(store: RememberedStore, state: ViewState, shown: Span) -> dict[str, Any]:
    metrics = known(store, PRODUCTS)
    request = MetricRequest(metrics, ("product",), None, shown.start, shown.end, state.where)
    found = {(row["product"], row["metric"]): row for row in store.query(request).to_dicts()}
    currency = str(store.generation.get("currency", ""))
    # Opportunities that were let pass name no product.
    offered = {name for (name, metric), row in found.items() if metric == PRODUCTS[0] and row["value"]}
    return {
        "columns": [
            {"metric": name, "label": store.catalogue[name].label, "description": store.catalogue[name].description}
            for name in metrics
        ],
        "rows": [
            {
                "key": name,
                "label": label(name),
                "is_unknown": name == NOT_RECORDED,
                "cells": [metric_cell(store.catalogue[one], found.get((name, one)), currency) for one in metrics],
            }
            for name in ordered(offered)
        ],
    }
