import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.patience import mean_patience


def patience(abandons, waited):
    return pl.select(mean_patience(pl.lit(abandons, pl.Int64), pl.lit(waited, pl.Float64))).item()


def test_the_waits_of_answered_callers_count_and_they_themselves_do_not():
    # Ten of many gave up, and all of them together waited for twenty minutes.
    found = patience(10, 1200.0)
    assert found["seconds"] == 120
    # Garwood's limits of ten events are 4.795 and 18.390.
    assert found["low"] == pytest.approx(1200 / 18.390, abs=0.01)
    assert found["high"] == pytest.approx(1200 / 4.795, abs=0.05)


def test_where_nobody_gave_up_patience_is_at_least_so_long_and_never_endless():
    found = patience(0, 900.0)
    # -ln 0.025 = 3.6889
    assert found == {"seconds": None, "low": pytest.approx(900 / 3.6889, abs=0.01), "high": None}


@pytest.mark.parametrize(("abandons", "waited"), [(0, 0.0), (3, 0.0), (None, 5.0), (3, None)])
def test_where_nobody_waited_nothing_is_known(abandons, waited):
    assert patience(abandons, waited) == {"seconds": None, "low": None, "high": None}


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**6), st.floats(1e-3, 1e10))
def test_the_limits_enclose_the_mean_and_are_finite(abandons, waited):
    found = patience(abandons, waited)
    assert 0 < found["low"] < float("inf")
    if abandons:
        assert found["low"] < found["seconds"] < found["high"] < float("inf")
