"""Which of many values in order are wanted, as bits: how many come before a place, and where the one of a rank is.

The rank and select of succinct data structures (Jacobson 1989, FOCS 30:549), in words of 64 bits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from transforms.aliases import Integers

Mask = npt.NDArray[np.bool_]

WORD = 64
_AT_A_TIME = 2048 * WORD
"""So many masks stay in the processor's cache from one step to the next."""


@dataclass(frozen=True, eq=False)
class Bits:
    """A bit for each value, one where it is wanted."""

    words: npt.NDArray[np.uint64]

    @cached_property
    def _through(self) -> Integers:
        """How many wanted values come before each word, and all of them at the end."""
        through = np.zeros(len(self.words) + 1, dtype=np.int64)
        # Made wider first: made so one by one while they are added up takes several times as long.
        np.cumsum(np.bitwise_count(self.words).astype(np.int64), out=through[1:])
        return through

    def before(self, places: Integers) -> Integers:
        """How many wanted values come before each place; a place may be the one after the last value."""
        word = places // WORD
        # The place after the last value may be in a word of its own, which is not there.
        of_word = np.where(word < len(self.words), self.words[np.minimum(word, len(self.words) - 1)], np.uint64(0))
        below = of_word & ((np.uint64(1) << (places % WORD).astype(np.uint64)) - np.uint64(1))
        found: Integers = self._through[word] + np.bitwise_count(below)
        return found

    def where(self, ranks: Integers) -> Integers:
        """The place of the wanted value before which so many wanted ones come; each rank must be of one there is."""
        flat = ranks.ravel()
        word = np.searchsorted(self._through, flat, side="right") - 1
        bits = np.unpackbits(self.words[word].view(np.uint8).reshape(-1, 8), axis=1, bitorder="little")
        in_word = (np.cumsum(bits, axis=1) > (flat - self._through[word])[:, None]).argmax(axis=1)
        found: Integers = (word * WORD + in_word).reshape(ranks.shape)
        return found

    def all(self) -> Integers:
        """The places of all wanted values."""
        return np.flatnonzero(np.unpackbits(self.words.view(np.uint8), bitorder="little"))


def packed(size: int, is_wanted: Callable[[slice], Mask]) -> Bits:
    """The bits of so many values; what tells which of a stretch of them are wanted is asked stretch by stretch."""
    held = np.zeros(-(-size // WORD) * 8, dtype=np.uint8)
    for begin in range(0, size, _AT_A_TIME):
        told = np.packbits(is_wanted(slice(begin, min(size, begin + _AT_A_TIME))), bitorder="little")
        held[begin // 8 : begin // 8 + len(told)] = told
    return Bits(held.view(np.uint64))
