"""One rep: every figure with what would be expected of the same cases, how sure it is, and what stands beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards.formats import count, in_words, number, scale_of, unit_word
from dashboards.periods import Periods, last_day, periods_of
from dashboards.state import ViewState
from dashboards.views.readings import by_chance, pair_sentence, sentence, tone_of
from dashboards.views.rep_mix import case_mix
from dashboards.views.reps_months import by_period, month_figures
from dashboards.views.scope import scope
from dashboards.views.scorecards import axis, compared_metrics, months_of, people, request, short, whole_months
from transforms.judgement import TOO_FEW
from transforms.requests import MetricRequest

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore
    from transforms.catalogue import MetricDefinition

_WORK = ("contacts_handled", "cases_resolved")
_RELIABLE = (
    (0.9, "tells reps apart"),
    (0.7, "enough to talk about, not to decide on"),
    (0.4, "too much chance to lean on"),
    (0.0, "mostly chance"),
)
"""What a figure of one person can carry from which reliability on; 0.7 and 0.9 are the usual marks (Zaslavsky 2001)."""


def rep(store: RememberedStore, state: ViewState, agent: str) -> dict[str, Any]:
    """All of one rep's page: name, sentence, pairs, scores, and case mix."""
    spans = periods_of(state, store.generation)
    person, metrics = people(store)[agent], compared_metrics(store)
    cards = store.scorecards(request(state, spans.shown, metrics, agent))
    found = {row["metric"]: row for row in cards.iter_rows(named=True)}
    asked = MetricRequest(_WORK, (), None, spans.shown.start, spans.shown.end, (*state.where, ("agent", (agent,))))
    work = " · ".join(
        f"{count(row['value'] or 0)} {store.catalogue[row['metric']].label.lower()}"
        for row in store.query(asked).iter_rows(named=True)
    )
    return {
        "scope": scope(store, state, spans) | {"compared": "", "uncompared": "", "volume": work},
        "team": str(person.get("team") or "no team recorded"),
        "sentence": by_chance(cards["reading"].to_list()),
        "pairs": _pairs(store, metrics, agent, found),
        "scores": _scores(store, state, spans, agent, found) | {"agent": agent},
        "mix": case_mix(store, state, spans.shown, agent, str(person.get("team") or "")),
    }


def _currency(store: RememberedStore) -> str:
    return str(store.generation.get("currency", ""))


def is_few(row: dict[str, Any], definition: MetricDefinition) -> bool:
    """Whether a value is held back because a figure of so few records would be used all the same."""
    return bool(row["n"] < definition.least_n)


def _scores(
    store: RememberedStore, state: ViewState, spans: Periods, agent: str, found: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    definitions = {name: store.catalogue[name] for name in found}
    told = [name for name, row in found.items() if not is_few(row, definitions[name])]
    span = whole_months(spans.shown.end or last_day(store.generation))
    months = by_period(store.readings(request(state, span, told, agent, "month")), "metric") if told else {}
    starts = months_of(span)
    return {
        "starts": [start.isoformat() for start in starts],
        "span": span.words(),
        "rows": [
            score(definitions[name], found[name], _currency(store))
            | {"months": month_figures(months.get(name, {}), definitions[name], starts)}
            for name in told
        ],
        "few": [
            {"metric": name, "label": definitions[name].label, "n": row["n"]}
            for name, row in found.items()
            if name not in told
        ],
    }


def score(definition: MetricDefinition, row: dict[str, Any], currency: str) -> dict[str, Any]:
    """One metric of one rep: figures in its unit, the ratio to what is expected, reliability, and the sentence."""

    def words(name: str) -> str:
        return in_words(definition.unit, row[name], currency)

    def between(middle: str, low: str, high: str) -> str:
        if row[low] is None or row[high] is None:
            return ""
        # In the unit of the figure beside it, so that nobody compares minutes with hours.
        scale = scale_of(definition.unit, row[middle])
        ends = (number(definition.unit, row[end], scale) for end in (low, high))
        return f"{' to '.join(ends)}\u00a0{unit_word(definition.unit, row[middle], currency)}".strip()

    return axis(definition, [row["value"]], currency) | {
        "n": row["n"],
        "value": words("value"),
        "interval": between("value", "low", "high"),
        "expected": words("expected"),
        "ratio": [short(row[name]) for name in ("ratio", "ratio_low", "ratio_high")],
        "adjusted": words("adjusted"),
        "shrunk": words("shrunk"),
        "shrunk_interval": between("shrunk", "shrunk_low", "shrunk_high"),
        "reliability": short(row["reliability"]),
        "reliability_words": reliability_words(row["reliability"]),
        "reading": row["reading"],
        "tone": tone_of(row["reading"], definition.better),
        "sentence": sentence(definition, row, currency),
    }


def reliability_words(reliability: float | None) -> str:
    """What a reliability says about a figure of one person; empty where it is not known."""
    if reliability is None:
        return ""
    return next(text for mark, text in _RELIABLE if round(reliability, 2) >= mark)


def _pairs(
    store: RememberedStore, metrics: tuple[str, ...], agent: str, found: dict[str, dict[str, Any]]
) -> list[dict[str, Any]]:
    """Each metric beside the one that pays for it, where both are recorded; first what was bought with the other."""
    pairs = []
    for name in metrics:
        guard = store.catalogue[name].guard
        if guard in metrics and guard is not None and (name in found or guard in found):
            first, second = store.catalogue[name], store.catalogue[guard]
            readings = [found[one]["reading"] if one in found else TOO_FEW for one in (name, guard)]
            sides = [_side(store, store.catalogue[one], found.get(one)) for one in (name, guard)]
            pairs.append(pair_sentence(first, readings[0], second, readings[1]) | {"sides": sides, "agent": agent})
    return pairs


def _side(store: RememberedStore, definition: MetricDefinition, row: dict[str, Any] | None) -> dict[str, Any]:
    told = row is not None and not is_few(row, definition)
    assert row is not None or not told
    return {
        "metric": definition.name,
        "label": definition.label,
        "better": definition.better,
        "value": in_words(definition.unit, row["value"], _currency(store)) if row and told else "–",
        "expected": in_words(definition.unit, row["expected"], _currency(store)) if row and told else "",
        "n": row["n"] if row else 0,
        "reading": row["reading"] if row else TOO_FEW,
    }
