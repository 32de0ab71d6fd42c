"""One team: against its own past and the other teams' same work, its people's readings, what waits, what changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dashboards.formats import count, in_words, number, scale_of
from dashboards.periods import Span, periods_of
from dashboards.state import ViewState
from dashboards.views.board import BoardSpec, board, recorded_tiles
from dashboards.views.follow_up import BANDS, last_moment, listed_promises, with_age
from dashboards.views.heat import UNRATED, label, ordered, rated_cell
from dashboards.views.readings import by_chance
from dashboards.views.reps import COMPARED_AT_FIRST
from dashboards.views.scorecards import compared_metrics, people, request
from dashboards.views.series import WeeklySeries, weekly_series
from dashboards.views.verdicts import evidence, since, verdict
from transforms.judgement import TOO_FEW
from transforms.requests import MetricRequest, ScorecardRequest

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore
    from transforms.catalogue import MetricDefinition

BOARD = BoardSpec(
    tiles=(
        *("cases_opened", "backlog", "first_response_time_median", "resolution_time_median"),
        *("sla_attainment", "average_handle_time", "csat", "reopen_rate"),
    ),
    default_metric="csat",
)
CUTS = ("channel", "topic")
OLD_DAYS = 14
"""From this band on an open case is called old."""


def team(store: RememberedStore, state: ViewState) -> dict[str, Any]:
    """All of one team's page; the state holds the team as its one team."""
    spans = periods_of(state, store.generation)
    # Another frame of what the board asks, and remembered: what changed is told by the same weeks as the tiles.
    series = weekly_series(store, recorded_tiles(store, BOARD), spans, state.where)
    return board(store, state, BOARD) | {
        "changed": _changed(store, series),
        "parts": _parts(store, state, spans.shown),
        "people": _people(store, state, spans.shown),
        "waiting": _waiting(store, state, spans.shown),
    }


def _changed(store: RememberedStore, series: dict[str, WeeklySeries]) -> dict[str, Any]:
    """Special causes of the period in words, and how many series vary as they always do."""
    judged = {name: one for name, one in series.items() if one.limits}
    causes = [
        {
            "metric": name,
            "label": store.catalogue[name].label,
            "words": f"{said['word']} {since(one)}",
            "evidence": evidence(one),
            "tone": said["tone"],
        }
        for name, one in judged.items()
        if one.cause and (said := verdict(one, store.catalogue[name]))
    ]
    return {"causes": causes, "judged": len(judged)}


def _parts(store: RememberedStore, state: ViewState, shown: Span) -> dict[str, Any]:
    """The chosen metric by channel and by topic: this team beside all teams with the same work."""
    definition = store.catalogue[state.metric]
    asked = MetricRequest((state.metric,), (), None, shown.start, shown.end, state.where)
    everybody = tuple((name, values) for name, values in state.where if name != "team")
    own = {cut: {row[cut]: row for row in store.query(replace(asked, by=(cut,))).to_dicts()} for cut in CUTS}
    whole = {
        cut: {row[cut]: row for row in store.query(replace(asked, by=(cut,), where=everybody)).to_dicts()}
        for cut in CUTS
    }
    known = sorted(row["value"] for rows in own.values() for row in rows.values() if row["value"] is not None)
    # One unit for both tables: figures that stand side by side must be comparable at a glance.
    scale = scale_of(definition.unit, known[len(known) // 2] if known else None)

    def row(cut: str, key: str) -> dict[str, Any]:
        beside = others_of(definition, own[cut][key], whole[cut].get(key))
        return {
            "key": key,
            "label": label(key),
            "cell": rated_cell(definition, own[cut][key], whole[cut].get(key), scale),
            "n": own[cut][key]["n"],
            "others": number(definition.unit, beside, scale),
        }

    return {
        "metric": definition.name,
        "label": definition.label,
        "unit": str(store.generation.get("currency", "")) if definition.unit == "money" else scale[1],
        "is_rated": definition.interval not in UNRATED,
        "cuts": [
            {"cut": cut, "label": label(cut), "rows": [row(cut, key) for key in ordered(own[cut])]} for cut in CUTS
        ],
    }


def others_of(definition: MetricDefinition, own: dict[str, Any], whole: dict[str, Any] | None) -> float | None:
    """What a team is compared with: of rates and means the others alone, of the rest, which do not add up, all teams.

    None where the others are too few to say.
    """
    if whole is None or whole["value"] is None:
        return None
    if definition.interval in UNRATED:
        return float(whole["value"])
    others = whole["n"] - own["n"]
    if others < definition.least_n:
        return None
    return float((whole["value"] * whole["n"] - (own["value"] or 0) * own["n"]) / others)


def _people(store: RememberedStore, state: ViewState, shown: Span) -> dict[str, Any]:
    """Readings of everybody with records in the team, by name; no figure stands alone in the table."""
    metrics = compared_metrics(store)[:COMPARED_AT_FIRST]
    if not metrics:
        return {"metrics": [], "rows": [], "sentence": "These sources record nothing by which reps could be compared."}
    asked = request(state, shown, metrics)
    return store.worked_out(("people of a team", asked), lambda: _read_people(store, asked))


def _read_people(store: RememberedStore, asked: ScorecardRequest) -> dict[str, Any]:
    cards, metrics = store.readings(asked), asked.metrics
    directory, currency = people(store), str(store.generation.get("currency", ""))
    rows: dict[str, dict[str, Any]] = {}
    for card in cards.iter_rows(named=True):
        agent, definition = card["agent"], store.catalogue[card["metric"]]
        name = str(directory.get(agent, {}).get("name") or agent)
        said = f"n {count(card['n'])}"
        if card["reading"] != TOO_FEW:
            value, expected = (in_words(definition.unit, card[one], currency) for one in ("value", "expected"))
            said = f"{value}, {expected} expected, {said}"
        rows.setdefault(agent, {"id": agent, "name": name, "readings": {}})["readings"][card["metric"]] = [
            card["reading"],
            said,
        ]
    headings = [
        {"metric": name, "label": store.catalogue[name].label, "better": store.catalogue[name].better}
        for name in metrics
    ]
    in_order = sorted(rows.values(), key=lambda row: (row["name"], row["id"]))
    return {"metrics": headings, "rows": in_order, "sentence": by_chance(cards["reading"].to_list())}


def _waiting(store: RememberedStore, state: ViewState, shown: Span) -> dict[str, Any]:
    """Open cases by age, and promised calls back, as the follow-up page counts them."""

    def by_age() -> dict[int, int]:
        cases = with_age(store.open_cases(state.where), last_moment(store.generation))
        return dict(cases.group_by("band").len().iter_rows())

    counts = store.worked_out(("open cases by age", state.where), by_age)
    promises = listed_promises(shown, store.open_promises(state.where))
    overdue = promises.filter("is_overdue").height
    return {
        "cases": sum(counts.values()),
        "bands": [{"label": words, "key": str(least), "count": counts.get(least, 0)} for words, least in BANDS],
        "old": sum(counts.get(least, 0) for _, least in BANDS if least >= OLD_DAYS),
        "overdue": overdue,
        "due": promises.height - overdue,
    }
