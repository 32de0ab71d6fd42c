from contextlib import closing
from threading import Event

import pytest

import dashboards.warm
from dashboards.access.reader import LOCAL, acting_as
from dashboards.answers import Answers
from dashboards.views.breakdown import by_team
from dashboards.views.rep import rep
from dashboards.views.scorecards import people
from dashboards.warm import _warm_up
from transforms.generations import GenerationError


@pytest.fixture(scope="module")
def warmed(warehouse_home):
    """The answers of an app that has warmed up, and what it took into memory by name."""
    with closing(Answers(warehouse_home)) as answers:
        held = []
        with acting_as(LOCAL), answers._generations.store() as store:
            hold = store.hold
            store.hold = lambda names, finer: hold([held.append(name) or name for name in names], finer)
            _warm_up(answers, Event())
        yield answers, held


def test_after_warming_up_another_team_needs_no_compiling(warmed):
    answers, _ = warmed
    with answers._generations.store() as store:
        compiled = len(store._store._compiler)
        answers.view("teams", {"team": "Technical", "p": "52w"}, by_team)
        assert compiled > 20
        for somebody in people(store):
            answers.view("reps", {}, lambda store, state, somebody=somebody: rep(store, state, somebody), somebody)
        assert len(store._store._compiler) == compiled


def test_medians_of_pages_are_taken_into_memory_before_anybody_asks(warmed):
    answers, held = warmed
    with answers._generations.store() as store:
        quantiles = {name for name in held if store.catalogue[name].quantile is not None}
        assert {"first_response_time_median", "resolution_time_median", "speed_of_answer_p90"} <= quantiles


def test_another_generation_is_warmed_when_it_is_published(monkeypatch):
    published, warmed = iter(["one", "one", GenerationError("none"), "two", "two"]), []

    class Published:
        @property
        def folder(self):
            found = next(published)
            if isinstance(found, GenerationError):
                raise found
            return found

    monkeypatch.setattr(dashboards.warm, "_LOOK_SECONDS", 0)
    monkeypatch.setattr(dashboards.warm, "_warm_up", lambda *_: warmed.append("again"))
    with pytest.raises(StopIteration):
        dashboards.warm._keep_warm(Published(), Event())
    assert len(warmed) == 2


def test_without_a_generation_there_is_nothing_to_warm(tmp_path):
    assert _warm_up(Answers(tmp_path), Event()) is None
