"""The scorecards of reps as a table: a row per rep and metric, by name, never by a figure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dashboards.periods import periods_of
from dashboards.state import ViewState
from dashboards.tables import UNIT_OF_ROW, Column, Table, estimate, texts
from dashboards.views.scorecards import compared_metrics, people, request

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore
    from transforms.catalogue import MetricDefinition

COLUMNS = (
    *texts(rep="Rep", team="Team", agent="Agent", metric="Metric"),
    *estimate(),
    Column("expected", "Expected with these cases", "number", UNIT_OF_ROW),
    Column("ratio", "Value over expected", "number"),
    Column("ratio_low", "Value over expected, low (95 %)", "number"),
    Column("ratio_high", "Value over expected, high (95 %)", "number"),
    Column("adjusted", "Adjusted value", "number", UNIT_OF_ROW),
    Column("shrunk", "Shrunk value", "number", UNIT_OF_ROW),
    Column("shrunk_low", "Shrunk value, low (95 %)", "number", UNIT_OF_ROW),
    Column("shrunk_high", "Shrunk value, high (95 %)", "number", UNIT_OF_ROW),
    Column("reliability", "Reliability", "number", "score"),
    Column("evidence", "Evidence", "number"),
    Column("reading", "Reading"),
    Column("unit", "Unit"),
)
_CARD = tuple(column.name for column in COLUMNS[4:-1])


def rep_tables(store: RememberedStore, state: ViewState, address: Mapping[str, str]) -> list[Table]:
    """The scorecards of one rep (`agent`), or of those whom the find box (`find`) keeps."""
    directory, words = people(store), address.get("find", "").lower().split()
    agent = address.get("agent", "")
    shown = periods_of(state, store.generation).shown
    lines: list[list[Any]] = []
    for row in store.scorecards(request(state, shown, compared_metrics(store))).iter_rows(named=True):
        person = directory.get(row["agent"], {})
        name, team = str(person.get("name") or row["agent"]), str(person.get("team") or "")
        if agent in ("", row["agent"]) and all(word in f"{name} {team}".lower() for word in words):
            definition = store.catalogue[row["metric"]]
            lines.append([name, team, row["agent"], row["metric"], *_card(row, definition), definition.unit])
    lines.sort(key=lambda line: (str(line[0]), str(line[2])))
    return [Table("scorecards", "Scorecards", COLUMNS, lines)]


def _card(row: dict[str, Any], definition: MetricDefinition) -> list[Any]:
    """As on the screen: of too few records not even the value, because a figure that stands there will be used."""
    is_few = row["n"] < definition.least_n
    return [row[name] if name in ("n", "reading") or not is_few else None for name in _CARD]
