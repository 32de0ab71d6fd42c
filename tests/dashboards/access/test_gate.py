import pytest

from dashboards.access.entrance import BEARER_COOKIE, Entrance, Pass
from dashboards.access.reader import NobodyError, Reader, Role, current_reader
from tests.dashboards.access.client import HERE, Browser, opened

PASSWORD = "a long walk home"
PUBLIC = Entrance(secret=b"s" * 32, public_url="https://evenhand.example", proxies=1)


@pytest.fixture
def app(people, tmp_path):
    return opened(tmp_path)


OPEN = {("GET", "/healthz"), ("GET", "/sign-in"), ("POST", "/sign-in"), ("GET", "/sign-in.css"), ("POST", "/sign-out")}


def paths_of(app):
    """An address for every route of the app, whoever put it there."""
    parts = {"page": "teams", "kind": "csv", "filename": "view-1-shared.js", "path": "reps/anna"}
    parts |= {"package_name": "dash", "fingerprinted_path": "deps/react.js"}
    with app.server.test_request_context():
        for rule in app.server.url_map.iter_rules():
            values = {name: parts.get(name, "x") for name in rule.arguments}
            _, path = rule.build(values, append_unknown=False)
            for method in sorted(rule.methods - {"OPTIONS", "HEAD"}):
                yield method, path


def test_a_stranger_gets_nothing_from_any_route(app):
    asked = set(paths_of(app))
    assert len(asked) > 12
    for method, path in asked:
        if (method, path) in OPEN:
            continue
        answer = Browser(app).ask(method, path, json={} if method != "GET" else None)
        is_sent_away = answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in")
        assert is_sent_away or answer.status_code == 401, (method, path, answer.status_code)
        assert len(answer.data) < 800, path


def test_what_is_open_holds_no_data(app):
    for path in ("/healthz", "/sign-in", "/sign-in.css", "/assets/evenhand.css", "/assets/fonts/inter-variable.woff2"):
        answer = Browser(app).get(path)
        assert answer.status_code == 200, path
        assert b"Anna" not in answer.data


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/sign-in/",
            "/sign-in/provider",
            "/sign-in/provider/return",
            "/sign-out",
            "/SIGN-IN",
            "/healthz/x",
            "//healthz",
        ),
        *("/assets/../_dash-layout", "/assets/evenhand.css/x", "/assets/fonts/OFL.txt", "/%73ign-in/x", "/sign-in;/"),
    ],
)
def test_nothing_beside_it_is_open(app, path):
    answer = Browser(app).get(path)
    assert answer.status_code in (302, 308, 401), path
    assert "sign-in" in answer.headers.get("Location", "sign-in") or answer.status_code == 308


def test_every_callback_is_shut(app):
    browser = Browser(app)
    outputs = list(app.callback_map)
    assert len(outputs) > 20
    for output in outputs:
        assert browser.post("/_dash-update-component", json={"output": output, "inputs": []}).status_code == 401


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "BREW"])
def test_no_other_method_opens_anything(app, method):
    for path in ("/", "/_dash-layout", "/download/teams.csv"):
        answer = Browser(app).ask(method, path)
        assert answer.status_code in (302, 401), (method, path)


def test_a_page_leads_to_sign_in_and_back(app):
    assert Browser(app).get("/").headers["Location"] == "/sign-in"
    told = Browser(app).get("/trends?team=Orders+%26+returns&p=7d").headers["Location"]
    assert told == "/sign-in?next=/trends%3Fteam%3DOrders%2B%2526%2Breturns%26p%3D7d"


def test_the_reader_is_known_while_answering_and_forgotten_after(app):
    seen = []
    browser = Browser(app)
    browser.sign_in("sue", "two red bicycles")
    app.server.before_request_funcs[None].append(lambda: seen.append(current_reader()))
    browser.get("/_dash-layout")
    assert seen == [Reader("Sue", Role.SUPERVISOR, ("Billing",))]
    with pytest.raises(NobodyError):
        current_reader()


def test_without_accounts_this_machine_reads_and_no_other(tmp_path):
    app = opened(tmp_path)
    assert Browser(app, came_from="127.0.0.1").is_in()
    assert Browser(app, came_from="::1").is_in()
    assert Browser(app, came_from="192.0.2.1").get("/_dash-layout").status_code == 403


