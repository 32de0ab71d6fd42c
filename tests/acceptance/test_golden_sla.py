"""Worked examples of promises, from files to `evenhand metrics`."""

import json

import pytest


@pytest.fixture(scope="module")
def outcomes(golden_home, evenhand):
    def rows(source, columns):
        query = f"select {columns} from sla_outcomes where source = '{source}' order by all"
        return [
            tuple(row.values()) for row in json.loads(evenhand(golden_home, "sql", query, "--format", "json").stdout)
        ]

    return rows


def test_a_breach_is_charged_to_who_held_the_case_at_that_moment_and_to_nobody_else(golden, outcomes):
    assert golden("sla_attainment", source="e08_breach_holder")["n"] == 1
    assert golden("sla_breaches", source="e08_breach_holder", agent="E08 B")["value"] == 1
    assert outcomes("e08_breach_holder", "agent, outcome, strftime(due_at, '%H:%M:%S') as due") == [
        ("E08 B", "missed", "11:00:00")
    ]


def test_a_new_priority_applies_the_promise_anew_from_the_same_start(golden, outcomes):
    row = golden("sla_attainment_first_response", source="sla_new_priority")
    assert (row["value"], row["n"]) == (0.5, 2)
    assert outcomes(
        "sla_new_priority", "case_key, application_no, outcome, agent, strftime(decided_at, '%H:%M') as t"
    ) == [
        ("1", 1, "superseded", "second", "12:00"),
        ("1", 2, "missed", "first", "12:00"),  # its hour was over already when it was applied
        ("2", 1, "superseded", "third", "10:30"),
        ("2", 2, "met", "third", "11:00"),  # and the priority that came after the answer changes nothing
    ]


def test_a_clock_stands_still_where_the_policy_says_so_and_while_the_case_is_solved(golden, outcomes):
    row = golden("sla_attainment", source="sla_pauses")
    assert (row["value"], row["n"]) == (pytest.approx(2 / 3), 3)
    assert golden("sla_targets_paused", source="sla_pauses")["value"] == 1
    assert golden("sla_targets_active", source="sla_pauses")["value"] == 1
    assert outcomes("sla_pauses", "case_key, outcome, elapsed_seconds, paused_seconds") == [
        ("1", "met", 5_400, 14_400),
        ("2", "missed", 19_800, 0),
        ("3", "paused", 3_600, 16_200),
        ("4", "active", 1_800, 0),
        ("5", "met", 5_400, 0),
    ]


def test_a_promise_in_business_time_runs_out_in_office_hours(golden, outcomes):
    row = golden("sla_attainment", source="sla_office_hours")
    assert (row["value"], row["n"]) == (0.75, 4)
    assert outcomes("sla_office_hours", "case_key, outcome, elapsed_seconds, strftime(due_at, '%a %H:%M') as due") == [
        ("1", "met", 3_000, "Mon 09:30"),
        ("2", "met", 3_600, "Mon 09:30"),
        ("3", "missed", 3_660, "Mon 09:30"),
        ("4", "met", 3_600, "Mon 10:00"),
    ]


def test_four_of_ten_promises_missed_are_sixty_in_a_hundred_kept_and_not_two_thirds(golden):
    row = golden("sla_attainment", source="sla_share")
    assert (row["value"], row["n"]) == (0.6, 10)
    assert golden("sla_breaches", source="sla_share")["value"] == 4


def test_a_case_that_is_answered_but_open_has_not_kept_the_promise_to_resolve_it(golden):
    resolutions = golden("sla_attainment", source="sla_open_answered")
    assert (resolutions["value"], resolutions["n"]) == (1, 2)
    responses = golden("sla_attainment_first_response", source="sla_open_answered")
    assert (responses["value"], responses["n"]) == (0.75, 4)
    together = golden("sla_attainment_all", source="sla_open_answered")
    assert (together["value"], together["n"]) == (pytest.approx(5 / 6), 6)
    assert golden("sla_targets_met", source="sla_open_answered")["value"] == 5
    assert golden("sla_targets_active", source="sla_open_answered")["value"] == 4


def test_each_message_that_waits_is_a_promise_of_its_own(golden):
    row = golden("sla_attainment_next_response", source="zendesk", team="SLA Writers")
    assert (row["value"], row["n"]) == (pytest.approx(2 / 3), 3)


def test_no_attainment_exceeds_one(golden_home, evenhand):
    names = ["sla_attainment", "sla_attainment_first_response", "sla_attainment_next_response", "sla_attainment_all"]
    told = evenhand(golden_home, "metrics", "query", *names, "--by", "source,team,agent", "--format", "json")
    assert [row for row in json.loads(told.stdout) if row["value"] is not None and not 0 <= row["value"] <= 1] == []
