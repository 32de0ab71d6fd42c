"""From a page's address to what it shows: state checked, generation pinned, answer kept for the next asker.

All of it is asked in the name of the current reader, kept apart by what readers may see, and written down before it is
given out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from dashboards.access.audit_log import AuditLog
from dashboards.access.configured import address_of_asker
from dashboards.access.reader import current_reader
from dashboards.current import CurrentGeneration
from dashboards.memory import Memory
from dashboards.state import Offered, ViewState, as_address, read_state
from dashboards.views.board import metrics_of, offered_on
from dashboards.views.breakdown import offered_for_tables
from dashboards.views.coaching import offered_for_coaching
from dashboards.views.complaints import offered_on_complaints
from dashboards.views.crosscut import offered_for_explore
from dashboards.views.follow_up import offered_for_follow_up
from dashboards.views.heat import ordered
from dashboards.views.overview import BOARD
from dashboards.views.reps import offered_for_reps
from dashboards.views.sales import offered_on_sales
from dashboards.views.satisfaction import offered_on_satisfaction
from dashboards.views.service import offered_on_service
from dashboards.views.team import BOARD as TEAM
from transforms.requests import MetricRequest

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore

T = TypeVar("T")

KEPT_ANSWERS = 256
# Pages that offer other metrics than the overview, more than one view, or an order of rows.
_OWN_CHOICES: dict[str, Callable[[RememberedStore, Offered], Offered]] = {
    "coaching": offered_for_coaching,
    "follow-up": offered_for_follow_up,
    "overview": offered_on(BOARD),
    "reps": offered_for_reps,
    "explore": offered_for_explore,
    "team": offered_on(TEAM),
    "teams": offered_for_tables,
    "channels": offered_for_tables,
    "complaints": offered_on_complaints,
    "sales": offered_on_sales,
    "satisfaction": offered_on_satisfaction,
    "service": offered_on_service,
}
_SLICED_BY = ("cases_opened", "contacts_offered", "offers_made")


class Answers:
    """Answers of one process, kept by generation, page and state."""

    def __init__(self, home: Path) -> None:
        self._generations = CurrentGeneration(home)
        self._memory = Memory(KEPT_ANSWERS)
        self._log = AuditLog(home)

    def close(self) -> None:
        """Ends all reading."""
        self._generations.close()

    @property
    def folder(self) -> Path:
        """The generation that is read now; GenerationError when there is none."""
        with self._generations.store() as store:
            return store.folder

    def hold(self, metrics: Iterable[str], by_topic: Iterable[str]) -> None:
        """Takes quantiles of these metrics, some by topic, and the cases of curves into memory, as far as there are."""
        with self._generations.store() as store:
            store.hold(*([name for name in some if name in store.catalogue] for some in (metrics, by_topic)))

    def read(self, name: str, view: Callable[[RememberedStore], Any]) -> Any:
        """What a page without filters shows."""
        with self._store() as store:
            return self._memory.recall((store.folder, store.rule, name), lambda: view(store))

    def view(
        self,
        name: str,
        address: Mapping[str, object],
        view: Callable[[RememberedStore, ViewState], dict[str, Any]],
        about: str = "",
    ) -> tuple[ViewState, Offered, dict[str, Any]]:
        """The state an address asks for, what could be asked, and what the page shows, its download link included.

        `about` is whom a page tells of, where one page serves many. AuditError when the look cannot be written down.
        """
        state, offered, shown = self.prepare(name, address, view, about)
        query = as_address(state, offered)
        self.write_down("look", page=name, filters=query, subject=about, generation=shown["scope"].get("generation"))
        return state, offered, shown | {"scope": shown["scope"] | {"download": f"/download/{name}.csv{query}"}}

    def prepare(
        self, name: str, address: Mapping[str, object], view: Callable[[RememberedStore, ViewState], T], about: str = ""
    ) -> tuple[ViewState, Offered, T]:
        """As `view`, for later: nobody sees it now, so nothing is written down."""
        with self._store() as store:
            offered = self.offered(store, name)
            state = read_state(address, offered)
            key = (store.folder, store.rule, name, about, state)
            return state, offered, self._memory.recall(key, lambda: view(store, state))

    def write_down(self, action: str, **facts: str | int | None) -> None:
        """Adds what the reader is about to get to the audit log; AuditError when that fails: then it is kept back."""
        told = {name: value for name, value in {**facts, "ip": address_of_asker()}.items() if value not in ("", None)}
        self._log.write(current_reader().name, action, "ok", **told)

    def export(self, name: str, address: Mapping[str, object], write: Callable[[RememberedStore, ViewState], T]) -> T:
        """What a reader makes of the figures that an address asks of a page, such as a file; it is not kept."""
        with self._store() as store:
            return write(store, read_state(address, self.offered(store, name)))

    def offered(self, store: RememberedStore, name: str) -> Offered:
        """What the filters of a page may be set to."""
        shared: Offered = self._memory.recall((store.folder, store.rule, "offered"), lambda: _offered(store))
        own = _OWN_CHOICES.get(name)
        return own(store, shared) if own else shared

    @contextmanager
    def _store(self) -> Iterator[RememberedStore]:
        rule = current_reader().rule
        with self._generations.store() as store:
            yield store.seen_by(rule)


def _offered(store: RememberedStore) -> Offered:
    slices = {
        dimension: ordered(set(store.query(MetricRequest(_SLICED_BY, by=(dimension,)))[dimension].to_list()))
        for dimension in ("team", "channel", "topic")
    }
    teams, channels, topics = (tuple(slices[dimension]) for dimension in ("team", "channel", "topic"))
    return Offered(teams, channels, metrics_of(store, BOARD), topics=topics)
