from types import SimpleNamespace

import pytest

from dashboards.formats import change, in_words, uncertainty


@pytest.mark.parametrize(
    ("unit", "value", "words"),
    [
        ("ratio", 0.7567, "75.7 %"),
        ("count", 113432.0, "113,432"),
        ("seconds", 7.3, "7.3 s"),
        ("seconds", 45.2, "45 s"),
        ("seconds", 522.0, "8.7 min"),
        ("seconds", 79560.0, "22.1 h"),
        ("seconds", 641417.7, "7.4 days"),
        ("score", 4.068, "4.07"),
        ("score", -34.646, "-34.6"),
        ("money", 5051.67, "5,052 EUR"),
        ("seconds", None, "–"),
    ],
)
def test_a_value_is_written_in_the_unit_people_use(unit, value, words):
    assert in_words(unit, value, "EUR") == words


@pytest.mark.parametrize(
    ("unit", "now", "before", "words"),
    [
        ("ratio", 0.757, 0.760, "−0.3 pts"),
        ("ratio", 0.7570, 0.7572, "no change"),
        ("count", 104.9, 100.0, "+4.9 %"),
        ("count", 5.0, 0.0, ""),
        ("seconds", 522.0, 516.0, "+0.1 min"),
        ("seconds", 7200.0, None, ""),
    ],
)
def test_a_change_is_in_points_for_rates_and_in_per_cent_for_volumes(unit, now, before, words):
    assert change(unit, now, before) == words


@pytest.mark.parametrize(
    ("unit", "interval", "value", "low", "high", "words"),
    [
        ("ratio", "wilson", 0.757, 0.753, 0.761, "± 0.4 pts"),
        ("ratio", "wilson", 1.0, 0.957, 1.0, "95.7 to 100 %"),
        ("ratio", "wilson", 0.0, 0.0, 0.043, "0 to 4.3 %"),
        ("ratio", "wilson", 0.995, 0.98, 0.999, "98.0 to 99.9 %"),
        ("seconds", "mean", 522.0, 510.0, 534.0, "± 0.2 min"),
        ("seconds", "rank", 522.0, 510.0, 612.0, "8.5 to 10.2 min"),
        ("seconds", "rank", 13.0, 12.9, 13.2, "± under 1 s"),
        ("ratio", "wilson", 0.757, 0.7568, 0.7572, "± under 0.1 pts"),
        ("count", "none", 5.0, None, None, ""),
    ],
)
def test_the_interval_stands_in_the_unit_of_the_value(unit, interval, value, low, high, words):
    assert uncertainty(SimpleNamespace(unit=unit, interval=interval), value, low, high) == words


def test_an_interval_in_a_table_of_one_unit_is_in_that_unit():
    median = SimpleNamespace(unit="seconds", interval="rank")
    assert uncertainty(median, 45990.0, 31680.0, 53280.0) == "8.8 to 14.8 h"
    assert uncertainty(median, 45990.0, 31680.0, 53280.0, (60, "min", 1)) == "528.0 to 888.0 min"
