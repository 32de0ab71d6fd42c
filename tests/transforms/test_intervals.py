import polars as pl
import pytest

from transforms.intervals import mean_interval, net_promoter_interval, newcombe_difference, wilson


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),  # Newcombe 1998, table I
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (20, 20, 0.8389, 1.0),
    ],
)
def test_wilson_gives_the_published_limits(successes, n, low, high):
    interval = pl.select(wilson(pl.lit(successes), pl.lit(n))).item()
    assert interval["low"] == pytest.approx(low, abs=5e-5)
    assert interval["high"] == pytest.approx(high, abs=5e-5)


@pytest.mark.parametrize("n", [1, 7, 29, 263])
def test_no_success_reaches_down_to_nought_and_only_successes_up_to_one(n):
    assert pl.select(wilson(pl.lit(0.0), pl.lit(n))).item()["low"] == 0
    assert pl.select(wilson(pl.lit(float(n)), pl.lit(n))).item()["high"] == 1


def test_a_share_of_nothing_has_no_interval():
    assert pl.select(wilson(pl.lit(0), pl.lit(0))).item() == {"low": None, "high": None}


def test_newcombe_gives_the_published_difference():
    interval = pl.select(newcombe_difference((pl.lit(56), pl.lit(48)), (pl.lit(70), pl.lit(80)))).item()
    assert interval["low"] == pytest.approx(0.0524, abs=5e-5)
    assert interval["high"] == pytest.approx(0.3339, abs=5e-5)


def test_mean_interval_of_a_known_sample():
    # 2, 4, 6: mean 4, standard deviation 2, standard error 2/√3.
    interval = pl.select(mean_interval(pl.lit(4.0), pl.lit(56.0), pl.lit(3))).item()
    assert interval["low"] == pytest.approx(4 - 1.959964 * 2 / 3**0.5, abs=1e-5)
    assert interval["high"] == pytest.approx(4 + 1.959964 * 2 / 3**0.5, abs=1e-5)


def test_one_record_has_no_interval_of_its_mean():
    assert pl.select(mean_interval(pl.lit(4.0), pl.lit(16.0), pl.lit(1))).item() == {
        "low": None,
        "high": None,
    }


def test_fifty_promoters_and_twenty_detractors_of_a_hundred():
    interval = pl.select(net_promoter_interval(pl.lit(30.0), pl.lit(700_000.0), pl.lit(100))).item()
    assert interval["high"] - 30 == pytest.approx(15.3, abs=0.05)
    assert 30 - interval["low"] == pytest.approx(1.959964 * 7.810, abs=1e-3)


def test_nobody_asked_has_no_net_promoter_interval_and_promoters_alone_no_width():
    nobody = pl.select(net_promoter_interval(pl.lit(None, pl.Float64), pl.lit(0.0), pl.lit(0))).item()
    assert nobody == {"low": None, "high": None}
    promoters = pl.select(net_promoter_interval(pl.lit(100.0), pl.lit(30_000.0), pl.lit(3))).item()
    assert promoters == {"low": 100, "high": 100}
