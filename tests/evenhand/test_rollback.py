import pytest

from evenhand.errors import BusyError, GenerationError, WrongUsageError
from evenhand.locks import exclusive_lock
from evenhand.rollback import roll_back


@pytest.fixture
def three_generations(home, publish_by_hand):
    for number in range(1, 4):
        publish_by_hand(home, f"{number:06d}", cases=number)
    return home


def test_without_a_number_the_generation_before_comes_back(three_generations, count_cases):
    assert roll_back(three_generations).number == "000002"
    assert count_cases(three_generations) == 2
    assert roll_back(three_generations).number == "000001"
    with pytest.raises(GenerationError, match="no generation before the current one"):
        roll_back(three_generations)


@pytest.mark.parametrize("name", ["000001", "1"])
def test_a_named_generation_comes_back(three_generations, count_cases, name):
    roll_back(three_generations, name)
    assert count_cases(three_generations) == 1


def test_forward_again_is_possible(three_generations, count_cases):
    roll_back(three_generations, "1")
    roll_back(three_generations, "3")
    assert count_cases(three_generations) == 3


def test_an_unknown_generation_is_wrong_usage(three_generations):
    with pytest.raises(WrongUsageError, match="these are: 000001, 000002, 000003"):
        roll_back(three_generations, "9")


def test_a_garbage_current_is_healed_by_the_newest_whole_generation(three_generations, count_cases):
    three_generations.current.write_text("garbage")
    assert roll_back(three_generations).number == "000003"
    assert count_cases(three_generations) == 3


def test_a_changed_file_does_not_come_back(three_generations):
    database = three_generations.generations / "000002" / "evenhand.duckdb"
    database.chmod(0o644)
    database.write_bytes(database.read_bytes() + b"x")
    with pytest.raises(GenerationError, match="its hash differs"):
        roll_back(three_generations)


def test_a_rollback_waits_for_no_build(three_generations):
    with (
        exclusive_lock(three_generations.build_lock, "", ""),
        pytest.raises(BusyError, match=r"A build is running \(process \d+\)"),
    ):
        roll_back(three_generations)
