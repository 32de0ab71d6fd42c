import os

import pytest

from ingest.discovery import find_files


def names(found):
    return [(file.path.name, file.was_named, bool(file.problem)) for file in found]


@pytest.fixture
def folder(write):
    for name in (
        "in/b.csv",
        "in/a.csv",
        "in/deep/c.csv",
        "in/.secret/d.csv",
        "in/.e.csv",
        "in/f.csv.tmp",
        "in/sources.toml",
    ):
        path = write(name, "x")
    return path.parent


def test_a_folder_gives_its_files_always_in_one_order(folder, home):
    assert names(find_files([folder], home)) == [
        ("a.csv", False, False),
        ("b.csv", False, False),
        ("c.csv", False, False),
    ]


def test_links_and_pipes_in_a_folder_are_passed_over(folder, home, write):
    (folder / "link.csv").symlink_to(write("elsewhere.csv", "x"))
    os.mkfifo(folder / "pipe.csv")
    assert len(find_files([folder], home)) == 3


def test_a_file_named_twice_is_taken_once(folder, home):
    found = find_files([folder / "a.csv", folder], home)
    assert names(found) == [("a.csv", True, False), ("b.csv", False, False), ("c.csv", False, False)]


def test_a_pipe_that_was_named_is_a_problem(tmp_path, home):
    os.mkfifo(tmp_path / "pipe.csv")
    (found,) = find_files([tmp_path / "pipe.csv"], home)
    assert "no regular file" in found.problem


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_an_unreadable_file_is_a_problem(folder, home):
    (folder / "a.csv").chmod(0)
    assert "may not read" in find_files([folder], home)[0].problem


def test_only_the_inbox_of_the_own_home_is_loaded(home, write):
    for name in (
        "raw.duckdb",
        "raw.duckdb.wal",
        "raw.lock",
        "pseudonym.key",
        "CURRENT",
        "generations/1/x.csv",
        "inbox/a.csv",
    ):
        write(f"home/{name}", "x")
    assert names(find_files([home], home)) == [("a.csv", False, False)]
