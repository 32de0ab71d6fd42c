from datetime import date

import numpy as np
import polars as pl
from polars.testing import assert_frame_equal

from transforms.rep_rows import rep_rows

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
ROWS = pl.DataFrame(
    [("b", JUNE, "Ann", 4.0), ("a", JUNE, "Bob", 3.0), ("b", MAY, "Ann", None), ("a", MAY, "Ann", 1.0)],
    schema={"metric": pl.String, "period": pl.Date, "agent": pl.String, "told": pl.Float64},
    orient="row",
)


def test_rows_of_any_order_stand_by_metric_period_and_agent():
    rows = rep_rows(ROWS, ["b", "a"], ["told"])
    order = pl.Series([2, 0, 3, 1])
    assert_frame_equal(rows.frame(["told"], is_by_period=True), ROWS[order])
    assert rows.among(["a"]).tolist() == [False, False, True, True]
    assert rows.of_agents(["Bob", "Cid"]).frame(["told"], is_by_period=True).rows() == [("a", JUNE, "Bob", 3.0)]


def test_an_answer_is_told_to_whom_it_is_of_and_what_it_does_not_know_stays_unknown():
    rows = rep_rows(ROWS, ["a", "b"], ["told"])
    of_others = [("c", MAY, "Ann", 7.0), ("a", date(2026, 7, 1), "Ann", 7.0), ("a", MAY, "Zoe", 7.0)]
    of_these = [("b", JUNE, "Ann", 5.0), ("a", MAY, "Ann", 6.0)]
    answer = pl.DataFrame([*of_others, *of_these], schema=ROWS.schema, orient="row")
    found = rows.told_by(answer, ["told"])["told"]
    assert found[[0, 3]].tolist() == [6.0, 5.0]
    assert np.isnan(found[1:3]).all()
    assert np.isnan(rows.told_by(answer.clear(), ["told"])["told"]).all()
    of_all = answer.filter(pl.col("agent") == "Ann").drop("agent")
    together = rows.together(["told"]).told_by(of_all, ["told"])["told"]
    assert np.array_equal(together, [6.0, np.nan, np.nan, 5.0], equal_nan=True)


def test_without_periods_all_days_are_one_and_nobody_has_no_rows():
    whole = rep_rows(ROWS.with_columns(period=pl.lit(None, pl.Date)).unique("metric"), ["a", "b"], ["told"])
    assert len(whole.starts) == 1
    assert whole.frame([], is_by_period=False)["period"].to_list() == [None, None]
    nobody = rep_rows(ROWS.clear(), ["a"], ["told"])
    assert len(nobody.of_agents(["Ann"])) == 0
    assert nobody.added_up("told").tolist() == [0.0]


def test_rows_find_their_group_where_there_are_more_periods():
    rows, more = rep_rows(ROWS.filter(period=JUNE), ["a", "b"], ["told"]), rep_rows(ROWS, ["a", "b"], ["told"])
    assert rows.groups_in(more).tolist() == [1, 3]
    assert more.added_up("told")[[0, 1, 3]].tolist() == [1.0, 3.0, 4.0]
