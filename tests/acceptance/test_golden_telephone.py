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
        ("average_abandon_time", (5 * 3 + 4 * 15 + 3 * 60) / 12, 12),
        ("longest_wait", 90, 100),
    ],
)
def test_one_hundred_queued_contacts_are_read_by_every_dialect(golden, metric, value, n):
    row = golden(metric, source="e01_service_level")
    assert row["value"] == pytest.approx(value)
    assert row["n"] == n
