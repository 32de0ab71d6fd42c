from math import isfinite, sqrt

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.uplift import mantel_haenszel, stratified_difference

COLUMNS = ["with_x", "with_n", "without_x", "without_n"]
# Respiratory symptoms of children with and without a smoker at home, by pet and grade (SAS/STAT, STDRATE, example 2).
SCHOOL = pl.DataFrame(
    [
        (109, 807, 284, 2403), (106, 791, 266, 2237), (112, 868, 273, 2279),
        (168, 1329, 414, 3398), (162, 1337, 372, 3251), (183, 1594, 382, 3270),
    ],
    schema=COLUMNS, orient="row",
)  # fmt: skip
# Deaths under tolbutamide and placebo, younger and older than 55 (University Group Diabetes Program 1970).
DIABETES = pl.DataFrame([(8, 106, 5, 120), (22, 98, 16, 85)], schema=COLUMNS, orient="row")


def cells(*rows):
    return pl.DataFrame(rows, schema=COLUMNS, orient="row")


def test_two_strata_by_hand():
    # Differences 0.0338 and 0.0363 at weights 106·120/226 = 56.28 and 98·85/183 = 45.52.
    found = stratified_difference(DIABETES)
    by_hand = (56.2832 * (8 / 106 - 5 / 120) + 45.5191 * (22 / 98 - 16 / 85)) / (56.2832 + 45.5191)
    assert found.difference == pytest.approx(by_hand, abs=1e-6)
    assert found.difference == pytest.approx(0.0349, abs=5e-5)
    # The older were given tolbutamide a little more often: without strata the difference is larger.
    assert found.crude_difference == pytest.approx(30 / 204 - 21 / 205)
    assert found.share_with - found.share_without == pytest.approx(found.difference)


@pytest.mark.parametrize("table", [SCHOOL, DIABETES])
def test_it_is_the_regression_on_the_offer_with_a_level_for_each_stratum(table):
    rows = []
    for stratum, row in enumerate(table.to_dicts()):
        for arm, treated in (("with", 1.0), ("without", 0.0)):
            n, x = row[f"{arm}_n"], row[f"{arm}_x"]
            rows += [(stratum, treated, 1.0, x), (stratum, treated, 0.0, n - x)]
    data = np.array(rows)
    levels = np.eye(table.height)[data[:, 0].astype(int)]
    root = np.sqrt(data[:, 3])
    x = np.column_stack([data[:, 1], levels]) * root[:, None]
    slope = np.linalg.lstsq(x, data[:, 2] * root, rcond=None)[0][0]
    assert stratified_difference(table).difference == pytest.approx(slope)


@pytest.mark.parametrize("table", [SCHOOL, DIABETES, cells((1, 3, 0, 5), (2, 4, 1, 2), (0, 6, 0, 3))])
def test_at_each_limit_the_estimate_is_196_standard_errors_away(table):
    # Sato's variance taken at the limit, summed by hand over the strata.
    found = stratified_difference(table)
    w = p = q = 0.0
    for x1, n1, x0, n0 in table.rows():
        size = n1 + n0
        w += n1 * n0 / size
        p += (n1 * n1 * x0 - n0 * n0 * x1 + 0.5 * n1 * n0 * (n0 - n1)) / size**2
        q += (x1 * (n0 - x0) + x0 * (n1 - x1)) / (2 * size)
    for limit in (found.low, found.high):
        assert abs(found.difference - limit) == pytest.approx(1.959964 * sqrt(limit * p + q) / w, rel=1e-5)


def test_large_strata_have_nearly_the_interval_of_independent_samples():
    found = stratified_difference(SCHOOL)
    weights = [n1 * n0 / (n1 + n0) for _, n1, _, n0 in SCHOOL.rows()]
    variance = sum(
        (w / sum(weights)) ** 2 * (x1 / n1 * (1 - x1 / n1) / n1 + x0 / n0 * (1 - x0 / n0) / n0)
        for w, (x1, n1, x0, n0) in zip(weights, SCHOOL.rows(), strict=True)
    )
    assert found.high - found.low == pytest.approx(2 * 1.959964 * sqrt(variance), rel=0.01)


