import numpy as np
import pytest

from transforms.bits import WORD
from transforms.day_bits import DayBits

FIRST = 20_467
"""The fourteenth of a month: 14 January 2026."""


@pytest.mark.parametrize("size", [1, WORD, 20_000 * WORD + 7])
@pytest.mark.parametrize("length", [1, 17, 18, 19, 200])
def test_the_values_between_any_two_days_are_those_that_comparing_finds(size, length):
    random = np.random.default_rng(size + length)
    last = FIRST + length - 1
    days = random.integers(0, length, size).astype(np.uint16)
    # Of some no day is known: they are between no two.
    days[random.random(size) < 0.1] = np.iinfo(np.uint16).max
    bits = DayBits(days, FIRST, last)
    for _ in range(12):
        begin, end = sorted(random.integers(FIRST, last + 2, 2).tolist())
        words = slice(*sorted(random.integers(0, -(-size // WORD) + 1, 2).tolist()))
        found = bits.between(words, begin, end).all() + words.start * WORD
        held = np.flatnonzero((days >= begin - FIRST) & (days < end - FIRST))
        assert found.tolist() == held[(held >= words.start * WORD) & (held < words.stop * WORD)].tolist()
    whole = bits.between(slice(0, -(-size // WORD)), FIRST, last + 1)
    assert len(whole.all()) == np.count_nonzero(days < length)
