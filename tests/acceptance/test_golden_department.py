import pytest

NEWCOMBE = {
    "e11_81_of_263": (0.2553, 0.3662, 263),
    "e11_15_of_148": (0.0624, 0.1605, 148),
    "e11_0_of_20": (0.0000, 0.1611, 20),
    "e11_1_of_29": (0.0061, 0.1718, 29),
}


@pytest.mark.parametrize("source", NEWCOMBE)
def test_the_interval_of_a_share_is_that_of_the_published_table(golden, source):
    low, high, n = NEWCOMBE[source]
    row = golden("csat", source=source)
    assert (row["low"], row["high"], row["n"]) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5), n)


def test_fifty_promoters_and_twenty_detractors_of_a_hundred_score_thirty(golden):
    row = golden("nps", source="e19_recommendations")
    assert (row["value"], row["n"]) == (pytest.approx(30), 100)
    assert (row["high"] - row["low"]) / 2 == pytest.approx(1.959964 * 7.810, abs=1e-2)
    assert golden("nps_promoter_share", source="e19_recommendations")["value"] == pytest.approx(0.5)
    assert golden("nps_detractor_share", source="e19_recommendations")["value"] == pytest.approx(0.2)


def test_one_of_three_surveys_answered_in_the_window_is_a_third(golden):
    windowed = golden("csat_response_rate_windowed", source="trengo_response")
    assert (windowed["value"], windowed["n"]) == (pytest.approx(1 / 3), 3)
    assert golden("csat_response_rate", source="trengo_response")["value"] == pytest.approx(3 / 5)
    assert golden("csat_sent_immature", source="trengo_response")["value"] == 2


def test_one_word_for_satisfaction_has_three_numbers(golden):
    values = {name: golden(name, source="trengo_ratings")["value"] for name in ("csat", "csat_zendesk", "csat_trengo")}
    assert values == {"csat": 0.6, "csat_zendesk": 0.6, "csat_trengo": pytest.approx(0.65)}
    assert golden("csat_score_mean", source="trengo_ratings")["value"] == pytest.approx(3.6)


def test_effort_on_a_scale_that_runs_down_is_turned_round(golden):
    row = golden("ces_mean", source="effort_down")
    assert (row["value"], row["n"]) == (pytest.approx(4.6), 5)
    assert golden("ces_top_box", source="effort_down")["value"] == pytest.approx(0.6)
