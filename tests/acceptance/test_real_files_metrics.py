import json
from functools import cache

import pytest

# The files take minutes to build; what `make test` asks of them is in test_real_files_load.py.
pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def ask(real_home, evenhand, metric_names):
    """Every figure is one of a few answers: all metrics by the dimensions that a question names."""
    everything = metric_names(real_home)

    @cache
    def answer(metrics, by):
        told = evenhand(real_home, "metrics", "query", *metrics, "--by", ",".join(by), "--format", "json")
        return {(row["metric"], *(row[name] for name in by)): row for row in json.loads(told.stdout)}

    def value(metric, *where, n=None):
        by, words = zip(*(condition.split("=") for condition in where), strict=True)
        row = answer((metric,) if "current_team" in by else everything, by).get(
            (metric, *words), {"value": None, "n": 0}
        )
        if n is not None:
            assert row["n"] == n
        return row["value"]

    return value


SERVICENOW = "source=servicenow_uci"
BANK = "source=bank_calls"
CFPB = "source=cfpb_complaints"
SALES = "source=bank_marketing"
KAGGLE = "source=kaggle_support"


@pytest.mark.parametrize(
    ("metric", "where", "expected", "n"),
    [
        ("cases_opened", [SERVICENOW], 24_918, None),
        ("cases_resolved", [SERVICENOW], 23_362, None),
        ("resolution_time_median", [SERVICENOW], 22.1 * 3600, 23_362),
        ("resolution_time_mean", [SERVICENOW], 178.1716 * 3600, 23_362),
        ("resolution_time_p90", [SERVICENOW], 381.5483 * 3600, 23_362),
        ("sla_attainment", [SERVICENOW], 0.6342, 24_918),
        ("sla_attainment", [SERVICENOW, "team=Group 70"], 0.8384, 9_444),
        ("cases_reassigned", [SERVICENOW], 11_369, None),
        ("reassignments_per_case", [SERVICENOW], 0.9396, 24_918),
        ("reassignment_rate", [SERVICENOW, "current_team=Group 70"], 0.2108, 9_444),
        ("cases_reopened", [SERVICENOW], 275, None),
        ("cases_opened", [SERVICENOW, "channel=phone"], 24_688, None),
        ("cases_opened", [SERVICENOW, "channel=self_service"], 158, None),
        ("cases_opened", [SERVICENOW, "channel=email"], 59, None),
        ("cases_opened", [SERVICENOW, "channel=ivr"], 9, None),
        ("cases_opened", [SERVICENOW, "channel=direct_opening"], 4, None),
        ("contacts_offered", [BANK], 33_344 - 278, None),
        ("contacts_answered", [BANK], 27_162, None),
        ("abandonment_rate", [BANK], 0.1786, 33_066),
        ("abandonment_rate_queued", [BANK], 0.2181, 18_028),
        ("average_speed_of_answer", [BANK], 40.774, 27_162),
        ("average_wait_of_waiting", [BANK], 78.569, None),
        ("answered_within_threshold_rate", [BANK], 0.5968, 27_162),
        ("average_handle_time", [BANK], 176.353, 27_162),
        ("handle_time_median", [BANK], 107, 27_162),
        ("contacts_handled", [BANK, "agent=not recorded"], 491, None),
        ("average_handle_time", [BANK, "agent=IDIT"], 122.55, 1_957),
        ("average_handle_time", [BANK, "agent=AVNI"], 256.49, 1_739),
        ("complaints_received", [CFPB], 62_516, None),
        ("complaints_received", [CFPB, "channel=web_form"], 45_423, None),
        ("complaints_received", [CFPB, "channel=referral"], 10_766, None),
        ("complaints_received", [CFPB, "channel=phone"], 4_684, None),
        ("complaints_received", [CFPB, "channel=post"], 1_318, None),
        ("complaint_timely_rate", [CFPB], 0.9606, 58_619 + 2_403),
        ("compensation_rate", [CFPB], 0.2351, 62_516),
        ("compensation_rate", [CFPB, "channel=phone"], 0.257, 4_684),
        ("compensation_rate", [CFPB, "channel=web_form"], 0.2203, 45_423),
        ("upsell_conversion", [SALES], 0.1127, 41_188),
        ("upsell_conversion", [SALES, "channel=telephone"], 0.0523, None),
        ("upsell_conversion", [SALES, "channel=cellular"], 0.1474, None),
        ("average_handle_time", [SALES], 258.285, 41_188),
        ("cases_opened", [KAGGLE], 8_469, None),
        ("csat_score_mean", [KAGGLE], 2.9913, 2_769),
    ],
)
def test_the_known_facts_of_the_real_files_come_out(ask, metric, where, expected, n):
    assert ask(metric, *where, n=n) == pytest.approx(expected, rel=1e-9, abs=0.5 * 10 ** -_decimals(expected))


@pytest.mark.parametrize(
    ("metric", "where"),
    [
        ("escalation_rate", SERVICENOW),
        ("complaint_rate", SERVICENOW),
        ("transfer_rate", BANK),
        ("cases_reassigned", CFPB),
        ("offer_rate", SALES),
        ("reopen_rate", KAGGLE),
        ("csat_response_rate", KAGGLE),
    ],
)
def test_what_a_file_does_not_record_is_unknown_and_not_nought(ask, metric, where):
    assert ask(metric, where, n=0) is None


def _decimals(expected):
    text = repr(expected if isinstance(expected, int) else round(expected, 4))
    if abs(float(expected)) > 3600:
        return 0  # published in hours, to four places: 0.00005 h is a fifth of a second
    return len(text.partition(".")[2])


def test_named_agents_of_the_bank_are_twenty_four(real_home, evenhand):
    finished = evenhand(
        real_home, "metrics", "query", "contacts_answered", "--by", "agent", "--where", BANK, "--format", "json"
    )
    agents = {row["agent"]: row["value"] for row in json.loads(finished.stdout)}
    assert len(agents.keys() - {"not recorded"}) == 24
    assert agents["IDIT"] == 1_957
    assert sum(agents.values()) == 27_162


def test_tickets_resolved_before_their_first_response_are_listed_and_not_averaged(real_home, evenhand, ask):
    finished = evenhand(
        real_home,
        "sql",
        "--format",
        "json",
        "select records from data_findings where source = 'kaggle_support' and rule = 'resolved_before_first_response'",
    )
    assert json.loads(finished.stdout) == [{"records": 1_365}]
    assert ask("resolution_time_median", KAGGLE, n=0) is None


def test_records_without_a_date_are_counted_and_named(real_home, evenhand, ask):
    assert ask("offers_made", SALES) == 41_188
    by_month = evenhand(
        real_home, "metrics", "query", "offers_made", "--grain", "month", "--where", SALES, "--format", "json"
    )
    assert [(row["period"], row["value"]) for row in json.loads(by_month.stdout)] == [(None, 41_188)]
    finding = evenhand(
        real_home,
        "sql",
        "--format",
        "json",
        "select records from data_findings where source = 'bank_marketing' and rule = 'offer_without_date'",
    )
    assert json.loads(finding.stdout) == [{"records": 41_188}]
