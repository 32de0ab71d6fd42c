import multiprocessing
import stat

import pytest

from dashboards.access.people import AccountError, People
from dashboards.access.people_file import PeopleError
from dashboards.access.reader import Reader, Role
from dashboards.access.sessions import SECONDS, Sessions

ANNA = Reader("Anna", Role.ANALYST)
PASSWORD = "a long walk home"
SECRET = b"s" * 32


def nothing():
    """No line for the log."""


def open_session(people):
    sessions = Sessions(people.file, SECRET)
    return sessions, sessions.open(people.named("anna"))


def test_a_home_without_accounts_has_no_file(tmp_path):
    people = People(tmp_path)
    assert not people.anybody()
    assert people.all() == []
    assert people.named("anna") is None
    assert not people.file.path.exists()


def test_the_file_is_its_owners_alone(people):
    assert stat.S_IMODE(people.file.path.stat().st_mode) == 0o600
    people.file.path.chmod(0o640)
    with pytest.raises(PeopleError, match="chmod 600"):
        people.anybody()


def test_a_damaged_file_lets_nobody_in_and_says_so(people):
    people.file.path.write_bytes(b"garbage" * 1000)
    with pytest.raises(PeopleError, match="nobody can sign in"):
        people.anybody()


@pytest.mark.parametrize("name", ["anna", "ANNA", "Ａnna"])
def test_two_names_that_look_alike_are_one(people, name):
    assert people.named(name).reader == ANNA
    with pytest.raises(AccountError, match="already"):
        people.add(Reader(name, Role.ADMIN), PASSWORD, "", nothing)


@pytest.mark.parametrize("name", ["", " anna", "a\nb", "local", "LOCAL", "-rm", "x" * 81, "<b>", "a\u202eb"])
def test_names_that_cannot_be_told_apart_in_a_log_are_refused(people, name):
    with pytest.raises(AccountError):
        people.add(Reader(name, Role.ADMIN), PASSWORD, "", nothing)


def test_role_teams_and_agent_are_kept(people):
    for reader in (
        Reader("Lee", Role.SUPERVISOR, ("Billing", "Orders & returns")),
        Reader("Kim", Role.REP, (), "kim.a"),
    ):
        people.add(reader, PASSWORD, "", nothing)
        assert people.named(reader.name).reader == reader


CHANGES = {
    "password": lambda people: people.set_password("anna", "another walk home", nothing),
    "role": lambda people: people.set_role(Reader("anna", Role.ADMIN), nothing),
    "teams": lambda people: people.set_role(Reader("anna", Role.ANALYST, ("Billing",)), nothing),
    "disabled": lambda people: people.set_disabled("anna", True, nothing),
    "everywhere": lambda people: people.end_sessions("anna", nothing),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_ends_every_session_at_once(people, change):
    sessions, token = open_session(people)
    _, other = open_session(people)
    before = people.named("anna")
    change(people)
    assert sessions.person(token) is None
    assert sessions.person(other) is None
    # Who was being signed in while it happened gets nothing that holds.
    assert sessions.person(sessions.open(before)) is None


def test_nobody_who_is_shut_out_has_a_session(people):
    people.set_disabled("anna", True, nothing)
    sessions, token = open_session(people)
    assert sessions.person(token) is None
    people.set_disabled("anna", False, nothing)
    assert sessions.person(token) is None


def test_the_same_role_again_ends_nothing(people):
    sessions, token = open_session(people)
    people.set_role(ANNA, nothing)
    assert sessions.person(token).reader == ANNA


def test_what_cannot_be_written_down_is_not_changed(people):
    def fail():
        raise OSError("disk full")

    sessions, token = open_session(people)
    changes = [
        lambda: people.set_disabled("anna", True, fail),
        lambda: people.set_role(Reader("anna", Role.ADMIN), fail),
        lambda: people.add(Reader("Ben", Role.ADMIN), PASSWORD, "", fail),
        lambda: sessions.end(token, fail),
    ]
    for change in changes:
        with pytest.raises((OSError, PeopleError), match="disk full"):
            change()
    assert sessions.person(token).reader == ANNA
    assert people.named("ben") is None


def test_a_session_lasts_eight_hours_from_sign_in_however_much_it_is_used(people):
    now = [1_000.0]
    sessions = Sessions(people.file, SECRET, lambda: now[0])
    token = sessions.open(people.named("anna"))
    assert SECONDS == 8 * 3600
    for later in range(8):
        now[0] = 1_000.0 + later * 3600
        assert sessions.person(token).reader == ANNA
    now[0] = 1_000.0 + SECONDS
    assert sessions.person(token) is None


def test_the_file_holds_no_token_and_another_secret_opens_nothing(people):
    sessions, token = open_session(people)
    assert len(token) >= 43
    assert token.encode() not in people.file.path.read_bytes()
    assert Sessions(people.file, b"t" * 32).person(token) is None
    for guess in ("", "x", token[:-1], token + "x", "' or 1=1 --", "\x00", "\ud800"):
        assert sessions.person(guess) is None
    with people.file.reading() as connection:
        [(kept,)] = connection.execute("select token from sessions").fetchall()
    assert sessions.person(kept.hex()) is None


def test_ending_one_session_leaves_the_other(people):
    sessions, token = open_session(people)
    _, other = open_session(people)
    sessions.end(token, nothing)
    assert sessions.person(token) is None
    assert sessions.person(other).reader == ANNA


def test_an_identity_is_issuer_and_subject_and_nothing_else(people):
    vouched = Reader("Anna at work", Role.EXECUTIVE)
    people.add_vouched_for(vouched, "https://a.example", "42", "anna@example.org", nothing, is_pinned=False)
    assert people.vouched_for("https://a.example", "42").reader == vouched
    assert people.vouched_for("https://b.example", "42") is None
    assert people.vouched_for("", "") is None
    with pytest.raises(AccountError, match="already"):
        people.add_vouched_for(Reader("C", Role.ADMIN), "https://a.example", "42", "", nothing, is_pinned=False)
    with pytest.raises(AccountError, match="changed there"):
        people.set_password("Anna at work", PASSWORD, nothing)


def _sign_in_often(home):
    people = People(home)
    sessions = Sessions(people.file, SECRET)
    for _ in range(30):
        token = sessions.open(people.named("anna"))
        assert sessions.person(token)
        sessions.end(token, nothing)


def test_several_processes_use_the_file_at_once(people, tmp_path):
    context = multiprocessing.get_context("spawn")
    with context.Pool(3) as pool:
        pool.map(_sign_in_often, [tmp_path] * 3)
    with people.file.reading() as connection:
        assert connection.execute("select count(*) from sessions").fetchone() == (0,)
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)


def test_a_session_that_a_provider_vouched_for_is_asked_about_again_within_the_hour(people):
    ben = Reader("ben", Role.ANALYST)
    people.add_vouched_for(ben, "https://login.example.com", "4711", "", nothing, is_pinned=True)
    now = [1_000_000.0]
    sessions = Sessions(people.file, SECRET, lambda: now[0])
    token = sessions.open(people.named("ben"))
    now[0] += 3599
    assert sessions.person(token).reader == ben
    now[0] += 2
    assert sessions.person(token) is None
