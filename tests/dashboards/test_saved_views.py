import json
import os
import stat
from multiprocessing import get_context

import pytest

from dashboards.kept_file import KeptFileError, checked_name
from dashboards.saved_views import (
    FILE,
    MOST_VIEWS,
    SavedViews,
    checked_address,
)
from dashboards.views_menu import answered

PAGES = ["/", "/teams", "/reps/<agent>"]


def names(views):
    return [view.name for view in views.of("local")]


def test_a_view_is_kept_listed_replaced_and_forgotten(tmp_path):
    views = SavedViews(tmp_path)
    assert names(views) == []
    views.save("local", "  Billing \n by week ", "/teams?p=13w&team=Billing%7CRetention", PAGES)
    views.save("local", "all", "/", PAGES)
    views.save("somebody", "all", "/teams", PAGES)
    assert names(views) == ["all", "Billing by week"]
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    views.save("local", "all", "/?p=all", PAGES)
    assert [view.address for view in views.of("local")] == ["/?p=all", "/teams?p=13w&team=Billing%7CRetention"]
    views.delete("local", "all")
    views.delete("local", "all")
    assert names(SavedViews(tmp_path)) == ["Billing by week"]
    assert [view.address for view in views.of("somebody")] == ["/teams"]


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "a\x00b", "turned \u202e round"])
def test_a_name_that_cannot_be_read_is_refused(name):
    with pytest.raises(KeptFileError):
        checked_name(name)


@pytest.mark.parametrize(
    "address",
    [
        *("//evil.example/", "https://evil.example/teams", "javascript:alert(1)", "teams", "", "/salaries", "/teams/"),
        *("/reps/", "/reps/a/b", "/reps/a%2Fb", "/reps/a%0Ab", "/teams?Team=x", "/teams?team=%00", "/?m=" + "x" * 2000),
    ],
)
def test_only_pages_of_ours_can_be_kept(address):
    with pytest.raises(KeptFileError):
        checked_address(address, PAGES)


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/", "/"),
        ("/reps/emil.martin?p=13w", "/reps/emil.martin?p=13w"),
        ("/teams?team=<script>&m=#top", "/teams?team=%3Cscript%3E"),
    ],
)
def test_an_address_is_written_anew(address, kept):
    assert checked_address(address, PAGES) == kept


def test_a_damaged_file_is_said_and_left_as_it_is(tmp_path):
    (tmp_path / FILE).write_text('{"views": [')
    for wish in (
        {"action": "list"},
        {"action": "save", "name": "a", "address": "/"},
        {"action": "delete", "name": "a"},
    ):
        told = answered(SavedViews(tmp_path), wish, PAGES)
        assert told["views"] == []
        assert "cannot be read" in told["said"]
    assert (tmp_path / FILE).read_text() == '{"views": ['


def test_what_came_of_a_wish_is_said(tmp_path):
    views = SavedViews(tmp_path)
    assert answered(views, {"action": "save", "name": "a", "address": "/teams"}, PAGES) == {
        "said": "Saved.",
        "views": [{"name": "a", "address": "/teams"}],
    }
    assert "Only a page" in answered(views, {"action": "save", "name": "b", "address": "//x"}, PAGES)["said"]
    assert answered(views, {"action": "delete", "name": "a"}, PAGES) == {"said": "Deleted.", "views": []}


def test_there_is_an_end_to_it_and_a_home_that_cannot_be_written_says_so(tmp_path):
    full = [{"name": str(i), "address": "/", "owner": "local", "saved_at": ""} for i in range(MOST_VIEWS)]
    (tmp_path / FILE).write_text(json.dumps({"views": full}))
    with pytest.raises(KeptFileError, match="Delete one first"):
        SavedViews(tmp_path).save("local", "one more", "/", PAGES)
    SavedViews(tmp_path).save("local", "7", "/teams", PAGES)
    with pytest.raises(KeptFileError, match="cannot be kept"):
        SavedViews(tmp_path / "nowhere").save("local", "a", "/", PAGES)


def save_many(home, word):
    for number in range(20):
        SavedViews(home).save("local", f"{word} {number}", "/", PAGES)


def test_two_workers_that_save_at_once_lose_nothing(tmp_path):
    context = get_context("fork" if hasattr(os, "fork") else "spawn")
    workers = [context.Process(target=save_many, args=(tmp_path, word)) for word in ("red", "blue")]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(names(SavedViews(tmp_path))) == 40
