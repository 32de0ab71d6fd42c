import json
import shutil

import pytest

from dashboards.app import create_app
from tests.dashboards.asked_of_app import open_page


def test_every_answer_carries_the_headers_that_keep_it_here(client):
    answer = client.get("/", headers={"Host": "127.0.0.1:8050"})
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Server-Timing"].startswith("app;dur=")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:8050", "10.0.0.5:8050"])
def test_a_foreign_host_name_is_refused(client, host):
    assert client.get("/", headers={"Host": host}).status_code == 403


def test_a_request_from_another_site_is_refused(client):
    headers = {"Host": "127.0.0.1:8050", "Origin": "http://evil.example"}
    assert client.post("/_dash-update-component", headers=headers, json={}).status_code == 403


def test_a_body_that_no_page_sends_is_refused(client):
    answer = client.post("/_dash-update-component", headers={"Host": "localhost"}, data=b"x" * 300_000)
    assert answer.status_code == 403


def test_the_first_page_holds_no_data(client):
    index = client.get("/", headers={"Host": "localhost"}).text
    assert len(index) < 20_000
    assert "Billing" not in index


def test_an_unknown_page_is_no_download(client):
    assert client.get("/download/salaries.csv", headers={"Host": "localhost"}).status_code == 404


@pytest.mark.parametrize("path", ["/salaries", "/trends/a", "/no-such-page", "/robots.txt"])
def test_an_address_that_is_no_page_is_told_in_the_frame(app, path):
    answer = app.server.test_client().get(path, headers={"Host": "localhost"})
    assert (answer.status_code, "<!DOCTYPE html>" in answer.text) == (404, True)
    shown = open_page(app, path).text
    assert "Nothing is at this address" in shown
    frame = json.loads(shown)["response"]["_pages_content"]["children"]["props"]["children"]
    listed = [page["path"] for group in frame[0]["props"]["data"]["groups"] for page in group["pages"]]
    assert ("/service" in listed, "/no-such-page" in listed) == (True, False)
    assert '{"children":"Overview","href":"/"}' in json.dumps(frame[1], separators=(",", ":"))


@pytest.mark.parametrize("path", ["/", "/teams", "/teams/", "/reps/emil.martin", "/reps/a%2Fb"])
def test_a_page_is_found(client, path):
    assert client.get(path, headers={"Host": "localhost"}).status_code == 200


def test_a_home_without_a_generation_says_what_to_run(tmp_path):
    from dashboards.answers import Answers
    from transforms.generations import GenerationError

    with pytest.raises(GenerationError, match="evenhand demo"):
        Answers(tmp_path).read("quality", lambda store: None)
    answer = create_app(tmp_path).server.test_client().get("/download/teams.csv", headers={"Host": "localhost"})
    assert answer.status_code == 503


def test_a_new_generation_is_followed_without_a_restart(warehouse_home, tmp_path):
    from dashboards.answers import Answers

    [folder] = (warehouse_home / "generations").glob("0*")
    generations = tmp_path / "generations"
    for name in ("000001", "000002"):
        shutil.copytree(folder, generations / name)
        facts = json.loads((folder / "generation.json").read_text()) | {"generation": name}
        (generations / name / "generation.json").chmod(0o644)
        (generations / name / "generation.json").write_text(json.dumps(facts))
    answers = Answers(tmp_path)
    shown = []
    for name in ("000001", "000002"):
        (tmp_path / "CURRENT").write_text(name + "\n")
        shown.append(answers.read("generation", lambda store: store.generation["generation"]))
    answers.close()
    assert shown == ["000001", "000002"]


def test_an_app_is_complete_before_its_first_request(tmp_path):
    app = create_app(tmp_path)
    assert any("overview-tiles.data" in name for name in app.callback_map)
    assert any("_pages_content.children" in name for name in app.callback_map)
