"""Every way in, tried as every role. What is tried comes from the app itself, so that nothing new can be left out.

What a role may not see is looked for in the bytes of the answer: names of other people, and of other teams.
"""

import re
from contextlib import closing
from dataclasses import dataclass
from itertools import product
from typing import Any

import polars as pl
import pytest
from dash import page_registry

from dashboards.access.doors import CALLBACKS, DOWNLOAD, WITHOUT_DATA
from dashboards.access.entrance import BEARER_COOKIE, Entrance, Pass
from dashboards.access.gate import OPEN_ROUTES
from dashboards.access.reader import Need, Reader, Role, acting_as
from dashboards.app import create_app
from dashboards.export import exported, exported_pages
from dashboards.views.heat import label
from tests.dashboards.asked_of_app import HOST, call, open_page
from transforms.metrics import MetricRequest, MetricStore
from transforms.row_rules import RowRule, directory_of

OWN, OTHER = "Billing", "Retention"


@dataclass
class Department:
    """Who works where, as the published file says."""

    teams: list[str]
    names: dict[str, str]
    of_own_team: set[str]
    rep: str
    stranger: str
    topics: list[str]

    def readers(self):
        return {
            "executive": Reader("exe", Role.EXECUTIVE),
            "supervisor": Reader("sue", Role.SUPERVISOR, teams=(OWN,)),
            "rep": Reader("rob", Role.REP, agent=self.rep),
            "limited analyst": Reader("ann", Role.ANALYST, teams=(OWN,)),
            "analyst": Reader("al", Role.ANALYST),
            "admin": Reader("ada", Role.ADMIN),
        }


ROLES = ("executive", "supervisor", "rep", "limited analyst", "analyst", "admin")
LIMITED = ROLES[:4]


@pytest.fixture(scope="module")
def department(warehouse_home):
    with closing(MetricStore.open_current(warehouse_home)) as store:
        known = store.table("agents")
        names = {row["agent"]: row["name"] or row["agent"] for row in known.to_dicts()}
        here = set(directory_of(store, RowRule(teams=(OWN,)))["agent"])
        busy = store.query(MetricRequest(("contacts_handled",), by=("agent",), where=(("team", (OWN,)),)))
        topics = store.query(MetricRequest(("cases_opened",), by=("topic",)))["topic"].to_list()
        rep = busy.filter(pl.col("agent").is_in(list(names))).sort("value")["agent"][-1]
        return Department(store.table("teams")["team"].to_list(), names, here, rep, min(set(names) - here), topics)


@dataclass
class Visitor:
    reader: Reader
    app: Any
    client: Any

    def call(self, output, **hostile):
        """Asks a callback as a browser would, with what somebody may have written by hand into it."""
        return call(self.app, output, hostile, self.client)

    def get(self, path):
        return self.client.get(path, headers=HOST)


@pytest.fixture(scope="module")
def visitor(request, warehouse_home, department):
    way_in = Pass(department.readers()[request.param])
    app = create_app(warehouse_home, entrance=Entrance(only_pass=way_in))
    client = app.server.test_client()
    client.set_cookie(BEARER_COOKIE, way_in.token, domain="localhost")
    yield Visitor(way_in.reader, app, client)
    app.server.config["EVENHAND_ANSWERS"].close()


def forbidden(visitor, department):
    """Words that must not be in anything this reader gets."""
    rule = visitor.reader.rule
    people = set(department.names) - (
        {rule.agent} if rule.agent else department.of_own_team if rule.sees_people else set()
    )
    teams = set(department.teams) - set(rule.teams) if rule.teams else set()
    words = {*people, *(department.names[agent] for agent in people), *teams}
    # A topic may be called as a team is.
    return words - {label(topic) for topic in department.topics}


def places_of(word, text):
    # Looking for the letters first is a hundred times quicker than looking for hundreds of words at each place.
    return re.finditer(rf"(?<![\w.-]){re.escape(word)}(?![\w.-])", text) if word in text else ()


def assert_nothing_leaks(answer, words, hostile, what):
    """What was sent by hand may come back in an error; anything else of it may not."""
    if answer.status_code in (204, 403, 404):
        return
    text = answer.text
    assert answer.status_code == 200, (what, answer.status_code, text[:300])
    found = {
        word: text[max(0, at.start() - 80) : at.end() + 40] for word in words - hostile for at in places_of(word, text)
    }
    assert not found, (what, found)


def hostile_values(department):
    """Values of inputs that name what the reader may not see: teams and people by name, in every place that takes one."""
    state = {
        "p": "28d", "cmp": "previous", "team": [OTHER], "channel": [], "topic": [], "m": "csat", "view": "",
        "agent": department.stranger, "by": "agent", "across": "team", "sort": "",
    }  # fmt: skip
    plain = state | {"team": []}
    records = {"metric": "cases_resolved", "ticket": 1}
    for address in (state, plain):
        for slices in ({"team": OTHER}, {"agent": department.stranger}, {}):
            yield {
                "filter-state": address,
                "rep-agent": department.stranger,
                "team-name": OTHER,
                "records": records | {"slices": slices},
                "saved-views": {"action": "list", "ticket": 1},
                "definitions-list": {"opened": ["csat"]},
                "staffing-plan": {},
                "sql-editor": {
                    "statement": "select team, agent, count(*) from case_holdings group by all order by all",
                    "values": {},
                    "ticket": "0123456789abcdef",
                },
                "sql-queries": {"action": "list", "ticket": 1},
                "sql-metric": {"name": "csat", "ticket": "1"},
                "sql-cancel": {"ticket": "0123456789abcdef"},
                "staffing-weekdays": "mon-fri",
                "_pages_location": "/",
                "_pages_plugin": "/",
            }


