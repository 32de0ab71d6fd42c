"""Worked examples of queues, handling, rings, chats and states of agents, from files to `evenhand metrics`."""

import pytest


@pytest.mark.parametrize(
    ("metric", "value", "n"),
    [
        ("service_level", 70 / 87, 87),
        ("service_level_genesys", 70 / 92, 92),
        ("service_level_amazon_connect", 84 / 100, 100),
        ("answered_within_threshold_rate", 70 / 80, 80),
        ("abandonment_rate", 12 / 100, 100),
        ("abandonment_rate_genesys", 12 / 100, 100),
        ("abandonment_rate_amazon_connect", 12 / 100, 100),
        ("abandonment_rate_without_short", 7 / 95, 95),
        ("short_abandons", 5, 5),
        ("answer_rate", 80 / 100, 100),
        ("flow_out_rate", 8 / 100, 100),
        ("callback_rate", 8 / 100, 100),
        ("average_speed_of_answer", (70 * 12 + 10 * 45) / 80, 80),
        ("speed_of_answer_median", 12, 80),
        ("speed_of_answer_p90", 45, 80),
        ("average_abandon_time", (5 * 3 + 4 * 15 + 3 * 60) / 12, 12),
        ("longest_wait", 90, 100),
    ],
)
def test_one_hundred_queued_contacts_are_read_by_every_dialect(golden, metric, value, n):
    row = golden(metric, source="e01_service_level")
    assert row["value"] == pytest.approx(value)
    assert row["n"] == n


@pytest.mark.parametrize(
    ("metric", "value", "n"),
    [
        ("average_handle_time", (230 + 390) / 2, 2),
        ("average_talk_time", 250, 2),
        ("average_hold_time", 30, 2),
        ("average_hold_time_held", 60, 1),
        ("hold_rate", 1 / 2, 2),
        ("average_wrapup_time", 30, 2),
        ("handle_time_median", 310, 2),
        ("handle_time_p90", 374, 2),
    ],
)
def test_averages_of_talk_of_the_held_and_of_wrap_up_do_not_add_up_to_the_handle_time(golden, metric, value, n):
    row = golden(metric, source="e06_handle_time")
    assert (row["value"], row["n"]) == (pytest.approx(value), n)
    assert golden("average_handle_time", source="e06_handle_time")["value"] != 250 + 60 + 30


@pytest.mark.parametrize(
    ("metric", "team", "value", "n"),
    [
        ("transfer_rate", "tel_front", 2 / 3, 3),
        ("transfer_rate", "tel_back", 1 / 2, 2),
        ("call_transfer_rate", "tel_front", 2 / 3, 3),
        ("transfers_per_contact", "tel_front", 3 / 3, 3),
        ("blind_transfer_rate", "tel_front", 1 / 3, 3),
        ("warm_transfer_rate", "tel_front", 1 / 3, 3),
        ("external_transfer_rate", "tel_front", 0, 3),
        ("queue_transfer_rate", "tel_front", 1 / 4, 4),
        ("handle_time_per_call_mean", "tel_front", (350 + 100 + 60) / 3, 3),
        ("average_handle_time", "tel_front", (100 + 100 + 60) / 3, 3),
    ],
)
def test_a_call_passed_on_twice_is_two_transfers_of_one_contact(golden, metric, team, value, n):
    row = golden(metric, team=team)
    assert (row["value"], row["n"]) == (pytest.approx(value), n)


def test_what_a_queue_log_does_not_write_has_no_average(golden):
    assert golden("average_talk_time", team="tel_front")["n"] == 3
    for metric in ("average_hold_time", "average_wrapup_time", "hold_rate"):
        with pytest.raises(KeyError):
            golden(metric, team="tel_front")


@pytest.mark.parametrize(
    ("metric", "agent", "value", "n"),
    [
        ("agent_non_response_rate", "Gold/ben", 2 / 3, 3),
        ("agent_non_response_rate", "Gold/ana", 0, 2),
        ("agent_non_response_rate_amazon_connect", "Gold/ben", 2 / 3, 3),
        ("agent_non_response_rate_amazon_connect", "Gold/ana", 1 / 3, 3),
        ("rings_missed", "Gold/ben", 2, 3),
    ],
)
def test_every_ring_in_vain_counts_and_who_hangs_up_is_nobodys_fault(golden, metric, agent, value, n):
    row = golden(metric, agent=agent)
    assert (row["value"], row["n"]) == (pytest.approx(value), n)


@pytest.mark.parametrize(
    ("metric", "value", "n"),
    [
        ("chat_concurrency", 1_200 / 900, 2),
        ("chat_handle_time_mean", 600, 2),
        ("chat_handle_time_median", 600, 2),
        ("chat_load_mean", 450, 2),
        ("chat_wait_time_median", 60, 2),
        ("chat_wait_time_p90", 84, 2),
        ("missed_chat_rate", 1 / 3, 3),
    ],
)
def test_two_chats_of_ten_minutes_in_a_quarter_of_an_hour_are_four_thirds_at_a_time(golden, metric, value, n):
    row = golden(metric, source="chats_together")
    assert (row["value"], row["n"]) == (pytest.approx(value), n)


@pytest.mark.parametrize(
    ("metric", "value"),
    [
        ("occupancy", 4_500 / 23_100),
        ("occupancy_calabrio", 4_500 / 23_400),
        ("utilisation", 23_400 / 28_800),
        ("adherence", 28_800 / 30_600),
        ("conformance", 23_400 / 25_200),
        ("pause_share", 1_800 / 27_000),
        ("agent_days_worked", 1),
    ],
)
def test_a_day_of_states_beside_its_shift_comes_out(golden, metric, value):
    row = golden(metric, agent="gold_dina")
    assert (row["value"], row["n"]) == (pytest.approx(value), 1)


@pytest.mark.parametrize(
    ("metric", "value"),
    [
        ("occupancy", 260 / (260 + 829)),
        ("occupancy_calabrio", 260 / 1_100),
        ("pause_share", 100 / 1_200),
    ],
)
def test_a_member_of_two_queues_is_one_person_and_paused_when_both_are(golden, metric, value):
    row = golden(metric, agent="Gold/cem")
    assert (row["value"], row["n"]) == (pytest.approx(value), 1)


@pytest.mark.parametrize("metric", ["occupancy", "adherence", "utilisation"])
def test_nobody_knows_how_busy_an_agent_without_states_was(golden, metric):
    assert golden("contacts_handled", agent="Gold/ana")["value"] == 2
    with pytest.raises(KeyError):
        golden(metric, agent="Gold/ana")


@pytest.mark.parametrize("source", ["e01_service_level", "chats_together", "asterisk"])
def test_no_average_wait_is_longer_than_the_longest_wait(golden, source):
    longest = golden("longest_wait", source=source)
    assert golden("average_speed_of_answer", source=source)["value"] <= longest["value"]
    assert golden("average_abandon_time", source=source)["value"] <= longest["value"]
    assert longest["n"] <= golden("contacts_offered", source=source)["value"]
