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
from dashboards.views.scorecards import compared_metrics, months_of, request, whole_months
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
_BESIDE = ("value", "n", "expected", "reading")
"""What is told of the metric that would pay for another."""
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
    """What `in_letters` makes of the readings of months."""
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
    classes = found["class"].to_list()
    counts = {one: classes.count(one) for one in dict.fromkeys(classes)}
    listed = found.filter(pl.col("class").is_in(_OF_VIEW[state.view]))
    return {
        "scope": scope(store, state, spans),
        "list": {
            "sentences": _sentences(store, told),
            "views": [{"value": view, "count": sum(counts.get(one, 0) for one in _OF_VIEW[view])} for view in VIEWS],
            "view": state.view,
            "counts": {one: counts.get(one, 0) for one in _OF_VIEW[state.view]},
            "too_few": int((told.rows["standing"] == TOO_FEW).sum()),
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
    monthly, starts = request(everything, months, metrics, grain="month"), tuple(months_of(months))
    by_month = store.readings(monthly)
    letters = store.recalled(("letters", monthly), lambda: in_letters(by_month, starts))

    def cards(span: Span | None) -> pl.DataFrame:
        return store.readings(request(state, span, metrics)) if span and metrics else by_month.clear()

    compared = spans.compared
    # Periods that overlap share records, and would look alike whatever happened.
    is_apart = compared is not None and compared.end is not None and compared.end < (spans.shown.start or date.min)
    now, before = cards(spans.shown), cards(compared if is_apart else None)
    return Told(changes(now, before), letters, starts, metrics, is_apart)


def in_letters(by_month: pl.DataFrame, starts: tuple[date, ...]) -> pl.DataFrame:
    """metric, agent and `months`: a letter for the reading of each month, a space where there is none."""
    people_of = by_month.select("metric", "agent").unique(maintain_order=True).with_row_index("_row")
    found = by_month.select("metric", "agent", "period", "reading").join(people_of, on=["metric", "agent"])
    letters = np.full((people_of.height, len(starts)), " ", dtype="<U1")
    month = found["period"].replace_strict(starts, range(len(starts)), return_dtype=pl.Int64)
    letters[found["_row"].to_numpy(), month.to_numpy()] = found["reading"].replace_strict(_CODES).to_numpy()
    told = pl.Series("months", ["".join(row) for row in letters.tolist()], dtype=pl.String)
    return people_of.drop("_row").with_columns(told)


def _months_in_a_row(said: pl.DataFrame, months: int) -> pl.Series:
    """How many of the latest months have the reading of now."""
    # Read as one text of as many letters a row: a list of letters for each takes several times as long.
    letters: Letters = np.array(list("".join(said["months"])), dtype="<U1").reshape(said.height, months)
    now: Letters = np.array([_CODES[reading] for reading in said["reading"]], dtype="<U1")
    return pl.Series("run", months_in_a_row(letters, now))


def items_of(store: RememberedStore, state: ViewState, told: Told) -> pl.DataFrame:
    """All that could be listed, with names: by class, then by name and metric, never by a figure."""
    side = state.choice(SIDE)
    is_asked = pl.lit(side == EVERYBODY) | (_direction(store, told.metrics) == side)
    known = store.agents().lazy().select("agent", rep="name", team="team")
    said = (
        told.rows.lazy()
        .filter(pl.col("standing").is_in([LASTING, NEW, BACK, CHANGED, MAYBE]))
        .filter(is_asked)
        .join(told.months.lazy(), on=["metric", "agent"], how="left", maintain_order="left")
        .join(known, on="agent", how="left", maintain_order="left")
        .with_columns(
            pl.col("months").fill_null(" " * len(told.starts)),
            pl.when(pl.col("rep") != "").then("rep").otherwise("agent").alias("rep"),
            pl.col("team").fill_null(""),
        )
        .collect()
    )
    return _in_classes(said.with_columns(_months_in_a_row(said, len(told.starts))), told)


def _in_classes(said: pl.DataFrame, told: Told) -> pl.DataFrame:
    """Each row in the class that it is listed in, and all in their order."""
    classes = [one for view in VIEWS for one in _OF_VIEW[view]]
    places = {name: place for place, name in enumerate(told.metrics)}
    # Without a period to compare with, the months alone tell what lasts.
    is_lasting = pl.col("standing") == (LASTING if told.is_compared else NEW)
    is_long = is_lasting & (pl.col("run") >= MONTHS_TO_LAST)
    return (
        said.lazy()
        .with_columns(pl.when(is_long).then(pl.lit(FOR_MONTHS)).otherwise("standing").alias("class"))
        .sort(
            pl.col("class").replace_strict(classes, range(len(classes)), return_dtype=pl.Int64),
            "rep",
            "agent",
            pl.col("metric").replace_strict(places, return_dtype=pl.Int64),
        )
        .collect()
    )


def _direction(store: RememberedStore, metrics: tuple[str, ...]) -> pl.Expr:
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
    guards = {guard for name in told.metrics if (guard := store.catalogue[name].guard)}
    near = told.rows.lazy().filter(pl.col("metric").is_in(guards)).select("agent", "metric", *_BESIDE)
    found = near.join(listed.lazy(), on="agent", how="semi").collect()
    beside = {(row["agent"], row["metric"]): row for row in found.iter_rows(named=True)}

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
