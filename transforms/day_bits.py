"""Which of many values are of some days, as bits that are kept beforehand: a span of days is put together from them.

Kept are the values before each month, and the day within its month bit by bit (a bit-sliced index: O'Neil, Quass 1997,
SIGMOD 26:38). Whole months are told by two of these, a part of a month by seven, wherever the values stand.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from transforms.bits import Bits, packed
from transforms.groups import period_starts

Codes = npt.NDArray[np.unsignedinteger[Any]]
Words = npt.NDArray[np.uint64]

_LONGEST_MONTH = 31
_PLANES = range(_LONGEST_MONTH.bit_length())
_AT_A_TIME = 16_384
"""So many words stay in the processor's cache from one step to the next."""


class DayBits:
    """The days of values, of which those between any two can be told."""

    def __init__(self, days: Codes, first: int, last: int) -> None:
        """`days` count from `first`; a number beyond `last`, both from 1970, is no known day."""
        every = np.arange(first, last + 1 + _LONGEST_MONTH, dtype=np.int64)
        months = period_starts(every, "month")
        starts = np.unique(months)
        self._starts = starts[: np.searchsorted(starts, last + 1) + 1]
        within = (every - months).astype(np.uint8)[: last + 1 - first]
        self._before = [_where(days, lambda part, day=day: part < day) for day in np.maximum(self._starts - first, 0)]
        self._within = [
            _where(days, lambda part, bit=bit: within.take(part, mode="clip") >> bit & 1) for bit in _PLANES
        ]

    def between(self, words: slice, begin: int, end: int) -> Bits:
        """The values from one day up to, and without, another, both among the known days or just after them."""
        told = np.empty(words.stop - words.start, dtype=np.uint64)
        for part in _parts(words):
            wanted = ~self._until(part, begin)
            wanted &= self._until(part, end)
            told[part.start - words.start : part.stop - words.start] = wanted
        return Bits(told)

    def _until(self, part: slice, day: int) -> Words:
        """The values before a day."""
        month = int(np.searchsorted(self._starts, day, side="right")) - 1
        before = self._before[month][part]
        if not (left := day - int(self._starts[month])):
            return before
        # Of the values of this month, those whose day is the same in the bits looked at so far, and those below.
        same, below = self._before[month + 1][part] & ~before, before.copy()
        for bit in reversed(_PLANES):
            is_set = self._within[bit][part]
            if left >> bit & 1:
                below |= same & ~is_set
                same &= is_set
            else:
                same &= ~is_set
        return below


def _where(days: Codes, is_wanted: Any) -> Words:
    return packed(len(days), lambda part: is_wanted(days[part])).words


def _parts(words: slice) -> Iterator[slice]:
    ends = [*range(words.start, words.stop, _AT_A_TIME), words.stop]
    return (slice(begin, end) for begin, end in itertools.pairwise(ends))
