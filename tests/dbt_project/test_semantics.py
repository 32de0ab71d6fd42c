import re

import pytest

from transforms.catalogue import FAMILIES

META = {
    "unit": {"count", "ratio", "seconds", "money", "score"},
    "better": {"higher", "lower", "neutral"},
    "interval": {"wilson", "mean", "net_promoter", "rank", "none"},
    "credit": {"actor", "holder", "closer", "entry", "named", "share", "all_involved"},
    "clock": {"calendar", "business_cumulative", "business_at_event", "none"},
    "family": set(FAMILIES),
    "hidden": {True, False},
}
WORDS = ("anchor", "population", "attribution", "definition_source")
DIMENSIONS = {"team", "channel", "agent", "topic", "priority", "source"}
PROMISED = [
    "cases_opened",
    "cases_resolved",
    "resolution_time_median",
    "resolution_time_p90",
    "resolution_time_mean",
    "first_response_time_median",
    "escalation_rate",
    "reassignment_rate",
    "reopen_rate",
    "sla_attainment",
    "backlog",
    "contacts_offered",
    "contacts_answered",
    "abandonment_rate",
    "service_level",
    "average_speed_of_answer",
    "average_handle_time",
    "transfer_rate",
    "csat",
    "csat_response_rate",
    "offer_rate",
    "upsell_conversion",
    "upsell_revenue",
    "upsell_return_rate",
    "complaint_rate",
    "complaint_timely_rate",
    "compensation_rate",
    "cases_reopened",
    "cases_reassigned",
    "reassignments_per_case",
    "abandonment_rate_queued",
    "answered_within_threshold_rate",
    "average_wait_of_waiting",
    "handle_time_median",
    "csat_score_mean",
    "offers_made",
    "complaints_received",
    "contacts_handled",
]


def meta(metric):
    return metric["config"]["meta"]


def measures_of(metric, metrics):
    parts = metric["type_params"]
    if metric["type"] == "ratio":
        halves = (metrics[parts[side]["name"]] for side in ("numerator", "denominator"))
        return {measure for half in halves for measure in measures_of(half, metrics)}
    return {parts["measure"]["name"]}


def divides_seconds(metric, metrics):
    """Whether it is a share of time. Seconds do not come one by one: its n counts the records that they belong to."""
    if metric["type"] != "ratio":
        return False
    return meta(metrics[metric["type_params"]["denominator"]["name"]])["unit"] == "seconds"


@pytest.fixture(scope="session")
def measures(manifest):
    return {
        measure["name"]: (model["node_relation"]["alias"], measure)
        for model in manifest["semantic_models"].values()
        for measure in model["measures"]
    }


def test_every_promised_metric_is_there_to_see(metrics):
    assert [name for name in PROMISED if name not in metrics or meta(metrics[name])["hidden"]] == []


def test_every_metric_says_what_it_is(metrics):
    for name, metric in metrics.items():
        assert metric["label"], name
        assert len(metric["description"]) > 20, name
        for key, allowed in META.items():
            assert meta(metric).get(key) in allowed, (name, key)
        for key in WORDS:
            assert meta(metric).get(key), (name, key)
        assert isinstance(meta(metric)["minimum_n"], int), name


def test_no_two_metrics_share_a_label(metrics):
    labels = [metric["label"].lower() for metric in metrics.values()]
    assert len(set(labels)) == len(labels)


def test_the_n_of_a_rate_is_its_denominator(metrics):
    for name, metric in metrics.items():
        counted = metrics[meta(metric)["n"]]
        assert meta(counted)["unit"] == "count", name
        if metric["type"] == "ratio" and not divides_seconds(metric, metrics):
            assert metric["type_params"]["denominator"]["name"] == counted["name"], name


def test_a_metric_and_its_n_count_the_same_records(metrics, measures):
    for name, metric in metrics.items():
        [mart] = {measures[measure][0] for measure in measures_of(metric, metrics)}
        [counted] = {measures[measure][0] for measure in measures_of(metrics[meta(metric)["n"]], metrics)}
        assert mart == counted, name


def test_intervals_fit_the_kind_of_metric(metrics, measures):
    for name, metric in metrics.items():
        words = meta(metric)
        counts_records = words["unit"] == "ratio" and not divides_seconds(metric, metrics)
        assert (words["interval"] == "wilson") == counts_records, name
        is_quantile = any(measures[name][1]["agg"] in {"median", "percentile"} for name in measures_of(metric, metrics))
        assert (words["interval"] == "rank") == (is_quantile and not words["hidden"]), name
        if words["interval"] in {"mean", "net_promoter"}:
            assert metric["type_params"]["numerator"]["name"] == words["sum"], name
            assert meta(metrics[words["sum_of_squares"]])["hidden"], name
        else:
            assert "sum_of_squares" not in words, name


def test_reps_are_compared_by_shares_and_durations_only(metrics):
    compared = {name: metric for name, metric in metrics.items() if meta(metric).get("case_mix")}
    assert len(compared) >= 10
    for name, metric in compared.items():
        words = meta(metric)
        assert set(words["case_mix"]) <= {"tier", *DIMENSIONS} - {"agent"}, name
        assert words["interval"] == "wilson" or words["unit"] == "seconds", name
        assert not words["hidden"], name
        assert words["credit"] not in {"share", "all_involved"}, name


def test_a_guard_is_a_metric_that_reps_are_compared_by_too(metrics):
    guarded = {name: meta(metric)["guard"] for name, metric in metrics.items() if meta(metric).get("guard")}
    assert guarded
    assert all(meta(metrics[guard]).get("case_mix") for guard in guarded.values())


def test_every_metric_can_be_cut_by_the_same_dimensions_and_by_day(manifest):
    for model in manifest["semantic_models"].values():
        assert {entity["name"] for entity in model["entities"] if entity["type"] == "foreign"} == DIMENSIONS
        [day] = [dimension for dimension in model["dimensions"] if dimension["type"] == "time"]
        assert day["name"] == model["defaults"]["agg_time_dimension"]
        assert day["type_params"]["time_granularity"] == "day"


def test_every_column_that_a_metric_adds_up_is_held_by_a_unit_test(manifest, metrics, measures, models):
    held = {}
    for test in manifest["unit_tests"].values():
        rows = test["expect"]["rows"]
        held.setdefault(test["model"], set()).update(column for row in rows for column in row)
    for metric in metrics.values():
        for mart, measure in (measures[name] for name in measures_of(metric, metrics)):
            assert mart in held, mart
            added_up = set(re.findall(r"\w+", measure["expr"])) & set(models[mart]["columns"])
            assert added_up <= held[mart], (metric["name"], added_up - held[mart])


def test_unit_tests_are_named_as_sentences(manifest):
    names = [test["name"] for test in manifest["unit_tests"].values()]
    assert [name for name in names if name.count("_") < 3 or name.startswith("test")] == []
