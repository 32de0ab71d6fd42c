import re

import pytest

from dashboards.access.entrance import Entrance, Provider
from dashboards.access.sign_in import WRONG
from tests.dashboards.access.client import HERE, Browser, log_of, opened

PASSWORD = "a long walk home"
PUBLIC = Entrance(secret=b"s" * 32, public_url="https://evenhand.example", proxies=1)


@pytest.fixture
def app(people, tmp_path):
    return opened(tmp_path)


def test_who_knows_the_password_gets_in_and_where_they_were_going(app, tmp_path):
    browser = Browser(app)
    answer = browser.sign_in("ANNA", PASSWORD, next="/trends?p=7d")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/trends?p=7d")
    assert browser.is_in()
    [line] = log_of(tmp_path)
    facts = {"actor": "Anna", "action": "sign_in", "outcome": "ok", "role": "analyst", "ip": "192.0.2.1"}
    assert facts.items() <= line.items()


def test_the_cookie_is_out_of_reach(app, people, tmp_path):
    [cookie] = Browser(app).sign_in("anna", PASSWORD).headers.getlist("Set-Cookie")
    assert re.fullmatch(r"evenhand=[\w-]{43}; Expires=[^;]+; Max-Age=28800; HttpOnly; Path=/; SameSite=Lax", cookie)
    public = Browser(opened(tmp_path, entrance=PUBLIC), "https://evenhand.example")
    [cookie] = public.sign_in("anna", PASSWORD).headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-evenhand=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


def test_every_sign_in_gives_another_token_and_ends_the_one_before(app):
    browser = Browser(app)
    browser.sign_in("anna", PASSWORD)
    first = browser.client.get_cookie("evenhand", domain="127.0.0.1").value
    old = Browser(app)
    old.client.set_cookie("evenhand", first, domain="127.0.0.1")
    assert old.is_in()
    # The page sends who is signed in on; the form may still be sent from an older tab.
    form_browser = Browser(app)
    form = re.search(r'name="form" value="(\w+)"', form_browser.get("/sign-in").text).group(1)
    mark = form_browser.client.get_cookie("evenhand-form", domain="127.0.0.1").value
    browser.client.set_cookie("evenhand-form", mark, domain="127.0.0.1")
    browser.post("/sign-in", data={"name": "anna", "password": PASSWORD, "form": form})
    second = browser.client.get_cookie("evenhand", domain="127.0.0.1").value
    assert second != first
    assert browser.is_in()
    assert not old.is_in()


def test_a_token_that_somebody_planted_is_never_taken_over(app):
    browser = Browser(app)
    browser.client.set_cookie("evenhand", "planted", domain="127.0.0.1")
    browser.sign_in("anna", PASSWORD)
    assert browser.client.get_cookie("evenhand", domain="127.0.0.1").value != "planted"


def test_all_that_is_wrong_is_told_in_the_same_words(app, people, tmp_path):
    people.set_disabled("sue", True, lambda: None)
    pages = []
    for name, password in (
        ("anna", "wrong"),
        ("nobody", PASSWORD),
        ("sue", "two red bicycles"),
        ("anna", ""),
        ("", ""),
    ):
        answer = Browser(app).sign_in(name, password)
        assert answer.status_code == 401
        assert not [c for c in answer.headers.getlist("Set-Cookie") if c.startswith("evenhand=")]
        pages.append(re.sub(r'value="[^"]*"| autofocus', "", answer.text))
        assert WRONG in answer.text
        assert 'role="alert"' in answer.text
    assert len(set(pages)) == 1
    told = [(line["actor"], line["reason"]) for line in log_of(tmp_path)]
    assert told[:4] == [
        ("Anna", "wrong password"),
        ("unknown", "unknown name"),
        ("Sue", "disabled"),
        ("Anna", "wrong password"),
    ]


def test_an_unknown_name_takes_as_long_as_a_wrong_password(app, monkeypatch):
    from dashboards.access import passwords

    hashed = []
    verify = passwords._HASHER.verify
    monkeypatch.setattr(passwords, "_HASHER", type("Counting", (), {
        "verify": lambda self, kept, password: hashed.append(kept[:31]) or verify(kept, password),
        "hash": lambda self, password: verify and "$argon2id$v=19$m=65536,t=3,p=4$bm9ib2R5bm9ib2R5$ARW9TYTsfUlKEq0vhYhsJ98Y4uPByCGNYzVyz0Nul64",
    })())  # fmt: skip
    for name in ("anna", "nobody"):
        Browser(app).sign_in(name, "wrong")
    assert hashed == ["$argon2id$v=19$m=65536,t=3,p=4$"] * 2


def test_guessing_is_told_to_wait_and_then_not_even_the_right_password_opens(app, people, tmp_path):
    browser = Browser(app)
    for _ in range(2):
        assert browser.sign_in("anna", "wrong").status_code == 401
    with people.file.writing() as connection:
        connection.execute("update wrong_tries set times = times + 8")
    for name in ("anna", "ANNA"):
        answer = browser.sign_in(name, PASSWORD)
        assert answer.status_code == 429
        assert 30 <= int(answer.headers["Retry-After"]) <= 65
        assert "Too many wrong tries. Wait" in answer.text
    assert log_of(tmp_path)[-1]["reason"] == "too many tries"
    assert Browser(app, came_from="203.0.113.8").sign_in("anna", PASSWORD).status_code == 303


