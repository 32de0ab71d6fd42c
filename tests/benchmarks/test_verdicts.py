import polars as pl
import pytest

from tests.benchmarks import tables, verdicts

READINGS = ["as_expected", "maybe_above", "clearly_above", "too_few"]


def readings(rows):
    """Readings with everything that a row leaves out: 60 % expected, a seed with differences, over the longest period."""
    common = {
        "metric": "csat", "period": verdicts.LONGEST, "seed": 1, "rep_effects": 1.0, "agent": "a", "value": 0.6,
        "adjusted": 0.6, "shrunk": 0.6, "shrunk_low": 0.5, "shrunk_high": 0.7, "ratio": 1.0, "ratio_low": 0.8,
        "ratio_high": 1.2, "reading": "as_expected", "effect": 0.0, "spread": 0.3, "true_ratio": 1.0, "true_adjusted": 0.6,
    }  # fmt: skip
    return pl.DataFrame([common | row for row in rows])


def test_false_alarms_are_counted_where_nobody_differs_and_something_is_said():
    alike = [{"rep_effects": 0.0, "reading": reading} for reading in READINGS]
    [row] = verdicts.false_alarms(readings([*alike, {"reading": "clearly_below"}]), "metric").rows(named=True)
    assert row == {"metric": "csat", "readings": 3, "clearly": 1 / 3, "maybe": 1 / 3, "too_few": 1 / 4}


def test_of_no_readings_no_share_is_told():
    silent = readings([{"rep_effects": 0.0, "reading": "too_few"}])
    [row] = verdicts.false_alarms(silent, "metric").rows(named=True)
    assert row == {"metric": "csat", "readings": 0, "clearly": None, "maybe": None, "too_few": 1}


def test_correlation_is_over_the_reps_of_one_seed_that_are_not_too_few():
    effects = [-0.2, 0.0, 0.1, 0.3]
    rows = [{"effect": e, "value": -e, "adjusted": e**2, "shrunk": 0.5 + e} for e in effects]
    rows.append({"reading": "too_few", "effect": 9.0})
    [row] = verdicts.correlations(readings(rows)).rows(named=True)
    assert row["reps"] == 4
    assert (row["pearson_value"], row["pearson_shrunk"]) == (pytest.approx(-1), pytest.approx(1))
    assert row["spearman_adjusted"] == pytest.approx(0.4)


def test_values_that_do_not_vary_have_no_correlation():
    [row] = verdicts.correlations(readings([{"effect": 0.1}, {"effect": 0.2}])).rows(named=True)
    assert row["pearson_value"] is None


def test_a_seed_is_better_where_the_mean_over_its_metrics_is():
    rows = [
        {"metric": metric, "seed": seed, "effect": e, "value": e + bad * e**2, "adjusted": e, "shrunk": e}
        for metric, seed, bad in (("csat", 1, 5), ("csat", 2, 0), ("reopen_rate", 1, 5), ("reopen_rate", 2, 5))
        for e in (-0.2, 0.0, 0.1, 0.3)
    ]
    better = dict(verdicts.improvements(readings(rows)).select("metric", "shrunk_better").iter_rows())
    assert better == {"csat": 0.5, "reopen_rate": 1.0, "all together": 1.0}


def test_coverage_asks_whether_the_truth_lies_in_either_interval():
    truths = [(1.0, 0.6), (1.18, 0.708), (1.3, 0.78), (None, None)]
    rows = [{"true_ratio": ratio, "true_adjusted": adjusted} for ratio, adjusted in truths]
    [row] = verdicts.coverage(readings(rows), "metric").rows(named=True)
    assert (row["readings"], row["interval"], row["shrunk"]) == (3, pytest.approx(2 / 3), pytest.approx(1 / 3))


def test_power_is_about_reps_beyond_one_standard_deviation_and_words_in_the_wrong_direction():
    rows = [
        {"effect": 0.4, "reading": "clearly_above"},
        {"effect": -0.4, "reading": "maybe_below"},
        {"effect": -0.1, "reading": "clearly_above"},
    ]
    [row] = verdicts.power(readings(rows)).rows(named=True)
    assert (row["far"], row["clearly"], row["clearly_or_maybe"], row["clear"], row["wrong_sign"]) == (2, 0.5, 1, 2, 1)


def test_what_is_not_promised_to_come_out_is_said(tmp_path):
    alike = [{"rep_effects": 0.0, "reading": "clearly_above"}]
    differing = [{"effect": e, "value": e, "shrunk": -e, "adjusted": -0.5 * e} for e in (-0.2, 0.0, 0.3)]
    text = tables.report(readings([*alike, *differing]), "one seed")
    assert text.count("**no**") == 4
    assert "100.00 % | **no**" in text
    document = tmp_path / "fairness.md"
    document.write_text(f"before\n{tables.BEGIN}\nold\n{tables.END}\nafter\n")
    tables.write_between_markers(document, "new")
    assert document.read_text() == f"before\n{tables.BEGIN}\nnew\n{tables.END}\nafter\n"
    document.write_text("no markers")
    with pytest.raises(ValueError, match="has no"):
        tables.write_between_markers(document, "new")
