import json
import random
import threading
from contextlib import contextmanager
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace

import polars as pl
import pytest

from dashboards.views.series import WeeklySeries
from evenhand.alerts.check import check_alerts
from evenhand.alerts.memory import BEGAN, ENDED, PROBLEM, Told, next_told, read_memory
from evenhand.alerts.rules import read_rules
from evenhand.alerts.standing import Standing, of_signal, of_threshold
from evenhand.errors import EvenhandError, WrongUsageError
from evenhand.home import Home
from evenhand.settings import Settings
from evenhand.webhook import post_json
from tests.evenhand.smtp_server import mail_server_for_tests
from transforms.signals import flag_signals, natural_limits

MONDAY = date(2026, 6, 22)
RATE = SimpleNamespace(
    name="csat", label="Satisfaction", unit="ratio", better="higher", interval="wilson", n="csat_n", least_n=30
)
VOLUME = SimpleNamespace(
    name="cases", label="Cases", unit="count", better="neutral", interval="none", n="cases", least_n=30
)
WEEKS_SEEN = 52


def series_of(values, **last):
    """The newest 52 weeks as the pages have them: limits from all but the last."""
    values = values[-WEEKS_SEEN:]
    mondays = [MONDAY - timedelta(weeks=len(values) - 1 - place) for place in range(len(values))]
    limits = natural_limits(pl.Series(values[:-1], dtype=pl.Float64), 0.0, 1.0)
    weeks = pl.DataFrame({"period": mondays, "value": values}, schema={"period": pl.Date, "value": pl.Float64})
    extra = {"n": 200, "low": None, "high": None} | last
    weeks = weeks.with_columns(
        *(pl.lit(value).alias(name) for name, value in extra.items()),
        is_shown=pl.col("period") == MONDAY,
        signal=flag_signals(weeks["value"], limits),
    )
    return WeeklySeries(weeks, limits)


def events_of(values, first=WEEKS_SEEN):
    """What is told when a series is checked week by week."""
    told, events = Told(), []
    for end in range(first, len(values) + 1):
        told, event = next_told(told, of_signal(series_of(values[:end]), RATE, ""))
        events += [event] if event else []
    return events


def stable(seed, weeks):
    drawn = random.Random(seed)
    return [drawn.gauss(0.5, 0.03) for _ in range(weeks)]


def test_a_lasting_shift_is_told_once_and_its_end_once():
    before, after = stable(3, WEEKS_SEEN), stable(4, 6)
    assert events_of([*before, 0.75, 0.74, 0.76, 0.75, *after]) == [BEGAN, ENDED]


def test_a_point_outside_is_told_once_though_the_next_waver_on_its_side():
    before = stable(3, WEEKS_SEEN)
    middle = natural_limits(pl.Series(before)).centre
    assert events_of([*before, 0.75, middle + 0.01, 0.75, middle + 0.01, middle - 0.01]) == [BEGAN, ENDED]


def test_eight_weeks_on_one_side_are_told_though_none_is_outside():
    before = stable(3, WEEKS_SEEN)
    middle = natural_limits(pl.Series(before)).centre
    assert events_of([*before, *[middle + 0.02] * 8]) == [BEGAN]


def test_alerts_do_not_fire_on_wiggles():
    # Over 200 such series it is 0.53 a year, as docs/reports.md says.
    told = [events_of(stable(seed, 2 * WEEKS_SEEN)).count(BEGAN) for seed in range(20)]
    assert sum(told) / len(told) < 1.2


def test_a_signal_says_what_the_pages_say():
    now = of_signal(series_of([*stable(3, 51), 0.31]), RATE, "")
    assert now.is_on
    assert not now.is_higher
    expected = "Satisfaction 31.0 % (n 200) in the week of 22 Jun 2026, lower than usual in the week of 22 Jun 2026"
    assert now.words == expected.replace("usual in", "usual since") + " (1 week outside the limits)"
    assert of_signal(series_of(stable(3, 52)), RATE, "").words.endswith(", as usual")


@pytest.mark.parametrize(
    ("values", "words"),
    [([0.5] * 5, "too few weeks"), ([*[0.5] * 20, None], "no records in the week of 22 Jun 2026")],
)
def test_what_cannot_be_judged_says_so(values, words):
    assert words in of_signal(series_of(values), RATE, "").problem


def rule(**told):
    facts = {"above": None, "below": None, "least_n": None, "is_beyond_chance": True}
    return SimpleNamespace(**facts | told)


@pytest.mark.parametrize(
    ("asked", "last", "is_on", "is_over", "words"),
    [
        ({"above": 0.10}, {"low": 0.11, "high": 0.2}, True, False, "above 10.0 %"),
        ({"above": 0.10}, {"low": 0.09, "high": 0.2}, False, False, "which chance may explain"),
        ({"above": 0.10, "is_beyond_chance": False}, {"low": 0.09, "high": 0.2}, True, False, "above 10.0 %"),
        ({"above": 0.10}, {"low": 0.11, "high": 0.2, "n": 29}, False, False, "fewer than 30 are too few to say"),
        ({"above": 0.10, "least_n": 20}, {"low": 0.11, "high": 0.2, "n": 29}, True, False, "above"),
        ({"below": 0.20}, {"low": 0.1, "high": 0.19}, True, False, "below 20.0 %"),
        ({"below": 0.10}, {"low": 0.1, "high": 0.19}, False, True, "not below 10.0 %"),
    ],
)
def test_a_threshold_fires_only_beyond_chance_and_with_enough_records(asked, last, is_on, is_over, words):
    now = of_threshold(rule(**asked), series_of([0.15] * 20, **last), RATE, "")
    assert (now.is_on, now.is_over) == (is_on, is_over)
    assert words in now.words


