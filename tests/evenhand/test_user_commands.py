import json
import os
import pwd

import pytest

from dashboards.access.passwords import is_password
from dashboards.access.people import People
from dashboards.access.reader import Reader, Role
from dashboards.access.sessions import Sessions

PASSWORD = "a long walk home\n"


@pytest.fixture
def home_to_change(warehouse_home, tmp_path):
    """The shared home, with accounts of its own."""
    for name in ("CURRENT", "generations"):
        (tmp_path / name).symlink_to(warehouse_home / name)
    return tmp_path


@pytest.fixture
def user(evenhand):
    def run(home, *arguments, password=None, check=True):
        more = ["--password-stdin"] if password is not None else []
        return evenhand(home, "user", *arguments, *more, input=password, check=check)

    return run


def log_of(home):
    return [
        json.loads(line) for file in sorted((home / "audit").glob("*.jsonl")) for line in file.read_text().splitlines()
    ]


def test_an_account_from_its_first_day_to_its_last(user, home_to_change):
    home, people = home_to_change, People(home_to_change)
    user(
        home, "add", "Sue", "--role", "supervisor", "--team", "Billing", "--email", "sue@example.org", password=PASSWORD
    )
    assert people.named("sue").reader == Reader("Sue", Role.SUPERVISOR, ("Billing",))
    assert is_password(people.named("sue").password_hash, PASSWORD.strip())
    sessions = Sessions(people.file, b"s" * 32)

    for change in (
        ("role", "sue", "--role", "analyst"),
        ("disable", "SUE"),
        ("enable", "sue"),
    ):
        token = sessions.open(people.named("sue"))
        user(home, *change)
        assert sessions.person(token) is None, change
    token = sessions.open(people.named("sue"))
    user(home, "passwd", "sue", password="two red bicycles\n")
    assert sessions.person(token) is None
    assert is_password(people.named("sue").password_hash, "two red bicycles")

    [listed] = json.loads(user(home, "list", "--format", "json").stdout)
    assert listed == {
        "name": "Sue", "role": "analyst", "teams": None, "agent": None, "email": "sue@example.org",
        "signs_in_with": "password", "is_disabled": False,
    }  # fmt: skip
    lines = log_of(home)
    assert {line["actor"] for line in lines} == {f"{pwd.getpwuid(os.getuid()).pw_name} at the command line"}
    assert {line["subject"] for line in lines} == {"Sue"}
    told = [(line["action"], line.get("change")) for line in lines]
    assert told == [
        ("user_change", "added"),
        ("role_change", None),
        ("user_change", "disabled"),
        ("user_change", "enabled"),
        ("user_change", "password"),
    ]
    assert lines[1]["before"] == {"role": "supervisor", "teams": ["Billing"], "agent": ""}
    assert not any("walk home" in str(line) for line in lines)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--role", "supervisor"), "A supervisor has teams."),
        (("--role", "supervisor", "--team", "Biling"), "The data know no team called Biling."),
        (("--role", "rep"), "A rep sees the figures of one agent."),
        (("--role", "rep", "--agent", "nobody.at.all"), "The data know no agent called nobody.at.all."),
        (("--role", "executive", "--team", "Billing"), "Teams limit supervisors and analysts"),
        (("--role", "analyst", "--agent", "x"), "An agent's name belongs to a rep"),
        (("--role", "analyst", "--oidc", "4711"), "There is no identity provider."),
        (("--role", "owner"), "owner"),
    ],
)
def test_an_account_that_nobody_could_tell_the_rows_of_is_refused(user, home_to_change, arguments, words):
    done = user(home_to_change, "add", "Sue", *arguments, password=PASSWORD, check=False)
    assert done.returncode == 2
    assert words in done.stderr
    assert not People(home_to_change).anybody()


def test_passwords_are_checked_and_never_asked_of_a_pipe(user, tmp_path):
    for password, words in (("short\n", "at least 12"), ("password1234\n", "tried first"), ("", "at least 12")):
        done = user(tmp_path, "add", "Sue", "--role", "admin", password=password, check=False)
        assert done.returncode == 2
        assert words in done.stderr
    done = user(tmp_path, "add", "Sue", "--role", "admin", check=False)
    assert "There is no terminal to ask for the password." in done.stderr
    assert not People(tmp_path).anybody()


def test_before_anything_is_published_teams_are_taken_with_a_warning(user, tmp_path):
    done = user(tmp_path, "add", "Sue", "--role", "supervisor", "--team", "Billing", password=PASSWORD)
    assert "could not be checked" in done.stderr
    done = user(tmp_path, "add", "sue", "--role", "admin", password=PASSWORD, check=False)
    assert (done.returncode, "There is an account called sue already." in done.stderr) == (2, True)
    done = user(tmp_path, "disable", "ben", check=False)
    assert (done.returncode, "Nobody is called ben." in done.stderr) == (2, True)


def test_a_change_that_cannot_be_written_down_is_not_made(user, tmp_path):
    (tmp_path / "audit").write_text("in the way")
    done = user(tmp_path, "add", "Sue", "--role", "admin", password=PASSWORD, check=False)
    assert done.returncode == 1
    assert not People(tmp_path).anybody()


def test_an_account_of_the_provider_is_pinned_here(user, tmp_path, monkeypatch):
    monkeypatch.setenv("EVENHAND_OIDC_ISSUER", "https://login.example")
    user(tmp_path, "add", "Sue", "--role", "admin", "--oidc", "4711")
    person = People(tmp_path).vouched_for("https://login.example", "4711")
    assert (person.reader, person.is_pinned, person.password_hash) == (Reader("Sue", Role.ADMIN), True, None)
    done = user(tmp_path, "passwd", "sue", password=PASSWORD, check=False)
    assert "the password is changed there" in done.stderr
