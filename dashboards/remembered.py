"""Metric answers kept within one generation, which never changes: a click on a tile asks only what it moves.

Every page, file and report reads through here, so the rows that count for the reader are told apart here and nowhere
else; answers are kept under the narrowed question, so nobody is given what another asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from dashboards.memory import Memory
from transforms.lineage import Lineage, read_lineage
from transforms.open_work import open_cases, open_promises
from transforms.published_tables import published_columns
from transforms.row_rules import EVERYTHING, Filters, NotAllowedError, RowRule, directory_of

if TYPE_CHECKING:
    import polars as pl

    from transforms.catalogue import MetricDefinition
    from transforms.metrics import MetricStore
    from transforms.requests import MetricRequest, ScorecardRequest
    from transforms.resolution_curves import CaseWindow

T = TypeVar("T")

KEPT_FRAMES = 512
KEPT_LISTS = 16
"""Lists of records are long; a person reads a few of them page by page."""
_OF_NOBODY = ("data_freshness",)
"""Tables that tell nothing of a team or a person."""


class RememberedStore:
    """A metric store that answers a question it has heard before without asking the database again."""

    def __init__(self, store: MetricStore, rule: RowRule = EVERYTHING) -> None:
        self._store = store
        self._memory = Memory(KEPT_FRAMES)
        self._lists = Memory(KEPT_LISTS)
        self.rule = rule

    def seen_by(self, rule: RowRule) -> RememberedStore:
        """The same store and memory for somebody with these limits."""
        narrowed = RememberedStore(self._store, rule)
        narrowed._memory, narrowed._lists = self._memory, self._lists
        return narrowed

    @property
    def folder(self) -> Path:
        """The folder of the generation."""
        return self._store.folder

    @property
    def generation(self) -> dict[str, Any]:
        """What generation.json says."""
        return self._store.generation

    @property
    def catalogue(self) -> dict[str, MetricDefinition]:
        """Metric name to its definition."""
        return self._store.catalogue

    def slices_of(self, metric: str) -> tuple[str, ...]:
        """What a metric can be cut by, for this reader."""
        slices = self._store.slices_of(metric)
        return slices if self.rule.tells_agents else tuple(name for name in slices if name != "agent")

    def query(self, request: MetricRequest) -> pl.DataFrame:
        """As the metric store answers it; frames cannot be changed, so they can be shared."""
        narrowed = self.rule.narrowed(request)
        return self._recall(narrowed, lambda: self._store.query(narrowed))

    def hold(self, metrics: Iterable[str], by_topic: Iterable[str]) -> None:
        """As the metric store takes quantiles and the cases of curves into memory, for all readers."""
        self._store.hold(metrics, by_topic)
        self._store.hold_cases()

    def records(self, request: MetricRequest) -> pl.DataFrame:
        """The records behind a number, as the metric store lists them."""
        self.rule.refuse_records()
        narrowed = self.rule.narrowed(request)
        listed: pl.DataFrame = self._lists.recall(narrowed, lambda: self._store.records(narrowed))
        return listed

    def record_values(self, request: MetricRequest) -> pl.DataFrame:
        """What each record adds to some sums, as the metric store lists it: values without names, for curves."""
        narrowed = self.rule.narrowed(request)
        listed: pl.DataFrame = self._lists.recall(("values", narrowed), lambda: self._store.record_values(narrowed))
        return listed

    def scorecards(self, request: ScorecardRequest) -> pl.DataFrame:
        """As the metric store answers it; what is expected comes from the whole department whoever asks."""
        narrowed = self.rule.narrowed(request)
        return self._recall(narrowed, lambda: self._store.scorecards(narrowed))

    def readings(self, request: ScorecardRequest) -> pl.DataFrame:
        """As the metric store answers it; what is expected comes from the whole department whoever asks."""
        narrowed = self.rule.narrowed(request)
        return self._recall(("readings", narrowed), lambda: self._store.readings(narrowed))

    def scorecard_limits(self, request: ScorecardRequest) -> pl.DataFrame:
        """As the metric store answers it."""
        narrowed = self.rule.narrowed(request)
        return self._recall(("limits", narrowed), lambda: self._store.scorecard_limits(narrowed))

    def cases_at_risk(self, window: CaseWindow) -> pl.DataFrame:
        """As the metric store lists them: times without names, of which curves are drawn."""
        narrowed = self.rule.narrowed(window)
        listed: pl.DataFrame = self._lists.recall(narrowed, lambda: self._store.cases_at_risk(narrowed))
        return listed

    def open_cases(self, where: Filters) -> pl.DataFrame:
        """The cases that are still to be done; see `transforms.open_work`."""
        return self._waiting(open_cases, where)

    def open_promises(self, where: Filters) -> pl.DataFrame:
        """The calls back that are still to be made; see `transforms.open_work`."""
        return self._waiting(open_promises, where)

    def _waiting(self, ask: Callable[[MetricStore, Filters], pl.DataFrame], where: Filters) -> pl.DataFrame:
        self.rule.refuse_records()
        narrowed = self.rule.narrowed_filters(where)
        return self._recall((ask, narrowed), lambda: ask(self._store, narrowed))

    def lineage(self) -> Lineage:
        """The way of each metric from its sources."""
        made: Lineage = self._memory.recall("lineage", lambda: read_lineage(self.folder))
        return made

    def sql(self, request: MetricRequest) -> str:
        """The compiled SQL of a request, of the rows that count for the reader."""
        return self._store.sql(self.rule.narrowed(request))

    def table(self, name: str) -> pl.DataFrame:
        """A whole published table; to somebody with limits only what tells of no team, and no person."""
        if self.rule != EVERYTHING and name not in _OF_NOBODY:
            raise NotAllowedError(f"You may not read the table {name} as a whole.")
        return self._recall(("table", name), lambda: self._store.table(name))

    def columns(self) -> pl.DataFrame:
        """The columns of every published table; see `transforms.published_tables`. To whoever has limits they are not
        told: how many rows there are tells of others.
        """
        if self.rule != EVERYTHING:
            raise NotAllowedError("You may not see what the published file holds of others.")
        return self._recall("columns", lambda: published_columns(self._store.run))

    def agents(self) -> pl.DataFrame:
        """The directory of agents, of those whose figures the reader may see; see `transforms.row_rules`."""
        rule = self.rule
        return self._recall(("agents", rule), lambda: directory_of(self._store, rule))

    def recalled(self, key: Hashable, make: Callable[[], pl.DataFrame]) -> pl.DataFrame:
        """What a page makes of answers to the same reader, made once; the key tells from what."""
        return self._recall((self.rule, key), make)

    def worked_out(self, asked: Hashable, work: Callable[[], T]) -> T:
        """What is worked out from answers, kept as they are for readers with the same limits; `work` says by `asked`
        what it is, and nobody changes it. A click on a tile leaves most of a page as it was.
        """
        found: T = self._memory.recall(("worked out", self.rule, asked), work)
        return found

    def _recall(self, key: Hashable, ask: Callable[[], pl.DataFrame]) -> pl.DataFrame:
        answered: pl.DataFrame = self._memory.recall(key, ask)
        return answered

    def close(self) -> None:
        """Ends all reading of the generation."""
        self._store.close()
