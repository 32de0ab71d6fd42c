from dataclasses import replace
from datetime import date

import pytest

from evenhand.demo import Department, simulate_once
from evenhand.errors import EvenhandError

DEPARTMENT = Department(1000, 7, date(2026, 6, 30))


@pytest.fixture
def simulate(home):
    calls = []

    def run(department, **options):
        return simulate_once(home, department, lambda *folders: calls.append(folders), **options)

    run.calls = calls
    return run


def test_a_department_is_simulated_once(home, simulate):
    assert simulate(DEPARTMENT) is True
    assert simulate(DEPARTMENT) is False
    assert simulate.calls == [(home.demo, home.demo_truth)]


def test_a_second_department_in_one_folder_is_refused(simulate):
    simulate(DEPARTMENT)
    with pytest.raises(EvenhandError, match="another simulated department") as raised:
        simulate(replace(DEPARTMENT, contacts=2000), is_any_end=True)
    assert "evenhand demo --contacts 1000 --seed 7 --end 2026-06-30" in raised.value.next_step


def test_a_department_stays_as_it_is_on_a_later_day_unless_another_end_is_asked_for(simulate):
    simulate(DEPARTMENT)
    later = replace(DEPARTMENT, end=date(2026, 7, 1))
    assert simulate(later, is_any_end=True) is False
    with pytest.raises(EvenhandError, match="--end 2026-06-30"):
        simulate(later)


@pytest.mark.parametrize("written", ["", "[]", '{"contacts": 1000, "seed": 7, "end": "soon"}'])
def test_a_note_that_cannot_be_read_is_told(home, simulate, written):
    home.prepare()
    (home.folder / "demo.json").write_text(written)
    with pytest.raises(EvenhandError, match=r"demo\.json cannot be read"):
        simulate(DEPARTMENT)


def test_real_data_is_not_mixed_with_a_simulated_department(home, simulate):
    home.raw_file.touch()
    with pytest.raises(EvenhandError, match="holds data that is not simulated"):
        simulate(DEPARTMENT)
    assert simulate.calls == []


def test_an_interrupted_simulation_begins_again(home, simulate):
    with pytest.raises(KeyboardInterrupt):
        simulate_once(home, DEPARTMENT, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    assert simulate(DEPARTMENT) is True
