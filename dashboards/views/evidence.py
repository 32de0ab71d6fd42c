"""Surveys and offers: how far the numbers about them reach."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards.periods import periods_of
from dashboards.views.offer_evidence import offer_evidence
from dashboards.views.scope import scope
from dashboards.views.survey_evidence import survey_evidence

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore
    from dashboards.state import ViewState


def evidence(store: RememberedStore, state: ViewState) -> dict[str, Any]:
    """Both cards of the page. They look at one period; there is nothing to compare it with."""
    spans = periods_of(state, store.generation)
    return {
        "scope": scope(store, state, spans) | {"compared": "", "uncompared": ""},
        "surveys": survey_evidence(store, state, spans.shown),
        "offers": offer_evidence(store, state, spans.shown),
    }


def evidence_rows(shown: dict[str, Any]) -> list[list[Any]]:
    """What the page shows as rows of figure, dimension, category, value, n, low and high; shares are fractions."""
    surveys, offers = shown["surveys"], shown["offers"]
    rows = [[rate["metric"], "", "", rate["value"], rate["n"], rate["low"], rate["high"]] for rate in surveys["rates"]]
    rows += [[one["name"], "", "", one["value"], one["n"], one["low"], one["high"]] for one in surveys["readings"][1:]]
    for margin in surveys["margins"]:
        for row in margin["rows"]:
            at = [margin["dimension"], row["name"]]
            rows.append(["share_of_asked", *at, row["share_asked"], int(row["asked"]), "", ""])
            rows.append(["share_of_answered", *at, row["share_answered"], int(row["answered"]), "", ""])
            rows.append(["response_rate", *at, row["response_rate"], int(row["asked"]), "", ""])
            rows.append(["standardised_difference", *at, row["difference"], "", "", ""])
    for one in surveys["selective"]["named"]:
        rows.append(
            ["asks_less_after_trouble", "agent", one["agent"], one["difference"], one["n"], one["low"], one["high"]]
        )
    rows += [[side["name"], "", "", side["value"], side["n"], side["low"], side["high"]] for side in offers["sides"]]
    return rows
