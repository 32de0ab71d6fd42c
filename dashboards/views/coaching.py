"""Coaching list: what changed, for whom, worth a conversation or noise. No rank: a class of evidence, then names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import polars as pl

from dashboards.formats import in_words
from dashboards.periods import Periods, Span, last_day, periods_of
from dashboards.state import Offered, ViewState
from dashboards.views.coaching_words import chance_words, standing_words
from dashboards.views.readings import pair_sentence
from dashboards.views.reps import taken_out
from dashboards.views.scope import scope
from dashboards.views.scorecards import compared_metrics, months_of, people, request, whole_months
from transforms.changes import BACK, CHANGED, LASTING, MAYBE, NEW, changes, months_in_a_row
from transforms.judgement import TOO_FEW

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore
    from transforms.catalogue import MetricDefinition

TALK, WAIT = "talk", "wait"
VIEWS = (TALK, WAIT)
EVERYBODY, BETTER, WORSE = "all", "better", "worse"
SIDE, SHOW = "side", "show"
CHOICES = ((SIDE, (EVERYBODY, BETTER, WORSE)), (SHOW, ("60", "180")))
"""What went well or did not, and how many items are shown: keys of the address, their values, the default first."""
MONTHS_TO_LAST = 3
"""So many clear months in a row stand before everything else."""
FOR_MONTHS = "months"
_OF_VIEW = {TALK: (FOR_MONTHS, LASTING, NEW, BACK, CHANGED), WAIT: (MAYBE,)}
Letters = npt.NDArray[np.str_]
_CODES = {
    "clearly_above": "A",
    "maybe_above": "a",
    "as_expected": "e",
    "maybe_below": "b",
    "clearly_below": "B",
    TOO_FEW: ".",
}


@dataclass(frozen=True)
class Told:
    """Both scorecards side by side with what follows from them, and the months; what is listed is taken from here."""

    rows: pl.DataFrame
    months: pl.DataFrame
    starts: tuple[date, ...]
    metrics: tuple[str, ...]
    is_compared: bool


def offered_for_coaching(store: RememberedStore, shared: Offered) -> Offered:
    """The filters of all pages with the two views: what is worth a conversation, and what is noise so far."""
    metrics = compared_metrics(store) or shared.metrics
    # Scorecards of a topic are worked out record by record, which takes a second and not a blink.
    return replace(shared, metrics=metrics, views=VIEWS, topics=(), choices=CHOICES)


def coaching(store: RememberedStore, state: ViewState) -> dict[str, Any]:
    """The list under its sentences: as many items as are asked for, and how many there are."""
    spans = periods_of(state, store.generation)
    told = told_of(store, state, spans)
    found = items_of(store, state, told)
    counts = dict(found.group_by("class").len().iter_rows())
    listed = found.filter(pl.col("class").is_in(_OF_VIEW[state.view]))
    return {
        "scope": scope(store, state, spans),
        "list": {
            "sentences": _sentences(store, told),
            "views": [{"value": view, "count": sum(counts.get(one, 0) for one in _OF_VIEW[view])} for view in VIEWS],
            "view": state.view,
            "counts": {one: counts.get(one, 0) for one in _OF_VIEW[state.view]},
            "too_few": told.rows.filter(standing=TOO_FEW).height,
            "readings": told.rows.height,
            "starts": [start.isoformat() for start in told.starts],
            "months_of_all": bool(state.where),
            "before": [day.isoformat() for day in (spans.compared.start, spans.compared.end) if day]
            if spans.compared
            else None,
            "metrics": {name: _heading(store.catalogue[name]) for name in told.metrics},
            "side": state.choice(SIDE),
            "items": _items(store, told, listed.head(int(state.choice(SHOW)))),
            "shows": [int(one) for one in CHOICES[1][1]],
            "total": listed.height,
        },
    }


def told_of(store: RememberedStore, state: ViewState, spans: Periods) -> Told:
    """Everything that the list is made of, from one scorecard for each period and one of the months."""
    metrics = compared_metrics(store)
    months = whole_months(spans.shown.end or last_day(store.generation))
    # Of all their work, whatever is chosen: these months are kept, those of a choice would have to be worked out.
    everything = replace(state, teams=(), channels=(), topics=())
    by_month = store.readings(request(everything, months, metrics, grain="month"))

    def cards(span: Span | None) -> pl.DataFrame:
        return store.readings(request(state, span, metrics)) if span and metrics else by_month.clear()

    compared = spans.compared
    # Periods that overlap share records, and would look alike whatever happened.
    is_apart = compared is not None and compared.end is not None and compared.end < (spans.shown.start or date.min)
    now, before = cards(spans.shown), cards(compared if is_apart else None)
    return Told(changes(now, before), by_month, tuple(months_of(months)), metrics, is_apart)


def _classed(told: Told) -> pl.DataFrame:
    """The rows that say something, each with its months and the class that it is listed in."""
    said = told.rows.filter(pl.col("standing").is_in([LASTING, NEW, BACK, CHANGED, MAYBE]))
    said = said.with_columns(_months_of(said, told))
    # Without a period to compare with, the months alone tell what lasts.
    is_lasting = pl.col("standing").is_in([LASTING] if told.is_compared else [NEW])
    is_long = is_lasting & (pl.col("run") >= MONTHS_TO_LAST)
    return said.with_columns(pl.when(is_long).then(pl.lit(FOR_MONTHS)).otherwise("standing").alias("class"))


def _months_of(said: pl.DataFrame, told: Told) -> list[pl.Series]:
    """A letter for the reading of each month, and how many of the latest months have that of now."""
    numbered = said.select("metric", "agent").with_row_index("row")
    found = told.months.select("metric", "agent", "period", "reading").join(numbered, on=["metric", "agent"])
    letters = np.full((said.height, len(told.starts)), " ", dtype="<U1")
    month = found["period"].replace_strict(told.starts, range(len(told.starts)), return_dtype=pl.Int64)
    letters[found["row"].to_numpy(), month.to_numpy()] = _letters(found["reading"])
    runs = months_in_a_row(letters, _letters(said["reading"]))
    return [pl.Series("run", runs), pl.Series("months", ["".join(row) for row in letters.tolist()], dtype=pl.String)]


def _letters(readings: pl.Series) -> Letters:
    told: Letters = readings.replace_strict(_CODES, return_dtype=pl.String).to_numpy().astype("<U1")
    return told


def items_of(store: RememberedStore, state: ViewState, told: Told) -> pl.DataFrame:
    """All that could be listed, with names: by class, then by name and metric, never by a figure."""
    side = state.choice(SIDE)
    said = _classed(told).filter(pl.lit(side == EVERYBODY) | (_side(store, told.metrics) == side))
    classes = [one for view in VIEWS for one in _OF_VIEW[view]]
    directory = people(store)
    persons = [directory.get(agent, {}) for agent in said["agent"]]
    names = [str(person.get("name") or agent) for person, agent in zip(persons, said["agent"], strict=True)]
    teams = [str(person.get("team") or "") for person in persons]
    places = {name: place for place, name in enumerate(told.metrics)}
    return (
        said.with_columns(
            pl.Series("rep", names, dtype=pl.String),
            pl.Series("team", teams, dtype=pl.String),
            pl.col("class").replace_strict(classes, range(len(classes)), return_dtype=pl.Int64).alias("_class"),
            pl.col("metric").replace_strict(places, return_dtype=pl.Int64).alias("_metric"),
        )
        .sort("_class", "rep", "agent", "_metric")
        .drop("_class", "_metric")
    )


def _side(store: RememberedStore, metrics: tuple[str, ...]) -> pl.Expr:
    """better or worse by what is clear, or was, or by which way it moved; null where no direction is known."""
    told = (
        pl.when(pl.col("standing") == BACK)
        .then("reading_before")
        .when(pl.col("standing") == CHANGED)
        .then(pl.col("change").str.replace("up", "above").str.replace("down", "below"))
        .otherwise("reading")
    )
    better = {name: store.catalogue[name].better for name in metrics}
    direction = pl.col("metric").replace_strict(better, return_dtype=pl.String)
    is_good = told.str.ends_with("above") == (direction == "higher")
    # Who is no longer clearly worse has become better.
    turned = is_good != (pl.col("standing") == BACK)
    return pl.when(direction.is_in(["higher", "lower"])).then(
        pl.when(turned).then(pl.lit(BETTER)).otherwise(pl.lit(WORSE))
    )


def _items(store: RememberedStore, told: Told, listed: pl.DataFrame) -> list[dict[str, Any]]:
    currency = str(store.generation.get("currency", ""))
    near = told.rows.join(listed, on="agent", how="semi")
    beside = {(row["agent"], row["metric"]): row for row in near.iter_rows(named=True)}

    def item(row: dict[str, Any]) -> dict[str, Any]:
        definition = store.catalogue[row["metric"]]
        guard = store.catalogue.get(definition.guard or "")
        return {
            "class": row["class"],
            "id": row["agent"],
            "rep": row["rep"],
            "team": row["team"],
            "metric": row["metric"],
            "reading": row["reading"],
            "words": standing_words(row, told.is_compared),
            "now": figures(definition, row, "", currency),
            "before": figures(definition, row, "_before", currency),
            "months": row["months"],
            "guard": _guard(definition, row, guard, beside.get((row["agent"], definition.guard)), currency),
        }

    return [item(row) for row in listed.iter_rows(named=True)]


def figures(definition: MetricDefinition, row: dict[str, Any], when: str, currency: str) -> list[Any] | None:
    """Value, what would be expected, and n, in words; None where there are too few records to show any."""
    if row[f"reading{when}"] == TOO_FEW:
        return None
    value, expected = (in_words(definition.unit, row[f"{name}{when}"], currency) for name in ("value", "expected"))
    return [value, expected, row[f"n{when}"]]


def _guard(
    definition: MetricDefinition,
    row: dict[str, Any],
    guard: MetricDefinition | None,
    beside: dict[str, Any] | None,
    currency: str,
) -> dict[str, Any] | None:
    """The metric that would pay for this one, in the same period."""
    if guard is None:
        return None
    reading = beside["reading"] if beside else TOO_FEW
    now = figures(guard, beside, "", currency) if beside else None
    joint = pair_sentence(definition, row["reading"], guard, reading)
    return {"metric": guard.name, "reading": reading, "now": now, "text": joint["text"], "tone": joint["tone"]}


def _heading(definition: MetricDefinition) -> dict[str, str]:
    return {"label": definition.label, "better": definition.better, "description": definition.description}


def _sentences(store: RememberedStore, told: Told) -> list[str]:
    if not told.metrics:
        return ["These sources record nothing by which reps could be compared."]
    definitions = [store.catalogue[name] for name in told.metrics]
    compared = (
        "Everybody is compared with what all the others have for the same kind of cases "
        f"({taken_out(definitions)} taken out)."
    )
    first, *more = chance_words(told.rows, len(told.metrics), told.is_compared)
    return [first, compared, *more]