def test_of_a_volume_any_number_can_be_said():
    now = of_threshold(rule(below=10), series_of([4.0] * 20, n=4), VOLUME, "")
    assert now.is_on
    assert now.words == "Cases 4 in the week of 22 Jun 2026, below 10"


def test_a_problem_is_told_once_until_it_is_another():
    told = Told(is_on=True, is_higher=True)
    events = []
    for problem in ("no data", "no data", "", "no data", "no metric"):
        told, event = next_told(told, Standing(MONDAY, is_on=True, is_over=False, is_higher=True, problem=problem))
        events.append(event)
    assert events == [PROBLEM, None, None, PROBLEM, PROBLEM]
    assert told.is_on


GOOD = '[[alert]]\nname = "a"\nmetric = "csat"\nkind = "signal"\nto = "lead@example.org"\n'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[alert]\n", "cannot be read"),
        (GOOD.replace('name = "a"', ""), "a rule has no name"),
        (GOOD + GOOD, "two rules are called 'a'"),
        (GOOD.replace("signal", "hunch"), "kind, which is signal or threshold"),
        (GOOD.replace("signal", "threshold"), "above or below, one of both"),
        (GOOD + "above = 3\n", "takes no above"),
        (GOOD.replace("signal", "threshold") + 'above = "3"\n', "above is no number"),
        (GOOD + "colour = 3\n", "has colour, which means nothing"),
        (GOOD.replace("lead@example.org", "http://example.org/"), "only https"),
        (GOOD.replace("lead@example.org", "lead"), "no mail address"),
        (GOOD + 'where = { agent = "anna" }\n', "single persons are not watched"),
    ],
)
def test_a_rule_that_is_not_understood_is_told(home, text, words):
    home.alerts.write_text(text)
    with pytest.raises(WrongUsageError, match=words):
        read_rules(home)


@contextmanager
def webhook(answers):
    """A web server on the loopback address that answers one status after the other and keeps what it was sent."""
    taken = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self):
            taken.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(answers.pop(0))
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Hook) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/hook?key=SECRET", taken
        server.shutdown()


def test_a_redirect_is_not_followed_and_no_key_is_shown():
    with webhook([302, 204]) as (address, taken):
        with pytest.raises(EvenhandError, match=r"webhook at 127.0.0.1 answers 302") as raised:
            post_json(address, {"a": 1})
        assert "SECRET" not in str(raised.value)
        post_json(address, {"a": 2})
    assert taken == [{"a": 1}, {"a": 2}]


def test_alerts_are_checked_told_retried_and_remembered(warehouse_home, tmp_path):
    home = Home.at(tmp_path / "home")
    home.folder.mkdir()
    for name in ("CURRENT", "generations"):
        (home.folder / name).symlink_to(warehouse_home / name)
    with webhook([500, 200]) as (address, taken), mail_server_for_tests() as mail:
        home.alerts.write_text(
            f"""
            [[alert]]
            name = "Many cases"
            metric = "cases_opened"
            kind = "threshold"
            above = 5
            where = {{ team = ["Billing", "Technical"] }}
            to = ["{address}", "lead@example.org"]
            [[alert]]
            name = "Seasons"
            metric = "cases_opened"
            kind = "signal"
            to = "lead@example.org"
            [[alert]]
            name = "Usual"
            metric = "csat"
            kind = "signal"
            to = "lead@example.org"
            """
        )
        settings = Settings(
            report_stale_days=36_500,
            smtp_host="127.0.0.1",
            smtp_port=mail.port,
            smtp_security="none",
            smtp_sender="alerts@example.org",
        )
        first, second = check_alerts(home, settings), check_alerts(home, settings)
    assert "webhook at 127.0.0.1 answers 500" in first.problems[1]
    assert "Rule 'Seasons' cannot be evaluated: Cases opened is a volume" in first.problems[0]
    assert second.problems == first.problems[:1]
    assert second.told == ["began: Many cases -> webhook at 127.0.0.1"]
    assert taken[0] == taken[1]
    assert taken[0]["where"] == {"team": ["Billing", "Technical"]}
    subjects = [message["Subject"] for message in mail.taken]
    assert subjects[:2] == ["Alert: Many cases", "Alert cannot be evaluated: Seasons"]
    assert read_memory(home).pending == []
    assert read_memory(home).told["Usual"].words.startswith("Customer satisfaction ")
    old = check_alerts(home, Settings(report_stale_days=1))
    reasons = ("the data end on 2026-", "EVENHAND_SMTP_HOST is not set", "webhook at 127.0.0.1 could not be reached")
    assert [any(reason in problem for reason in reasons) for problem in old.problems] == [True] * 7
    assert len(read_memory(home).pending) == 4