@pytest.mark.parametrize(
    "header", ["Forwarded", "Via", "X-Real-IP", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"]
)
def test_without_accounts_nothing_is_answered_through_a_proxy(tmp_path, header):
    answer = Browser(opened(tmp_path), came_from="127.0.0.1").get("/_dash-layout", headers={header: "127.0.0.1"})
    assert answer.status_code == 403
    assert "evenhand user add" in answer.text


def test_from_the_first_account_on_everybody_is_asked(tmp_path, file_of_people):
    import shutil

    app = opened(tmp_path)
    browser = Browser(app, came_from="127.0.0.1")
    assert browser.is_in()
    shutil.copy2(file_of_people, tmp_path)
    assert not browser.is_in()


def test_a_disabled_account_is_still_somebody_so_that_nobody_else_is_let_in(app, people):
    for person in people.all():
        people.set_disabled(person.reader.name, True, lambda: None)
    assert not Browser(app, came_from="127.0.0.1").is_in()


def test_a_file_of_people_that_cannot_be_read_lets_nobody_in(app, people):
    people.file.path.write_bytes(b"garbage" * 1000)
    for path in ("/", "/_dash-layout", "/sign-in"):
        answer = Browser(app, came_from="127.0.0.1").get(path)
        assert answer.status_code == 503
        assert "nobody can sign in" in answer.text


def test_behind_a_public_address_nobody_is_local(tmp_path):
    app = opened(tmp_path, entrance=PUBLIC)
    assert not Browser(app, came_from="127.0.0.1").is_in()
    assert not Browser(app, "https://evenhand.example", came_from="127.0.0.1").is_in()


@pytest.mark.parametrize(
    "host", ["evil.example", "evenhand.example.evil.example", "evenhand.example:8443", "[", "10.0.0.5"]
)
def test_another_host_name_is_refused(tmp_path, host):
    app = opened(tmp_path, entrance=PUBLIC)
    assert Browser(app).get("/healthz", headers={"Host": host}).status_code in (400, 403)


def test_whoever_is_not_signed_in_is_not_told_which_addresses_are_pages(app):
    for path in ("/salaries", "/trends"):
        answer = Browser(app).get(path)
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/sign-in?next={path}")


def test_a_pass_lets_its_bearer_in_and_nobody_else(people, tmp_path):
    way_in = Pass(Reader("report", Role.EXECUTIVE))
    app = opened(tmp_path, entrance=Entrance(only_pass=way_in))
    browser = Browser(app, came_from="127.0.0.1")
    assert browser.get("/").status_code == 401
    browser.client.set_cookie(BEARER_COOKIE, way_in.token + "x", domain="127.0.0.1")
    assert not browser.is_in()
    browser.client.set_cookie(BEARER_COOKIE, way_in.token, domain="127.0.0.1")
    assert browser.is_in()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "https://127.0.0.1.evil.example:8050"}, 403),
        ({"Origin": "http://127.0.0.1:9999"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({}, 401),
    ],
)
def test_what_changes_something_comes_from_our_own_pages(app, headers, status):
    headers = {"Origin": HERE} | headers
    for path in ("/_dash-update-component", "/sign-in", "/sign-out"):
        answer = Browser(app).ask("POST", path, headers=headers, data={})
        assert answer.status_code == (status if status == 403 or path.startswith("/_") else answer.status_code)
        assert (answer.status_code == 403) == (status == 403)


def test_with_a_public_address_its_origin_alone_is_ours(people, tmp_path):
    app = opened(tmp_path, entrance=PUBLIC)
    browser = Browser(app, "https://evenhand.example")
    assert browser.post("/_dash-update-component", json={}).status_code == 401
    for origin in ("http://evenhand.example", "https://evenhand.example:8443", "https://sub.evenhand.example"):
        assert browser.post("/_dash-update-component", json={}, headers={"Origin": origin}).status_code == 403


def test_the_headers_stand_on_every_answer(people, tmp_path):
    browser = Browser(opened(tmp_path, entrance=PUBLIC), "https://evenhand.example")
    for path in ("/", "/sign-in", "/_dash-layout", "/healthz", "/nothing/here"):
        headers = browser.get(path).headers
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "form-action 'self'" in headers["Content-Security-Policy"]
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "camera=()" in headers["Permissions-Policy"]
        assert headers["Strict-Transport-Security"] == "max-age=31536000"
        assert headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in Browser(opened(tmp_path)).get("/").headers
