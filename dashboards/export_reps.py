"""The scorecards of reps as a table: a row per rep and metric, by name, never by a figure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dashboards.periods import last_day, periods_of
from dashboards.state import ViewState
from dashboards.tables import UNIT_OF_ROW, Column, Table, estimate, texts
from dashboards.views.rep_mix import case_mix
from dashboards.views.scorecards import compared_metrics, people, request, whole_months

if TYPE_CHECKING:
    import polars as pl

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
_MONTHS = (
    *(*texts(rep="Rep", team="Team", agent="Agent", metric="Metric"), Column("month", "Month from", "date")),
    *(Column("value", "Value", "number", UNIT_OF_ROW), Column("n", "n", "integer")),
    Column("expected", "Expected with these cases", "number", UNIT_OF_ROW),
    *texts(reading="Reading", unit="Unit"),
)
_SHARES = {"rep": "This rep", "team": "Team", "department": "Whole department"}
_MIX = (
    *texts(dimension="By", category="Of"),
    *(Column(name, label, "number", "ratio") for name, label in _SHARES.items()),
)


def rep_tables(store: RememberedStore, state: ViewState, address: Mapping[str, str]) -> Iterator[Table]:
    """Scorecards and months of one rep (`agent`), with the mix, or of those whom the find box (`find`) keeps."""
    agent, compared = address.get("agent", ""), compared_metrics(store)
    yield _scorecards(store, state, address, compared)
    by_month = compared if agent else tuple(name for name in compared if name == state.metric)
    if by_month:
        yield _months(store, state, address, by_month)
    if agent:
        yield _mix(store, state, agent)


def _meant(store: RememberedStore, address: Mapping[str, str]) -> Callable[[str], tuple[str, str] | None]:
    """From an agent to name and team; None for those whom the address does not mean."""
    directory, words = people(store), address.get("find", "").lower().split()

    def person(agent: str) -> tuple[str, str] | None:
        told = directory.get(agent, {})
        name, team = str(told.get("name") or agent), str(told.get("team") or "")
        is_meant = address.get("agent", "") in ("", agent) and all(word in f"{name} {team}".lower() for word in words)
        return (name, team) if is_meant else None

    return person


def _scorecards(
    store: RememberedStore, state: ViewState, address: Mapping[str, str], metrics: tuple[str, ...]
) -> Table:
    cards = store.scorecards(request(state, periods_of(state, store.generation).shown, metrics))
    return Table("scorecards", "Scorecards", COLUMNS, _lines(store, address, cards, COLUMNS))


def _months(store: RememberedStore, state: ViewState, address: Mapping[str, str], metrics: tuple[str, ...]) -> Table:
    span = whole_months(periods_of(state, store.generation).shown.end or last_day(store.generation))
    agent = address.get("agent") or None
    cards = store.scorecards(request(state, span, metrics, agent, "month")).rename({"period": "month"})
    return Table("months", "Months", _MONTHS, _lines(store, address, cards.sort("metric", "month"), _MONTHS))


def _lines(
    store: RememberedStore, address: Mapping[str, str], cards: pl.DataFrame, columns: Sequence[Column]
) -> list[list[Any]]:
    """By name, under columns that begin with rep, team, agent and metric and end with the unit."""
    person, names = _meant(store, address), [column.name for column in columns[4:-1]]
    lines = []
    for row in cards.iter_rows(named=True):
        who, definition = person(row["agent"]), store.catalogue[row["metric"]]
        if who:
            lines.append([*who, row["agent"], row["metric"], *_card(row, definition, names), definition.unit])
    return sorted(lines, key=lambda line: (str(line[0]), str(line[2])))


def _mix(store: RememberedStore, state: ViewState, agent: str) -> Table:
    team = str(people(store).get(agent, {}).get("team") or "")
    found = case_mix(store, state, periods_of(state, store.generation).shown, agent, team)
    rows = [
        [panel["label"], row["label"], *(row[name] for name in _SHARES)]
        for panel in found["panels"]
        for row in panel["rows"]
    ]
    return Table("mix", "What this rep works on", _MIX, rows)


def _card(row: dict[str, Any], definition: MetricDefinition, names: Sequence[str]) -> list[Any]:
    """As on the screen: of too few records not even the value, because a figure that stands there will be used."""
    is_few = row["n"] < definition.least_n
    return [row[name] if name in ("n", "reading", "month") or not is_few else None for name in names]
