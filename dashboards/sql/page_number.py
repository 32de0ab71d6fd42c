"""From a number on a page to the statement that gives it: the same request, compiled, with its values written in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from dashboards.state import ViewState
from dashboards.views.records import in_plain, read_asked, request_of, slice_words, span_of
from transforms.catalogue import MetricDefinition
from transforms.requests import MetricRequest

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore

_QUALIFIED = re.compile(r'"\w+"\."main"\.(?="\w+")')


def statement_of(store: RememberedStore, state: ViewState, address: Mapping[str, object]) -> str:
    """The statement behind the number that an address names, under words that say which; empty without such a metric.

    The address is that of the records behind the number: metric, slices, days, and the filters of the page.
    """
    asked = read_asked(address, store)
    if asked is None:
        return ""
    said = [
        store.catalogue[asked.metric].label,
        *slice_words(store, asked),
        span_of(store, state, asked).words(),
        *_filters(state),
    ]
    # What a source calls a team may hold anything, and must not end the comment.
    words = " ".join(" · ".join(said).split())
    compiled = _compiled(store, request_of(store, state, asked))
    return f"-- {words}\n{_counted(store.catalogue[asked.metric], compiled)}"


def _counted(definition: MetricDefinition, compiled: str) -> str:
    """The statement, for a count told as pages tell it: of nothing it is nought, and of what nobody records unknown."""
    if definition.unit != "count":
        return compiled
    told = f"coalesce({definition.name}, 0)"
    if definition.n != definition.name:
        told = f"CASE WHEN {definition.n} > 0 THEN {told} END"
    statement = compiled.strip().removesuffix(";")
    return f"SELECT * REPLACE ({told} AS {definition.name})\nFROM (\n{statement}\n) AS counted;\n"


def _filters(state: ViewState) -> list[str]:
    return [" or ".join(in_plain(name, value, {}) for value in chosen) for name, chosen in state.where]


def statement_of_metric(store: RememberedStore, metric: object) -> str | None:
    """A metric over the whole history as a part of a statement, in brackets; None where there is no such metric."""
    if not isinstance(metric, str) or metric not in store.catalogue:
        return None
    compiled = _compiled(store, MetricRequest((metric,))).strip().removesuffix(";")
    return f"(\n{compiled}\n) as {metric}"


def _compiled(store: RememberedStore, request: MetricRequest) -> str:
    # Comments tell how the statement was put together, which helps nobody who wants to read it; without the name of
    # the file it runs in any copy of it.
    lines = [line for line in store.sql(request).splitlines() if not line.strip().startswith("--")]
    return _QUALIFIED.sub("", "\n".join(lines)) + "\n"
