from contextlib import closing

from dashboards.answers import Answers
from dashboards.views.breakdown import by_team
from dashboards.views.rep import rep
from dashboards.views.scorecards import people
from dashboards.warm import _warm_up


def test_after_warming_up_another_team_needs_no_compiling(warehouse_home):
    with closing(Answers(warehouse_home)) as answers:
        _warm_up(answers)
        with answers._generations.store() as store:
            compiled = len(store._store._compiler)
            answers.view("teams", {"team": "Technical", "p": "52w"}, by_team)
            assert compiled > 20
            for somebody in people(store):
                answers.view("reps", {}, lambda store, state, somebody=somebody: rep(store, state, somebody), somebody)
            assert len(store._store._compiler) == compiled


def test_without_a_generation_there_is_nothing_to_warm(tmp_path):
    assert _warm_up(Answers(tmp_path)) is None
