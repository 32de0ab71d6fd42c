import sqlite3
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc.jwk import RSAKey

from dashboards.access.entrance import Entrance, Provider
from dashboards.access.people import People
from dashboards.access.people_file import FILE
from dashboards.access.reader import Reader, Role
from tests.dashboards.access.client import HERE, Browser, log_of, opened
from tests.dashboards.access.identity_provider import CLIENT_ID, CLIENT_SECRET, identity_provider

ACCESS = """
[[group]]
name = "leads"
role = "supervisor"
teams = ["Billing"]
[[group]]
name = "analysts"
role = "analyst"
"""
BEN = {"sub": "4711", "preferred_username": "ben", "email": "ben@example.org", "groups": ["staff", "leads"]}


@pytest.fixture
def provider():
    with identity_provider() as provider:
        provider.claims = dict(BEN)
        yield provider


@pytest.fixture
def app(provider, people, tmp_path):
    (tmp_path / "access.toml").write_text(ACCESS)
    return opened(tmp_path, entrance=entrance_to(provider))


def entrance_to(provider, **more):
    known = Provider(provider.issuer, CLIENT_ID, CLIENT_SECRET, name="Example login")
    return Entrance(secret=b"s" * 32, provider=known, **more)


def come_back(browser, provider, **changed):
    to = browser.get("/sign-in/provider?next=/trends")
    assert to.status_code == 302, to.text
    return browser.get(provider.authorized(to.headers["Location"], **changed))


def refusals(home):
    return [line["reason"] for line in log_of(home) if line["outcome"] == "refused"]


def test_who_is_in_a_known_group_gets_in_with_its_role(app, provider, people, tmp_path):
    browser = Browser(app)
    assert "Example login" in browser.get("/sign-in").text
    answer = come_back(browser, provider)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/trends")
    assert browser.is_in()
    assert people.named("ben").reader == Reader("ben", Role.SUPERVISOR, ("Billing",))
    assert people.named("ben").password_hash is None
    told = [(line["actor"], line["action"], line["outcome"]) for line in log_of(tmp_path)]
    assert told == [("identity provider", "user_change", "ok"), ("ben", "sign_in", "ok")]


