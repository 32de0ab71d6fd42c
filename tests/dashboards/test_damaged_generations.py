"""What people see of a published file that somebody or something has damaged: through the app, and through its server."""

import urllib.request
from urllib.parse import unquote

import pytest

from dashboards.app import create_app
from tests.dashboards.asked_of_app import call, open_page
from tests.published import twice
from tests.serving import serving_to_a_clean_end

PAGE = "/definitions"
AS_OF = {"000001": "2026-06-29T21:00:00Z", "000002": "2026-06-30T21:00:00Z"}


@pytest.fixture(scope="module")
def home(warehouse_home, tmp_path_factory):
    """Two generations that can be damaged: the second one is named."""
    home = tmp_path_factory.mktemp("damaged")
    twice(warehouse_home, home, "000002", AS_OF)
    return home


@pytest.fixture(scope="module")
def server(home):
    app = create_app(home)
    yield app
    app.server.config["EVENHAND_ANSWERS"].close()


def opened(app, path):
    """What the callback behind a page's address answers: status and text."""
    answer = open_page(app, path)
    return answer.status_code, answer.text


def flipped(file):
    with file.open("r+b") as bytes_:
        place = file.stat().st_size // 3
        bytes_.seek(place)
        byte = bytes_.read(1)
        bytes_.seek(place)
        bytes_.write(bytes([byte[0] ^ 64]))


def damages(home):
    """Name, what it does, what undoes it, the words about it, and the generation that is shown instead."""
    pointer, folder = home / "CURRENT", home / "generations" / "000002"
    database, stray = folder / "evenhand.duckdb", folder / "evenhand.duckdb.wal"

    def names_again():
        pointer.write_text("000002\n")

    yield "truncated", lambda: pointer.write_text("0000"), names_again, "CURRENT names no generation", "000002"
    yield "garbage", lambda: pointer.write_bytes(b"\x00\xffrm -rf"), names_again, "CURRENT names no", "000002"
    yield "missing", pointer.unlink, names_again, "CURRENT is missing", "000002"
    yield "flipped byte", lambda: flipped(database), lambda: flipped(database), "its hash differs", "000001"
    yield "planted log", stray.touch, stray.unlink, "a published file has no write-ahead log", "000001"


def test_each_damage_is_told_above_every_page_and_the_last_good_generation_shown(home, server):
    assert opened(server, PAGE)[0] == 200
    for name, do, undo, words, shown in damages(home):
        do()
        status, text = opened(server, PAGE)
        undo()
        assert status == 200, name
        assert "stand-in" in text, name
        assert words in text, name
        assert f"you see generation {shown}, data as of {AS_OF[shown]}" in text, name
        status, text = opened(server, PAGE)
        assert (status, "stand-in" in text) == (200, False), name


def test_every_part_of_a_page_says_which_generation_it_was_read_from(home, server):
    chosen = {"definitions-list": {"metric": "csat", "kind": "lineage", "ticket": 1}}
    [part] = [name for name in server.callback_map if name.startswith("definition")]
    for pointer, generation, words in (("000002\n", "000002", ""), ("0000", "000002", "CURRENT names no generation")):
        (home / "CURRENT").write_text(pointer)
        drawn, clicked = open_page(server, PAGE).headers, call(server, part, chosen).headers
        (home / "CURRENT").write_text("000002\n")
        assert (drawn["Evenhand-Page"], "Evenhand-Page" in clicked) == ("yes", False)
        for told in (drawn, clicked):
            assert told["Evenhand-Generation"] == generation
            notice = unquote(told.get("Evenhand-Notice", ""))
            assert (words in notice, bool(notice)) == (True, bool(words))


def test_without_a_good_generation_pages_say_so_and_files_are_not_available(tmp_path):
    (tmp_path / "generations" / "000001").mkdir(parents=True)
    (tmp_path / "CURRENT").write_text("000001\n")
    app = create_app(tmp_path)
    status, text = opened(app, PAGE)
    assert status == 200
    assert "There is nothing to show" in text
    assert "evenhand.duckdb is missing; run 'evenhand build' or 'evenhand rollback'" in text
    answer = app.server.test_client().get("/download/teams.csv", headers={"Host": "127.0.0.1"})
    assert (answer.status_code, "is missing" in answer.text) == (503, True)


def test_the_server_starts_on_the_last_good_generation(home):
    flipped(home / "generations" / "000002" / "evenhand.duckdb")
    try:
        with (
            serving_to_a_clean_end(home, "--workers", "2") as address,
            urllib.request.urlopen(f"{address}/download/definitions.csv", timeout=60) as answer,
        ):
            assert b"000001" in answer.read()
    finally:
        flipped(home / "generations" / "000002" / "evenhand.duckdb")