@pytest.mark.parametrize("visitor", ROLES, indirect=True)
def test_every_route_is_known_to_the_doors(visitor):
    """A new route is shut until somebody says what it needs."""
    named = {*WITHOUT_DATA, CALLBACKS, DOWNLOAD}
    for rule in visitor.app.server.url_map.iter_rules():
        path = re.sub(r"<[^>]+>", "x", rule.rule)
        if rule.endpoint in named or rule.endpoint in OPEN_ROUTES:
            continue
        assert visitor.get(path).status_code in (401, 403, 404, 405), rule.rule


@pytest.mark.parametrize("visitor", ["admin"], indirect=True)
def test_without_a_pass_nothing_is_answered(visitor):
    stranger = visitor.app.server.test_client()
    for rule in visitor.app.server.url_map.iter_rules():
        path = re.sub(r"<[^>]+>", "x", rule.rule)
        if rule.endpoint not in OPEN_ROUTES:
            assert stranger.get(path, headers=HOST).status_code in (302, 401, 403), rule.rule
    for output in visitor.app.callback_map:
        answer = stranger.post("/_dash-update-component", json={"output": output}, headers=HOST)
        assert answer.status_code == 401, output


@pytest.mark.parametrize("visitor", ["admin"], indirect=True)
def test_every_page_and_file_says_what_it_needs(visitor):
    assert all(isinstance(entry.get("needs"), Need) for entry in page_registry.values())
    assert all(isinstance(exported(page).needs, Need) for page in exported_pages())


@pytest.mark.parametrize("visitor", LIMITED, indirect=True)
def test_no_callback_gives_more_than_the_role_may_see(visitor, department):
    words, asked = forbidden(visitor, department), 0
    assert {"records.data", "saved-views.data", "sql-result.data"} <= set(visitor.app.callback_map)
    for output, known in visitor.app.callback_map.items():
        if "_pages_content" in output:
            continue
        # Only lists of records take slices.
        for values in list(hostile_values(department))[:: 1 if output.startswith("records") else 3]:
            answer = visitor.call(output, **values)
            asked += answer.status_code == 200
            if known.get("callback") is None:
                assert answer.status_code == 403, output
            # A list of records repeats whose they would be.
            sent = {*values["records"]["slices"].values()} if output == "records.data" else set()
            assert_nothing_leaks(answer, words, sent, output)
    assert asked > 20


@pytest.mark.parametrize("visitor", LIMITED, indirect=True)
def test_no_page_gives_more_than_the_role_may_see(visitor, department):
    words = forbidden(visitor, department)
    opened = set()
    for entry in page_registry.values():
        path = (entry["path_template"] or entry["path"]).replace("<agent>", department.stranger).replace("<of>", OTHER)
        for search in ("", f"?team={OTHER}&agent={department.stranger}&by=agent&across=team&p=all"):
            answer = open_page(visitor.app, path, search, visitor.client)
            # The name that was asked for is repeated in "nobody of this name" and in the page's title.
            named = {department.stranger, OTHER} if entry["path_template"] else set()
            assert_nothing_leaks(answer, words, named, (path, search))
            assert answer.status_code == 200
            if "Not for your role" not in answer.text and "of this name" not in answer.text:
                opened.add(entry["name"])
            if not visitor.reader.may(entry["needs"]):
                assert "Not for your role" in answer.text
    assert {"Overview", "Definitions"} <= opened


@pytest.mark.parametrize("visitor", LIMITED, indirect=True)
def test_no_file_gives_more_than_the_role_may_see(visitor, department):
    words = forbidden(visitor, department)
    strange = f"metric=cases_resolved&of_agent={department.stranger}"
    for page, query in product(
        exported_pages(),
        (f"team={OTHER}&by=agent&across=team", f"agent={department.stranger}", strange),
    ):
        answer = visitor.get(f"/download/{page}.csv?{query}")
        assert (answer.status_code == 403) or visitor.reader.may(exported(page).needs), page
        # The heading of a list without records repeats whose they would be.
        assert_nothing_leaks(answer, words, {department.stranger} if query == strange else set(), (page, query))


@pytest.mark.parametrize("visitor", ROLES, indirect=True)
def test_filter_options_are_the_reader_s_own(visitor, department):
    answers = visitor.app.server.config["EVENHAND_ANSWERS"]
    with acting_as(visitor.reader):
        offered = answers.export("overview", {}, lambda store, _: answers.offered(store, "explore"))
    if visitor.reader.teams:
        assert set(offered.teams) == set(visitor.reader.teams)
    by = dict(offered.choices)["by"]
    assert ("agent" in by) == visitor.reader.rule.tells_agents


@pytest.mark.parametrize("visitor", ["admin"], indirect=True)
def test_an_unnamed_callback_or_a_body_that_is_none_is_refused(visitor):
    for body in ({"output": "nothing.data"}, {}, [], "x", {"output": None}):
        assert visitor.client.post("/_dash-update-component", json=body, headers=HOST).status_code == 403
