import polars as pl

from transforms.rank_intervals import apart, interval_column

SIX = [60.0, 10, 40, 20, 50, 30]


def test_a_quantile_comes_apart_into_its_value_and_its_interval():
    wide = pl.DataFrame(
        {"team": ["A", "B", "C"], "wait": [{"value": 35.0, "records": SIX}, {"value": 7.0, "records": [7.0]}, None]},
        schema_overrides={"wait": pl.Struct({"value": pl.Float64, "records": pl.List(pl.Float64)})},
    )
    found = apart(wide, {"wait": 0.5})
    assert found["wait"].to_list() == [35, 7, None]
    assert found[interval_column("wait")].to_list() == [
        {"low": 10, "high": 60},
        {"low": None, "high": None},
        {"low": None, "high": None},
    ]


def test_what_is_no_quantile_stays():
    wide = pl.DataFrame({"cases": [1, 2]})
    assert apart(wide, {}).equals(wide)
