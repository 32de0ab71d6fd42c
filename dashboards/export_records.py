"""The records behind a number as a table: all of them, in the order of the screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dashboards.state import ViewState
from dashboards.tables import Column, Table, texts
from dashboards.views.records import ADDS, COLUMNS, frame_of, read_asked, slice_words, span_of, too_many
from dashboards.views.scope import as_of, slices_in_words

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore


def record_tables(store: RememberedStore, state: ViewState, address: Mapping[str, str]) -> list[Table]:
    """One row per record and what it adds to the number; no row where there is no such metric."""
    asked = read_asked(address, store)
    unit = store.catalogue[asked.metric].unit if asked else ""
    columns = [
        Column("record", "Record id"),
        *(Column(name, label, "date" if name == "day" else "text") for name, label in COLUMNS.items()),
        *texts(metric="Metric"),
        # A share of a record counts as a share, so that not even n is whole.
        Column(ADDS, "Adds", "number", "" if unit == "ratio" else unit),
        *(Column("denominator", "Of", "number"), Column("n", "Counts as", "number")),
    ]
    is_listed = asked is not None and not too_many(store, state, asked)
    found = frame_of(store, state, asked).to_dicts() if asked and is_listed else []
    names = ("record", *COLUMNS)
    rows = [
        [*(row[name] for name in names), asked and asked.metric, row[ADDS], row["denominator"], row["n"]]
        for row in found
    ]
    return [Table("records", "Records", columns, rows)]


def record_lines(store: RememberedStore, state: ViewState, address: Mapping[str, str]) -> list[str]:
    """The days asked for, which may be fewer than those of the page; nothing where nothing was asked."""
    asked = read_asked(address, store)
    if asked is None:
        return []
    slices = [*slices_in_words(state, store.rule, most=None), *slice_words(store, asked)]
    return [
        ", ".join([span_of(store, state, asked).words(), *slices]),
        *filter(None, [too_many(store, state, asked)]),
        f"{as_of(store.generation)}, generation {store.generation['generation']}",
    ]
