"""Answers the usual questions before anybody asks, so that the first person does not wait for the compiler."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from dash import Dash

from dashboards.access.reader import LOCAL, acting_as
from dashboards.answers import Answers
from dashboards.in_hand import stand_back, working_for_later
from dashboards.plan import DAYS
from dashboards.state import ViewState
from dashboards.views.breakdown import COLUMNS, by_channel, by_team
from dashboards.views.coaching import coaching
from dashboards.views.complaints import complaints
from dashboards.views.definitions import definitions
from dashboards.views.evidence import evidence
from dashboards.views.follow_up import follow_up
from dashboards.views.overview import BOARD as OVERVIEW
from dashboards.views.overview import overview
from dashboards.views.rep import rep
from dashboards.views.reps import reps
from dashboards.views.sales import sales
from dashboards.views.satisfaction import satisfaction
from dashboards.views.scorecards import people
from dashboards.views.service import BOARD as SERVICE
from dashboards.views.service import QUEUES, service
from dashboards.views.staffing import logged
from dashboards.views.team import BOARD as TEAM
from dashboards.views.team import team
from dashboards.views.trends import METRICS, trends
from transforms.generations import GenerationError

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore


def _anyone(store: RememberedStore, state: ViewState) -> dict[str, Any]:
    """The page of one rep, whose questions have the shape of everybody's."""
    agents = sorted(people(store))
    return rep(store, state, agents[0]) if agents else {"scope": {}}


def _some_team(store: RememberedStore, state: ViewState) -> dict[str, Any]:
    """The page of one team, which asks for nothing that no team is chosen for."""
    return team(store, state) if state.teams else {"scope": {}}


_PAGES = (
    *(("overview", overview), ("trends", trends), ("teams", by_team), ("channels", by_channel)),
    *(("reps", reps), ("rep", _anyone), ("evidence", evidence)),
    *(("service", service), ("satisfaction", satisfaction), ("sales", sales), ("complaints", complaints)),
    *(("coaching", coaching), ("follow-up", follow_up), ("team", _some_team)),
    # One of each shape: a question about five days of the week is not one about a single day.
    *((f"staffing {days}", logged(days)) for days in DAYS if days in ("mon-fri", "sat", "all")),
)


# Every metric that a page opens with, or shows where a tile is picked; of these the quantiles are taken into memory.
_SHOWN = (*OVERVIEW.tiles, *TEAM.tiles, *SERVICE.tiles, *QUEUES, *COLUMNS, *METRICS)
_LOOK_SECONDS = 15.0
_LAST_PAGE_SECONDS = 10.0


def answer_first_page(app: Dash) -> None:
    """Answers the page that people begin with; without a generation there is none to answer."""
    answers: Answers = app.server.config["EVENHAND_ANSWERS"]
    with suppress(GenerationError), acting_as(LOCAL):
        answers.prepare("overview", {}, overview)


def warm_up_in_background(app: Dash) -> Callable[[], None]:
    """Starts a thread that answers every page as it is first seen, then with a team, a channel, or both chosen.

    Compiled SQL is kept by the shape of a question, so one team's answer serves all teams. It stands back while people
    are answered, and is done again whenever another generation has been published. What comes back ends the thread,
    after the piece that it is at: a process that ends while a thread of it is inside the database is aborted.
    """
    answers: Answers = app.server.config["EVENHAND_ANSWERS"]
    ended = threading.Event()
    thread = threading.Thread(target=_keep_warm, args=(answers, ended), name="warm-up", daemon=True)
    thread.start()

    def end() -> None:
        ended.set()
        thread.join(_LAST_PAGE_SECONDS)

    return end


def _keep_warm(answers: Answers, ended: threading.Event) -> None:
    warmed = None
    while not ended.is_set():
        with suppress(GenerationError):
            if (current := answers.folder) != warmed:
                _warm_up(answers, ended)
                warmed = current
        ended.wait(_LOOK_SECONDS)


def _warm_up(answers: Answers, ended: threading.Event) -> None:
    # Without a generation there is nothing to warm; the first visitor is told what to do.
    with suppress(GenerationError), acting_as(LOCAL), working_for_later():
        for _ in _prepared(answers):
            if ended.is_set():
                return
            stand_back()


def _prepared(answers: Answers) -> Iterator[None]:
    """Piece by piece, the page that people begin with before all that takes longer."""
    answers.prepare("overview", {}, overview)
    yield
    for metric in dict.fromkeys(_SHOWN):
        answers.hold((metric,), (metric,) if metric in TEAM.tiles else ())
        yield
    for name, view in _PAGES:
        _, offered, _ = answers.prepare(name, {}, view)
        yield
    answers.read("definitions", definitions)
    slices = ({"team": offered.teams[:1]}, {"channel": offered.channels[:1]})
    for chosen in (*slices, slices[0] | slices[1]):
        asked: dict[str, object] = {key: list(values) for key, values in chosen.items()}
        for name, view in _PAGES:
            answers.prepare(name, asked, view)
            yield
        # Here another metric is a question of another shape: it is cut by topic, too.
        for metric in TEAM.tiles if "team" in chosen else ():
            answers.prepare("team", asked | {"m": metric}, team)
            yield
