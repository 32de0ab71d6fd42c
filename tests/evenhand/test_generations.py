import fcntl

import pytest

from evenhand.errors import GenerationError
from evenhand.generations import (
    current_generation,
    intact_generations,
    next_number,
    remove_leftovers,
)


def numbers(home):
    return [generation.number for generation in intact_generations(home)]


def test_an_empty_home_says_how_to_begin(home):
    with pytest.raises(GenerationError, match=r"(?s)Nothing has been published .*evenhand load PATH.*evenhand demo"):
        current_generation(home)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "holds ''"),
        (b"\x00\xff\xfe", "cannot be read"),
        (b"../../etc", "which is no generation"),
        (b"000009\n", "names generation 000009, which is not there"),
    ],
)
def test_a_wrong_current_names_the_newest_whole_generation_and_uses_none(home, publish_by_hand, content, words):
    publish_by_hand(home, "000001")
    publish_by_hand(home, "000002")
    home.current.write_bytes(content)
    with pytest.raises(GenerationError, match=words) as raised:
        current_generation(home)
    assert raised.value.next_step.endswith("`evenhand rollback 000002`.")


def test_a_missing_current_beside_generations_is_told(home, publish_by_hand):
    publish_by_hand(home, "000001")
    home.current.unlink()
    with pytest.raises(GenerationError, match="CURRENT is missing"):
        current_generation(home)


@pytest.mark.parametrize("name", ["evenhand.duckdb", "semantic_manifest.json", "generation.json"])
def test_a_generation_with_a_part_missing_is_not_served(home, publish_by_hand, name):
    generation = publish_by_hand(home, "000001")
    (generation.folder / name).unlink()
    with pytest.raises(GenerationError, match=f"has no {name}"):
        current_generation(home)


def test_a_write_ahead_log_beside_a_published_file_is_refused(home, publish_by_hand):
    generation = publish_by_hand(home, "000001")
    (generation.folder / "evenhand.duckdb.wal").touch()
    with pytest.raises(GenerationError, match="Something wrote to"):
        current_generation(home)


def test_three_generations_are_kept(home, publish_by_hand):
    for number in range(1, 6):
        publish_by_hand(home, f"{number:06d}")
    assert numbers(home) == ["000003", "000004", "000005"]


def test_copies_cut_from_a_generation_go_with_it(home, publish_by_hand):
    for number in ("000001", "000003"):
        (home.cuts / number / "key").mkdir(parents=True)
    for number in range(1, 5):
        publish_by_hand(home, f"{number:06d}")
    assert [folder.name for folder in home.cuts.iterdir()] == ["000003"]


def test_a_generation_that_is_being_read_is_kept(home, publish_by_hand):
    generation = publish_by_hand(home, "000001")
    with generation.reader_lock.open() as reader:
        fcntl.flock(reader, fcntl.LOCK_SH)
        for number in range(2, 6):
            publish_by_hand(home, f"{number:06d}")
        assert numbers(home) == ["000001", "000003", "000004", "000005"]
    publish_by_hand(home, "000006")
    assert numbers(home) == ["000004", "000005", "000006"]


def test_a_number_is_never_used_twice(home, publish_by_hand):
    publish_by_hand(home, "000007")
    assert next_number(home) == "000008"
    home.current.write_text("000012\n")
    assert next_number(home) == "000013"


def test_leftovers_of_a_killed_build_are_removed(home, build_by_hand):
    building, _ = build_by_hand(home, "000001")
    building.rename(home.generations / "000002.removing")
    build_by_hand(home, "000001")
    remove_leftovers(home)
    assert list(home.generations.iterdir()) == []