def test_the_way_there_asks_for_a_code_with_state_nonce_and_pkce(app, provider):
    asked = parse_qs(urlsplit(Browser(app).get("/sign-in/provider").headers["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["code_challenge"][0]) == 43
    assert len(asked["state"][0]) >= 20
    assert len(asked["nonce"][0]) >= 20
    assert asked["redirect_uri"] == [f"{HERE}/sign-in/provider/return"]
    other = parse_qs(urlsplit(Browser(app).get("/sign-in/provider").headers["Location"]).query)
    assert not {asked[key][0] for key in ("state", "nonce", "code_challenge")} & {
        other[key][0] for key in ("state", "nonce", "code_challenge")
    }


def test_the_verifier_reaches_the_provider_and_without_it_nobody_gets_in(app, provider, tmp_path):
    browser = Browser(app)
    come_back(browser, provider)
    assert len(provider.token_requests[0]["code_verifier"]) >= 43
    thief = Browser(app)
    to = thief.get("/sign-in/provider").headers["Location"]
    stolen = provider.authorized(Browser(app).get("/sign-in/provider").headers["Location"])
    code = parse_qs(urlsplit(stolen).query)["code"][0]
    back = provider.authorized(to, code=code)
    assert thief.get(back).status_code == 403
    assert provider.token_errors == ["invalid_grant: code_verifier"]
    assert not thief.is_in()


def test_a_state_of_another_browser_is_refused(app, provider, tmp_path):
    victim, attacker = Browser(app), Browser(app)
    back = provider.authorized(attacker.get("/sign-in/provider").headers["Location"])
    victim.get("/sign-in/provider")
    for browser in (victim, Browser(app)):
        assert browser.get(back).status_code == 403
        assert not browser.is_in()
    for state in ("", "x"):
        browser = Browser(app)
        assert come_back(browser, provider, state=state).status_code == 403
        assert not browser.is_in()
    assert provider.token_requests == []
    assert len(refusals(tmp_path)) == 4


def test_a_code_is_good_for_one_time(app, provider):
    browser = Browser(app)
    back = provider.authorized(browser.get("/sign-in/provider").headers["Location"])
    assert browser.get(back).status_code == 303
    browser.sign_out()
    assert browser.get(back).status_code == 403
    assert not browser.is_in()


DISTORTED = {
    "nonce": lambda claims: claims | {"nonce": "another"},
    "no nonce": lambda claims: {k: v for k, v in claims.items() if k != "nonce"},
    "audience": lambda claims: claims | {"aud": "another-app"},
    "audiences without us": lambda claims: claims | {"aud": ["a", "b"]},
    "no audience": lambda claims: {k: v for k, v in claims.items() if k != "aud"},
    "issuer": lambda claims: claims | {"iss": "https://evil.example"},
    "no issuer": lambda claims: {k: v for k, v in claims.items() if k != "iss"},
    "expired": lambda claims: claims | {"iat": int(time.time()) - 900, "exp": int(time.time()) - 600},
    "no expiry": lambda claims: {k: v for k, v in claims.items() if k != "exp"},
    "from the future": lambda claims: claims | {"iat": int(time.time()) + 900, "exp": int(time.time()) + 1200},
    "no subject": lambda claims: {k: v for k, v in claims.items() if k != "sub"},
    "empty subject": lambda claims: claims | {"sub": ""},
    "azp of another app": lambda claims: claims | {"aud": [CLIENT_ID, "other"], "azp": "other"},
}


@pytest.mark.parametrize("distort", DISTORTED.values(), ids=DISTORTED)
def test_a_token_that_is_not_meant_for_us_now_is_refused(app, provider, people, tmp_path, distort):
    provider.distort = distort
    browser = Browser(app)
    answer = come_back(browser, provider)
    assert answer.status_code == 403
    assert "Signing in with Example login failed" in answer.text
    assert not browser.is_in()
    assert people.named("ben") is None
    assert refusals(tmp_path)


def test_a_token_that_the_provider_did_not_sign_is_refused(app, provider, people):
    for algorithm, key in (
        ("none", None),
        ("HS256", provider.shared_secret()),
        ("RS256", RSAKey.generate_key(2048, {"kid": "one"})),
    ):
        provider.algorithm, provider.signing_key = algorithm, key
        browser = Browser(app)
        assert come_back(browser, provider).status_code == 403, algorithm
        assert not browser.is_in()
    assert people.named("ben") is None


def test_no_id_token_is_no_sign_in(app, provider):
    provider.sends_id_token = False
    browser = Browser(app)
    assert come_back(browser, provider).status_code == 403
    assert not browser.is_in()


def test_an_answer_of_another_issuer_is_refused(app, provider):
    browser = Browser(app)
    assert come_back(browser, provider, iss="https://evil.example").status_code == 403
    assert provider.token_requests == []


def test_metadata_of_another_issuer_are_not_believed(app, provider):
    provider.metadata = {"issuer": "https://evil.example"}
    assert Browser(app).get("/sign-in/provider").status_code == 502


def test_a_provider_that_does_not_answer_is_told_in_words(people, tmp_path):
    way_in = Entrance(secret=b"s" * 32, provider=Provider("http://127.0.0.1:9", "e", "s", name="Example login"))
    answer = Browser(opened(tmp_path, entrance=way_in)).get("/sign-in/provider")
    assert answer.status_code == 502
    assert "Signing in with Example login failed" in answer.text


@pytest.mark.parametrize("groups", [[], ["staff"], None, "staff", 7, {"leads": True}, [["leads"]]])
def test_without_a_known_group_nobody_is_let_in(app, provider, people, tmp_path, groups):
    provider.claims["groups"] = groups
    browser = Browser(app)
    answer = come_back(browser, provider)
    assert answer.status_code == 403
    assert "nothing here says what you may see" in answer.text
    assert not browser.is_in()
    assert people.named("ben") is None
    assert refusals(tmp_path) == ["no group with a role"]


def test_what_the_provider_says_no_to_is_no(app, provider):
    browser = Browser(app)
    browser.get("/sign-in/provider")
    answer = browser.get("/sign-in/provider/return?error=access_denied&error_description=%3Cb%3Eno%3C/b%3E")
    assert answer.status_code == 403
    assert "<b>" not in answer.text


def test_groups_may_come_with_the_user_information_of_the_same_person_only(app, provider):
    del provider.claims["groups"]
    provider.more_claims = {"groups": ["leads"], "sub": "somebody else"}
    assert come_back(Browser(app), provider).status_code == 403
    provider.more_claims = {"groups": ["leads"]}
    assert come_back(Browser(app), provider).status_code == 303


def test_role_and_teams_are_those_of_the_last_sign_in_and_older_sessions_end(app, provider, people, tmp_path):
    first, second = Browser(app), Browser(app)
    come_back(first, provider)
    provider.claims["groups"] = ["analysts"]
    come_back(second, provider)
    assert people.named("ben").reader == Reader("ben", Role.ANALYST)
    assert not first.is_in()
    assert second.is_in()
    change = next(line for line in log_of(tmp_path) if line["action"] == "role_change")
    assert (change["before"]["role"], change["after"]["role"]) == ("supervisor", "analyst")
    provider.claims["groups"] = []
    come_back(Browser(app), provider)
    assert not second.is_in()


def test_an_equal_name_or_mail_address_takes_nothing_over(app, provider, people):
    before = people.named("anna")
    provider.claims |= {"preferred_username": "Anna", "email": "anna@example.org", "name": "Anna"}
    browser = Browser(app)
    come_back(browser, provider)
    assert people.named("anna") == before
    assert people.vouched_for(provider.issuer, "4711").reader.name == "Anna 4711"
    provider.claims |= {"sub": "4712"}
    come_back(Browser(app), provider)
    assert people.vouched_for(provider.issuer, "4712").id != people.vouched_for(provider.issuer, "4711").id


def test_an_account_of_the_provider_has_no_password(app, provider, people):
    come_back(Browser(app), provider)
    for password in ("", "nobody has this password", "None"):
        assert Browser(app).sign_in("ben", password).status_code == 401


def test_a_shut_account_stays_shut(app, provider, people):
    browser = Browser(app)
    come_back(browser, provider)
    people.set_disabled("ben", True, lambda: None)
    assert not browser.is_in()
    assert come_back(browser, provider).status_code == 403
    assert not browser.is_in()


def test_a_pinned_account_keeps_the_role_given_here(app, provider, people):
    pinned = Reader("Ben", Role.ADMIN)
    people.add_vouched_for(pinned, provider.issuer, "4711", "", lambda: None, is_pinned=True)
    provider.claims["groups"] = []
    browser = Browser(app)
    assert come_back(browser, provider).status_code == 303
    assert browser.is_in()
    assert people.named("ben").reader == pinned


def test_signing_in_rotates_the_session_and_the_cookies_are_out_of_reach(provider, people, tmp_path):
    (tmp_path / "access.toml").write_text(ACCESS)
    app = opened(tmp_path, entrance=entrance_to(provider, public_url="https://evenhand.example", proxies=1))
    browser = Browser(app, "https://evenhand.example")
    to = browser.get("/sign-in/provider")
    [waiting] = to.headers.getlist("Set-Cookie")
    assert waiting.startswith("__Host-evenhand-provider=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(waiting.split("; "))
    asked = parse_qs(urlsplit(to.headers["Location"]).query)
    assert asked["redirect_uri"] == ["https://evenhand.example/sign-in/provider/return"]
    answer = browser.get(provider.authorized(to.headers["Location"]))
    names = {cookie.partition("=")[0]: cookie for cookie in answer.headers.getlist("Set-Cookie")}
    assert set(names) == {"__Host-evenhand", "__Host-evenhand-provider"}
    assert "Max-Age=0" in names["__Host-evenhand-provider"]


def test_with_a_provider_nobody_is_local_even_without_accounts(provider, tmp_path):
    app = opened(tmp_path, entrance=entrance_to(provider))
    browser = Browser(app, came_from="127.0.0.1")
    assert not browser.is_in()
    assert 'name="password"' not in browser.get("/sign-in").text
    assert People(tmp_path).all() == []


def test_coming_back_from_nowhere_fills_no_disk(app, tmp_path):
    for _ in range(30):
        assert Browser(app).get("/sign-in/provider/return?code=x&state=y").status_code == 403
    # Each wait is told once; on a slow machine several of them pass meanwhile.
    assert 4 <= len(log_of(tmp_path)) <= 20


def test_sign_ins_that_were_given_up_do_not_pile_up_in_the_cookie(app, provider):
    browser = Browser(app)
    for _ in range(15):
        browser.get("/sign-in/provider")
    assert len(browser.client.get_cookie("evenhand-provider", domain="127.0.0.1").value) < 2000
    assert come_back(browser, provider).status_code == 303


def aged(tmp_path):
    """All sessions are an hour older."""
    with sqlite3.connect(tmp_path / FILE) as connection:
        connection.execute("update sessions set ends_at = ends_at - 3600")
    connection.close()


def test_after_an_hour_the_provider_is_asked_again_and_what_it_says_now_holds(provider, tmp_path):
    (tmp_path / "access.toml").write_text(ACCESS)
    app = opened(tmp_path, entrance=entrance_to(provider))
    browser = Browser(app)
    come_back(browser, provider)
    provider.claims["groups"] = ["analysts"]
    assert browser.is_in()
    aged(tmp_path)
    assert not browser.is_in()
    # Nobody has a password here, so the page that is open goes there and back without a click.
    to_sign_in = browser.get("/trends?p=7d").headers["Location"]
    assert to_sign_in == "/sign-in?ended=yes&next=/trends%3Fp%3D7d"
    there = browser.get(to_sign_in).headers["Location"]
    assert there == "/sign-in/provider?next=/trends%3Fp%3D7d"
    back = browser.get(provider.authorized(browser.get(there).headers["Location"]))
    assert back.headers["Location"] == "/trends?p=7d"
    assert People(tmp_path).named("ben").reader.role is Role.ANALYST
    provider.claims["groups"] = []
    aged(tmp_path)
    assert come_back(browser, provider).status_code == 403
    assert not browser.is_in()


def test_beside_passwords_the_person_chooses_the_way_in_again(app, provider):
    page = Browser(app).get("/sign-in?ended=yes&next=/trends")
    assert (page.status_code, "You are no longer signed in" in page.text) == (200, True)


def test_signing_out_goes_on_to_the_provider_where_it_has_a_way(provider, people, tmp_path):
    (tmp_path / "access.toml").write_text(ACCESS)
    for told, way in (
        ({}, None),
        ({"end_session_endpoint": "javascript:alert(1)"}, None),
        ({"end_session_endpoint": f"{provider.issuer}/out"}, f"{provider.issuer}/out?client_id=evenhand"),
    ):
        provider.metadata = told
        browser = Browser(opened(tmp_path, entrance=entrance_to(provider)))
        come_back(browser, provider)
        answer = browser.sign_out()
        assert answer.headers["Location"] == "/sign-in/provider/out"
        assert not browser.is_in()
        page = browser.get(answer.headers["Location"])
        assert "Sign in" in page.text
        refresh = page.headers.get("Refresh", "")
        back = "&post_logout_redirect_uri=http%3A%2F%2F127.0.0.1%3A8050%2Fsign-in"
        assert refresh == (f"0; url={way}{back}" if way else "")


def test_who_signed_in_with_a_password_is_not_sent_to_the_provider(app, people):
    browser = Browser(app)
    browser.sign_in("anna", "a long walk home")
    assert browser.sign_out().headers["Location"] == "/sign-in"
