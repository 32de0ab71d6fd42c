"""Work for later stands back while somebody is answered, and nobody else does."""

import threading
import time

import flask
import pytest

from dashboards import in_hand
from dashboards.in_hand import count_requests, stand_back, working_for_later
from dashboards.memory import Memory


@pytest.fixture
def asked(monkeypatch):
    """A server whose one answer takes as long as the test wants, and the events that it is asked and may answer."""
    monkeypatch.setattr(in_hand, "_in_hand", in_hand._InHand())
    server, is_asked, may_answer = flask.Flask(__name__), threading.Event(), threading.Event()
    count_requests(server)

    @server.get("/")
    def answer():
        is_asked.set()
        assert may_answer.wait(10)
        return "told"

    asking = threading.Thread(target=lambda: server.test_client().get("/"))
    asking.start()
    assert is_asked.wait(10)
    yield may_answer
    may_answer.set()
    asking.join()


def later(work):
    done = threading.Event()

    def run():
        with working_for_later():
            work()
        done.set()

    threading.Thread(target=run).start()
    return done


def test_what_is_made_for_later_waits_until_somebody_has_been_answered(asked, monkeypatch):
    monkeypatch.setattr(in_hand, "QUIET_SECONDS", 0.01)
    done = later(lambda: Memory(4).recall("key", lambda: "made"))
    assert not done.wait(0.2)
    asked.set()
    assert done.wait(5)


def test_it_goes_on_in_the_end_where_somebody_always_asks(asked, monkeypatch):
    monkeypatch.setattr(in_hand, "MOST_SECONDS", 0.05)
    assert later(stand_back).wait(5)


def test_people_do_not_wait_for_each_other(asked):
    begun = time.monotonic()
    assert Memory(4).recall("key", lambda: "made") == "made"
    assert time.monotonic() - begun < in_hand.QUIET_SECONDS
