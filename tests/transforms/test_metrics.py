import shutil
from datetime import date

import duckdb
import pytest

from transforms.generations import GenerationError
from transforms.metrics import MetricRequest, MetricStore
from transforms.resolution_curves import CaseWindow


def rows(store, **request):
    return store.query(MetricRequest(**request)).rows(named=True)


def values(store, **request):
    frame = store.query(MetricRequest(**request))
    keys = [name for name in frame.columns if name not in ("metric", "value", "n", "low", "high")]
    return {tuple(row[key] for key in keys): row["value"] for row in frame.rows(named=True)}


def test_records_without_a_date_count_in_totals_but_in_no_period(store):
    assert values(store, metrics=("cases_opened",)) == {(): 5}
    assert values(store, metrics=("cases_opened",), start=date(2026, 1, 1), end=date(2026, 12, 31)) == {(): 4}
    assert values(store, metrics=("cases_opened",), grain="month") == {
        (date(2026, 1, 1),): 2,
        (date(2026, 2, 1),): 2,
        (None,): 1,
    }


def test_teams_add_up_to_the_total_and_unknown_ones_are_shown(store):
    by_team = values(store, metrics=("cases_opened",), by=("team",))
    assert sum(by_team.values()) == 5
    assert by_team[("not recorded",)] == 1


def test_both_ends_of_a_period_are_in_it(store):
    assert values(store, metrics=("cases_opened",), start=date(2026, 1, 6), end=date(2026, 2, 3)) == {(): 2}


def test_a_rate_comes_with_n_and_its_wilson_interval(store):
    [row] = rows(store, metrics=("escalation_rate",))
    assert (row["value"], row["n"]) == (0.4, 5)
    assert row["low"] == pytest.approx(0.1176, abs=5e-5)
    assert row["high"] == pytest.approx(0.7693, abs=5e-5)


def test_a_mean_comes_with_the_interval_of_its_records(store):
    [row] = rows(store, metrics=("handle_mean",), where=(("team", ("A",)),))
    assert (row["value"], row["n"]) == (4.0, 3)
    assert row["high"] - row["value"] == pytest.approx(1.959964 * 2 / 3**0.5, abs=1e-5)


def test_a_median_of_three_has_no_interval(store):
    [row] = rows(store, metrics=("handle_median",), where=(("team", ("A",)),))
    assert row == {"metric": "handle_median", "value": 4.0, "n": 3, "low": None, "high": None}


def test_metrics_of_several_facts_come_back_together_in_the_order_asked(store):
    found = [
        (r["metric"], r["team"], r["value"]) for r in rows(store, metrics=("handled", "cases_opened"), by=("team",))
    ]
    assert found == [
        ("handled", "A", 3), ("handled", "B", 1),
        ("cases_opened", "A", 3), ("cases_opened", "it's {{ 1 }}", 1), ("cases_opened", "not recorded", 1),
    ]  # fmt: skip


def test_a_value_is_never_read_as_sql_or_template(store):
    assert values(store, metrics=("cases_opened",), where=(("team", ("it's {{ 1 }}",)),)) == {(): 1}
    assert values(store, metrics=("cases_opened",), where=(("team", ("x') or ('1'='1",)),)) == {(): 0}


def test_nothing_counted_is_nought_but_a_rate_of_nothing_is_unknown(store):
    nobody = (("team", ("nobody",)),)
    assert [(r["value"], r["n"]) for r in rows(store, metrics=("cases_opened",), where=nobody)] == [(0, 0)]
    assert [(r["value"], r["n"], r["low"]) for r in rows(store, metrics=("escalation_rate",), where=nobody)] == [
        (None, 0, None)
    ]


def test_a_stock_is_that_of_the_last_day_of_each_period(store):
    assert values(store, metrics=("backlog",)) == {(): 4}
    assert values(store, metrics=("backlog",), grain="month") == {(date(2026, 1, 1),): 3, (date(2026, 2, 1),): 4}
    assert values(store, metrics=("backlog",), end=date(2026, 2, 9)) == {(): 5}


def test_a_team_with_nothing_open_on_the_last_day_has_no_backlog(store):
    assert values(store, metrics=("backlog",), where=(("team", ("A",)),)) == {(): 0}
    assert values(store, metrics=("backlog",), by=("team",)) == {("B",): 4}


def test_a_dimension_of_one_fact_slices_its_metrics_only(store):
    assert values(store, metrics=("cases_opened",), by=("current_team",)) == {("x",): 4, ("y",): 1}
    with pytest.raises(ValueError, match="cannot be grouped or filtered by 'current_team'"):
        rows(store, metrics=("cases_opened", "handled"), by=("current_team",))


def test_an_unknown_metric_is_named_in_the_refusal(store):
    with pytest.raises(ValueError, match="no metric 'cases_open'"):
        rows(store, metrics=("cases_open",))


def test_the_printed_sql_runs_as_it_stands_and_gives_the_same_numbers(store, tiny_generation):
    request = MetricRequest(
        ("cases_opened",), by=("channel",), where=(("team", ("it's {{ 1 }}", "A")),), start=date(2026, 1, 6)
    )
    connection = duckdb.connect(str(tiny_generation / "copy.duckdb"))
    connection.execute(f"attach '{tiny_generation / 'evenhand.duckdb'}' as published (read_only)")
    connection.execute("create table case_openings as from published.case_openings")
    printed = store.sql(request).replace('"evenhand"."main"', '"copy"."main"')
    assert connection.execute(printed).fetchall() == [("phone", 3)]
    assert [(row["channel"], row["value"]) for row in rows(store, **vars(request))] == [("phone", 3)]


def test_a_missing_file_and_a_stray_log_are_refused_with_a_remedy(tiny_generation, tmp_path):
    with pytest.raises(GenerationError, match=r"evenhand\.duckdb is missing; run 'evenhand build'"):
        MetricStore.open(tmp_path)
    copy = tmp_path / "copy"
    shutil.copytree(tiny_generation, copy)
    (copy / "evenhand.duckdb.wal").touch()
    with pytest.raises(GenerationError, match="should not exist"):
        MetricStore.open(copy)


@pytest.mark.parametrize("content", ["", "000009", "../../etc", "garbage\x00"])
def test_a_broken_pointer_is_named(tmp_path, content):
    with pytest.raises(GenerationError, match="nothing is published"):
        MetricStore.open_current(tmp_path)
    (tmp_path / "CURRENT").write_text(content)
    with pytest.raises(GenerationError, match="names no generation"):
        MetricStore.open_current(tmp_path)


def test_a_generation_of_before_there_were_outcomes_says_what_to_do(store):
    with pytest.raises(GenerationError, match="no table 'case_outcomes'; run 'evenhand build'"):
        store.cases_at_risk(CaseWindow())
