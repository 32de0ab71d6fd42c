"""The sentence under a title that says what the numbers are of."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from dashboards.formats import counted
from dashboards.localised import moment
from dashboards.periods import Periods
from dashboards.state import ViewState
from dashboards.views.heat import label
from transforms.requests import MetricRequest
from transforms.row_rules import RowRule

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore

_VOLUMES = ("cases_opened", "contacts_offered")
_LISTED = 2


def scope(store: RememberedStore, state: ViewState, spans: Periods) -> dict[str, Any]:
    """Period, comparison, slices and volume in words, and how new the data are."""
    request = MetricRequest(_VOLUMES, start=spans.shown.start, end=spans.shown.end, where=state.where)
    cases, contacts = (int(value or 0) for value in store.query(request)["value"])
    slices = slices_in_words(state, store.rule)
    return {
        "period": spans.shown.words(),
        "compared": spans.compared.words() if spans.compared else "",
        "uncompared": "the data do not reach back far enough to compare" if spans.is_cut_off else "",
        "slices": slices,
        "volume": f"{counted(cases, 'case')}, {counted(contacts, 'queue contact')}",
        "is_empty": cases == 0 and contacts == 0,
        "as_of": as_of(store.generation),
        "data_as_of": store.generation.get("data_as_of"),
        "generation": store.generation["generation"],
    }


def as_of(generation: dict[str, Any]) -> str:
    """Data to 30 Jun 2026, 21:49."""
    text = generation.get("data_as_of")
    if not text:
        return "no dated data"
    newest = datetime.fromisoformat(text).astimezone(ZoneInfo(str(generation.get("time_zone") or "UTC")))
    return f"Data to {moment(newest)}"


def slices_in_words(state: ViewState, rule: RowRule, most: int | None = _LISTED) -> list[str]:
    """Which teams and channels, and which topics where some are chosen; more than `most` of a kind are counted."""
    chosen = {"teams": state.teams, "channels": tuple(map(label, state.channels))}
    if state.topics:
        chosen["topics"] = tuple(map(label, state.topics))
    told = [_slice(word, values, most) for word, values in chosen.items()]
    return told if state.teams or not rule.limits else [every_team(rule).lower(), *told[1:]]


def every_team(rule: RowRule) -> str:
    """What figures without a choice of teams are of, for somebody with these limits."""
    if rule.agent:
        return "Your own work"
    return "Your teams" if rule.teams else "All teams"


def _slice(word: str, chosen: tuple[str, ...], most: int | None) -> str:
    if not chosen:
        return f"all {word}"
    if most is not None and len(chosen) > most:
        return f"{len(chosen)} {word}"
    # A topic may be called as a team is.
    return ("topic " if word == "topics" else "") + ", ".join(chosen)
