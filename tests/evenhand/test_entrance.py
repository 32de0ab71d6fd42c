import secrets

import pytest

from dashboards.access.people import People
from dashboards.access.reader import Reader, Role
from evenhand.entrance import is_loopback, read_entrance
from evenhand.errors import EvenhandError, WrongUsageError
from evenhand.settings import Settings, environment_variables, read_settings

HTTPS = "https://evenhand.example"


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch):
    for name in (*environment_variables(), "FLASK_DEBUG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def secret_file(tmp_path):
    file = tmp_path / "session.key"
    file.write_text(secrets.token_hex(32) + "\n")
    file.chmod(0o600)
    return file


@pytest.fixture
def with_users(home):
    People(home.folder).add(Reader("Anna", Role.ADMIN), "a long walk home", "", lambda: None)
    return home


def entrance(home, host="127.0.0.1", *, is_debug=False, **settings):
    return read_entrance(home, Settings(**settings), host, is_debug=is_debug)


def test_on_the_own_machine_nothing_has_to_be_set(home):
    found = entrance(home)
    assert found.serves_this_machine_alone
    assert len(found.secret) == 32
    assert found.secret != entrance(home).secret
    assert (found.proxies, found.provider, found.session_cookie) == (0, None, "evenhand")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.10", "example.org", ""])
def test_others_are_not_served_unencrypted(with_users, secret_file, host):
    with pytest.raises(WrongUsageError, match="unencrypted") as refused:
        entrance(with_users, host, secret_file=secret_file)
    assert "EVENHAND_PUBLIC_URL" in refused.value.next_step


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_others_are_not_served_while_nobody_may_sign_in(home, secret_file, host):
    with pytest.raises(WrongUsageError, match="nobody who may sign in") as refused:
        entrance(home, host, secret_file=secret_file, public_url=HTTPS)
    assert "evenhand user add" in refused.value.next_step


def test_others_are_not_served_without_a_secret(with_users):
    with pytest.raises(WrongUsageError, match="need a secret") as refused:
        entrance(with_users, public_url=HTTPS)
    assert "head -c 32 /dev/urandom" in refused.value.next_step


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o620])
def test_a_secret_that_others_can_open_is_refused_even_on_the_own_machine(home, secret_file, mode):
    secret_file.chmod(mode)
    with pytest.raises(WrongUsageError, match="Other users of this machine can open") as refused:
        entrance(home, secret_file=secret_file)
    assert refused.value.next_step == f"Run `chmod 600 {secret_file}`."


def test_a_short_secret_is_refused_even_on_the_own_machine(home, secret_file, tmp_path):
    secret_file.write_text("x" * 31 + "\n")
    with pytest.raises(WrongUsageError, match="holds 31 bytes; at least 32"):
        entrance(home, secret_file=secret_file)
    with pytest.raises(WrongUsageError, match="EVENHAND_SECRET holds 5 bytes"):
        entrance(home, secret="short")
    secret_file.write_text("")
    with pytest.raises(WrongUsageError, match="holds 0 bytes"):
        entrance(home, secret_file=secret_file)
    with pytest.raises(WrongUsageError, match="cannot be read: No such file"):
        entrance(home, secret_file=tmp_path / "nowhere")


def test_debugging_is_not_for_others(with_users, secret_file, monkeypatch):
    facts = {"secret_file": secret_file, "public_url": HTTPS}
    with pytest.raises(WrongUsageError, match="debugging"):
        entrance(with_users, is_debug=True, **facts)
    assert entrance(with_users, is_debug=True, secret_file=secret_file)
    monkeypatch.setenv("FLASK_DEBUG", "1")
    with pytest.raises(WrongUsageError, match="debugging"):
        entrance(with_users, **facts)


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_with_all_that_is_needed_others_are_served(with_users, secret_file, host):
    found = entrance(with_users, host, secret_file=secret_file, public_url=HTTPS)
    assert not found.serves_this_machine_alone
    assert found.secret == secret_file.read_bytes().strip()
    assert (found.public_url, found.proxies, found.session_cookie) == (HTTPS, 1, "__Host-evenhand")
    assert entrance(with_users, host, secret_file=secret_file, public_url=HTTPS, proxies=2).proxies == 2
    assert entrance(with_users, host, secret="s" * 32, public_url=HTTPS).secret == b"s" * 32


def test_a_damaged_file_of_people_stops_the_server(home, secret_file):
    file = home.folder / "people.sqlite3"
    file.write_bytes(b"garbage" * 1000)
    file.chmod(0o600)
    with pytest.raises(EvenhandError, match="nobody can sign in"):
        entrance(home, secret_file=secret_file, public_url=HTTPS)


def test_an_identity_provider_with_groups_is_somebody(home, secret_file):
    facts = {"secret_file": secret_file, "public_url": HTTPS, "oidc_issuer": "https://login.example"}
    with pytest.raises(WrongUsageError, match="not all that goes with it"):
        entrance(home, **facts)
    facts |= {"oidc_client_id": "evenhand", "oidc_client_secret_file": secret_file}
    with pytest.raises(WrongUsageError, match="nobody who may sign in"):
        entrance(home, **facts)
    (home.folder / "access.toml").write_text('[[group]]\nname = "x"\nrole = "owner"')
    with pytest.raises(EvenhandError, match="role is one of"):
        entrance(home, **facts)
    (home.folder / "access.toml").write_text('[[group]]\nname = "x"\nrole = "analyst"')
    assert entrance(home, **facts).provider.client_secret == secret_file.read_text().strip()
    with pytest.raises(WrongUsageError, match="lacks openid"):
        entrance(home, **facts, oidc_scopes="profile")


@pytest.mark.parametrize("url", ["http://evenhand.example", "evenhand.example", "https://", "https://a.example/path"])
def test_a_public_address_is_https_and_a_host(monkeypatch, url):
    monkeypatch.setenv("EVENHAND_PUBLIC_URL", url)
    with pytest.raises(WrongUsageError, match="is no encrypted address"):
        read_settings()


@pytest.mark.parametrize("issuer", ["http://login.example", "login.example", "ftp://login.example"])
def test_an_issuer_is_https(monkeypatch, issuer):
    monkeypatch.setenv("EVENHAND_OIDC_ISSUER", issuer)
    with pytest.raises(WrongUsageError, match="is no issuer"):
        read_settings()


def test_secrets_do_not_stand_in_what_is_printed():
    shown = repr(Settings(secret="s" * 40)) + repr(read_entrance_of("s" * 40))
    assert "ssss" not in shown


def read_entrance_of(secret):
    from dashboards.access.entrance import Entrance, Pass, Provider

    return (
        Entrance(secret=secret.encode(), provider=Provider("https://a.example", "id", secret)),
        Pass(Reader("r", Role.ADMIN), secret),
    )


def test_loopback_is_told_by_its_address():
    told = {
        host: is_loopback(host) for host in ("127.0.0.1", "::1", "localhost", "127.8.8.8", "10.0.0.1", "0.0.0.0", "")
    }
    assert [host for host, is_own in told.items() if is_own] == ["127.0.0.1", "::1", "localhost", "127.8.8.8"]
