import pytest

from evenhand.cli.words import bytes_in_words, value_in_words


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (None, "ratio", "-"),
        (0.1234, "ratio", "12.3 %"),
        (12.34, "seconds", "12.3 s"),
        (59.96, "seconds", "60.0 s"),
        (200.4, "seconds", "3 min 20 s"),
        (3599.6, "seconds", "1 h 00 min"),
        (90_000, "seconds", "1 d 01 h"),
        (1234.5, "money", "1,234.50 EUR"),
        (4.2, "score", "4.20"),
        (1234.0, "count", "1,234"),
        (12.5, "count", "12.50"),
    ],
)
def test_values_read_as_people_say_them(value, unit, words):
    assert value_in_words(value, unit, "EUR") == words


@pytest.mark.parametrize(
    ("count", "words"), [(12, "12 B"), (1_500, "2 KB"), (3_400_000, "3 MB"), (82_500_000_000, "82.5 GB")]
)
def test_sizes_read_as_people_say_them(count, words):
    assert bytes_in_words(count) == words
