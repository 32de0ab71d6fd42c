"""What offers add to what is bought anyway, and whether satisfaction pays for it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dashboards.formats import count, in_words, number
from dashboards.views.heat import MINIMUM_N
from dashboards.views.survey_evidence import figures, wide
from transforms.requests import MetricRequest
from transforms.uplift import StratifiedDifference, stratified_difference

if TYPE_CHECKING:
    from dashboards.periods import Span
    from dashboards.remembered import RememberedStore
    from dashboards.state import ViewState

STRATA = ("channel", "topic", "priority")
_PURCHASES = {
    "followed_with_offer": "with_n",
    "bought_with_offer": "with_x",
    "followed_without_offer": "without_n",
    "bought_without_offer": "without_x",
}
_ANSWERS = {
    "answers_with_offer": "with_n",
    "satisfied_with_offer": "with_x",
    "answers_without_offer": "without_n",
    "satisfied_without_offer": "without_x",
}
SIDES = (
    ("purchase_uplift", "Purchases within three days", "purchase_rate_with_offer", "purchase_rate_without_offer"),
    ("csat_guard", "Customer satisfaction", "csat_with_offer", "csat_without_offer"),
)


def offer_evidence(store: RememberedStore, state: ViewState, span: Span) -> dict[str, Any]:
    """Purchases and satisfaction with an offer less those without, in strata of the same kind of opportunity."""
    whole = MetricRequest(("offers_made", "upsell_return_rate"), (), None, span.start, span.end, state.where)
    totals = {row["metric"]: row for row in store.query(whole).to_dicts()}
    offers = int((totals.get("offers_made") or {}).get("value") or 0)
    sides = []
    for names, (name, text, with_metric, without_metric) in zip((_PURCHASES, _ANSWERS), SIDES, strict=True):
        cells = wide(store.query(replace(whole, metrics=tuple(names), by=STRATA)), names, STRATA)
        metrics = [{"metric": m, "label": store.catalogue[m].label} for m in (with_metric, without_metric)]
        shown = side(name, stratified_difference(cells), offers)
        sides.append({"name": name, "label": text, "metrics": metrics} | shown)
    words = [word for one in sides for word in one.pop("words")]
    reach = max((abs(one[end]) for one in sides for end in ("low", "high") if one[end] is not None), default=0.0)
    return {"sides": sides, "reach": reach, "words": [*words, *_returns(totals.get("upsell_return_rate"))]}


def _returns(row: dict[str, Any] | None) -> list[str]:
    back = figures(row)
    if back["value"] is None:
        return []
    return [f"Of the accepted offers {back['text']} came back within the refund window ({back['note']})."]


def side(name: str, found: StratifiedDifference, offers: int) -> dict[str, Any]:
    """One difference as numbers and in words, with what stands in its place where it cannot be told."""
    has_baseline = found.without_total > 0 or offers == 0
    known = {"strata": found.strata, "compared": found.strata_compared, "has_baseline": has_baseline}
    if found.difference is None or found.low is None or found.high is None or _is_few(found):
        nothing = dict.fromkeys(("value", "low", "high", "with", "without"))
        return known | nothing | {"n": 0, "with_text": "", "without_text": "", "text": _missing(name, found, offers),
                                  "note": "", "tone": "plain", "word": "", "words": []}  # fmt: skip
    points = f"{_signed(found.difference)} points"
    return known | {
        "value": found.difference,
        "low": found.low,
        "high": found.high,
        "n": found.with_n + found.without_n,
        "with": found.share_with,
        "without": found.share_without,
        "with_text": f"{in_words('ratio', found.share_with)}, n {count(found.with_n)}",
        "without_text": f"{in_words('ratio', found.share_without)}, n {count(found.without_n)}",
        "text": points,
        "note": f"{_signed(found.low)} to {_signed(found.high)}",
        "tone": "better" if found.low > 0 else "worse" if found.high < 0 else "plain",
        "word": _reading(name, found.low, found.high),
        "words": [*_in_plain_words(name, found), _coverage(name, found)],
    }


def _is_few(found: StratifiedDifference) -> bool:
    return min(found.with_n, found.without_n) < MINIMUM_N


def _missing(name: str, found: StratifiedDifference, offers: int) -> str:
    if offers == 0:
        return "no offers here"
    if found.without_total == 0:
        return "no baseline recorded" if name == "purchase_uplift" else "nothing to compare with"
    return "too few to say"


def _reading(name: str, low: float, high: float) -> str:
    if low > 0:
        return "offers add purchases" if name == "purchase_uplift" else "higher with an offer"
    if high < 0:
        return "fewer purchases with an offer" if name == "purchase_uplift" else "lower with an offer"
    return "no difference that chance does not explain"


def _in_plain_words(name: str, found: StratifiedDifference) -> list[str]:
    if name != "purchase_uplift" or found.difference is None or not found.low or not found.high or found.low <= 0:
        return []
    more, low, high = (count(100 * share) for share in (found.difference, found.low, found.high))
    return [
        f"If the opportunities were alike, about {more} of 100 offers ({low} to {high}) bring a purchase that would "
        "not have come by itself."
    ]


def _coverage(name: str, found: StratifiedDifference) -> str:
    what = "opportunities" if name == "purchase_uplift" else "answers"
    crude = ""
    if found.crude_difference is not None:
        crude = f" Without strata it would be {_signed(found.crude_difference)} points."
    with_offer, without = (in_words("ratio", share) for share in (found.coverage_with, found.coverage_without))
    return (
        f"{count(found.strata_compared)} of {count(found.strata)} kinds of opportunity have {what} with and without "
        "an offer: "
        f"{with_offer} of those with and {without} of those without are compared.{crude}"
    )


def _signed(share: float) -> str:
    text = number("ratio", abs(share))
    return text if float(text) == 0 else f"{'+' if share > 0 else '−'}{text}"