def test_each_group_has_its_own_difference():
    both = pl.concat([SCHOOL.with_columns(who=pl.lit("a")), DIABETES.with_columns(who=pl.lit("b"))])
    rows = mantel_haenszel(both, ("who",)).to_dicts()
    for row, table in zip(rows, (SCHOOL, DIABETES), strict=True):
        alone = stratified_difference(table)
        assert (row["difference"], row["low"], row["high"]) == pytest.approx((alone.difference, alone.low, alone.high))
    assert mantel_haenszel(cells((3, 10, 0, 0)).with_columns(who=pl.lit("a")), ("who",)).is_empty()


def test_strata_that_lack_an_arm_are_left_out_and_told():
    found = stratified_difference(cells((5, 10, 4, 20), (3, 30, 0, 0), (0, 0, 1, 60), (None, None, None, None)))
    assert found.difference == pytest.approx(0.5 - 0.2)
    assert (found.coverage_with, found.coverage_without) == (pytest.approx(10 / 40), pytest.approx(20 / 80))
    assert (found.strata, found.strata_compared, found.with_n, found.without_n) == (3, 1, 10, 20)


def test_a_mix_of_cases_alone_makes_no_uplift():
    # Offered mostly where people buy anyway; within each kind the offer changes nothing.
    found = stratified_difference(cells((90, 100, 9, 10), (1, 10, 10, 100)))
    assert found.crude_difference > 0.6
    assert found.difference == pytest.approx(0, abs=1e-12)
    assert found.low < 0 < found.high


@pytest.mark.parametrize(
    ("table", "difference"),
    [
        (cells((0, 20, 0, 30)), 0),
        (cells((20, 20, 30, 30)), 0),
        (cells((9, 9, 9, 9)), 0),
        (cells((20, 20, 0, 30)), 1),
        (cells((0, 1, 0, 1)), 0),
        (cells((0, 9, 0, 9), (0, 5, 0, 5)), 0),
        (cells((10, 10, 0, 10)), 1),
    ],
)
def test_nobody_or_everybody_gives_a_difference_with_a_width(table, difference):
    found = stratified_difference(table)
    assert found.difference == difference
    assert -1 <= found.low <= found.difference <= found.high <= 1
    assert found.high - found.low > 0


@pytest.mark.parametrize("table", [cells(), cells((3, 10, 0, 0)), cells((0, 0, 3, 10))])
def test_without_both_arms_nothing_is_claimed(table):
    found = stratified_difference(table)
    assert (found.difference, found.low, found.high, found.share_with, found.share_without) == (None,) * 5
    assert found.strata_compared == 0


def test_no_baseline_is_told_apart_from_a_baseline_elsewhere():
    assert stratified_difference(cells((3, 10, 0, 0))).without_total == 0
    assert stratified_difference(cells((3, 10, 0, 0), (0, 0, 2, 9))).without_total == 9


def test_the_interval_holds_the_truth_in_95_of_100():
    rng = np.random.default_rng(4)
    held = 0
    for _ in range(300):
        n1, n0 = rng.integers(3, 40, 12), rng.integers(3, 40, 12)
        base = rng.uniform(0.02, 0.3, 12)
        x1, x0 = rng.binomial(n1, base + 0.1), rng.binomial(n0, base)
        found = stratified_difference(pl.DataFrame({"with_x": x1, "with_n": n1, "without_x": x0, "without_n": n0}))
        held += found.low <= 0.1 <= found.high
    assert 0.92 <= held / 300 <= 0.98


ARM = st.integers(0, 30).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(ARM, ARM), max_size=6))
def test_it_always_answers(arms):
    found = stratified_difference(cells(*((*with_, *without) for with_, without in arms)))
    if found.strata_compared == 0:
        assert found.difference is None
        return
    assert -1 <= found.low <= found.difference <= found.high <= 1
    assert all(isfinite(value) for value in (found.share_with, found.share_without, found.crude_difference))
