"""Worked examples of what happens to cases, from files to `evenhand metrics`."""

import pytest

HOUR = 3600


@pytest.fixture
def nothing_known(golden):
    """Whether a metric has nothing to say about these records, which is not nought."""

    def unknown(metric, **where):
        try:
            return golden(metric, **where)["value"] is None
        except KeyError:
            return True

    return unknown


ONE_TOUCH = {
    # metric: solved after no reply, after one, after two, after one and back within the window
    "one_touch_rate": (0, 1, 0, 0),
    "one_touch_rate_zendesk": (1, 1, 0, 1),
    "one_touch_rate_zendesk_new": (0, 1, 0, 1),
    "one_touch_rate_freshservice": (1, 1, 0, 1),
    "zero_reply_rate": (1, 0, 0, 0),
    "two_touch_rate": (0, 0, 1, 0),
    "multi_touch_rate": (0, 0, 0, 0),
    "handoffs_per_case": (0, 0, 0, 0),
}
TEAMS = ("E04 no reply", "E04 one reply", "E04 two replies", "E04 one reply and back")


@pytest.mark.parametrize("metric", ONE_TOUCH)
def test_one_touch_is_what_each_reading_says_and_no_reply_is_never_many(golden, metric):
    rows = [golden(metric, source="zendesk", team=team) for team in TEAMS]
    assert tuple(row["value"] for row in rows) == ONE_TOUCH[metric]
    assert [row["n"] for row in rows] == [1, 1, 1, 1]


@pytest.mark.parametrize(
    ("example", "resolved", "first_seconds", "seconds", "within_window"),
    [
        ("open now", 0, HOUR, None, 1),
        ("solved again", 1, HOUR, 26 * HOUR, 1),
        ("back too late", 0, HOUR, None, 0),
    ],
)
def test_a_case_that_comes_back_is_reopened_whether_it_is_solved_again_or_not(
    golden, nothing_known, example, resolved, first_seconds, seconds, within_window
):
    def value(metric):
        return golden(metric, source="e05_reopened", topic=example)["value"]

    assert value("cases_reopened") == value("reopen_rate") == 1
    assert value("reopen_rate_within_window") == within_window
    assert value("cases_resolved") == resolved
    assert value("first_resolution_time_median") == first_seconds
    if seconds is None:
        assert nothing_known("resolution_time_median", source="e05_reopened", topic=example)
    else:
        assert value("resolution_time_median") == seconds


def test_a_case_resolved_less_than_a_window_ago_is_in_no_reopen_rate_of_the_window(golden, nothing_known):
    assert nothing_known("reopen_rate_within_window", source="e05_reopened", topic="too young")
    assert golden("reopen_rate_within_window", source="e05_reopened")["n"] == 3


def test_a_mean_lies_between_the_shortest_and_the_longest_and_open_cases_are_no_noughts(golden):
    mean = golden("resolution_time_mean", source="e09_means")
    assert (mean["value"], mean["n"]) == (57_700, 3)
    assert round(mean["value"] / 86_400, 3) == 0.668
    assert golden("resolution_time_median", source="e09_means")["value"] == 23 * HOUR
    assert golden("unsolved_cases", source="e09_means")["value"] == 1


def test_business_time_without_a_calendar_is_unknown_and_not_nought(nothing_known):
    assert nothing_known("resolution_time_business_median", source="e09_means")


@pytest.mark.parametrize(
    ("metric", "hours"),
    [
        ("requester_wait_time_median", 8),
        ("agent_wait_time_median", 3),
        ("agent_work_time_median", 4),
        ("on_hold_time_median", 4),
        ("solve_time_median", 11),
        ("unassigned_time_median", 1),
    ],
)
def test_the_time_of_a_case_is_whole_by_status_and_only_of_finished_cases(golden, metric, hours):
    row = golden(metric, source="status_times")
    assert (row["value"], row["n"]) == (hours * HOUR, 1)


@pytest.mark.parametrize(("agent", "share", "hours"), [("ledger.one", 0.75, 3), ("ledger.two", 0.25, 1)])
def test_a_case_of_two_holders_counts_once_in_a_total(golden, agent, share, hours):
    assert golden("cases_resolved_by_share", source="two_holders", agent=agent)["value"] == pytest.approx(share)
    assert golden("cases_resolved_all_involved", source="two_holders", agent=agent)["value"] == 1
    assert golden("agent_held_time", source="two_holders", agent=agent)["value"] == hours * HOUR
    assert golden("cases_resolved_by_share", source="two_holders")["value"] == pytest.approx(1)
    assert golden("cases_resolved_all_involved", source="two_holders")["value"] == 2
    assert golden("handoffs_per_case", source="two_holders")["value"] == 1


def test_what_a_bot_solved_alone_is_no_work_of_people(golden):
    assert golden("bot_resolution_rate", source="zendesk", team="Bot alone")["value"] == 1
    assert golden("cases_resolved", source="zendesk", team="Bot alone")["value"] == 0
    assert golden("first_response_times", source="zendesk", team="Bot alone")["value"] == 0
    assert golden("first_response_open_cases", source="zendesk", team="Bot alone")["value"] == 0
    assert golden("bot_time_median", source="zendesk", team="Bot alone")["value"] == 600


@pytest.mark.parametrize(("team", "seconds"), [("Bot then back", HOUR), ("Bot hands over", 30 * 60)])
def test_the_human_clock_starts_at_the_handover_or_when_the_customer_comes_back(golden, team, seconds):
    assert golden("first_response_time_median", source="zendesk", team=team)["value"] == seconds
    assert golden("resolution_time_median", source="zendesk", team=team)["value"] == seconds
    assert golden("cases_reopened", source="zendesk", team=team)["value"] == 0


def test_words_that_open_a_case_answer_nobody(golden):
    assert golden("first_response_time_median", source="zendesk", team="Opened by agent")["value"] == 3 * HOUR


def test_a_wrong_route_is_charged_to_the_sender(golden):
    bounced = golden("bounce_back_rate", source="zendesk", team="Route first")
    assert (bounced["value"], bounced["n"]) == (0.5, 2)
    right = golden("right_first_route_rate", source="zendesk", team="Route first")
    assert (right["value"], right["n"]) == (0.5, 2)


def test_several_messages_before_an_answer_are_one_question(golden):
    row = golden("next_reply_time_median", source="zendesk", team="Next reply")
    assert (row["value"], row["n"]) == (HOUR, 1)
    assert golden("total_reply_time_median", source="zendesk", team="Next reply")["value"] == 2 * HOUR
    assert golden("replies_waiting", source="zendesk", team="Next reply")["value"] == 1
