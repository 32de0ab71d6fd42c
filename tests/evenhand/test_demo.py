import pytest

from evenhand.demo import simulate_once
from evenhand.errors import EvenhandError

DEPARTMENT = {"contacts": 1000, "seed": 7}


@pytest.fixture
def simulate(home):
    calls = []

    def run(department):
        return simulate_once(home, department, lambda *folders: calls.append(folders))

    run.calls = calls
    return run


def test_a_department_is_simulated_once(home, simulate):
    assert simulate(DEPARTMENT) is True
    assert simulate(DEPARTMENT) is False
    assert simulate.calls == [(home.demo, home.demo_truth)]


def test_a_second_department_in_one_folder_is_refused(simulate):
    simulate(DEPARTMENT)
    with pytest.raises(EvenhandError, match="another simulated department") as raised:
        simulate({"contacts": 2000, "seed": 7})
    assert "evenhand demo --contacts 1000 --seed 7" in raised.value.next_step


def test_real_data_is_not_mixed_with_a_simulated_department(home, simulate):
    home.raw_file.touch()
    with pytest.raises(EvenhandError, match="holds data that is not simulated"):
        simulate(DEPARTMENT)
    assert simulate.calls == []


def test_an_interrupted_simulation_begins_again(home, simulate):
    with pytest.raises(KeyboardInterrupt):
        simulate_once(home, DEPARTMENT, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    assert simulate(DEPARTMENT) is True
