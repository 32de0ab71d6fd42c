"""What people look at is in the audit log before they see it, and nothing is shown that cannot be written down."""

import json
import shutil
from contextlib import closing

import pytest

from dashboards.access.audit_log import AuditError
from dashboards.access.configured import address_of_asker
from dashboards.access.entrance import Entrance
from dashboards.access.reader import LOCAL, acting_as
from dashboards.answers import Answers
from dashboards.app import create_app
from dashboards.views.overview import overview
from tests.dashboards.asked_of_app import HOST, call


@pytest.fixture(scope="module")
def home(warehouse_home, tmp_path_factory):
    """A home of our own over the shared generation, so that lines of other tests do not count."""
    own = tmp_path_factory.mktemp("home")
    (own / "generations").symlink_to(warehouse_home / "generations")
    shutil.copy(warehouse_home / "CURRENT", own / "CURRENT")
    return own


@pytest.fixture(scope="module")
def app(home):
    made = create_app(home)
    yield made
    made.server.config["EVENHAND_ANSWERS"].close()


def lines(home):
    return [
        json.loads(line) for file in sorted((home / "audit").glob("*.jsonl")) for line in file.read_text().splitlines()
    ]


def test_a_look_is_written_with_page_filters_and_generation(home):
    with closing(Answers(home)) as answers, acting_as(LOCAL):
        answers.view("overview", {"team": ["Billing"], "p": "13w"}, overview)
    line = lines(home)[-1]
    told = {name: line[name] for name in ("actor", "action", "outcome", "page", "filters", "generation")}
    assert told == {
        "actor": "local", "action": "look", "outcome": "ok", "page": "overview",
        "filters": "?p=13w&team=Billing", "generation": (home / "CURRENT").read_text().strip(),
    }  # fmt: skip


def test_whose_records_are_opened_is_written(app, home):
    asked = {"metric": "cases_resolved", "slices": {"agent": "nobody.special"}, "ticket": 1}
    answer = call(app, "records.data", {"records": asked, "filter-state": {"p": "28d"}})
    assert answer.status_code == 200
    line = lines(home)[-1]
    assert (line["action"], line["metric"], line["subject"]) == ("records", "cases_resolved", "nobody.special")
    assert line["ip"] == "127.0.0.1"


def test_behind_a_proxy_the_address_is_that_of_whoever_asks(home):
    server = create_app(home, entrance=Entrance(public_url="https://desk.example", proxies=1)).server
    with server.test_request_context("/", headers={"X-Forwarded-For": "203.0.113.9, 198.51.100.7"}):
        assert address_of_asker() == "198.51.100.7"
    assert address_of_asker() == ""


def test_a_file_is_written_with_its_size(app, home):
    content = app.server.test_client().get("/download/teams.csv?team=Billing", headers=HOST).data
    line = lines(home)[-1]
    assert (line["action"], line["page"], line["kind"], line["bytes"]) == ("export", "teams", "csv", len(content))
    assert line["filters"] == "team=Billing"


def test_what_cannot_be_written_down_is_not_given(app, home):
    key = home / "audit.key"
    kept = key.read_bytes()
    key.write_text("no key")
    try:
        answer = app.server.test_client().get("/download/teams.csv", headers=HOST)
        assert answer.status_code == 503
        assert "written down" in answer.text
        assert "Billing" not in answer.text
        with closing(Answers(home)) as answers, acting_as(LOCAL), pytest.raises(AuditError):
            answers.view("overview", {}, overview)
    finally:
        key.write_bytes(kept)
