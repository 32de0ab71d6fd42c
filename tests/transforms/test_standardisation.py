import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.standardisation import direct, indirect

# Kidney stones by two treatments (Charig and others 1986): better at both sizes, worse together.
STONES = pl.DataFrame(
    {
        "group": ["A", "A", "B", "B"],
        "size": ["small", "large", "small", "large"],
        "numerator": [81, 192, 234, 55],
        "denominator": [87, 263, 270, 80],
    }
)
NUMBERS = ["n", "observed", "expected", "crude_ratio", "ratio", "adjusted"]

counts = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
tables = st.lists(st.tuples(st.sampled_from("ABCD"), st.sampled_from("xyz"), counts), min_size=1, max_size=25).map(
    lambda rows: pl.DataFrame(
        [(group, size, *count) for group, size, count in rows],
        schema={"group": pl.String, "size": pl.String, "numerator": pl.Int64, "denominator": pl.Int64},
        orient="row",
    )
)


def test_what_is_worse_together_is_better_with_equal_work():
    found = direct(STONES, "group", ["size"])
    assert found["crude"].to_list() == [pytest.approx(0.7800, abs=5e-5), pytest.approx(0.8257, abs=5e-5)]
    assert found["standardised"].to_list() == [pytest.approx(0.8325, abs=5e-5), pytest.approx(0.7789, abs=5e-5)]
    assert found["covered"].to_list() == [1, 1]


def test_observed_over_expected_of_the_same():
    found = indirect(STONES, "group", ["size"])
    assert found["ratio"].to_list() == [pytest.approx(1.0257, abs=5e-5), pytest.approx(0.9769, abs=5e-5)]
    assert found["adjusted"].to_list() == [pytest.approx(r * 562 / 700) for r in found["ratio"]]
    assert found["crude_ratio"].to_list() == [pytest.approx(0.78 * 700 / 562), pytest.approx(289 / 350 * 700 / 562)]
    assert found["observed"].to_list() == [273, 289]


def test_seconds_by_record_are_weighed_by_records():
    records = pl.DataFrame(
        {
            "agent": ["Ann", "Ann", "Bob", "Bob", "Bob"],
            "topic": ["loan", None, None, None, "loan"],
            "numerator": [600.0, 90.0, 120.0, 90.0, None],
            "denominator": [None] * 5,
            "n": [1.0, 1.0, 1.0, 1.0, 0.0],
        }
    )
    found = indirect(records, "agent", ["topic"], denominator="n")
    # A call without a topic takes 100 s; only Ann had a loan.
    assert found.select("agent", *NUMBERS).rows() == [
        ("Ann", 2, 690, 700, pytest.approx(345 / 225), pytest.approx(690 / 700), pytest.approx(690 / 700 * 225)),
        ("Bob", 2, 210, 200, pytest.approx(105 / 225), pytest.approx(1.05), pytest.approx(1.05 * 225)),
    ]


def test_a_group_that_never_met_a_stratum_has_no_standardised_rate_and_says_how_much_it_met():
    found = direct(STONES.filter((pl.col("group") == "A") | (pl.col("size") == "small")), "group", ["size"])
    assert found.select("covered", "standardised").row(1) == (pytest.approx(357 / 620), None)
    assert found.row(0, named=True)["standardised"] is not None


def test_one_group_alone_is_as_expected():
    [row] = indirect(STONES.filter(group="A"), "group", ["size"]).rows(named=True)
    assert (row["ratio"], row["crude_ratio"]) == (1, 1)
    [row] = direct(STONES.filter(group="A"), "group", ["size"]).rows(named=True)
    assert row["standardised"] == pytest.approx(row["crude"])


def test_without_strata_the_ratio_is_the_crude_one():
    found = indirect(STONES, "group", [])
    assert found["ratio"].to_list() == pytest.approx(found["crude_ratio"].to_list())


def test_where_nothing_ever_happens_there_is_no_ratio():
    nothing = STONES.with_columns(numerator=pl.lit(0))
    assert indirect(nothing, "group", ["size"]).select("ratio", "crude_ratio", "adjusted").rows() == [(None,) * 3] * 2
    assert direct(nothing, "group", ["size"])["standardised"].to_list() == [0, 0]


@pytest.mark.parametrize("frame", [STONES.clear(), STONES.with_columns(denominator=pl.lit(0))])
def test_no_records_make_no_groups(frame):
    assert indirect(frame, "group", ["size"]).is_empty()
    assert direct(frame, "group", ["size"]).is_empty()


@given(table=tables)
@settings(max_examples=40, deadline=None)
def test_a_stratum_that_nobody_has_changes_nothing(table):
    empty = table.with_columns(size=pl.lit("never"), numerator=pl.lit(0, pl.Int64), denominator=pl.lit(0, pl.Int64))
    for standardised in (direct, indirect):
        whole = standardised(table, "group", ["size"])
        assert standardised(pl.concat([table, empty]), "group", ["size"]).equals(whole)
        numbers = whole.drop("group").unpivot()["value"].drop_nulls()
        assert numbers.is_finite().all()


@given(table=tables)
@settings(max_examples=40, deadline=None)
def test_what_is_expected_of_all_is_what_was_observed_of_all(table):
    found = indirect(table, "group", ["size"])
    assert found["expected"].sum() == pytest.approx(table["numerator"].sum())


@given(table=tables, factors=st.lists(st.integers(1, 9), min_size=4, max_size=4))
@settings(max_examples=40, deadline=None)
def test_equal_mixes_give_crude_rates(table, factors):
    mix = table.group_by("size").agg(pl.col("denominator").sum() * 60)
    groups = pl.DataFrame({"group": ["A", "B", "C", "D"], "factor": factors})
    won = mix.join(groups, how="cross").with_columns(
        pl.col("denominator") * pl.col("factor"),
        numerator=pl.col("denominator") * pl.col("factor") * (pl.col("size").hash() % 7 + pl.col("factor")) / 20,
    )
    ratios = indirect(won, "group", ["size"])
    assert ratios["ratio"].to_list() == pytest.approx(ratios["crude_ratio"].to_list())
    rates = direct(won, "group", ["size"])
    assert rates["standardised"].to_list() == pytest.approx(rates["crude"].to_list())
