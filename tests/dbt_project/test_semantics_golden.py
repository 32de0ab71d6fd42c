"""Published and worked examples, through the marts' columns and the compiled metrics."""

from datetime import date

import pytest

from transforms.metrics import MetricRequest

NOBODY = {"team": "t", "channel": "phone", "agent": "a", "topic": "x", "priority": "p"}


def entries(source, outcome, waits, **more):
    """Rows of queue_entries: one contact for each wait."""
    flags = {"is_answered": outcome == "answered", "is_abandoned": outcome == "abandoned", "outcome": outcome}
    return [
        NOBODY
        | {"contact_id": f"{source}-{outcome}-{number}", "source": source, "queued_on": date(2026, 1, 5)}
        | {"is_short_abandon": flags["is_abandoned"] and (wait or 0) < 5, "is_queued_wait": (wait or 0) > 0}
        | {"is_within_threshold": flags["is_answered"] and wait is not None and wait <= 20}
        | {"wait_seconds": wait}
        | flags
        | more
        for number, wait in enumerate(waits)
    ]


def rows(source, *records, **shared):
    return [NOBODY | {"source": source} | shared | record for record in records]


MARTS = {
    "queue_entries": [
        *entries("e01", "answered", [10] * 70 + [40] * 10),
        *entries("e01", "abandoned", [2] * 5 + [12] * 4 + [60] * 3),
        *entries("e01", "overflow", [15] * 5 + [90] * 3),
        *entries("unknown wait", "answered", [10, 30, None]),
        *entries("one wait", "answered", [0, 0, 60]),
    ],
    "contact_handlings": [
        *rows("e06", {"handle_seconds": 230}, {"handle_seconds": 390}, is_transferred=False),
        *rows("unequal", *[{"handle_seconds": 60, "agent": "ten", "is_transferred": True}] * 10),
        *rows("unequal", {"handle_seconds": 300, "agent": "one", "is_transferred": False}),
        *rows("unequal", {"handle_seconds": None, "agent": "unknown", "is_transferred": None}),
    ],
    "case_openings": [
        *rows("undated", {"opened_on": date(2026, 1, 5)}, {"opened_on": None}),
        *rows(
            "escalations",
            {"is_escalated": True, "reassignment_count": 2, "is_reassigned": True, "is_complaint": True},
            {"is_escalated": False, "reassignment_count": 0, "is_reassigned": False, "is_complaint": False},
            {"is_escalated": None, "reassignment_count": None, "is_reassigned": None, "is_complaint": None},
        ),
    ],
    "case_resolutions": rows(
        "reopened",
        {"resolved_on": date(2026, 2, 9), "resolved_at": "2026-02-09", "first_resolved_on": date(2026, 1, 5),
         "first_resolved_at": "2026-01-05", "first_agent": "first", "agent": "last", "is_reopened": True,
         "resolution_seconds": 900},
        {"resolved_on": date(2026, 1, 6), "resolved_at": "2026-01-06", "first_resolved_on": date(2026, 1, 6),
         "first_resolved_at": "2026-01-06", "first_agent": "first", "agent": "first", "is_reopened": False,
         "resolution_seconds": 100},
        {"first_agent": "unknown", "agent": "unknown", "is_reopened": True},
        {"resolved_on": date(2026, 1, 5), "resolved_at": "2026-01-05", "first_resolved_on": date(2026, 1, 5),
         "first_resolved_at": "2026-01-05", "first_agent": "first", "agent": "first", "is_reopened": None},
    ),
    "first_responses": rows("replies", *[{"first_response_seconds": seconds} for seconds in (10, 20, 90, None)]),
    "sla_outcomes": rows("promises", *[{"is_met": True}] * 3, {"is_met": False}, target="resolution"),
    "backlog_days": [
        *rows("stock", {"backlog_on": date(2026, 1, 30), "open_cases": 7}, {"backlog_on": date(2026, 1, 31), "open_cases": 5}),
        *rows("stock", {"backlog_on": date(2026, 2, 1), "open_cases": 4, "agent": "b"}, backlog_on=date(2026, 2, 1)),
    ],
    "survey_responses": rows(
        "surveys",
        {"is_answered": True, "is_returned": True, "is_positive": True, "score": 5, "rating": 5, "kind": "csat"},
        {"is_answered": True, "is_returned": True, "is_positive": False, "score": 2, "rating": 2, "kind": "csat"},
        {"is_answered": False, "is_returned": False, "kind": "csat"},
        {"is_answered": True, "score": 10, "scale_min": 0, "scale_max": 10, "kind": "nps"},
        {"is_answered": True, "is_positive": True, "score": 1, "scale_min": 0, "scale_max": 1, "kind": "csat"},
        scale_min=1,
        scale_max=5,
    ),
    "offers": rows(
        "offers",
        {"is_offered": False, "is_opportunity_used": False, "is_accepted": False},
        {"is_offered": True, "is_opportunity_used": True, "is_accepted": False},
        {"is_offered": True, "is_opportunity_used": True, "is_accepted": True, "net_revenue": 30.0},
        {"is_offered": True, "is_accepted": True, "net_revenue": 12.5},
    ),
    "complaints": rows(
        "complaints",
        {"is_timely": True, "is_compensated": True},
        {"is_timely": False, "is_compensated": False},
        {"is_timely": None, "is_compensated": False},
        {"is_timely": True, "is_compensated": None},
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def store(store_of):
    store = store_of(MARTS)
    yield store
    store.close()


@pytest.mark.parametrize(
    ("source", "metric", "value", "n"),
    [
        ("e01", "service_level", 70 / 87, 87),
        ("e01", "answered_within_threshold_rate", 70 / 80, 80),
        ("e01", "abandonment_rate", 0.12, 100),
        ("e01", "contacts_offered", 100, 100),
        ("e01", "contacts_answered", 80, 80),
        ("unknown wait", "contacts_answered", 3, 3),
        ("unknown wait", "average_speed_of_answer", 20, 2),
        ("unknown wait", "service_level", 0.5, 2),
        ("one wait", "average_speed_of_answer", 20, 3),
        ("one wait", "average_wait_of_waiting", 60, 1),
        ("one wait", "abandonment_rate_queued", 0, 1),
        ("e06", "average_handle_time", 310, 2),
        ("unequal", "average_handle_time", 900 / 11, 11),
        ("unequal", "handle_time_median", 60, 11),
        ("unequal", "contacts_handled", 12, 12),
        ("unequal", "transfer_rate", 10 / 11, 11),
        ("undated", "cases_opened", 2, 2),
        ("escalations", "escalation_rate", 0.5, 2),
        ("escalations", "reassignment_rate", 0.5, 2),
        ("escalations", "reassignments_per_case", 1, 2),
        ("escalations", "complaints_received", 1, 1),
        ("escalations", "complaint_rate", 0.5, 2),
        ("reopened", "cases_resolved", 3, 3),
        ("reopened", "cases_reopened", 2, 3),
        ("reopened", "reopen_rate", 0.5, 2),
        ("reopened", "resolution_time_mean", 500, 2),
        ("reopened", "resolution_time_median", 500, 2),
        ("reopened", "resolution_time_p90", 820, 2),
        ("replies", "first_response_time_median", 20, 3),
        ("replies", "first_response_time_p90", 76, 3),
        ("promises", "sla_attainment", 0.75, 4),
        ("surveys", "csat", 2 / 3, 3),
        ("surveys", "csat_response_rate", 2 / 3, 3),
        ("surveys", "csat_score_mean", 3.5, 2),
        ("offers", "offers_made", 3, 3),
        ("offers", "offer_rate", 2 / 3, 3),
        ("offers", "upsell_conversion", 2 / 3, 3),
        ("offers", "upsell_revenue", 42.5, 2),
        ("complaints", "complaint_timely_rate", 2 / 3, 3),
        ("complaints", "compensation_rate", 1 / 3, 3),
    ],
)
def test_worked_examples_come_out(store, source, metric, value, n):
    answer = store.query(MetricRequest(metrics=(metric,), where=(("source", (source,)),)))
    assert answer["value"].item() == pytest.approx(value)
    assert answer["n"].item() == n


@pytest.mark.parametrize(
    "grain", ["day", "month", *(pytest.param(grain, marks=pytest.mark.slow) for grain in ("week", "quarter", "year"))]
)
def test_all_metrics_can_be_asked_for_together_by_every_dimension(store, grain):
    metrics = tuple(name for name, metric in store.catalogue.items() if not metric.hidden)
    by = ("team", "channel", "agent", "topic", "priority", "source")
    answer = store.query(MetricRequest(metrics=metrics, by=by, grain=grain))
    assert {"service_level", "backlog", "resolution_time_p90", "csat", "upsell_revenue"} <= set(answer["metric"])
    assert set(answer["metric"]) <= set(metrics)
    assert set(by) <= set(answer.columns)


def test_what_a_source_does_not_record_is_unknown_and_not_nought(store_of):
    unknown = rows("silent", {})
    store = store_of(
        {
            "contact_handlings": unknown,
            "case_openings": unknown,
            "case_resolutions": rows("silent", {"first_resolved_at": "2026-01-05"}),
            "survey_responses": rows("silent", {"is_answered": True, "is_positive": True, "score": 5, "kind": "csat"}),
            "offers": rows("silent", {"is_offered": True, "is_accepted": True}),
            "complaints": rows("silent", {"is_timely": True}),
        }
    )
    rates = ("transfer_rate", "escalation_rate", "reassignment_rate", "reassignments_per_case", "reopen_rate",
             "complaint_rate", "csat_response_rate", "offer_rate", "compensation_rate")  # fmt: skip
    counts = ("contacts_transferred", "cases_escalated", "cases_reassigned", "cases_reopened")
    answer = store.query(MetricRequest(metrics=rates + counts))
    known = store.query(MetricRequest(metrics=("csat", "offers_made", "upsell_conversion", "complaint_timely_rate")))
    store.close()
    assert answer["n"].to_list() == [0] * len(rates + counts)
    assert answer["value"].to_list()[: len(rates)] == [None] * len(rates)
    assert known["value"].to_list() == [1, 1, 1, 1]


def test_an_undated_case_is_in_the_total_and_in_no_month(store):
    of = (("source", ("undated",)),)
    january = MetricRequest(metrics=("cases_opened",), start=date(2026, 1, 1), end=date(2026, 1, 31), where=of)
    assert store.query(january)["value"].item() == 1
    assert store.query(MetricRequest(metrics=("cases_opened",), where=of))["value"].item() == 2


def test_the_backlog_of_a_month_is_that_of_its_last_day(store):
    answer = store.query(MetricRequest(metrics=("backlog",), grain="month"))
    assert dict(zip(answer["period"], answer["value"], strict=True)) == {date(2026, 1, 1): 5, date(2026, 2, 1): 4}


def test_a_reopening_falls_to_who_resolved_the_case_first_and_on_that_day(store):
    request = MetricRequest(metrics=("reopen_rate",), by=("agent",), grain="month", where=(("source", ("reopened",)),))
    answer = store.query(request)
    assert answer.select("period", "agent", "value", "n").rows() == [(date(2026, 1, 1), "first", 0.5, 2)]
