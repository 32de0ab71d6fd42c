"""What stands out: the metrics that something other than their usual variation moved in the period, strongest first."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from dashboards.localised import decimal
from dashboards.views.series import WeeklySeries
from dashboards.views.verdicts import evidence, since, verdict
from transforms.signals import false_alarm_rate

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore

NAMED = 4
"""So many are named on a board; all of them stand on the page of trends."""


def standing(store: RememberedStore, series: dict[str, WeeklySeries], few: Collection[str] = ()) -> dict[str, Any]:
    """The strongest special causes in words, how many more there are, and how many chance alone would make.

    What a tile calls too few to say (`few`) is not named: whole weeks may hold a record more than the period does.
    """
    judged = {
        name: one for name, one in series.items() if one.limits and name not in few and not _is_few(store, name, one)
    }
    moved = sorted((name for name in judged if judged[name].cause), key=lambda name: -strength(judged[name]))
    return {
        "items": [_item(store, name, judged[name]) for name in moved[:NAMED]],
        "more": len(moved[NAMED:]),
        "judged": len(judged),
        "by_chance": decimal(by_chance(judged), 1),
    }


def _item(store: RememberedStore, name: str, one: WeeklySeries) -> dict[str, str]:
    definition = store.catalogue[name]
    said = verdict(one, definition)
    return {
        "metric": name,
        "label": definition.label,
        "words": f"{said['word']} {since(one)}",
        "evidence": evidence(one),
        "tone": said["tone"],
    }


def _is_few(store: RememberedStore, name: str, one: WeeklySeries) -> bool:
    """Whether the weeks of the period hold so few records that a tile would say so instead of judging."""
    definition = store.catalogue[name]
    return definition.n != name and int(one.weeks.filter("is_shown")["n"].sum()) < definition.least_n


def strength(one: WeeklySeries) -> float:
    """How far the special cause of the period reaches from the median, in standard deviations of single weeks."""
    assert one.cause is not None
    assert one.limits is not None
    weeks = one.weeks["value"][one.cause.first : one.cause.last + 1].drop_nulls()
    farthest = max((abs(value - one.limits.centre) for value in weeks), default=0.0)
    return farthest / one.limits.sigma if one.limits.sigma else 0.0


def by_chance(judged: dict[str, WeeklySeries]) -> float:
    """How many weeks of the period would be marked if nothing had happened, over all series."""
    return sum(
        (false_alarm_rate(one.limits.points) or 0.0) * int(one.weeks["is_shown"].sum())
        for one in judged.values()
        if one.limits
    )
