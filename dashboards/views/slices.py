"""The metric that is looked at by one dimension after the other: where it is clearly better or worse than elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards.formats import count, number, scale_of, uncertainty
from dashboards.periods import Span
from dashboards.state import ViewState
from dashboards.views.heat import CLEARLY, NOT_RECORDED, UNRATED, distance_from_others, label, ordered
from dashboards.views.intervals import pooled
from dashboards.views.verdicts import tone
from transforms.requests import MetricRequest

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore
    from transforms.metrics import MetricDefinition

HEADINGS = {"team": "Team", "channel": "Channel", "topic": "Topic"}

Row = dict[str, Any]


def slices(store: RememberedStore, state: ViewState, shown: Span, dimensions: tuple[str, ...]) -> dict[str, Any]:
    """Rows with value, interval and n for each dimension, all on one axis, with a tone where a row differs clearly."""
    definition = store.catalogue[state.metric]
    found = {dimension: _rows_by(store, state, shown, dimension) for dimension in dimensions}
    known = sorted(row["value"] for rows in found.values() for row in rows.values() if row["value"] is not None)
    scale = scale_of(definition.unit, known[len(known) // 2] if known else None)
    currency = str(store.generation.get("currency", ""))
    words = " and ".join(HEADINGS[dimension].lower() for dimension in dimensions)
    return {
        "metric": definition.name,
        "title": f"{definition.label} by {words}",
        "unit": currency if definition.unit == "money" else scale[1],
        "subtitle": _subtitle(definition),
        "divisor": scale[0],
        # Volumes are lengths, which start at nought; figures with an interval are places on the axis.
        "is_bar": definition.interval == "none",
        "least_n": definition.least_n,
        "groups": [
            {
                "dimension": dimension,
                "heading": HEADINGS[dimension],
                "rows": [
                    _row(definition, name, rows, scale, dimension) | {"is_dimmed": _is_dimmed(state, dimension, name)}
                    for name in ordered(rows)
                ],
            }
            for dimension, rows in found.items()
        ],
    }


def _rows_by(store: RememberedStore, state: ViewState, shown: Span, dimension: str) -> dict[str, Row]:
    # What is selected of a dimension is marked among its own rows, which stay.
    where = tuple((name, values) for name, values in state.where if name != dimension)
    request = MetricRequest((state.metric,), (dimension,), None, shown.start, shown.end, where)
    return {row[dimension]: row for row in store.query(request).to_dicts()}


def _is_dimmed(state: ViewState, dimension: str, name: str) -> bool:
    chosen = dict(state.where).get(dimension, ())
    return bool(chosen) and name not in chosen


def _row(
    definition: MetricDefinition, name: str, rows: dict[str, Row], scale: tuple[float, str, int], dimension: str
) -> dict[str, Any]:
    row, total = rows[name], pooled(definition, rows.values())
    counts_itself = definition.n == definition.name
    is_few = not counts_itself and row["n"] < definition.least_n
    is_rated = definition.interval not in UNRATED and not is_few and row["value"] is not None and total is not None
    distance = distance_from_others(definition, row, total) if is_rated and total else 0.0
    is_clear = abs(distance) >= CLEARLY and definition.better in ("higher", "lower")
    return {
        "key": name,
        "label": name if dimension == "team" else label(name),
        "is_unknown": name == NOT_RECORDED,
        "value": row["value"],
        "low": None if is_few else row["low"],
        "high": None if is_few else row["high"],
        "text": f"{number(definition.unit, row['value'], scale)} {scale[1]}".strip(),
        "note": "" if is_few else uncertainty(definition, row["value"], row["low"], row["high"], scale),
        "n": "" if counts_itself else f"n {count(row['n'])}",
        "is_few": is_few,
        "tone": tone(definition.better, distance > 0) if is_clear else None,
        "word": ("clearly higher" if distance > 0 else "clearly lower") if is_clear else "",
    }


def _subtitle(definition: MetricDefinition) -> str:
    if definition.interval == "none":
        return "Without an interval nothing is judged. Bars start at nought."
    if definition.interval in UNRATED:
        return "Dots with their 95 % intervals. Medians carry no colour: those of parts do not make one of all."
    return "Dots with their 95 % intervals. Colour only where a row differs clearly from the others together."