def test_the_address_is_the_one_that_our_own_proxy_saw(people, tmp_path):
    app = opened(tmp_path, entrance=PUBLIC)
    browser = Browser(app, "https://evenhand.example", came_from="127.0.0.1")
    for n in range(4):
        made_up = {"environ_overrides": {"HTTP_X_FORWARDED_FOR": f"10.0.0.{n}, 203.0.113.5"}}
        form = re.search(r'name="form" value="(\w+)"', browser.get("/sign-in").text).group(1)
        browser.post("/sign-in", data={"name": "anna", "password": "x", "form": form}, **made_up)
    assert {line["ip"] for line in log_of(tmp_path)} == {"203.0.113.5"}
    plain = Browser(opened(tmp_path), came_from="198.51.100.1")
    plain.client.environ_base["HTTP_X_FORWARDED_FOR"] = "203.0.113.9"
    plain.sign_in("anna", "wrong")
    assert log_of(tmp_path)[-1]["ip"] == "198.51.100.1"


@pytest.mark.parametrize("form", ["", "x", "0" * 64])
def test_a_form_of_another_browser_is_not_taken(app, form):
    browser = Browser(app)
    browser.get("/sign-in")
    answer = browser.post("/sign-in", data={"name": "anna", "password": PASSWORD, "form": form})
    assert answer.status_code == 400
    assert not browser.is_in()
    elsewhere = Browser(app)
    real = re.search(r'name="form" value="(\w+)"', elsewhere.get("/sign-in").text).group(1)
    assert browser.post("/sign-in", data={"name": "anna", "password": PASSWORD, "form": real}).status_code == 400
    without_cookie = Browser(app).post("/sign-in", data={"name": "anna", "password": PASSWORD, "form": real})
    assert without_cookie.status_code == 400


@pytest.mark.parametrize("planted", ["provider", "sign-in elsewhere", "sessions", "key for sessions", ""])
def test_a_form_shows_no_key_whatever_its_cookie_says(tmp_path, people, planted):
    way_in = Entrance(secret=b"s" * 32, provider=Provider("https://login.example", "e", "s"))
    app = opened(tmp_path, entrance=way_in)
    browser = Browser(app)
    browser.client.set_cookie("evenhand-form", planted, domain="127.0.0.1")
    shown = re.search(r'name="form" value="(\w+)"', browser.get("/sign-in").text).group(1)
    keys = {way_in.secret, app.server.secret_key, *(way_in.key_for(purpose) for purpose in ("sessions", "wrong tries"))}
    assert not {shown, bytes.fromhex(shown)} & keys
    assert len(keys) == 4


def test_nothing_that_is_typed_becomes_part_of_the_page(app):
    answer = Browser(app).sign_in('"><script>x</script>', "wrong", next='/"><script>x</script>')
    assert "<script>x" not in answer.text


def test_signing_out_ends_this_session_alone_and_everywhere_all(app, tmp_path):
    here, there, elsewhere = Browser(app), Browser(app), Browser(app)
    for browser in (here, there, elsewhere):
        browser.sign_in("anna", PASSWORD)
    token = here.client.get_cookie("evenhand", domain="127.0.0.1").value
    assert here.sign_out().headers["Location"] == "/sign-in"
    here.client.set_cookie("evenhand", token, domain="127.0.0.1")
    assert [browser.is_in() for browser in (here, there, elsewhere)] == [False, True, True]
    there.sign_out(everywhere="yes")
    assert not elsewhere.is_in()
    lines = [line for line in log_of(tmp_path) if line["action"] == "sign_out"]
    assert [line["everywhere"] for line in lines] == [False, True]


def test_a_get_changes_nothing(app):
    browser = Browser(app)
    browser.sign_in("anna", PASSWORD)
    assert browser.get("/sign-out").status_code == 404
    assert browser.get(f"/sign-in?name=anna&password={PASSWORD}").status_code == 302
    assert browser.is_in()
    stranger = Browser(app)
    stranger.get(f"/sign-in?name=anna&password={PASSWORD}")
    assert not stranger.is_in()


def test_a_sign_in_that_cannot_be_written_down_is_none(app, tmp_path):
    (tmp_path / "audit").write_text("in the way")
    browser = Browser(app)
    assert browser.sign_in("anna", PASSWORD).status_code == 503
    assert not browser.is_in()


def test_a_server_without_a_secret_of_its_own_forgets_its_sessions(app, tmp_path):
    browser = Browser(app)
    browser.sign_in("anna", PASSWORD)
    token = browser.client.get_cookie("evenhand", domain="127.0.0.1").value
    again = Browser(opened(tmp_path))
    again.client.set_cookie("evenhand", token, domain="127.0.0.1")
    assert not again.is_in()


def test_the_page_needs_no_script_and_names_its_fields(app):
    page = Browser(app).get("/sign-in?next=/trends").text
    assert page.count("<script>") == 1
    for part in ('<label for="name">', '<label for="password">', 'autocomplete="username"', 'lang="en"', "<h1>"):
        assert part in page
    assert 'autocomplete="current-password"' in page
    assert 'name="next" value="/trends"' in page
    assert "Sign in with" not in page
    assert HERE not in page
